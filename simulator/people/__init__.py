"""The simulated people: their numbers and countries, their habits, and the words they write.

What becomes of one message to a person is in `messages`.
"""
