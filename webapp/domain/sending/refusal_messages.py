"""The stored messages of a policy for staff: why WhatsApp refused, and what to do."""

from webapp.domain.messages import Message, coded
from webapp.domain.sending.error_actions import Policy


def reason(policy: Policy) -> Message:
    """Return why WhatsApp refused."""
    return coded(f"sending.reason_{policy.key}")


def advice(policy: Policy) -> Message:
    """Return what staff can do about it."""
    return coded(f"sending.advice_{policy.key}")
