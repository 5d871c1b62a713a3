"""Made-up data: the people of every tool.

What one tool alone needs, such as its campaigns, is in the folder of that tool.
"""
