A harvest reads and maps ahead in a process beside the one that writes; a run that loses its source's lock stops and is resumed.
