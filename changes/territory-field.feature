Territories are chosen by their name in forms, with the keyboard alone or without any script; names are understood as well as codes.
