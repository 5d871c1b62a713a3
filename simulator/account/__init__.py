"""The platform's data of a business account: its limits and its uploaded media.

Its message templates are in `templates`; the calls that show them are in `graph`.
"""
