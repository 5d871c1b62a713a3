"""Who wrote a reply."""

from webapp.domain.webhook.events import Reply
from webapp.domain.webhook.opt_out_meaning import Meaning
from webapp.models import Contact
from webapp.services.contacts import identity, strangers
from webapp.services.webhook import reply_rows


def find_contacts(event: Reply, meaning: Meaning) -> list[Contact]:
    """Return the sender's contact; a STOP or START of someone unknown creates one.

    More than one are one person, who is merged in the background. A message of ours that is
    quoted shows who the sender is.
    """
    contacts = identity.find_contacts(event.ids)
    quoted = None if contacts else reply_rows.quoted_message(event.context_wamid)
    if quoted and quoted.contact:
        contacts = [quoted.contact]
        identity.learn(quoted.contact, event.ids)
    if not contacts and event.is_answer and _makes_known(event, meaning):
        created = strangers.create_unsubscribed(event.ids, event.name)
        contacts = [created] if created else []
    number = identity.parse_wa_id(event.shared_number)
    if number and contacts:
        identity.add_number(contacts[0], number)
    return contacts


def _makes_known(event: Reply, meaning: Meaning) -> bool:
    """Return whether the sender becomes a contact; one who was erased does so only by a START."""
    if meaning == Meaning.OPT_OUT:
        return not strangers.is_erased(event.ids)
    return meaning == Meaning.OPT_IN
