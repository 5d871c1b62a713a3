"""Data subject requests: export, merge and erasure."""

import orjson
from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.translatable import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.contacts.contacts import MergeForm
from webapp.models import Role
from webapp.queries.contacts import contacts as contacts_query
from webapp.queries.contacts import default_country, person_export
from webapp.services.accounts import audit
from webapp.services.contacts import erasure
from webapp.services.contacts import merge as contact_merge
from webapp.views.accounts.access import actor, get_contact_or_404, role_required


@role_required(Role.EDITOR)
def export(contact_id: int) -> FlaskResponse:
    """Return all data about the contact as JSON."""
    contact = get_contact_or_404(contact_id)
    audit.note(actor(), "contact.export", f"contact {contact.id}")
    held = orjson.dumps(person_export.export_data(contact), option=orjson.OPT_INDENT_2)
    db.session.commit()
    name = f"contact-{contact_id}.json"
    return FlaskResponse(
        held,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@role_required(Role.EDITOR)
def erase(contact_id: int) -> str | Response:
    """Ask for confirmation, then erase the contact permanently."""
    contact = get_contact_or_404(contact_id)
    if request.method == "GET":
        return render_template("contacts/erase.html", contact=contact)
    erasure.erase(contact, actor())
    db.session.commit()
    flash(_("The person is erased, and no file brings them back."), "success")
    return redirect(url_for("contacts.index"))


@role_required(Role.EDITOR)
def merge(contact_id: int) -> str | Response:
    """Ask which other contact is the same person, then merge both."""
    contact = get_contact_or_404(contact_id)
    form = MergeForm()
    if form.validate_on_submit():
        try:
            _merge(contact_id, form.phone_number.data or "")
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            flash(_("The two contacts are one now."), "success")
            return redirect(url_for("contacts.show", contact_id=contact_id))
    return render_template("contacts/merge.html", contact=contact, form=form)


def _merge(contact_id: int, typed: str) -> None:
    contact = get_contact_or_404(contact_id)
    other = contacts_query.by_number_or_user_id(typed, default_country.default_country())
    if other is None:
        unknown = N_("No contact has this phone number or user id.")
        raise InvalidInput(unknown, {"phone_number": unknown})
    contact_merge.merge(contact, other, actor())
    db.session.commit()
