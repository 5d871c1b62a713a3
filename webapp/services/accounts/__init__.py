"""Services for accounts: users, roles, sessions, API tokens, the audit log.

Not here: contacts, who never sign in.
"""
