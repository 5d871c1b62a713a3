"""Work in parallel threads, each call with its own application context."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from flask import current_app

Submit = Callable[..., Future[Any]]


@contextmanager
def threads(count: int) -> Iterator[Submit]:
    """Yield a function that runs calls in threads; the block ends when all calls have ended.

    Each call has its own database session, and commits its changes.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def inside(work: Callable[..., Any], *args: Any) -> Any:
        with app.app_context():
            return work(*args)

    with ThreadPoolExecutor(count) as pool:
        yield lambda work, *args: pool.submit(inside, work, *args)
