"""Everything that is checked about a template that is created or edited."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.errors import GraphError, InvalidTemplateError
from simulator.templates.rules.buttons import check_buttons, kinds_of
from simulator.templates.rules.headers import HandleLookup, check_header
from simulator.templates.rules.languages import LANGUAGES
from simulator.templates.rules.special import SPECIAL, WRONG, Context, Parts, parts_of
from simulator.templates.rules.texts import BODY, FOOTER, check_text

NAME = re.compile(r"[a-z0-9_]{1,512}")
FORMATS = ("POSITIONAL", "NAMED")
KINDS = frozenset({
    "HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER",
    "CALL_PERMISSION_REQUEST",
})  # fmt: skip
#: The shortest and longest time to live in seconds; -1 stands for thirty days.
TIMES_TO_LIVE = {
    "MARKETING": (43_200, 2_592_000),
    "UTILITY": (30, 43_200),
    "AUTHENTICATION": (30, 900),
}
CATEGORIES = frozenset(TIMES_TO_LIVE)
LONGEST_OFFER_BODY, LONGEST_PRODUCT_BODY = 600, 160


def check_template(node: Mapping[str, Any], find_handle: HandleLookup, longest_code: int) -> None:
    """Raise an error of the Graph when the template could not be submitted to the platform."""
    _check_fields(node)
    context = Context(
        node["category"], node["parameter_format"] == "NAMED", find_handle, longest_code
    )
    parts = parts_of(node.get("components"), KINDS)
    if "BODY" not in parts:
        raise InvalidTemplateError(WRONG, "A template has a BODY.")
    if context.category == "AUTHENTICATION":
        _check_code_template(parts, context)
    else:
        _check_parts(parts, context)


def check_time_to_live(seconds: Any, category: str) -> None:
    shortest, longest = TIMES_TO_LIVE[category]
    is_default = seconds == -1
    if not isinstance(seconds, int) or not (is_default or shortest <= seconds <= longest):
        raise GraphError(
            100, f"message_send_ttl_seconds of {category} is from {shortest} to {longest}."
        )


def _check_fields(node: Mapping[str, Any]) -> None:
    name = node.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise GraphError(100, "name has small letters, digits and underscores only.")
    if str(node.get("language")) not in LANGUAGES:
        raise GraphError(100, f"{node.get('language')!r} is not a language of templates.")
    if str(node.get("category")) not in CATEGORIES:
        raise GraphError(100, f"category is one of {sorted(CATEGORIES)}.")
    if node.get("parameter_format") not in FORMATS:
        raise GraphError(100, f"parameter_format is one of {FORMATS}.")
    check_time_to_live(node["message_send_ttl_seconds"], node["category"])


def _check_parts(parts: Parts, context: Context) -> None:
    header = ""
    if "HEADER" in parts:
        is_named = context.is_named
        header = check_header(
            parts["HEADER"], context.category, context.find_handle, is_named=is_named
        )
    longest = _longest_body(parts, header)
    check_text(parts["BODY"], BODY._replace(longest=longest), is_named=context.is_named)
    if "FOOTER" in parts:
        check_text(parts["FOOTER"], FOOTER, is_named=context.is_named)
    kinds = []
    if "BUTTONS" in parts:
        buttons = parts["BUTTONS"].get("buttons")
        kinds = kinds_of(check_buttons(buttons, context.category, context.longest_code))
    if ("SPM" in kinds) != (header == "PRODUCT"):
        raise InvalidTemplateError(WRONG, "A product header and an SPM button go together.")
    for kind in SPECIAL.keys() & parts.keys():
        SPECIAL[kind](parts, context)


def _longest_body(parts: Parts, header: str) -> int:
    if header == "PRODUCT":
        return LONGEST_PRODUCT_BODY
    return LONGEST_OFFER_BODY if "LIMITED_TIME_OFFER" in parts else BODY.longest


def _check_code_template(parts: Parts, context: Context) -> None:
    """Check a template for one-time codes: Meta writes its text, we choose the button."""
    if not parts.keys() <= {"BODY", "FOOTER", "BUTTONS"} or "BUTTONS" not in parts:
        raise InvalidTemplateError(WRONG, "A template for codes has BODY, FOOTER and BUTTONS.")
    check_buttons(parts["BUTTONS"].get("buttons"), context.category, context.longest_code)
    minutes = parts.get("FOOTER", {}).get("code_expiration_minutes", 1)
    if not isinstance(minutes, int) or not 1 <= minutes <= 90:
        raise InvalidTemplateError(WRONG, "code_expiration_minutes is from 1 to 90.")
