"""The architecture page matches the code."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from webapp.domain.campaigns import status as campaign
from webapp.domain.imports import status as contact_import
from webapp.domain.recipients import status as recipient
from webapp.models import Base

pytestmark = pytest.mark.lint

PAGE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text()
DIAGRAM = re.compile(r"^### ([\w ]+)$.*?^```mermaid\nstateDiagram-v2\n(.*?)^```", re.M | re.S)
STEP = re.compile(r"^ +(\w+) --> (\w+)$", re.MULTILINE)
ROW = re.compile(r"^\| (\w+) \| ((?:`\w+`(?:, )?)+) \|", re.MULTILINE)

Table = Mapping[StrEnum, Collection[StrEnum]]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Campaign", campaign.NEXT),
        ("Recipient", recipient.NEXT),
        ("Import", contact_import.NEXT),
    ],
)
def test_a_state_diagram_shows_the_steps_that_are_allowed(name, table: Table):
    diagrams = dict(DIAGRAM.findall(PAGE))

    steps = {(current.value, new.value) for current, after in table.items() for new in after}

    assert set(STEP.findall(diagrams[name])) == steps


def test_every_table_is_listed_with_its_subject():
    listed = {
        (subject, table)
        for subject, tables in ROW.findall(PAGE)
        for table in tables[1:-1].split("`, `")
    }

    tables = {
        (mapper.class_.__module__.split(".")[2], mapper.local_table.name)
        for mapper in Base.registry.mappers
    }

    assert listed == tables
