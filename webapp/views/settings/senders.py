"""Portfolios, their limits and their senders."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from webapp import labels, queues
from webapp.domain.sending import onboarding
from webapp.errors import ProviderError
from webapp.extensions import db
from webapp.forms.operations.sender import MarketingForm, entered_for
from webapp.forms.operations.settings import ReserveForm
from webapp.language import number, translated
from webapp.models import Portfolio, Sender
from webapp.services.message_templates.sync import sync_sender
from webapp.services.planning import reserves
from webapp.services.senders import onboarding as marketing
from webapp.services.senders import volume_tiers
from webapp.views.accounts.access import actor, get_or_404


def senders() -> str:
    """List portfolios and senders."""
    statement = select(Sender).options(joinedload(Sender.portfolio)).order_by(Sender.id)
    return render_template(
        "settings/senders.html",
        senders=db.session.scalars(statement).all(),
        portfolios=db.session.scalars(select(Portfolio).order_by(Portfolio.id)).all(),
    )


def portfolio(portfolio_id: int) -> str | Response:
    """Change the reserved quota."""
    portfolio = get_or_404(Portfolio, portfolio_id)
    form = ReserveForm(obj=portfolio)
    if form.validate_on_submit():
        reserves.set_reserve(portfolio, form.reserve.data or 0, actor())
        db.session.commit()
        queues.enqueue_best_effort("plan_day")
        flash(_("The reserve is saved, and the days are planned anew."), "success")
        return redirect(url_for("settings.senders"))
    return render_template("settings/portfolio.html", portfolio=portfolio, form=form)


def sender(sender_id: int) -> str | Response:
    """Show how a sender sends marketing, and change it."""
    shown = get_or_404(Sender, sender_id)
    form = MarketingForm(data=entered_for(shown.marketing))
    if form.validate_on_submit():
        marketing.choose(shown, form.choices, actor())
        db.session.commit()
        flash(_("Saved. It applies from the next batch of messages."), "success")
        return redirect(url_for("settings.sender", sender_id=sender_id))
    return render_template(
        "settings/sender.html",
        sender=shown,
        form=form,
        onboarding=onboarding.describe(shown.onboarding_status),
        tiers=volume_tiers.tiers_of(shown.waba_id),
        terms=onboarding.TERM_STATES.get(shown.terms_status or "", shown.terms_status),
    )


def test_sender(sender_id: int) -> Response:
    """Request the number and its templates from WhatsApp, and show the result."""
    sender = get_or_404(Sender, sender_id)
    try:
        templates = sync_sender(sender, current_app.config)
    except ProviderError as refused:
        db.session.rollback()
        flash(
            _(
                "%(label)s: WhatsApp did not answer as it should. %(why)s",
                label=translated(sender.label),
                why=refused.message,
            ),
            "danger",
        )
        return redirect(url_for("settings.senders"))
    db.session.commit()
    words = _(
        "%(label)s answers: quality %(quality)s, %(templates)s message templates.",
        label=translated(sender.label),
        quality=translated(labels.quality_label(sender.quality_rating).name),
        templates=number(templates),
    )
    flash(words, "success")
    return redirect(url_for("settings.senders"))


def start_sender(sender_id: int) -> Response:
    """Restart a stopped sender; its campaigns stay paused until they are resumed."""
    sender = get_or_404(Sender, sender_id)
    reserves.start_sender(sender, actor())
    db.session.commit()
    flash(
        _(
            "%(label)s may send again. Resume its campaigns one by one.",
            label=translated(sender.label),
        ),
        "success",
    )
    return redirect(url_for("settings.senders"))
