"""The Graph API: which call is answered by what, with which errors and faults.

The rules behind the answers are in `messages`, `templates` and `account`; steering is in `control`.
"""
