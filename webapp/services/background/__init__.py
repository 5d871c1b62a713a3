"""Services for background: work that goes on after a request, its leases and its progress.

Not here: what a kind of work does, which belongs to its subject.
"""
