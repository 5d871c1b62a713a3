"""The buttons of a template: how many of each kind, and what each of them needs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from simulator.errors import InvalidTemplateError
from simulator.templates.shape import VARIABLE

Button = Mapping[str, Any]

WRONG = 2388072
MOST_BUTTONS, LONGEST_TEXT, LONGEST_URL, LONGEST_PHONE = 10, 25, 2_000, 20
SHARE_TEXT = "Share Contact Info"
#: How many a template may have; of the others, ten.
MOST = {
    "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "VOICE_CALL": 1, "FLOW": 1, "CATALOG": 1,
    "MPM": 1, "SPM": 1, "OTP": 1, "REQUEST_CONTACT_INFO": 1,
}  # fmt: skip
NEEDS_TEXT = frozenset({
    "QUICK_REPLY", "URL", "PHONE_NUMBER", "VOICE_CALL", "FLOW", "CATALOG", "MPM", "SPM",
})  # fmt: skip


def check_buttons(buttons: Any, category: str, longest_code: int) -> list[Button]:
    """Return the checked buttons; raise InvalidTemplateError when one is not allowed."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise InvalidTemplateError(WRONG, f"BUTTONS has 1 to {MOST_BUTTONS} buttons.")
    kinds = [_kind(button) for button in buttons]
    _check_counts(kinds)
    if ("OTP" in kinds) != (category == "AUTHENTICATION"):
        raise InvalidTemplateError(WRONG, "An authentication template has an OTP button.")
    for kind, button in zip(kinds, buttons, strict=True):
        _check_text(kind, button.get("text"))
        if check := CHECKS.get(kind):
            check(button)
        if kind == "COPY_CODE":
            _check_code(button, longest_code)
    return buttons


def _check_counts(kinds: list[str]) -> None:
    for kind, count in Counter(kinds).items():
        if count > MOST.get(kind, MOST_BUTTONS):
            raise InvalidTemplateError(WRONG, f"There are too many buttons of type {kind}.")
    blocks = [is_reply for is_reply, _ in groupby(kind == "QUICK_REPLY" for kind in kinds)]
    if blocks.count(True) > 1:
        raise InvalidTemplateError(WRONG, "Quick replies are in one block.")


def _kind(button: Any) -> str:
    kind = str(button.get("type", "")).upper() if isinstance(button, dict) else ""
    if kind not in NEEDS_TEXT and kind not in MOST:
        raise InvalidTemplateError(WRONG, f"{kind!r} is no type of button.")
    return kind


def _check_text(kind: str, text: Any) -> None:
    if text is None and kind not in NEEDS_TEXT:
        return
    if not isinstance(text, str) or not text.strip() or VARIABLE.search(text):
        raise InvalidTemplateError(WRONG, f"A button of type {kind} needs a text.")
    if len(text) > LONGEST_TEXT:
        raise InvalidTemplateError(
            2388040, f"The text of a button has at most {LONGEST_TEXT} characters."
        )


def _check_url(button: Button) -> None:
    url = button.get("url")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise InvalidTemplateError(WRONG, "A URL button needs a url.")
    if len(url) > LONGEST_URL:
        raise InvalidTemplateError(2388040, f"A url has at most {LONGEST_URL} characters.")
    variables = VARIABLE.findall(url)
    if variables and (len(variables) > 1 or not url.rstrip().endswith("}}")):
        raise InvalidTemplateError(WRONG, "A url has one variable, at its end.")
    if variables and not _first(button.get("example")):
        raise InvalidTemplateError(2388043, "A url with a variable needs an example.")


def _check_phone(button: Button) -> None:
    phone = button.get("phone_number")
    if not isinstance(phone, str) or not 1 <= len(phone) <= LONGEST_PHONE:
        raise InvalidTemplateError(WRONG, f"A phone number has 1 to {LONGEST_PHONE} characters.")


def _check_code(button: Button, longest: int) -> None:
    example = _first(button.get("example"))
    if not example or len(example) > longest:
        raise InvalidTemplateError(
            WRONG, f"A coupon code has an example of 1 to {longest} characters."
        )


def _check_voice_call(button: Button) -> None:
    minutes = button.get("ttl_minutes", 10_080)
    if not isinstance(minutes, int) or not 1_440 <= minutes <= 43_200:
        raise InvalidTemplateError(WRONG, "ttl_minutes is from 1440 to 43200.")


def _check_flow(button: Button) -> None:
    if sum(button.get(key) is not None for key in ("flow_id", "flow_name", "flow_json")) != 1:
        raise InvalidTemplateError(WRONG, "A flow has one of flow_id, flow_name and flow_json.")
    if str(button.get("flow_action", "navigate")) not in {"navigate", "data_exchange"}:
        raise InvalidTemplateError(WRONG, "flow_action is navigate or data_exchange.")


def _check_share(button: Button) -> None:
    if button.get("text", SHARE_TEXT) != SHARE_TEXT:
        raise InvalidTemplateError(WRONG, f"The text of this button is {SHARE_TEXT!r}.")


def _check_otp(button: Button) -> None:
    if str(button.get("otp_type")) not in {"COPY_CODE", "ONE_TAP", "ZERO_TAP"}:
        raise InvalidTemplateError(WRONG, "otp_type is COPY_CODE, ONE_TAP or ZERO_TAP.")


def _first(example: Any) -> str:
    """Return an example that is written as a text or as a list of one."""
    value = example[0] if isinstance(example, list) and example else example
    return value if isinstance(value, str) else ""


CHECKS: dict[str, Callable[[Button], None]] = {
    "URL": _check_url,
    "PHONE_NUMBER": _check_phone,
    "VOICE_CALL": _check_voice_call,
    "FLOW": _check_flow,
    "REQUEST_CONTACT_INFO": _check_share,
    "OTP": _check_otp,
}


def kinds_of(buttons: Sequence[Button]) -> list[str]:
    return [str(button["type"]).upper() for button in buttons]
