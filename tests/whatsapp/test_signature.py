"""Only WhatsApp itself is believed."""

import pytest

from webapp.whatsapp.signature import is_signed, sign

BODY = b'{"name":"Jos\\u00e9","path":"a\\/b"}'


def test_a_body_signed_with_our_secret_is_believed():
    # HMAC-SHA256 of "what do ya want for nothing?" with key "Jefe": test case 2 of RFC 4231.
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert sign(b"what do ya want for nothing?", "Jefe") == f"sha256={known}"
    assert is_signed(BODY, sign(BODY, "secret"), ["secret"])


def test_either_secret_counts_while_one_replaces_the_other():
    assert is_signed(BODY, sign(BODY, "old"), ["new", "old"])


@pytest.mark.parametrize(
    ("header", "secrets"),
    [
        (sign(BODY, "wrong"), ["secret"]),
        (sign(BODY + b" ", "secret"), ["secret"]),
        (sign(BODY, "secret").removeprefix("sha256="), ["secret"]),
        (sign(BODY, "secret").upper(), ["secret"]),
        ("sha256=", ["secret"]),
        ("sha256=é", ["secret"]),
        ("", ["secret"]),
        (None, ["secret"]),
        (sign(BODY, ""), [""]),
        (sign(BODY, ""), []),
    ],
)
def test_anything_else_is_not(header, secrets):
    assert not is_signed(BODY, header, secrets)
