"""One transaction around work that commits by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import RootTransaction

from webapp import queues
from webapp.extensions import db


@contextmanager
def outer_transaction() -> Iterator[RootTransaction]:
    """Make every commit of the block a part of one transaction, which ends with the block.

    The session's commits and rollbacks are savepoints meanwhile. Jobs are enqueued after the
    transaction was committed. Yields the transaction, which may be rolled back.
    """
    db.session.rollback()  # give back the connection of the reads until now
    session = db.session()
    with queues.held_until_end(), db.engine.connect() as connection, connection.begin() as outer:
        session.bind = connection
        try:
            yield outer
        finally:
            session.rollback()
            session.bind = None
