"""Database reads for pages, programs and services.

Not here: anything that changes a row.
"""
