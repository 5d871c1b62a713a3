"""The calls that control the simulator, and the report on what it accepted.

Nothing here exists on the real platform.
"""
