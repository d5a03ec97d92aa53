The schemas are checked at every start and by `dge check`; each field has its checks, its form, its display and its typed Solr field, and only title, name and organisation are needed.
