"""Pictures of every page with demo data, taken by a browser."""
