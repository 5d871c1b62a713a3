"""Removing access tokens and personal data from texts that others wrote."""

import re

MASK = "***"

#: In this order: what marks a secret by its name, what has the form of one, then numbers.
_SECRETS = (
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;]+"),
    re.compile(
        r"(?i)(\b(?:access|verify|id)[ _]?token[\"']?\s*[:=]?\s*[\"']?)(?=\S*\d)[^\s\"',;&]+"
    ),
    re.compile(
        r"(?i)(\b(?:app_?secret\w*|appsecret_proof|password)[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&]+"
    ),
    re.compile(r"(\b)[\w-]*(?:EAA[A-Za-z0-9]{4,}|wacm_)[\w-]*"),
    re.compile(r"(\b)eyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?"),
    re.compile(r"(\b)[0-9a-f]{32,}\b"),
    re.compile(r"(\b)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{24,}"),
)
#: A number with its plus sign, and ten to thirteen digits alone: ids of WhatsApp are longer.
_PHONE_NUMBER = re.compile(r"(?:\+|%2B)\d[\d ().-]{5,18}\d|(?<![\w.:-])\d{10,13}(?![\w:-])")
_USER_ID = re.compile(r"\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{6,128}\b")

#: Where PostgreSQL repeats values: parts of an error up to the next part of a traceback, and what
#: it quotes as invalid.
_DATABASE_PARTS = re.compile(
    r"\n(?:DETAIL|CONTEXT|HINT|QUERY|STATEMENT): .*?"
    r"(?=\n\[SQL|\n\(Background|\nTraceback |\n\n|\n  File |\Z)",
    re.DOTALL,
)
_DATABASE_VALUE = re.compile(
    r"(\b(?:invalid|value|malformed|out of range)\b[^\n\"]*)"
    r"\".{0,5000}?\"(?= is out of range|\s*(?:\n|\Z))",
    re.DOTALL,
)


def masked(text: str) -> str:
    """Return the text without tokens, secrets, phone numbers and user ids.

    >>> masked("Malformed access token tok_1 of +57 300 111 2233")
    'Malformed access token *** of ***'
    """
    for secret in _SECRETS:
        text = secret.sub(rf"\g<1>{MASK}", text)
    return _USER_ID.sub(MASK, _PHONE_NUMBER.sub(MASK, text))


def masked_log(text: str) -> str:
    """Return a text of a log: as `masked`, and without the values in errors of the database."""
    return masked(_DATABASE_VALUE.sub(rf"\g<1>{MASK}", _DATABASE_PARTS.sub("", text)))
