A demonstration CSW server: about forty ISO 19139 records of the Grand Est that the project writes itself, or a folder of records, with the reason of each refusal.
