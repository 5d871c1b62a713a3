"""Made-up data that benchmarks measure with: contacts, files, webhook bodies, a whole shop.

The measurements themselves are elsewhere.
"""
