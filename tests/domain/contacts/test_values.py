"""The rule for a contact's name and attributes, at each entry point."""

import pytest

from webapp.domain.contacts.values import attribute_fault, attribute_name, faults


@pytest.mark.parametrize(
    ("name", "attributes", "fields"),
    [
        ("", {}, []),
        ("x" * 200, {"city": "x" * 1_000, "x" * 100: ""}, []),
        ("x" * 201, {}, ["name"]),
        ("Ana", {"city": "x" * 1_001}, ["attributes.city"]),
        ("Ana", {"x" * 101: "Lima"}, [f"attributes.{'x' * 101}"]),
        ("Ana", {"First Name": "Ana"}, ["attributes.First Name"]),
        ("Ana", {"": "Lima"}, ["attributes."]),
        ("Ana", {"name": "Ana"}, ["attributes.name"]),
    ],
)
def test_each_fault_is_found_at_its_field(name, attributes, fields):
    assert list(faults(name, attributes)) == fields


@pytest.mark.parametrize("heading", ["First Name", "firstName", "Código Postal", "İl", "城市"])
def test_what_a_heading_becomes_is_a_name(heading):
    assert attribute_fault(attribute_name(heading)) == ""
