"""Message templates: those of a new account, their shape, and how values fill them.

The calls that list, create and edit templates are in `graph`.
"""
