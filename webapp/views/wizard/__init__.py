"""Pages for the wizard: five steps over a saved draft, each at its own address.

Not here: campaigns that have started.
"""
