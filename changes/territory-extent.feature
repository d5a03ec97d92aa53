Territories can be told from a record's extent, when contours are loaded.
