"""Dataset and organisation metadata: the declaration in YAML, its vocabularies, checks and index documents."""
