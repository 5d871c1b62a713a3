"""A message: its validation, its outcome, its receipts, and the log of those accepted.

How the call arrives is in `graph`, how a receipt reaches the application in `webhooks`.
"""
