"""Services for senders: WhatsApp numbers, their accounts and limits.

Not here: pacing of calls.
"""
