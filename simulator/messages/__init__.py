"""A message: its validation, what becomes of it, its receipts, and the log of those accepted.

How the call arrives is in `graph`, how a receipt reaches the application in `webhooks`.
"""
