Bounding polygons of ISO records (GML 2 to 3.2, holes, several surfaces, Lambert-93 and other reference systems) are the extent of the dataset, in WGS 84.
