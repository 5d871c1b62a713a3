"""Keywords for STOP and START, and automatic replies."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.webhook.auto_replies import CONFIRMATIONS, confirmation
from webapp.domain.webhook.opt_out_meaning import Keywords
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.operations.webhook import (
    BLANK_REPLIES,
    AutoRepliesForm,
    KeywordsForm,
    LanguageForm,
    is_language,
)
from webapp.queries.operations import settings as stored
from webapp.services.operations import settings
from webapp.views.accounts.access import actor


def keywords() -> str | Response:
    """List the words for STOP and START by language."""
    form = LanguageForm()
    if form.validate_on_submit():
        return redirect(url_for("settings.keywords_of", code=form.code.data))
    return render_template(
        "settings/keywords.html",
        form=form,
        words=stored.keywords_by_language(),
        confirmations=CONFIRMATIONS | stored.stop_confirmations(),
    )


def keywords_of(code: str) -> str | Response:
    """Change the words of one language."""
    if not is_language(code):
        abort(404)
    known = stored.keywords_by_language().get(code, Keywords((), ()))
    shown = {
        "out": "\n".join(known.out),
        "back": "\n".join(known.back),
        "confirmation": confirmation(code, stored.stop_confirmations()),
    }
    form = KeywordsForm(data=shown)
    if form.validate_on_submit():
        try:
            settings.set_keywords(code, form.keywords, actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            _confirm_in(code, form.confirmation.data or "", shown["confirmation"])
            db.session.commit()
            flash(_("The words are saved; they hold for the next message."), "success")
            return redirect(url_for("settings.keywords"))
    return render_template("settings/keywords_of.html", form=form, code=code)


def _confirm_in(code: str, text: str, before: str) -> None:
    if text != before:
        settings.set_stop_confirmation(code, text, actor())


def answers() -> str | Response:
    """Set the automatic replies to keywords."""
    replies = [
        {"keywords": ", ".join(reply.keywords), "text": reply.text}
        for reply in stored.auto_replies()
    ]
    form = AutoRepliesForm(data={"answers": [*replies, *[{}] * BLANK_REPLIES]})
    if form.validate_on_submit():
        settings.set_auto_replies(form.auto_replies, actor())
        db.session.commit()
        flash(_("The answers are saved."), "success")
        return redirect(url_for("settings.answers"))
    return render_template("settings/answers.html", form=form)
