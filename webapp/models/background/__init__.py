"""Tables for background (work after a request): kinds, leases, progress, bulk actions.

Not here: what a kind of work does, which belongs to its subject.
"""
