"""The business's own country: that of phone numbers which are written without one."""

from flask import current_app
from sqlalchemy import select

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone
from webapp.extensions import db
from webapp.models import Sender

#: Where nothing is set, and no sender has been read from WhatsApp yet.
LAST_RESORT = "US"


def country() -> str:
    """Answer DEFAULT_COUNTRY; where it is not set, the country of the first sender's number.

    A fixed country would be a trap: 301 806 9916 is a number of Colombia as well as of the
    United States, where it is a stranger's.
    """
    return current_app.config["DEFAULT_COUNTRY"] or _of_the_first_sender() or LAST_RESORT


def _of_the_first_sender() -> str:
    chosen = select(Sender.display_phone_number).where(Sender.display_phone_number != "")
    number = db.session.scalar(chosen.order_by(Sender.id).limit(1))
    try:
        return phone.parse(number, "").country if number else ""
    except InvalidPhone:
        return ""
