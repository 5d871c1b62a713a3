"""The settings from the environment, and the errors that stop the start."""

import pytest

import config

GIVEN = {
    "DATABASE_URL": "postgresql://me@localhost/x",
    "REDIS_URL": "redis://localhost",
    "SECRET_KEY": "secret",
    "WHATSAPP_APP_SECRET": "one",
}


def test_an_empty_setting_is_as_if_it_were_not_there():
    bare = config.from_environment(GIVEN)

    assert config.from_environment(GIVEN | dict.fromkeys(config.DEFAULTS, "")) == bare
    assert (bare["WHATSAPP_API_URL"], bare["TIMEZONE"], bare["UNDO_SECONDS"]) == (
        "https://graph.facebook.com",
        "UTC",
        60,
    )


@pytest.mark.parametrize("name", GIVEN)
def test_without_what_is_needed_nothing_starts(name):
    with pytest.raises(config.WrongSetting, match=f"Not set: {name}"):
        config.from_environment(GIVEN | {name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Mars/Olympus"),
        ("DEFAULT_COUNTRY", "Colombia"),
        ("UNDO_SECONDS", "a minute"),
        ("API_REQUESTS_A_MINUTE", "-1"),
        ("PROXIES", "nginx"),
    ],
)
def test_what_cannot_be_used_stops_the_start_by_its_name(name, value):
    with pytest.raises(config.WrongSetting, match=f"(?i){name} is '{value}'"):
        config.from_environment(GIVEN | {name: value})


def test_a_country_may_be_written_in_small_letters():
    assert config.from_environment(GIVEN | {"DEFAULT_COUNTRY": "co"})["DEFAULT_COUNTRY"] == "CO"


def test_blanks_between_two_secrets_belong_to_neither():
    found = config.from_environment(GIVEN | {"WHATSAPP_APP_SECRET": "old, new,"})

    assert found["WHATSAPP_APP_SECRETS"] == ["old", "new"]
