"""API calls for audiences: filters that choose contacts, saved audiences, their counts.

Not here: the recipients of a campaign.
"""
