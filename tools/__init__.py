"""Programs for those who develop the product: each a folder, started with `python -m tools.NAME`.

What the product itself imports, or runs in production, does not belong here.
"""
