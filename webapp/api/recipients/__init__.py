"""API calls for recipients (one contact in one campaign): adding, status, retries.

Not here: contacts outside of campaigns.
"""
