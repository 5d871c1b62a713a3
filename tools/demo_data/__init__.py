"""Generated data: the people of every tool.

Data that only one tool needs, such as its campaigns, is in the folder of that tool.
"""
