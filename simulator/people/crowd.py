"""All simulated people: who they are now, and what webhooks show of them."""

from collections.abc import Callable
from functools import lru_cache

from simulator.behaviour import Behaviour
from simulator.people.disclosure import Card, Disclosure
from simulator.people.habits import MOVES, OBSTACLES, REPLIES, SECRECY, TRAITS
from simulator.people.identities import Identities
from simulator.people.phones import wa_id_of
from simulator.people.population import Person, Traits, chosen, person, traits, username_of
from simulator.people.user_ids import user_id_of


class Crowd:
    """The people of a portfolio. Most follow from the seed; what they changed is stored."""

    def __init__(self, seed: int, behaviour: Behaviour, began_at: float | None) -> None:
        self._seed = seed
        self._began_at = began_at
        self.identities = Identities(seed)
        self.disclosure = Disclosure()
        self.native_stops: set[str] = set()
        #: People whose thread belongs to someone else.
        self.standby: set[str] = set()
        self.obey(behaviour)

    def obey(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._has_traits = any(behaviour.share(name) for name in TRAITS)
        self._has_obstacles = any(behaviour.share(name) for name in OBSTACLES)
        #: Whether anybody does anything after a message.
        self.is_active = self._has_traits or any(behaviour.share(name) for name in REPLIES)

    def person(self, key: str) -> Person:
        return person(self._seed, key)

    def obstacle(self, who: Person) -> str | None:
        """Return what keeps messages from this person, if anything does."""
        if not self._has_obstacles:
            return None
        return chosen(who.reach, OBSTACLES, self._behaviour.share)

    def traits(self, key: str) -> Traits | None:
        """Return what decides the rarer habits; None when this population has none of them."""
        return traits(self._seed, key) if self._has_traits else None

    def note_exchange(self, number_id: str, key: str, at: float) -> None:
        """Remember a message between a number of ours and a person's number, if it matters."""
        if self._began_at is None:
            self._began_at = at
        if self._has_traits or self.disclosure.usernames:
            self.disclosure.note_exchange(number_id, key, at)

    def card(self, key: str, wa_id: str | None, number_id: str, at: float) -> Card:
        """Return what a webhook to this number of ours shows of a person at this time."""
        behaviour, disclosure = self._behaviour, self.disclosure
        is_open = not (self._has_traits or behaviour.parent_user_ids or disclosure.is_used)
        if is_open and not self.identities.has_changed(key):
            return open_card(self._seed, key, wa_id)
        who = self.person(key)
        secrecy = self._secrecy(key, at)
        is_hidden = disclosure.is_hidden(key, number_id, at, behaviour, secrecy)
        username = disclosure.usernames.get(key)
        if secrecy is not None and username is None:
            username = username_of(who)
        user_id = self.identities.get(key).user_id
        parent = _parent_of(user_id) if behaviour.parent_user_ids else None
        return Card(who.name, None if is_hidden else wa_id, user_id, parent, username)

    def shown_number(self, key: str, wa_id: str | None) -> str | None:
        """Return the number to show for one of theirs: the present one after a change."""
        if wa_id is None or not self.identities.has_changed(key):
            return wa_id
        return wa_id_of(self.identities.get(key).number)

    def is_on_standby(self, key: str) -> bool:
        """Return whether someone else owns the thread with this person."""
        if key in self.standby:
            return True
        draws = self.traits(key)
        return draws is not None and draws.thread < self._behaviour.share("standby")

    def move(self, key: str) -> str | None:
        """Return the change of number or user id that is still ahead of a person."""
        draws = self.traits(key)
        if draws is None or self.identities.has_changed(key):
            return None
        return chosen(draws.moves, MOVES, self._behaviour.share)

    def change(self, key: str, kind: str, number: str) -> None:
        """Change what a person changes by something else than their own words, if this does."""
        if kind in CHANGES:
            CHANGES[kind](self, key, number)

    def _secrecy(self, key: str, at: float) -> str | None:
        """Return the habit that keeps the number back by now, if the person has one."""
        draws = self.traits(key)
        if draws is None:
            return None
        habit = chosen(draws.secrecy, SECRECY, self._behaviour.share)
        if habit == "adopts_username" and not self._has_adopted(key, draws.moment, at):
            return None
        return habit

    def _has_adopted(self, key: str, moment: float, at: float) -> bool:
        """Return whether the time has come. It never comes before we wrote to each other.

        So our receipts have shown the user id before a message comes without a number.
        """
        if self._began_at is None or not self.disclosure.has_exchanged(key):
            return False
        return at - self._began_at >= moment * self._behaviour.usernames_within_s


#: The effects of what a person does: on them, for their key and a number.
CHANGES: dict[str, Callable[[Crowd, str, str], object]] = {
    "stop": lambda crowd, key, _: crowd.native_stops.add(key),
    "resume": lambda crowd, key, _: crowd.native_stops.discard(key),
    "contacts": lambda crowd, key, _: crowd.disclosure.hidden.update({key: False}),
    "changes_number": lambda crowd, key, number: crowd.identities.change_number(key, number),
    "changes_user_id": lambda crowd, key, _: crowd.identities.change_user_id(key),
}


@lru_cache(maxsize=30_000)
def open_card(seed: int, key: str, wa_id: str | None) -> Card:
    """Return the card of a person who hides and changes nothing; the same for all receipts."""
    return Card(person(seed, key).name, wa_id, user_id_of(seed, key))


def _parent_of(user_id: str) -> str:
    """Return the user id that linked portfolios share."""
    country, _, rest = user_id.partition(".")
    return f"{country}.ENT.{rest}"
