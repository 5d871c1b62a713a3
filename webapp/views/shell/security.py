"""Security headers of all pages."""

from flask import Flask, Response, request

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # the stylesheet's check marks are data: URLs
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}


def init_app(app: Flask) -> None:
    """Add the headers to every response."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    if request.blueprint == "webhooks":  # the client is not a browser
        return response
    response.headers["Content-Security-Policy"] = "; ".join(
        f"{name} {value}" for name, value in POLICY.items()
    )
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")  # pages contain personal data
    return response
