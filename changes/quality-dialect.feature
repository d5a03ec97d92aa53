How a file is read (encoding, separator, sheet, line of the column names) is shown in plain words and can be corrected by its producer.
