`ckan dge search sweep`, `reindex` and `reload` keep the search index equal to the database, in batches and without clearing it; `ckan dge check` says when the running index is not ours.
