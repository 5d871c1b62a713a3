"""Tables for background: work that goes on after a request: kinds, leases, progress, bulk actions.

Not here: what a kind of work does; that is its subject's.
"""
