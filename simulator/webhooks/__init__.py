"""The webhooks for the application: bodies, signatures, due times, and repeated delivery.

The content of a receipt is decided in `messages`.
"""
