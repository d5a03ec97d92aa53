"""DATA Grand Est: the open-data platform of the Grand Est region, as a CKAN extension."""
