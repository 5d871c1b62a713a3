"""API calls for sending: claims, calls, outcomes, pace, the circuit breaker.

Not here: which recipients are due on which day.
"""
