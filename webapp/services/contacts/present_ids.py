"""The number and user ids that a contact has after it was merged with another."""

from dataclasses import dataclass
from datetime import UTC, datetime

from webapp.extensions import db
from webapp.models import Contact
from webapp.queries.contacts.former_identities import identities
from webapp.services.contacts import former_identities

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class PresentIds:
    """The target's number, else the other's; of two user ids the newer one."""

    phone_number: str | None
    match_key: str | None
    country: str
    wa_id: str | None
    user_id: str | None
    parent_user_id: str | None
    user_id_since: datetime | None
    username: str | None

    @classmethod
    def of_both(cls, target: Contact, other: Contact) -> "PresentIds":
        """Return the ids of the two, read before the other is deleted."""
        reachable = other if other.phone_number and not target.phone_number else target
        newer, older = (other, target) if _since(other) > _since(target) else (target, other)
        return cls(
            reachable.phone_number,
            reachable.match_key,
            reachable.country,
            reachable.wa_id,
            newer.user_id or older.user_id,
            newer.parent_user_id or older.parent_user_id,
            newer.user_id_since if newer.user_id else older.user_id_since,
            newer.username or older.username,
        )

    def give_to(self, contact: Contact) -> None:
        """Store these as the contact's ids, and its others as former ones."""
        before = identities(contact)
        for name, value in vars(self).items():
            setattr(contact, name, value)
        db.session.flush()
        present = {self.match_key, self.user_id, self.parent_user_id}
        former_identities.store(
            contact.id, [identity for identity in before if identity.key not in present]
        )
        former_identities.forget(*(key for key in present if key))


def _since(contact: Contact) -> datetime:
    if contact.user_id is None:
        return LONG_AGO
    return contact.user_id_since or LONG_AGO.replace(year=2)
