Catalogue and datasets are published in DCAT-AP 3 and GeoDCAT-AP 3 with every field, in pages that stay the same while they are read; private datasets are never in them.
