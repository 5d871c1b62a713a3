"""Services for sending: claims, calls, outcomes, pace, the circuit breaker.

Not here: who is due on which day.
"""
