"""Dataset and organisation schemas, vocabularies and table schemas, as YAML."""
