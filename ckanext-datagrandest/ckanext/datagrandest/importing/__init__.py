"""The datasets of a platform that this one replaces, brought over with their names, identifiers, files and addresses."""
