"""Saved audiences."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.audiences.audiences import AudienceForm
from webapp.forms.audiences.conditions import rows_for
from webapp.models import Audience, Role
from webapp.queries.audiences import audiences as audiences_query
from webapp.queries.audiences import saved as saved_audiences
from webapp.queries.contacts import attributes
from webapp.services.audiences import preview
from webapp.services.audiences import saved as audiences
from webapp.views.accounts.access import actor, get_or_404, role_required
from webapp.views.shell import paging


def index() -> str:
    """List the audiences."""
    list_request = paging.from_request(saved_audiences.ORDERS, saved_audiences.BY_NAME)
    saved = saved_audiences.listed(list_request.place.order)
    return render_template("audiences/index.html", audiences=saved, sorting=list_request.sorting)


def show(audience_id: int) -> str:
    """Show the audience's description and how many contacts it selects now."""
    audience = get_or_404(Audience, audience_id)
    counted = preview.preview_for(audience)
    return render_template(
        "audiences/show.html",
        audience=audience,
        counted=counted,
        at_least=0 if counted else audiences_query.at_least(audience.filter),
    )


@role_required(Role.EDITOR)
def new() -> str | Response:
    """Save a new audience."""
    form = AudienceForm()
    form.set_choices(attributes.kinds())
    if form.validate_on_submit():
        try:
            audience = audiences.create(form.name.data or "", form.filter, actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            return _saved(audience)
    return render_template("audiences/edit.html", form=form, audience=None)


@role_required(Role.EDITOR)
def edit(audience_id: int) -> str | Response:
    """Change an audience."""
    audience = get_or_404(Audience, audience_id)
    form = AudienceForm(data={"name": audience.name, **rows_for(audience.filter)})
    form.set_choices(attributes.kinds())
    if form.validate_on_submit():
        try:
            audiences.change(audience, form.name.data or "", form.filter, actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            return _saved(audience)
    return render_template("audiences/edit.html", form=form, audience=audience)


def _saved(audience: Audience) -> Response:
    db.session.commit()
    flash(_("The audience %(name)s is saved.", name=audience.name), "success")
    return redirect(url_for("audiences.show", audience_id=audience.id))


@role_required(Role.EDITOR)
def confirm_delete(audience_id: int) -> str:
    """Ask for confirmation before deleting an audience."""
    return render_template("audiences/delete.html", audience=get_or_404(Audience, audience_id))


@role_required(Role.EDITOR)
def delete(audience_id: int) -> Response:
    """Delete an audience. Safe to submit twice."""
    audience = db.session.get(Audience, audience_id)
    if audience:
        audiences.delete(audience, actor())
        db.session.commit()
        flash(_("The audience %(name)s is deleted.", name=audience.name), "success")
    return redirect(url_for("audiences.index"))
