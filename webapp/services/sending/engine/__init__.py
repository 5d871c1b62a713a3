"""The sending engine: the loop that sends one batch, and its collaborators.

Not here: which recipients are in the batch.
"""
