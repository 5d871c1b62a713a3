"""Who hides their number or has a username, and when a webhook may still show the number."""

from typing import NamedTuple

from simulator.behaviour import Behaviour


class Card(NamedTuple):
    """A person as a webhook shows them. `wa_id` is None when the number is hidden."""

    name: str
    wa_id: str | None
    user_id: str
    parent_user_id: str | None = None
    username: str | None = None


class Disclosure:
    """The choices of people, and with which numbers of ours they wrote to each other."""

    def __init__(self) -> None:
        #: By control call, or because the person sent us their number: stronger than any habit.
        self.hidden: dict[str, bool] = {}
        self.usernames: dict[str, str] = {}
        self._contact_book: set[str] = set()
        self._exchanged_at: dict[tuple[str, str], float] = {}

    @property
    def is_used(self) -> bool:
        """Return whether anybody made a choice."""
        return bool(self.hidden or self.usernames)

    def note_exchange(self, number_id: str, key: str, at: float) -> None:
        """Remember that a number of ours and the person's number wrote to each other."""
        self._contact_book.add(key)
        self._exchanged_at[number_id, key] = at

    def has_exchanged(self, key: str) -> bool:
        return key in self._contact_book

    def is_hidden(
        self, key: str, number_id: str, at: float, behaviour: Behaviour, secrecy: str | None
    ) -> bool:
        """Return whether webhooks leave out the number of a person with this habit."""
        if key in self.hidden:
            return self.hidden[key]
        if secrecy is None and key not in self.usernames:
            return False
        return secrecy == "hides_number" or not self._is_shareable(key, number_id, at, behaviour)

    def _is_shareable(self, key: str, number_id: str, at: float, behaviour: Behaviour) -> bool:
        if behaviour.contact_book and key in self._contact_book:
            return True
        exchanged_at = self._exchanged_at.get((number_id, key), float("-inf"))
        return at - exchanged_at < behaviour.number_shared_for_s
