"""Services for background: work that continues after a request, its leases and its progress.

Not here: what a kind of work does, which belongs to its subject.
"""
