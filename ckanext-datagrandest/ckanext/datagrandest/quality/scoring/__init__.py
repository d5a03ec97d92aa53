"""Scores of a dataset: ours, and those that data.gouv.fr and data.europa.eu would give it."""
