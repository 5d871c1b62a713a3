"""The real parts under faults: killed, emptied and restarted while they send."""
