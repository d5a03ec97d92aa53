"""Is the platform's configuration sound? `ckan dge check` asks every plugin and the ground itself."""
