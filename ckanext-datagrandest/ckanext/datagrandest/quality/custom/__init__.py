"""The checks that Validata adds to Table Schema, on columns: one module for cells, one for rows."""
