"""Setting what the webhook understands, answers, passes on and forgets."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from webapp.domain.translatable import N_
from webapp.domain.webhook.auto_replies import LONGEST, Answer
from webapp.domain.webhook.opt_out_meaning import Keywords, normalise
from webapp.errors import InvalidInput
from webapp.models.encrypted import encrypt
from webapp.queries.operations import settings as known
from webapp.services.operations import settings


def set_keywords(language: str, words: Keywords, actor: str) -> None:
    """Set a language's words for STOP and START. Raises InvalidInput where they are no words."""
    if not any(normalise(word) for word in words.out):
        fault = N_("Give at least one word for STOP.")
        raise InvalidInput(N_("There must be a way out."), {"out": fault})
    both = {normalise(word) for word in words.out} & {normalise(word) for word in words.back}
    if both:
        fault = N_("These mean STOP and START at once: %(words)s.", words=", ".join(sorted(both)))
        raise InvalidInput(N_("A word can't mean both."), {"back": fault})
    part = {language: {"out": list(words.out), "back": list(words.back)}}
    settings.put_part(known.KEYWORDS_SETTING, part, actor)


def set_answers(answers: Sequence[Answer], actor: str) -> None:
    """Set what is answered to which keywords. Raises InvalidInput for a text WhatsApp refuses."""
    for answer in answers:
        if not 0 < len(answer.text.strip()) <= LONGEST:
            fault = N_("A text has 1 to %(most)s characters.", most=LONGEST)
            raise InvalidInput(N_("An answer can't be sent."), {"text": fault})
        if not all(normalise(word) for word in answer.keywords) or not answer.keywords:
            fault = N_("Give a word for it.")
            raise InvalidInput(N_("An answer has no keyword."), {"keywords": fault})
    rows = [{"keywords": list(one.keywords), "text": one.text.strip()} for one in answers]
    settings.put(known.ANSWERS_SETTING, {"answers": rows}, actor)


def set_stop_confirmation(language: str, text: str, actor: str) -> None:
    """Set what is answered to a STOP in a language; nothing is answered where it is empty."""
    part = {language: text.strip()[:LONGEST]}
    settings.put_part(known.CONFIRMATIONS_SETTING, part, actor)


def set_forwarding(url: str, secret: str, actor: str) -> None:
    """Pass inbound messages on to the address, or to none where it is empty.

    Raises InvalidInput for what is no web address, or where there is no secret to sign with.
    """
    if url and not _is_web_address(url):
        fault = N_("Enter an address that begins with https://.")
        raise InvalidInput(N_("This is no web address."), {"url": fault})
    if url and not secret:
        raise InvalidInput(N_("There is no secret."), {"secret": N_("Give what to sign with.")})
    given = {"url": url, "sealed": encrypt(secret)} if url else {}
    settings.put(known.FORWARDING_SETTING, given, actor)


def set_retention(days: int, actor: str) -> None:
    """Keep bodies for so many days. Raises InvalidInput where WhatsApp may still repeat them."""
    least = known.SHORTEST_RETENTION_DAYS
    if days < least:
        fault = N_("Keep them for %(least)s days at least.", least=least)
        raise InvalidInput(N_("That is too short."), {"days": fault})
    settings.put(known.RETENTION_SETTING, {"days": days}, actor)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, say
        return False
