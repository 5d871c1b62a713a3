"""Jobs: doors into the services for RQ's workers; one file for each, named like its function."""
