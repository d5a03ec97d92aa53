Every French commune, former commune, group of communes, département and région can be looked up without a database, however its name is written.
