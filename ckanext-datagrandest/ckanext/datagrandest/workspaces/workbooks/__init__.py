"""Templates: for each table schema a workbook with headers, lists, help and an example, in the commune's own name."""
