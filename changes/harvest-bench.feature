`deploy/bench harvest` measures the first run of a CSW source, one where nothing changed and one where 1 % did, beside ckanext-spatial's harvester.
