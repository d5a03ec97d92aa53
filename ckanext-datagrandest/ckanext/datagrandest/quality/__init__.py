"""Data quality: read, check, repair, score and report tables. Pure Python first, the CKAN wiring beside it."""
