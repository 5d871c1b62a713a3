"""Drain the inbox in many small transactions, so that a kill may find any of them.

Run it with `python -m tests.support.small_drain`.
"""

from jobs.drain_webhook_events import drain_webhook_events
from webapp import create_app
from webapp.services.webhook import inbox_bodies

if __name__ == "__main__":
    inbox_bodies.MAX_BODIES = min(10, inbox_bodies.MAX_BODIES)
    with create_app().app_context():
        print("ready", flush=True)
        drain_webhook_events()
