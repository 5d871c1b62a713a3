"""Pages for settings: everything that administrators configure.

Not here: the rules behind the settings.
"""
