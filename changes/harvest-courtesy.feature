A harvest asks one server ten times a second at most (`ckanext.datagrandest.harvesting.requests_per_second`).
