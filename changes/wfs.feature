Layers of WFS services (1.0 to 2.0), collections of OGC API – Features and records of OGC API – Records become datasets (type `dge-wfs`).
