"""`make screenshots`: every page with demo data, as a browser shows it, under docs/screenshots/."""
