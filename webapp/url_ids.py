"""Ids in addresses: those beyond what a column can store lead nowhere, as unknown ones do."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map


class IdConverter(IntegerConverter):
    """The id of a row with an INTEGER key."""

    most = 2**31 - 1

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, max=self.most, **options)


class BigIdConverter(IdConverter):
    """The id of a row with a BIGINT key."""

    most = 2**63 - 1


def init_app(app: Flask) -> None:
    """Add the converters, which the addresses of blueprints need."""
    app.url_map.converters |= {"id": IdConverter, "big_id": BigIdConverter}
