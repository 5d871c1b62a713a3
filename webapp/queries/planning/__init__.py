"""Queries for planning: the messaging limit, days, sending windows, batches.

Not here: calls to WhatsApp.
"""
