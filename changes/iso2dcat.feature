The DCAT profile says what GeoDCAT-AP 3 and SEMIC's mapping of ISO 19139 ask for: 98.5 % of the triples of SEMIC's examples that it covers (`deploy/bench mapping.iso2dcat`).
