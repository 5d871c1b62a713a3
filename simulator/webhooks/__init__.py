"""What the application is sent: bodies, signatures, when each is due, and repeated delivery.

What a receipt says is decided in `messages`.
"""
