"""The Graph API: the handler of each call, with its errors and faults.

The rules are in `messages`, `templates` and `account`; the control calls are in `control`.
"""
