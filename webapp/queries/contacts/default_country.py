"""The default country of phone numbers that are written without a country code."""

from flask import current_app
from sqlalchemy import select

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Sender

#: Used if DEFAULT_COUNTRY is not set and no sender has been read from WhatsApp yet.
FALLBACK_COUNTRY = "US"


def default_country() -> str:
    """Return DEFAULT_COUNTRY; if it is not set, the country of the first sender's number.

    A fixed country would be dangerous: 301 806 9916 is a number in Colombia and also one in the
    United States, which belongs to somebody else.
    """
    return current_app.config["DEFAULT_COUNTRY"] or _first_sender_country() or FALLBACK_COUNTRY


def _first_sender_country() -> str:
    statement = select(Sender.display_phone_number).where(Sender.display_phone_number != "")
    number = db.session.scalar(statement.order_by(Sender.id).limit(1))
    try:
        return phone.parse(number, "").country if number else ""
    except InvalidPhone:
        return ""
