"""The application for granian: `granian --interface rsgi rsgi:app`."""

from front.door import Door
from webapp import create_app

app = Door(create_app())
