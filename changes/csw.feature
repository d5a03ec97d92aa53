Harvester type `dge-csw`: CSW 2.0.2 and 3.0 catalogues read by pages of full records; ISO 19139 and 19115-3 mapped whole, with a remark in French for each thing repaired or left out.
