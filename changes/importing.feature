`ckan dge import` brings over the datasets of the former platform with their names, identifiers, files and addresses; a second import updates.
