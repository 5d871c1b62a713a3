"""Queries for imports (files of contacts): upload, check, import, undo.

Not here: contacts once they are stored.
"""
