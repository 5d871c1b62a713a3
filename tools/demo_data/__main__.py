"""`python -m tools.demo_data`: a login and demo data, for a first look."""

import click

from tools.demo_data import first_look
from webapp import create_app
from webapp.cli.users import first_password
from webapp.errors import AppError
from webapp.extensions import db


@click.command("python -m tools.demo_data")
@first_password
def main(password: str) -> None:
    """Create a login if there is none, and fill an empty database of a simulator."""
    app = create_app()
    with app.app_context():
        try:
            first_look.begin(app.config, password)
        except AppError as error:
            raise click.ClickException(error.message) from None
        db.session.commit()


if __name__ == "__main__":
    main()
