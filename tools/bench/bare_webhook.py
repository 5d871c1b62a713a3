"""The baseline of `webhook-post`: a bare Flask view that checks the HMAC and inserts one row."""

import hashlib
import hmac
import os
import threading

import psycopg
from flask import Flask, abort, request

TABLE = "CREATE TABLE IF NOT EXISTS bare_inbox (id bigserial PRIMARY KEY, body bytea NOT NULL)"

app = Flask(__name__)
secret = os.environ.get("WHATSAPP_APP_SECRET", "").encode()
connections = threading.local()


@app.post("/webhooks/whatsapp")
def take() -> tuple[str, int]:
    """Check, insert, commit; return the response."""
    body = request.get_data(cache=False)
    signed = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signed, request.headers.get("X-Hub-Signature-256", "")):
        abort(403)
    if not hasattr(connections, "own"):
        connections.own = psycopg.connect(os.environ["DATABASE_URL"])
    connections.own.execute("INSERT INTO bare_inbox (body) VALUES (%s)", (body,))
    connections.own.commit()
    return "", 200
