"""The screenshots have an object of every kind, so that no page is left out."""

from tools.rehearsal.addresses import CHOICES, FRAGMENTS, NOT_PAGES
from tools.screenshots import album
from tools.screenshots.__main__ import ALBUM, IN_DARK, IN_SHORT
from tools.screenshots.album import section_of
from tools.screenshots.scenes import NOT_SHOWN, SIGN_IN, STATES, name_of
from tools.screenshots.things import THINGS


def pages(app):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.startswith((*NOT_PAGES, *FRAGMENTS))
    ]


def test_the_screenshots_have_a_thing_for_every_address(app):
    named = {name for rule in pages(app) for name in rule.arguments}

    assert named <= {*THINGS, *CHOICES}


def test_each_picture_shows_an_address_and_has_a_name_of_its_own(app):
    endpoints = {rule.endpoint for rule in pages(app)}
    names = [state.name for state in STATES]

    assert {state.endpoint for state in STATES} <= endpoints
    assert len(set(names)) == len(names)
    shown = [endpoint for endpoint in endpoints if not endpoint.startswith(NOT_SHOWN)]
    every = {*map(name_of, shown), *names}
    assert {*IN_DARK, SIGN_IN} <= every
    assert {name.removesuffix("-phone") for name in IN_SHORT} <= every
    assert all(section_of(name) for name in every)


def test_the_album_has_one_picture_of_each_page(app):
    shown = {rule.endpoint for rule in pages(app) if not rule.endpoint.startswith(NOT_SHOWN)}

    pictures = {path.stem for path in ALBUM.glob("*.png")}

    tops = {f"short-{name}" for name in IN_SHORT}
    assert pictures == {name for name in map(name_of, shown) if album.has(name)} | tops
