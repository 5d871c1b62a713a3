"""What is answered by itself, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.webhook.opt_out_meaning import normalise

#: The confirmation of a STOP by the language of the message that was answered.
CONFIRMATIONS = {
    "en": "You will get no more offers from us. To get them again, reply START.",
    "es": "No recibirá más ofertas nuestras. Para volver a recibirlas, responda ALTA.",
    "pt": "Você não receberá mais ofertas nossas. Para voltar a receber, responda VOLTAR.",
    "fr": "Vous ne recevrez plus nos offres. Pour les recevoir à nouveau, répondez REPRENDRE.",
    "de": "Sie erhalten keine Angebote mehr von uns. Mit START erhalten Sie sie wieder.",
}
DEFAULT_LANGUAGE = "en"
#: WhatsApp's limit for a text message.
LONGEST = 4096


@dataclass(frozen=True)
class Answer:
    """The text for whoever writes one of the keywords, and nothing else."""

    keywords: tuple[str, ...]
    text: str


def confirmation(language: str | None, texts: dict[str, str]) -> str:
    """Choose the confirmation of a STOP; an empty one means that none is sent.

    >>> confirmation("pt_BR", {"pt": "Até logo"})
    'Até logo'
    """
    known = CONFIRMATIONS | texts
    code = (language or "").replace("-", "_").partition("_")[0].lower()
    return known.get(code, known[DEFAULT_LANGUAGE])


def find(text: str, answers: Sequence[Answer]) -> Answer | None:
    """Find the answer to a message that is one of its keywords as a whole.

    >>> find("Hours?", [Answer(("hours", "opening hours"), "9 to 5")]).text
    '9 to 5'
    """
    written = normalise(text)
    if not written:
        return None
    for answer in answers:
        if written in map(normalise, answer.keywords):
            return answer
    return None
