"""Jobs: the functions that RQ's workers call; each has a file with the same name."""
