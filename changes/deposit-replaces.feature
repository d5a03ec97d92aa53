A deposit can be a new version of a published file: what it changes is shown before, and it takes the place of the file in one commit.
