"""User journeys from end to end, in a real browser, with the whole product.

A package, because one product and one browser serve all of its tests, and end with the last.
"""
