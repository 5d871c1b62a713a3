"""Run the same function several times at the same moment."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from webapp.errors import AppError
from webapp.extensions import db


def concurrently(app: Flask, acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run each in a separate thread that commits; return the results, refusals included."""
    db.session.commit()
    acts = list(acts)
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            try:
                came = act()
                db.session.commit()
            except AppError as refused:
                db.session.rollback()
                came = refused
            return came

    with ThreadPoolExecutor(len(acts)) as pool:
        came = list(pool.map(run, acts))
    db.session.expire_all()
    return came
