"""Services for contacts: consent, identity, erasure.

Not here: files of contacts.
"""
