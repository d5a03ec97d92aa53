Harvesting on a background job: what did not change is not written, a short answer of a server removes nothing, a bad record is errored alone with its reason, a killed run goes on.
