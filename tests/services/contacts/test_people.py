"""One person: erased, merged from two, and exported with all stored data."""

import orjson
import pytest

from tests.services.imports.test_steps import checked
from tests.support.factories import a_contact, a_draft, an_active_campaign, with_recipients
from tests.support.imports import import_contacts
from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.imports.row_errors import Cause
from webapp.domain.imports.status import ImportStatus
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.webhook.events import IdentityChanged
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Erasure, Recipient, RejectedRow, Reply, ReplyEffect
from webapp.queries.campaigns import statistics
from webapp.queries.contacts import contacts as contacts_query
from webapp.queries.contacts import person_export
from webapp.queries.imports import imports as contact_imports_query
from webapp.services.contacts import erasure, identity, identity_changes, merge, subscriptions
from webapp.services.contacts.campaign_additions import Entry, add
from webapp.services.imports import steps
from webapp.services.sending import single_message
from webapp.services.sending.single_message import Message
from webapp.services.webhook import reply_reviews

ANA, EVA, OLD, TWIN = "+573001112233", "+573001112234", "+573001112235", "+573009998877"


def a_reply(contact, text):
    reply = Reply(
        wamid=f"wamid.{text}",
        contact_id=contact.id,
        kind="text",
        text=text,
        effect=ReplyEffect.NOTHING,
        received_at=clock.now(),
    )
    db.session.add(reply)
    db.session.flush()
    return reply


def count(table):
    return db.session.scalar(db.select(db.func.count()).select_from(table))


def everything():
    """Return all rows of all tables, as text."""
    rows = [
        db.session.execute(db.text(f"SELECT t::text FROM {table} t")).all()
        for table in db.metadata.tables
    ]
    return str(rows)


def a_person_of_many_traces():
    """Return someone with a campaign, a message, files, replies, a changed number, a duplicate."""
    campaign = an_active_campaign([OLD, ANA], name="Spring")
    rows = f"{ANA},Ana Muñoz\n{ANA}x,Ana Muñoz\n{TWIN}x,Ana Muñoz\n"
    kept = checked(f"phone,name\n{rows}")
    steps.start(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)
    person = contacts_query.by_number_or_user_id(ANA, "CO")
    subscriptions.edit(person, "Ana Muñoz", {"city": "Quillota"}, "eva")
    template = campaign.message_template
    message = Message(campaign.sender, template, {"first_name": {"text": "Señora Muñoz"}})
    sent = single_message.send(message, ContactIds(phone.parse(ANA, "")), "UTC", "token shop")
    sent.wamid = f"wamid.{ANA}"
    a_reply(person, "where is my parcel")
    nearly = a_reply(person, "please stopp, parcel")
    nearly.effect = ReplyEffect.TO_REVIEW
    db.session.flush()
    reply_reviews.leave(nearly, "eva")
    old, new = WhatsAppIds(OLD[1:]), WhatsAppIds(ANA[1:])
    identity_changes.apply(IdentityChanged("w1", old, new, clock.now()))
    twin = a_contact(TWIN)
    single_message.send(message, ContactIds(phone.parse(TWIN, "")), "UTC", "token shop")
    merge.merge(person, twin, "eva")
    db.session.commit()
    return person


def test_an_erased_person_stands_nowhere_any_more(app):
    person = a_person_of_many_traces()
    traces = ("3001112233", TWIN[1:], "Muñoz", "Quillota", "parcel")
    before = everything()
    assert [one for one in traces if one in before] == list(traces)

    erasure.erase(person, "eva")

    held = everything()
    assert [one for one in traces if one in held] == []
    kept = checked(f"phone\n{ANA}\n{TWIN}\n")
    assert (kept.contacts, kept.rejected) == (0, 2)


def test_campaigns_keep_their_counts_without_the_person_who_is_erased(app):
    campaign = an_active_campaign([ANA])

    erasure.erase(db.session.scalars(db.select(Contact)).one(), "eva")

    [recipient] = db.session.scalars(db.select(Recipient).filter_by(campaign_id=campaign.id))
    assert (recipient.status, recipient.skip_reason) == (
        RecipientStatus.SKIPPED,
        SkipReason.OPTED_OUT,
    )
    assert statistics.for_campaign(campaign.id).total == 1
    assert count(ConsentEvent) == 0


def test_neither_a_file_nor_a_program_brings_an_erased_person_back(app):
    erasure.erase(a_contact(ANA), "eva")
    db.session.commit()

    kept = checked(f"phone,name\n{ANA},Ana\n{EVA},Eva\n")
    added = add(a_draft(), [Entry(ANA)], "CO", ConsentSource.API, "token shop")

    assert (kept.contacts, kept.rejected) == (1, 1)
    [bad] = db.session.scalars(db.select(RejectedRow))
    assert (bad.cells, bad.phone_number, bad.reason) == (
        [],
        "",
        "This person asked to be forgotten, or to be left alone.",
    )
    assert (added.recipients_added, added.unsubscribed_skipped) == (0, 1)
    assert count(Contact) == 0


def test_files_go_on_counting_the_rows_of_an_erased_person(app):
    ana = a_contact(ANA)
    kept = checked(f"phone,name\n{ANA},Ana\n{EVA},Eva\n{ANA}x,Ana\n")

    erasure.erase(ana, "eva")
    db.session.commit()

    assert (kept.rows, kept.contacts, kept.rejected) == (3, 1, 2)
    rows = db.session.scalars(db.select(RejectedRow).order_by(RejectedRow.row)).all()
    assert [(one.row, one.cells, one.phone_number) for one in rows] == [(2, [], ""), (4, [], "")]
    assert contact_imports_query.causes(kept) == {Cause.PERSON: 2}
    steps.start(kept, "eva")
    db.session.commit()
    import_contacts(kept.id)
    db.session.refresh(kept)
    assert (kept.status, kept.created) == (ImportStatus.DONE, 1)


def test_someone_who_comes_back_on_their_own_is_known_again(app):
    erasure.erase(a_contact(ANA), "eva")
    back = a_contact(ANA)

    subscriptions.subscribe(back, ConsentSource.KEYWORD, "webhook", "START")

    assert count(Erasure) == 0


def test_two_contacts_become_one_with_the_values_of_both(app):
    kept, other = a_contact(ANA, "Ana", city="Lima"), a_contact(EVA, "Eva", city="Cusco", size="M")
    campaign = with_recipients(a_draft(), [EVA])
    a_reply(other, "hello")

    merge.merge(kept, other, "eva")

    assert (kept.name, kept.attributes) == ("Ana", {"city": "Lima", "size": "M"})
    assert count(Contact) == 1
    [recipient] = db.session.scalars(db.select(Recipient).filter_by(campaign_id=campaign.id))
    assert recipient.contact_id == kept.id
    assert db.session.scalars(db.select(Reply.contact_id)).all() == [kept.id]
    assert count(ConsentEvent) == 2


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"), [(None, "CO.2", "CO.2"), ("CO.1", "CO.2", "CO.1")]
)
def test_whatsapps_id_of_the_person_is_taken_over_where_there_is_none(app, ours, theirs, stays):
    kept, other = a_contact(ANA), a_contact(EVA)
    kept.user_id, other.user_id = ours, theirs

    merge.merge(kept, other, "eva")

    assert identity.contacts_of(WhatsAppIds(user_id=stays)) == [kept]


def test_one_person_is_written_to_once_by_a_campaign_that_has_both(app):
    an_active_campaign([ANA, EVA])
    kept, other = db.session.scalars(db.select(Contact).order_by(Contact.phone_number))

    merge.merge(kept, other, "eva")

    db.session.expire_all()
    states = {one.phone_number: one for one in db.session.scalars(db.select(Recipient))}
    assert states[ANA].status == RecipientStatus.PENDING
    assert states[EVA].skip_reason == SkipReason.DUPLICATE_PERSON


@pytest.mark.parametrize(
    ("other_is", "kept_is"),
    [
        (RecipientStatus.SENDING, RecipientStatus.SKIPPED),
        (RecipientStatus.UNCONFIRMED, RecipientStatus.SKIPPED),
        (RecipientStatus.SENT, RecipientStatus.SKIPPED),
        (RecipientStatus.READ, RecipientStatus.SKIPPED),
        (RecipientStatus.FAILED, RecipientStatus.PENDING),
    ],
)
def test_a_campaign_that_has_written_to_the_other_writes_to_nobody_again(app, other_is, kept_is):
    an_active_campaign([ANA, EVA])
    kept, other = db.session.scalars(db.select(Contact).order_by(Contact.phone_number))
    db.session.scalars(db.select(Recipient).filter_by(phone_number=EVA)).one().status = other_is

    merge.merge(kept, other, "eva")

    db.session.expire_all()
    states = {one.phone_number: one.status for one in db.session.scalars(db.select(Recipient))}
    assert states == {ANA: kept_is, EVA: other_is}


@pytest.mark.parametrize("who_left", [0, 1])
def test_whoever_unsubscribed_as_either_stays_unsubscribed(app, who_left):
    both = [a_contact(ANA), a_contact(EVA)]
    subscriptions.unsubscribe(both[who_left], ConsentSource.KEYWORD, "webhook", "STOP")

    merge.merge(*both, "eva")

    assert not both[0].is_subscribed
    kept = checked(f"phone,name\n{ANA},Ana\n{EVA},Eva\n")
    assert (kept.contacts, kept.opted_out, kept.repeated) == (1, 1, 1)


def test_a_contact_is_not_merged_with_itself(app):
    ana = a_contact(ANA)

    with pytest.raises(InvalidInput):
        merge.merge(ana, ana, "eva")


def test_a_person_can_read_everything_held_on_them(app):
    person = a_person_of_many_traces()

    held = orjson.loads(orjson.dumps(person_export.export_data(person)))

    assert held["contact"]["phone_number"] == ANA
    assert held["former_identities"] == [TWIN]
    campaigns = [one["campaign"] for one in held["campaigns"]]
    assert campaigns[0] == "Spring"
    assert ANA in campaigns[1]
    assert "where is my parcel" in [one["text"] for one in held["replies"]]
    assert held["consent"][0]["kind"] == "opt_in"
    before = {"name": "", "attributes": {}}
    assert [(one["filename"], one["before"]) for one in held["files"]] == [("people.csv", before)]
    rejected = [one["cells"][0] for one in held["rejected_rows"]]
    assert rejected == [f"{ANA}x", f"{TWIN}x"]
    assert [one["action"] for one in held["done_by_staff"]] == [
        "contact.edit",
        "contact.merge",
    ]
    assert {"open_windows", "written_lately"} < held.keys()
