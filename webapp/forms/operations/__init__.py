"""Forms for operations: settings, incidents, health, the restore guard.

Not here: the rules of any other subject.
"""
