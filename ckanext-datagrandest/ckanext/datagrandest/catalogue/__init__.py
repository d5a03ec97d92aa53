"""What citizens see: search, facets, dataset page, home and feeds."""
