"""Rules for webhook: what WhatsApp sends us: receipts, replies, platform events.

Not here: calls that we make.
"""
