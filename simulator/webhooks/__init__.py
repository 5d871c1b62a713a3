"""What the application receives: bodies, signatures, due times, and repeated delivery.

The content of a receipt is decided in `messages`.
"""
