"""Fixtures of the API's tests: a program with a token."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from webapp.extensions import db
from webapp.models import Role
from webapp.services.accounts import tokens

Call = Callable[..., TestResponse]


def a_token(role: Role = Role.EDITOR, name: str = "crm") -> str:
    secret = tokens.create(name, role, "tests")
    db.session.commit()
    return secret


@pytest.fixture
def call(app: Flask) -> Call:
    """Call the API with a token: `call("POST", "/campaigns", {...})`."""
    secret = a_token()

    def call_with_token(
        method: str, path: str, body: dict[str, Any] | None = None, token: str = secret
    ) -> TestResponse:
        db.session.commit()  # what the test has written until now
        return app.test_client().open(
            f"/marketing{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )

    return call_with_token
