A new version of a published file keeps its addresses, shows the rows added, removed and modified, and keeps the former file; any version can be put back.
