"""Base classes and helpers of all forms."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField, IntegerField
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import ListWidget

from webapp.domain.translatable import N_
from webapp.language import lazy, translated

Value = TypeVar("Value", bound=str)


class Problem(NamedTuple):
    """An error message and the id of its field."""

    field_id: str
    message: str


def translated_choices(choices: Mapping[Value, str]) -> Callable[[], dict[str, str]]:
    """Return a function that returns the choices in the user's language."""
    return lambda: {str(value): translated(words) for value, words in choices.items()}


def stripped(value: str | None) -> str | None:
    """Return the text without surrounding blanks."""
    return value.strip() if value else value


def passes(fault: Callable[[str], str | None]) -> Callable[[FlaskForm, Field], None]:
    """Return a validator for a domain rule that returns an error message or None."""

    def check(_form: FlaskForm, field: Field) -> None:
        if message := fault(field.data or ""):
            raise ValidationError(translated(message))

    return check


class NumberField(IntegerField):
    """A whole number within a range; any other input gets the same message."""

    def __init__(
        self, label: str, checks: Sequence[Any], least: int, most: int, **options: Any
    ) -> None:
        message = N_("Enter a number from %(least)s to %(most)s.", least=least, most=most)
        super().__init__(label, [*checks, NumberRange(least, most, lazy(message))], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token and an error summary."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How the fields get their input."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> MultiDict[str, Any] | None:
            """Return the input without NUL, which PostgreSQL rejects in any text."""
            entered = super().wrap_formdata(form, formdata)
            if entered is None:
                return None
            return MultiDict(
                (name, value.replace("\0", "") if isinstance(value, str) else value)
                for name, value in entered.items(multi=True)
            )

    @property
    def problems(self) -> list[Problem]:
        return list(_problems(field for field in self if field.name != "csrf_token"))

    @property
    def entered(self) -> dict[str, Any]:
        """Return the entered values by field name."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def add_errors(self, errors: dict[str, str]) -> None:
        """Add a service's error messages to the fields."""
        for name, message in errors.items():
            self[name].errors = [*self[name].errors, translated(message)]


def _problems(fields: Iterable[Field]) -> Iterator[Problem]:
    for field in fields:
        if isinstance(field, FieldList):
            yield from _problems(field.entries)
        elif isinstance(field, FormField):
            yield from _problems(field.form)
        else:
            yield from (Problem(_first_id(field), str(message)) for message in field.errors)


def _first_id(field: Field) -> str:
    """Return the id to link to: for a group of checkboxes, the first."""
    options: list[Any] = list(field) if isinstance(field.widget, ListWidget) else []  # type: ignore[call-overload]
    return str(options[0].id if options else field.id)
