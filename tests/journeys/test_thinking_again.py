"""A marketing person sends too early, and undoes it within the minute."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import Product, serving
from tests.journeys.steps import content, follow, heading, press, until
from tests.support.factories import some_numbers
from tools.rehearsal.ports import free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def patient_web(running_product: Product, environment: dict[str, str]) -> Iterator[str]:
    """Pages with the default undo time of a minute."""
    with serving(environment | {"UNDO_SECONDS": "60"}, free_port()) as url:
        yield url


@pytest.fixture
def product(product: Product, patient_web: str) -> Product:
    return replace(product, url=patient_web)


def test_a_start_is_undone_and_the_second_one_is_sent_after_a_minute(page, product):
    name, numbers = steps.fresh("Too early"), some_numbers(2)
    steps.sign_in(page)
    follow(page, "New campaign")
    steps.write_campaign(page, name, steps.pasted(numbers))
    steps.send(page, "2 people")
    expect(heading(page)).to_have_text(name)
    expect(content(page)).to_contain_text("Nobody is written to before.")

    press(page, "Undo")
    expect(content(page)).to_contain_text(f"{name} is a draft again.")

    steps.send(page, "2 people")
    expect(content(page)).to_contain_text("Nobody is written to before.")
    assert not product.written_to(numbers)
    product.calendar.forward(minutes=1)
    until(page, steps.tile(page, "Read", 2))
