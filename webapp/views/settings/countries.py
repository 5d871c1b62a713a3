"""The countries to which WhatsApp does not deliver."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.domain.recipients.country_rules import CountryRule
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.forms.operations.countries import CountryRuleForm
from webapp.queries.operations import settings as stored
from webapp.services.operations import settings
from webapp.views.accounts.access import actor


def countries() -> str:
    """List the rules."""
    return render_template("settings/countries.html", rules=stored.country_rules())


def country_rule(country: str) -> str | Response:
    """Switch a rule on or off, or change its dates."""
    rule = _get_or_404(country)
    form = CountryRuleForm(obj=rule)
    if form.validate_on_submit():
        try:
            settings.change_country_rule(country, **form.entered, actor=actor())
        except InvalidInput as refused:
            form.add_errors(refused.fields)
        else:
            db.session.commit()
            flash(_("The rule is saved. Running campaigns follow it within a minute."), "success")
            return redirect(url_for("settings.countries"))
    return render_template("settings/country_rule.html", form=form, rule=rule)


def _get_or_404(country: str) -> CountryRule:
    rules = {rule.country: rule for rule in stored.country_rules()}
    return rules[country] if country in rules else abort(404)
