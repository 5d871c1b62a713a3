"""Made-up data that benchmarks measure with: contacts, files, webhook bodies, a whole shop.

Not here: what measures.
"""
