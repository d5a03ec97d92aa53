ArcGIS Hubs (DCAT feed) and ArcGIS servers (layers and tables of the REST directory) as sources (type `dge-arcgis`).
