`dge validate FILE --schema S` judges a table in French: CSV, XLSX, XLS, ODS, zipped, whatever the encoding.
