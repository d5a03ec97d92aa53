The page of a harvested dataset leads to its source record: readable page, file as it came, our DCAT. What was repaired is grouped on the health page of the source.
