"""API calls for contacts: contacts, consent, identity, erasure.

Not here: files of contacts.
"""
