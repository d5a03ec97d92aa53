Two versions of a table are compared: rows added, removed and modified, columns added, removed and renamed, however the files are written.
