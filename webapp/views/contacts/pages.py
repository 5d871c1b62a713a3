"""The list of contacts, the page of one contact, and the subscription."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.contacts.consent import ConsentSource
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.contacts.contacts import ContactForm, ReasonForm
from webapp.models import ContactImport, Role
from webapp.queries.contacts import former_identities, lists, timeline
from webapp.services.contacts import subscriptions
from webapp.services.recipients import adding
from webapp.views.accounts.access import (
    actor,
    get_contact_or_404,
    get_or_404,
    role_required,
)
from webapp.views.contacts import selection
from webapp.views.shell import paging

#: The list counts contacts up to this number.
MOST_COUNTED = 10_000


def index() -> str:
    """List contacts, or find some by phone number, name or attribute."""
    chosen = selection.read()
    list_request = paging.from_request(lists.ORDERS, lists.NEWEST)
    found = lists.matches(chosen, MOST_COUNTED + 1)
    page = lists.page(found.conditions, list_request.place)
    return render_template(
        "contacts/index.html",
        contacts=page.rows,
        chosen=chosen,
        file=get_or_404(ContactImport, chosen.file) if chosen.file else None,
        filters=selection.filters(),
        matching=found.total,
        most=MOST_COUNTED,
        **list_request.template_values(page),
    )


def show(contact_id: int) -> str:
    """Show one contact with its consent and its messages."""
    contact = get_contact_or_404(contact_id)
    return render_template(
        "contacts/show.html",
        contact=contact,
        former_identities=former_identities.former_identities(contact),
        timeline=timeline.timeline(
            contact, None if "whole" in request.args else timeline.SHORT_LENGTH
        ),
    )


@role_required(Role.EDITOR)
def edit(contact_id: int) -> str | Response:
    """Change a contact's name and attributes."""
    contact = get_contact_or_404(contact_id)
    rows = [{"name": name, "value": value} for name, value in sorted(contact.attributes.items())]
    as_it_is = {"name": contact.name, "attributes": rows, "seen": contact.updated_at.isoformat()}
    form = ContactForm(data=as_it_is)
    if form.validate_on_submit():
        try:
            subscriptions.edit(
                contact, form.name.data or "", form.attribute_values, actor(), form.seen.data or ""
            )
        except InvalidInput as refusal:
            form.add_errors(refusal.fields)
            form.seen.data = contact.updated_at.isoformat()
        else:
            db.session.commit()
            flash(_("The contact is saved."), "success")
            return redirect(url_for("contacts.show", contact_id=contact.id))
    form.add_blank_rows()
    return render_template("contacts/edit.html", contact=contact, form=form)


@role_required(Role.EDITOR)
def change_subscription(contact_id: int, wish: str) -> str | Response:
    """Subscribe or unsubscribe a contact, and record the reason."""
    contact = get_contact_or_404(contact_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template("contacts/subscription.html", contact=contact, form=form, wish=wish)
    if wish == "subscribe":
        subscriptions.subscribe(contact, ConsentSource.STAFF, actor(), form.words.data or "")
    else:
        subscriptions.unsubscribe(contact, ConsentSource.STAFF, actor(), form.words.data or "")
        adding.withdraw(contact)
    db.session.commit()
    is_in = contact.is_subscribed
    now = _("The contact is subscribed now.") if is_in else _("The contact is unsubscribed now.")
    flash(now, "success")
    return redirect(url_for("contacts.show", contact_id=contact.id))
