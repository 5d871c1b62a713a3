"""Rules for campaigns: drafts, launch, pause, change, end.

Not here: the messages of single recipients.
"""
