Workspaces have limits (storage, datasets, size of a file), held by every road before a byte is kept; suspended and closed ones can only be read.
