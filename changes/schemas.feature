The dataset and organisation schemas and their vocabularies are there, each field with its place in the form, on the page, in Solr and in DCAT-AP.
