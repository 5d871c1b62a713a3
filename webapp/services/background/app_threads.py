"""Work parallel to the caller's: in threads, each call with an application context of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from flask import current_app

Submit = Callable[..., Future[Any]]


@contextmanager
def threads(count: int) -> Iterator[Submit]:
    """Offer so many threads to call functions in; the block ends when all calls have ended.

    Each call has a database session of its own, and commits what it does.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def inside(work: Callable[..., Any], *args: Any) -> Any:
        with app.app_context():
            return work(*args)

    with ThreadPoolExecutor(count) as pool:
        yield lambda work, *args: pool.submit(inside, work, *args)
