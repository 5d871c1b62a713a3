"""Keywords, automatic replies, forwarding and retention of inbound messages."""

import re

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    FieldList,
    FormField,
    PasswordField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.domain.webhook.auto_replies import MAX_TEXT_LENGTH, AutoReply
from webapp.domain.webhook.opt_out_meaning import Keywords, normalise
from webapp.forms.shell.base import Form, NumberField, stripped

#: Blank rows on the page, and the maximum number of automatic replies.
BLANK_REPLIES, MAX_REPLIES = 2, 50
MAX_RETENTION_DAYS = 3650  # ten years
SEPARATORS = re.compile(r"[\n,;]+")


def split_words(text: str | None) -> tuple[str, ...]:
    """Return the distinct words; lines, commas and semicolons separate them."""
    words = (" ".join(word.split()) for word in SEPARATORS.split(text or ""))
    return tuple(dict.fromkeys(word for word in words if normalise(word)))


def is_language(code: str) -> bool:
    """Return whether there is a language with the code."""
    try:
        return Locale.parse(code).language == code
    except (UnknownLocaleError, ValueError):
        return False


class LanguageForm(Form):
    """The language of the keywords to edit."""

    code = StringField(
        _("Another language"),
        [InputRequired(_("Enter a language."))],
        description=_("Its code of two or three letters, such as it or fil."),
        filters=[stripped],
    )

    def validate_code(self, field: Field) -> None:
        if not is_language(field.data):
            raise ValidationError(_("Enter a language's code, such as it or fil."))


class KeywordsForm(Form):
    """The words of one language."""

    out = TextAreaField(
        _("Words that mean STOP"),
        [InputRequired(_("Give at least one word for STOP."))],
        description=_("One in each line. They count as a whole message, in any spelling."),
        filters=[stripped],
        render_kw={"rows": 10},
    )
    back = TextAreaField(
        _("Words that mean START"),
        description=_("One in each line. Empty: nobody comes back by a word of this language."),
        filters=[stripped],
        render_kw={"rows": 5},
    )
    confirmation = TextAreaField(
        _("Answer to a STOP"),
        [Length(max=MAX_TEXT_LENGTH)],
        description=_("Sent once, after a message in this language. Empty: no answer."),
        filters=[stripped],
    )

    @property
    def keywords(self) -> Keywords:
        return Keywords(split_words(self.out.data), split_words(self.back.data))


class AutoReplyForm(Part):
    """One automatic reply; without keywords and text it is ignored."""

    keywords = StringField(
        _("Words, with commas between them"), [Length(max=500)], filters=[stripped]
    )
    text = TextAreaField(_("Answer"), [Length(max=MAX_TEXT_LENGTH)], filters=[stripped])

    def validate_keywords(self, field: Field) -> None:
        if self.text.data and not split_words(field.data):
            raise ValidationError(_("Give a word for this answer."))

    def validate_text(self, field: Field) -> None:
        if split_words(self.keywords.data) and not field.data:
            raise ValidationError(_("Give an answer for these words."))


class AutoRepliesForm(Form):
    """The texts that are sent for keywords."""

    answers = FieldList(FormField(AutoReplyForm), max_entries=MAX_REPLIES)

    @property
    def auto_replies(self) -> list[AutoReply]:
        rows = [row.form for row in self.answers]
        return [
            AutoReply(split_words(row.keywords.data), row.text.data)
            for row in rows
            if row.text.data
        ]


class ForwardingForm(Form):
    """Where to forward inbound messages."""

    url = URLField(
        _("Address"),
        [Length(max=2000)],
        description=_("It begins with https://. Empty: nothing is passed on."),
        filters=[stripped],
    )
    secret = PasswordField(
        _("Secret"),
        [Length(max=500)],
        description=_("The other system checks with it that we sent the message."),
        render_kw={"autocomplete": "new-password"},
    )


class RetentionForm(Form):
    """How long webhook bodies are stored."""

    days = NumberField(
        _("Days"),
        [InputRequired(_("Enter a number of days."))],
        least=1,
        most=MAX_RETENTION_DAYS,
        description=_("What it told stays with people and campaigns, whatever you choose here."),
    )
