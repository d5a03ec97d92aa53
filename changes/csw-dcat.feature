CSW servers that give their records as DCAT are harvested too.
