"""DCAT-AP 3 and GeoDCAT-AP 3 graphs from datasets, driven by the declaration of their fields. No CKAN import."""
