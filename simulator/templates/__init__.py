"""Message templates: the ones an account begins with, their shape, and how values fill them.

The calls that list, create and edit templates are in `graph`.
"""
