"""Fixtures of the commands' tests."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from webapp.extensions import db


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Run a command as in a shell: `run("tokens", "create", "crm")`."""

    def run_command(*words: str, typed: str | None = None) -> Result:
        db.session.commit()  # what the test has written until now
        result = app.test_cli_runner().invoke(args=list(words), input=typed)
        db.session.expire_all()
        return result

    return run_command
