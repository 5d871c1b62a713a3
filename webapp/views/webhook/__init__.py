"""Pages for the webhook: receipts, replies and platform events from WhatsApp.

Not here: calls that we make.
"""
