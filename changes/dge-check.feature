`ckan dge check` says in plain words what is wrong with a configuration, and what to do.
