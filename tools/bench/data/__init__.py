"""Generated data for benchmarks: contacts, files, webhook bodies, a whole shop.

The measurements themselves are elsewhere.
"""
