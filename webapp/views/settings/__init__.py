"""Pages for settings: what administrators set.

Not here: the rules behind the settings.
"""
