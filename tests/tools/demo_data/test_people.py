"""The invented people: each number is one person, and all of them could be real."""

import pytest

from tools.demo_data.people import DOMESTIC, INTERNATIONAL, numbers, people, person
from webapp.domain.contacts import phone


@pytest.mark.parametrize("shop", [DOMESTIC, INTERNATIONAL], ids=["domestic", "international"])
def test_everyone_has_a_number_of_their_own_in_their_country(shop):
    everyone = [*people(1_000, shop), *(person(n, shop) for n in range(999_000, 1_000_000))]

    for customer in everyone:
        assert phone.parse(customer.phone_number, "").country == customer.country
    assert len({customer.phone_number for customer in everyone}) == len(everyone)


def test_the_numbers_of_two_campaigns_do_not_overlap():
    assert numbers(5) == [*numbers(2), *numbers(3, after=2)]


def test_names_and_cities_come_in_every_combination():
    everyone = list(people(19 * 17 * 6))

    assert len({(customer.name, customer.city) for customer in everyone}) == len(everyone)
