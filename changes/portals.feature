Harvester types `dge-ckan` (CKAN, DKAN and portals that speak their API) and `dge-udata` (data.gouv.fr by organisation, zone or territory).
