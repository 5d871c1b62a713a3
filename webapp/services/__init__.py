"""What the product does: each function changes something, and leaves the commit to its caller.

Not here: rules without a database (domain), reading for pages (queries).
"""
