"""The application, for WSGI servers and for the `flask` command."""

from webapp import create_app

app = create_app()
