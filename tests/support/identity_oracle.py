"""What the product has been told about people, and what they were sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(hours=24)


@dataclass(eq=False)
class Sent:
    """One message; `is_lost` once it is certain that it did not arrive."""

    campaign: object
    at: datetime
    is_lost: bool = False


@dataclass(eq=False)
class Known:
    """One person as far as the product can know: the keys that it was told belong together."""

    keys: set[str]
    is_stopped: bool = False
    messages: list[Sent] = field(default_factory=list)


class IdentityOracle:
    """Plain lists that say what must hold."""

    def __init__(self) -> None:
        self.people: list[Known] = []
        self.pending_changes: list[tuple[str, list[str]]] = []

    def know(self, *keys: str) -> Known:
        """Note that these keys are of one person."""
        same = [one for one in self.people if one.keys & set(keys)]
        person = Known(set(keys).union(*(one.keys for one in same)))
        person.is_stopped = any(one.is_stopped for one in same)
        person.messages = [message for one in same for message in one.messages]
        self.people = [one for one in self.people if one not in same] + [person]
        for old, new in [one for one in self.pending_changes if one[0] in person.keys]:
            self.pending_changes.remove((old, new))
            return self.know(*person.keys, *new)
        return person

    def find(self, key: str) -> Known | None:
        return next((one for one in self.people if key in one.keys), None)

    def is_known(self, *keys: str) -> bool:
        return any(self.find(key) for key in keys)

    def hear(self, text: str, *keys: str) -> None:
        """Note an inbound message: it makes someone known only if it is a STOP or a START."""
        if self.is_known(*keys) or text in ("STOP", "START"):
            person = self.know(*keys)
            person.is_stopped = {"STOP": True, "START": False}.get(text, person.is_stopped)

    def change_id(self, old: str, *new: str) -> None:
        """Note a changed user id; one of somebody unknown waits until the old id is known."""
        if self.is_known(old, *new):
            self.know(old, *new)
        else:
            self.pending_changes.append((old, list(new)))

    def change_number(self, left: str, *keys: str) -> None:
        """Note that a person has another number: the old one may get another owner."""
        person = self.know(*keys)
        person.keys.discard(left)

    def send(self, key: str, campaign: object, at: datetime) -> Sent:
        """Note a call to WhatsApp, and check that it may be made."""
        person = self.find(key)
        assert person is not None, f"{key} is of nobody"
        assert not person.is_stopped, f"{key} has stopped"
        twice = [one for one in person.messages if one.campaign == campaign and not one.is_lost]
        assert not twice, f"{key} gets a second message of {campaign}"
        message = Sent(campaign, at)
        person.messages.append(message)
        return message

    def written_lately(self, now: datetime) -> int:
        """Return how many people have a message of the last 24 hours."""
        return sum(
            any(not one.is_lost and one.at > now - DAY for one in person.messages)
            for person in self.people
        )
