"""Forms for shell: what every page or call shares.

Not here: routes and rules of one subject.
"""
