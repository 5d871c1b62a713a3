"""The commands, as an operator runs them."""

import pytest

from tests.support.factories import an_active_campaign
from webapp import queues
from webapp.extensions import db
from webapp.models import ApiToken, Contact, MessageTemplate, Role, Sender, User
from webapp.services.accounts import tokens, users


def test_a_login_is_created_and_lets_its_owner_in(run):
    result = run(
        "users", "create", "Ana@Example.com", "--role", "admin", "--password", "long enough"
    )

    assert result.exit_code == 0
    user = users.authenticate("ana@example.com", "long enough", "127.0.0.1")
    assert user.role == Role.ADMIN


def test_the_password_is_asked_for_twice_where_none_is_given(run):
    result = run(
        *("users", "create", "ana@example.com", "--role", "viewer"),
        typed="long enough\nlong enough\n",
    )

    assert result.exit_code == 0
    assert "long enough" not in result.output
    assert users.authenticate("ana@example.com", "long enough", "127.0.0.1").role == Role.VIEWER


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("ana@example.com", "nine char", "at least 10 characters"),
        ("ana@example.com", "x" * 201, "at most 200 characters"),
        ("ana", "long enough", "such as ana@shop.com"),
        ("taken@example.com", "long enough", "already"),
    ],
)
def test_a_login_is_refused_in_plain_words(run, email, password, words):
    run("users", "create", "taken@example.com", "--role", "viewer", "--password", "long enough")

    result = run("users", "create", email, "--role", "viewer", "--password", password)

    assert result.exit_code == 1
    assert words in result.stderr
    assert db.session.scalar(db.select(db.func.count(User.id))) == 1


def test_the_first_login_is_created_once(run):
    first = run("users", "create-first", "--password", "first-login")
    second = run("users", "create-first", "--password", "other-one")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert users.authenticate("admin@example.com", "first-login", "127.0.0.1").role == Role.ADMIN
    assert len(users.all_users()) == 1


def test_where_there_is_a_login_no_first_one_is_created(run):
    run("users", "create", "ana@example.com", "--role", "viewer", "--password", "long enough")

    run("users", "create-first", "--password", "first-login")

    assert [user.email for user in users.all_users()] == ["ana@example.com"]


def test_logins_are_listed(run):
    run("users", "create", "ana@example.com", "--role", "viewer", "--password", "long enough")

    assert "viewer  ana@example.com" in run("users", "list").output


def test_a_token_stands_alone_on_its_line(run):
    result = run("tokens", "create", "crm", "--role", "editor")

    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    token = tokens.find(result.stdout.strip())
    assert (token.name, token.role) == ("crm", Role.EDITOR)


def test_a_second_token_of_the_name_is_refused_until_the_first_is_revoked(run):
    run("tokens", "create", "crm", "--role", "editor")

    refused = run("tokens", "create", "crm", "--role", "viewer")
    run("tokens", "revoke", "crm")
    again = run("tokens", "create", "crm", "--role", "viewer")

    assert (refused.exit_code, refused.stdout, again.exit_code) == (1, "", 0)
    assert run("tokens", "list").output.count("revoked") == 1
    assert db.session.scalar(db.select(db.func.count(ApiToken.id))) == 2


def test_a_token_that_is_not_there_cannot_be_revoked(run):
    result = run("tokens", "revoke", "crm")

    assert result.exit_code == 1
    assert "crm" in result.stderr


def test_the_day_is_cut_and_given_to_the_workers_once(run):
    an_active_campaign(3)

    first, second = run("campaigns", "process-daily"), run("campaigns", "process-daily")

    assert "3 people are given to the workers." in first.output
    assert "0 people are given to the workers." in second.output
    assert queues.redis().llen("rq:queue:sending") == 1


def test_a_file_keeps_its_good_rows_and_returns_the_bad_ones(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("phone,name,city\n+573001112233,Ana,Lima\n12,Bad,Lima\n+573001112234,Eva,\n")

    result = run("contacts", "import", str(file))

    assert result.exit_code == 0
    assert "row 3: 12: " in result.stdout
    assert "2 created, 0 updated, 0 unchanged, 1 rejected" in result.stdout
    ana = db.session.scalars(db.select(Contact).where(Contact.name == "Ana")).one()
    assert ana.attributes == {"city": "Lima"}


def test_the_same_file_again_changes_nothing(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("phone,name\n+573001112233,Ana\n")

    run("contacts", "import", str(file))
    again = run("contacts", "import", str(file))

    assert "0 created, 0 updated, 1 unchanged, 0 rejected" in again.stdout


@pytest.mark.parametrize("country", ["CO", "co"])
def test_numbers_without_a_code_are_of_the_country_that_is_given(run, tmp_path, country):
    file = tmp_path / "people.csv"
    file.write_text("phone\n300 111 2233\n")

    strange = run("contacts", "import", str(file), "--country", "Colombia")
    run("contacts", "import", str(file), "--country", country)

    assert "'Colombia' is not one of" in strange.stderr
    assert db.session.scalars(db.select(Contact.phone_number)).one() == "+573001112233"


@pytest.mark.parametrize("content", [None, "", "name,city\nAna,Lima\n"])
def test_a_file_of_which_nothing_can_be_used_ends_with_a_reason(run, tmp_path, content):
    file = tmp_path / "people.csv"
    if content is not None:
        file.write_text(content)

    result = run("contacts", "import", str(file))

    assert result.exit_code == 1
    assert str(file) in result.stderr


def test_senders_and_templates_are_brought_up_to_date(run):
    result = run("senders", "sync")

    assert result.exit_code == 0
    sender = db.session.scalars(db.select(Sender)).one()
    templates = db.session.scalar(db.select(db.func.count(MessageTemplate.id)))
    assert sender.label in result.stdout
    assert f"{templates} message templates" in result.stdout
    assert templates > 0


def test_a_sync_that_whatsapp_does_not_answer_says_so(run, app, monkeypatch):
    monkeypatch.setitem(app.config, "WHATSAPP_API_URL", "http://127.0.0.1:1")

    result = run("senders", "sync")

    assert result.exit_code == 1
    assert "WhatsApp" in result.stderr


def test_the_way_of_marketing_is_set(run):
    run("senders", "sync")
    sender = db.session.scalars(db.select(Sender)).one()
    words = ("--route", "cloud_api", "--product-policy", "strict", "--activity-sharing", "off")

    result = run("senders", "marketing", sender.phone_number_id, *words)

    assert result.exit_code == 0
    chosen = (sender.marketing_route, sender.product_policy, sender.activity_sharing)
    assert chosen == ("cloud_api", "STRICT", False)
    assert run("senders", "marketing", sender.phone_number_id).exit_code == 0
    assert (sender.marketing_route, sender.product_policy) == ("automatic", None)


def test_a_sender_that_does_not_exist_has_no_way_of_marketing(run):
    result = run("senders", "marketing", "1")

    assert result.exit_code == 1
    assert "no sender 1" in result.stderr
