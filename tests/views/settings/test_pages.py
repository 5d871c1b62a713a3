"""Users, senders, tokens, the audit log, the webhook."""

import pytest

from tests.support.factories import a_sender, a_user, an_active_campaign
from tests.views.conftest import sign_in
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import ApiToken, Role, SenderStatus, User, WebhookEvent
from webapp.services.accounts import audit, users
from webapp.services.campaigns import lifecycle
from webapp.services.operations import incidents


@pytest.fixture
def open_settings(open_page, admin):
    """Open a page of the settings as an administrator."""
    return lambda address="": open_page(f"/settings/{address}", admin)


@pytest.mark.parametrize("address", ["/settings/", "/settings/users", "/settings/tokens"])
def test_settings_are_for_administrators(open_page, editor, address):
    assert open_page(address, editor).status == 403


def test_the_rq_dashboard_is_no_page_of_ours_and_linked_where_it_is(app, admin, open_settings):
    assert admin.get("/rq/").status_code == 404
    assert "Queues and workers" not in open_settings().text

    app.config["RQ_DASHBOARD_ADDRESS"] = "http://127.0.0.1:9181"

    assert "http://127.0.0.1:9181" in admin.get("/settings/").text


def test_a_user_is_created_and_can_sign_in(open_settings, open_page, client):
    new = {"email": "Luis@example.com", "password": "long enough", "role": "editor"}

    page = open_settings("users/new").submit("Create the user", new)

    assert page.messages == ["luis@example.com may sign in now."]
    page = open_page("/sign-in", client).submit("Sign in", new)
    assert page.heading == "Overview"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "nobody", "password": "long enough"}, "such as ana@shop.com"),
        ({"email": "luis@example", "password": "long enough"}, "such as ana@shop.com"),
        ({"email": "luis@example.com", "password": "nine char"}, "at least 10 characters"),
        ({"email": "luis@example.com", "password": "x" * 201}, "at most 200 characters"),
        ({"email": "taken@example.com", "password": "long enough"}, "already"),
    ],
)
def test_a_user_who_cannot_be_created_is_told_why(open_settings, typed, said):
    a_user(email="taken@example.com")

    page = open_settings("users/new").submit("Create the user", typed)

    assert len(page.errors) == 1
    assert said in page.errors[0]
    assert page.field("email")["value"] == typed["email"]


def test_a_role_is_changed(open_settings):
    user = a_user(Role.VIEWER, "luis@example.com")

    page = open_settings("users").follow("luis@example.com")
    page = page.submit("Save the role", {"role": "admin"})

    assert page.messages == ["The role of luis@example.com is changed."]
    assert user.role == Role.ADMIN


def test_someone_is_deactivated_and_activated(open_settings):
    user = a_user(email="luis@example.com")

    page = open_settings(f"users/{user.id}").submit("Deactivate")
    assert page.messages == ["luis@example.com may not sign in any more."]
    page = open_settings(f"users/{user.id}").submit("Activate")

    assert page.messages == ["luis@example.com may sign in again."]
    assert user.active


def test_someone_who_forgot_it_gets_a_new_password(open_settings, app, open_page):
    user = a_user(email="luis@example.com")
    theirs = sign_in(app, user)
    page = open_settings(f"users/{user.id}")

    refused = page.submit("Give the password", {"password": "short"})
    assert (refused.heading, refused.errors) == (user.email, ["Use at least 10 characters."])
    page = page.submit("Give the password", {"password": "staple battery"})

    assert page.messages == ["luis@example.com has a new password."]
    assert open_page("/", theirs).heading == "Sign in"
    assert users.authenticate(user.email, "staple battery", "192.0.2.1") == user


def test_nobody_locks_themselves_out(open_settings):
    me = db.session.scalars(db.select(User).where(User.role == Role.ADMIN)).one()

    page = open_settings(f"users/{me.id}").submit("Deactivate")
    assert page.messages == ["You can't deactivate yourself: ask another administrator."]
    page = open_settings(f"users/{me.id}").submit("Save the role", {"role": "viewer"})

    assert page.errors == ["You can't change your own role: ask another administrator."]
    assert (me.active, me.role) == (True, Role.ADMIN)


def test_a_reserve_is_kept_free_from_now_on(open_settings):
    sender = a_sender(250)
    sender.portfolio.name = "Shop"
    an_active_campaign(300, sender=sender, daily_send_limit=250)

    page = open_settings("senders").follow("Change the reserve of Shop")
    page = page.submit("Save the reserve", {"reserve": "50"})

    assert page.rows("Different people")[0][:4] == ["Shop", "250", "50", "200"]
    assert "100" in open_settings("").follow("Overview").rows("Planned")[1]


def test_a_reserve_below_nothing_is_refused(open_settings):
    sender = a_sender()

    page = open_settings(f"portfolios/{sender.portfolio_id}")

    refused = page.submit("Save the reserve", {"reserve": "-1"})
    assert refused.errors == ["Enter a number from 0 to 10,000,000."]
    assert page.submit("Save the reserve", {"reserve": "many"}).errors != []


def test_a_stopped_sender_is_started_again_and_its_incident_ends(open_settings):
    sender = a_sender(status=SenderStatus.STOPPED, stopped_reason=of_error("No payment"))
    incidents.open_incident(
        "sender_stopped", f"sender {sender.id}", of_error("No payment, stopped.")
    )

    page = open_settings("senders").submit("Start it again")

    assert "may send again" in page.messages[0]
    assert of_error("No payment, stopped.") not in page.everything
    assert sender.status == SenderStatus.CONNECTED


def test_a_test_call_says_what_whatsapp_answers(open_settings, simulator):
    sender = a_sender(phone_number_id="100000000000001", waba_id="200000000000001")

    page = open_settings("senders").submit(f"Test call to {sender.label}")

    assert "answers: quality High" in page.messages[0]
    assert "message templates." in page.messages[0]
    assert sender.synced_at is not None


def test_a_test_call_that_fails_says_why_and_changes_nothing(open_settings, simulator):
    sender = a_sender(phone_number_id="1")

    page = open_settings("senders").submit(f"Test call to {sender.label}")

    assert "WhatsApp did not answer as it should. WhatsApp:" in page.messages[0]
    assert sender.synced_at is None


def test_entries_of_the_audit_log_are_found_by_any_word(open_settings):
    campaign = an_active_campaign(1)
    incidents_of = campaign.id

    def found(words: str) -> list[list[str]]:
        return open_settings(f"audit?search={words}").rows()

    assert [row[2] for row in found(f"activate+{incidents_of}")] == ["Campaign activated"]
    for none in ("nobody", "activate+nobody", "%25", "'", "\\", "zz:*|qq"):
        assert found(none) == [["Nothing like that is noted."]]


@pytest.mark.parametrize(
    "words",
    [
        "EVA@example.com",
        "eva",
        "example.com",
        "paus",
        "campaign.pause",
        "paused",  # as the page says it
        "paused eva",
        "spring",
    ],
)
def test_an_entry_is_found_by_how_any_word_of_it_begins(open_settings, words):
    campaign = an_active_campaign(1)
    lifecycle.pause(campaign, PauseReason.PERSON, "eva@example.com")
    audit.note("eva@example.com", "audience.create", "audience 1", name="Spring sale")

    rows = open_settings(f"audit?search={words}").rows()

    assert rows != [["Nothing like that is noted."]]
    wanted = "Audience created" if words == "spring" else "Campaign paused"
    assert wanted in [row[2] for row in rows]


def test_a_phrase_of_an_action_is_not_found_in_pieces_of_others(open_settings):
    audit.note("eva", "contacts.undo", "user ana", start=1)
    audit.note("eva", "campaign.undo_start", "user ana")

    rows = open_settings("audit?search=undone").rows()

    assert [row[2] for row in rows] == ["Start of a campaign undone"]


def test_a_token_is_shown_once_and_revoked(open_settings, app):
    page = open_settings("tokens").submit("Make a token", {"name": "web shop", "role": "editor"})
    secret = page.soup.select_one(".secret").get_text()

    calls = app.test_client()
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert calls.get("/marketing/campaigns", **asked).status_code == 200
    assert secret not in open_settings("tokens").everything

    page = page.follow("Revoke web shop").submit("Revoke the token")

    assert page.messages == ["The token web shop is revoked."]
    assert calls.get("/marketing/campaigns", **asked).status_code == 401


def test_a_token_needs_a_name_of_its_own(open_settings):
    page = open_settings("tokens")
    assert page.submit("Make a token").errors == ["Say what the token is for."]
    page.submit("Make a token", {"name": "crm"})

    again = page.submit("Make a token", {"name": "crm"})

    assert "crm already" in again.errors[0]
    assert db.session.query(ApiToken).count() == 1


def test_the_audit_log_tells_who_did_what(open_settings):
    an_active_campaign(1)

    assert open_settings("audit").rows()[0][1:3] == ["tests", "Campaign activated"]


def test_the_webhook_page_tells_what_to_paste_and_what_came_last(open_settings, at):
    at("2025-10-05 12:00")
    db.session.add(
        WebhookEvent(
            digest=b"1", body=b"{}", received_at=clock.now(), fault=of_error("Not understood")
        )
    )

    page = open_settings("webhook")

    assert "http://localhost/webhooks/whatsapp" in page.text
    assert "verify-me" in page.text
    assert page.facts()["Last event received"] == "5 Oct, 12:00"
    assert page.rows("Recent events")[0][1].startswith("Not understood")
