"""Automatic replies: the confirmation of a STOP, and texts for keywords."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.webhook.opt_out_meaning import normalise

#: The confirmation of a STOP by the language of the message that it replies to.
CONFIRMATIONS = {
    "en": "You will get no more offers from us. To get them again, reply START.",
    "es": "No recibirá más ofertas nuestras. Para volver a recibirlas, responda ALTA.",
    "pt": "Você não receberá mais ofertas nossas. Para voltar a receber, responda VOLTAR.",
    "fr": "Vous ne recevrez plus nos offres. Pour les recevoir à nouveau, répondez REPRENDRE.",
    "de": "Sie erhalten keine Angebote mehr von uns. Mit START erhalten Sie sie wieder.",
}
DEFAULT_LANGUAGE = "en"
#: WhatsApp's limit for a text message.
MAX_TEXT_LENGTH = 4096


@dataclass(frozen=True)
class AutoReply:
    """The text for a message that is one of the keywords and nothing else."""

    keywords: tuple[str, ...]
    text: str


def confirmation(language: str | None, texts: dict[str, str]) -> str:
    """Return the confirmation of a STOP; if it is empty, none is sent.

    >>> confirmation("pt_BR", {"pt": "Até logo"})
    'Até logo'
    """
    known = CONFIRMATIONS | texts
    code = (language or "").replace("-", "_").partition("_")[0].lower()
    return known.get(code, known[DEFAULT_LANGUAGE])


def find(text: str, auto_replies: Sequence[AutoReply]) -> AutoReply | None:
    """Return the reply to a message that is one of its keywords as a whole.

    >>> find("Hours?", [AutoReply(("hours", "opening hours"), "9 to 5")]).text
    '9 to 5'
    """
    normalised = normalise(text)
    if not normalised:
        return None
    for auto_reply in auto_replies:
        if normalised in map(normalise, auto_reply.keywords):
            return auto_reply
    return None
