"""The values of people for a variable, and the handling of those without one."""

import pytest

from tests.support.factories import a_contact, a_draft, a_sender, a_template, with_recipients
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.queries.planning import audience_reach
from webapp.queries.planning.audience_reach import Reach
from webapp.queries.recipients import variable_coverage
from webapp.queries.recipients.variable_coverage import Coverage
from webapp.services.campaigns import drafts, lifecycle
from webapp.services.recipients import adding

EVERYONE = {"match": "all", "conditions": []}


def a_draft_for_everyone(**source: str) -> Campaign:
    """Return a draft for an audience of four: one has no name and one shows none."""
    for name in ("Ana", "Maximiliana", "", " \u200b "):
        a_contact(name=name)
    return a_draft(
        target_audience=EVERYONE, variables={"first_name": {"attribute": "name", **source}}
    )


def test_the_report_counts_values_and_the_longest(app):
    draft = a_draft_for_everyone()

    assert variable_coverage.coverage(draft) == {"first_name": Coverage(4, 2, 11)}
    assert variable_coverage.coverage(draft)["first_name"].percentage == 50.0


def test_people_added_by_number_are_counted_once(app):
    draft = a_draft_for_everyone()
    with_recipients(draft, ["+573009999999"])

    assert variable_coverage.coverage(draft)["first_name"] == Coverage(5, 2, 11)


def test_who_unsubscribes_after_being_added_by_number_is_not_counted(app):
    draft = with_recipients(a_draft_for_everyone(), ["+573009999999", "+573009999998"])
    adding.withdraw(a_contact("+573009999999"))

    assert audience_reach.for_draft(draft) == Reach(
        matching=6, added_already=2, added=2, withdrawn=1
    )
    assert audience_reach.for_draft(draft).recipients == 5
    assert variable_coverage.coverage(draft)["first_name"] == Coverage(5, 2, 11)


@pytest.mark.parametrize(
    ("source", "lacking", "people"),
    [({}, {"first_name": 2}, 4), ({"fallback": "friend"}, {}, 4), ({"missing": "skip"}, {}, 2)],
)
def test_who_lacks_a_value_stops_it_reads_the_fallback_or_is_left_out(app, source, lacking, people):
    draft = a_draft_for_everyone(**source)

    assert variable_coverage.missing_counts(draft) == lacking
    assert audience_reach.for_draft(draft).recipients == people
    obstacles = drafts.obstacles(draft, people, lacking)
    assert ("variables" in obstacles) == bool(lacking)


def test_who_is_left_out_is_skipped_with_the_reason_when_the_campaign_starts(app):
    draft = a_draft_for_everyone(missing="skip")

    lifecycle.activate(draft, "eva")
    db.session.expire_all()

    people = db.session.query(Recipient).order_by(Recipient.position).all()
    assert [recipient.status for recipient in people].count(RecipientStatus.PENDING) == 2
    skipped = [recipient for recipient in people if recipient.status == RecipientStatus.SKIPPED]
    assert [recipient.skip_reason for recipient in skipped] == [SkipReason.LACKS_VALUE] * 2


def test_who_is_added_later_and_lacks_it_is_left_out_too(app):
    draft = a_draft_for_everyone(missing="skip")
    lifecycle.activate(draft, "eva")
    with_recipients(draft, ["+573009999999"])

    lifecycle.plan_added(draft)
    db.session.expire_all()

    late = db.session.query(Recipient).filter_by(phone_number="+573009999999").one()
    assert (late.status, late.skip_reason) == (RecipientStatus.SKIPPED, SkipReason.LACKS_VALUE)


def test_without_skipping_they_keep_it_from_being_sent(app):
    with pytest.raises(InvalidInput):
        lifecycle.activate(a_draft_for_everyone(), "eva")


def test_a_message_without_gaps_has_no_report(app):
    draft = a_draft(variables={"first_name": {"text": "you"}}, target_audience=EVERYONE)

    assert variable_coverage.coverage(draft) == {}
    assert variable_coverage.count_skipped(draft) == 0


def test_if_everybody_lacks_the_value_the_start_says_so(app):
    a_contact(name="\u2060")
    source = {"first_name": {"attribute": "name", "missing": "skip"}}
    draft = a_draft(target_audience=EVERYONE, variables=source)

    with pytest.raises(InvalidInput) as refused:
        lifecycle.activate(draft, "eva")

    assert refused.value.fields == {
        "recipients": "Nobody is left to write to: "
        "1 person has no value for a variable of the message."
    }


LINK = [
    {"type": "BODY", "text": "Hello"},
    {
        "type": "BUTTONS",
        "buttons": [{"type": "URL", "text": "See", "url": "https://shop.example/{{1}}"}],
    },
]


def test_a_whole_link_where_its_end_belongs_keeps_the_campaign_from_being_sent(app):
    a_contact(page="https://shop.example/a")
    a_contact(page="a b")
    sender = a_sender()
    draft = a_draft(
        sender,
        message_template=a_template(sender, components=LINK),
        target_audience=EVERYONE,
        variables={"button.0": {"attribute": "page"}},
    )

    assert variable_coverage.coverage(draft)["button.0"].links == 1
    with pytest.raises(InvalidInput) as refused:
        lifecycle.activate(draft, "eva")

    assert refused.value.fields == {
        "variables": "1 person has a whole link as button.0: "
        "only the end of the link belongs there."
    }
