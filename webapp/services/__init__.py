"""Actions of the product: each function changes data, and its caller commits.

Not here: rules without a database (domain), reading for pages (queries).
"""
