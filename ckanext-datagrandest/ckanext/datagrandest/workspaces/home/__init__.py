"""« Mon espace »: where people of a commune find their datasets, what to do next, and who helps."""
