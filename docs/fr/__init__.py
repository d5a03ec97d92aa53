"""The guides for users, which the site shows as pages; the other texts of this folder are read where they stand."""
