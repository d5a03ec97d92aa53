French: one catalogue made from one file a room, filling the 441 holes of CKAN's own; contradictions and lost placeholders are refused.
