"""Write the schema and the plans to the files in this folder, from a temporary database.

python -m tests.schema
"""

import tempfile
from pathlib import Path

import flask_migrate

import config
from tests.schema.dump import sorted_dump
from tests.schema.plans import shapes
from tools.embedded.postgres import Postgres
from webapp import create_app

FOLDER = Path(__file__).parent


def main() -> None:
    """Write both files again."""
    with tempfile.TemporaryDirectory() as folder, Postgres(Path(folder), durable=False) as server:
        needed = dict.fromkeys(config.REQUIRED, "unused")
        needed |= {"DATABASE_URL": server.url, "REDIS_URL": "redis://unused"}
        with create_app(config.from_environment(needed)).app_context():
            flask_migrate.upgrade()
            (FOLDER / "schema.sql").write_text(sorted_dump(server.url))
            (FOLDER / "plans.txt").write_text("\n".join(shapes()))


if __name__ == "__main__":
    main()
