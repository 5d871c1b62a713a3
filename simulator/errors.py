"""The errors of the Graph API: their codes, and the body that carries them."""

import os
from typing import Any, NamedTuple


class Meaning(NamedTuple):
    http_status: int
    title: str


#: Meta's codes. Those without a documented HTTP status have 400.
MEANINGS = {
    0: Meaning(401, "AuthException"),
    1: Meaning(400, "API Unknown"),
    2: Meaning(503, "API Service"),
    3: Meaning(500, "API Method"),
    4: Meaning(429, "API Too Many Calls"),
    10: Meaning(403, "Permission Denied"),
    33: Meaning(400, "Parameter value is not valid"),
    100: Meaning(400, "Invalid parameter"),
    104: Meaning(401, "An access token is required to request this resource."),
    190: Meaning(401, "Access token has expired"),
    200: Meaning(403, "Provide valid app ID"),
    368: Meaning(403, "Temporarily blocked for policies violations"),
    613: Meaning(429, "Calls to this api have exceeded the rate limit."),
    2500: Meaning(400, "Unknown path components"),
    80007: Meaning(429, "Rate limit issues"),
    130403: Meaning(400, "The user was blocked"),
    130429: Meaning(429, "Rate limit hit"),
    130472: Meaning(400, "User's number is part of an experiment"),
    130497: Meaning(403, "Business account is restricted from messaging users in this country"),
    131000: Meaning(500, "Something went wrong"),
    131005: Meaning(403, "Access denied"),
    131008: Meaning(400, "Required parameter is missing"),
    131009: Meaning(400, "Parameter value is not valid"),
    131016: Meaning(500, "Service unavailable"),
    131021: Meaning(400, "Recipient cannot be sender"),
    131026: Meaning(400, "Message undeliverable"),
    131030: Meaning(400, "Recipient phone number not in allowed list"),
    131031: Meaning(403, "Account has been locked"),
    131037: Meaning(400, "Display name approval needed"),
    131042: Meaning(400, "Business eligibility payment issue"),
    131045: Meaning(500, "Incorrect certificate"),
    131047: Meaning(400, "Re-engagement message"),
    131048: Meaning(400, "Spam rate limit hit"),
    131049: Meaning(400, "Not delivered to maintain healthy ecosystem engagement"),
    131050: Meaning(400, "User has stopped marketing messages from this business"),
    131051: Meaning(400, "Unsupported message type"),
    131052: Meaning(400, "Media download error"),
    131053: Meaning(400, "Media upload error"),
    131055: Meaning(400, "Method not allowed"),
    131056: Meaning(429, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: Meaning(500, "Account in maintenance mode"),
    131061: Meaning(400, "Max-price templates are not supported on this endpoint"),
    131062: Meaning(400, "Business-scoped user ids are not supported for this message"),
    131063: Meaning(400, "Marketing templates are disabled on this endpoint"),
    131064: Meaning(400, "Limit reached because of template categories"),
    131065: Meaning(400, "Max price is not available in the recipient's country"),
    132000: Meaning(400, "Number of parameters does not match the expected number of params"),
    132001: Meaning(404, "Template name does not exist in the translation"),
    132005: Meaning(400, "Translated text too long"),
    132007: Meaning(400, "Template format character policy violated"),
    132008: Meaning(400, "Parameter value is malformed"),
    132012: Meaning(400, "Parameter format does not match format in the created template"),
    132015: Meaning(400, "Template is paused"),
    132016: Meaning(400, "Template is disabled"),
    132018: Meaning(400, "Template parameter validation error"),
    132068: Meaning(400, "Flow is blocked"),
    132069: Meaning(400, "Flow is throttled"),
    133000: Meaning(500, "Incomplete deregistration"),
    133004: Meaning(503, "Server temporarily unavailable"),
    133010: Meaning(400, "Phone number not registered"),
    133015: Meaning(400, "Phone number is being deleted"),
    133016: Meaning(429, "Account register deregister rate limit exceeded"),
    134011: Meaning(400, "WhatsApp Business Payments terms of service have not been accepted"),
    134100: Meaning(400, "Only marketing messages are supported"),
    134101: Meaning(400, "Template is still syncing"),
    134102: Meaning(500, "Template is not eligible"),
    135000: Meaning(400, "Generic user error"),
    137000: Meaning(400, "Identity key hash mismatch"),
    2388293: Meaning(400, "Template format is incorrect"),
}

#: The titles of the refusals of templates, by subcode.
TEMPLATE_TITLES: dict[int | None, str] = {
    2388019: "Message template limit exceeded",
    2388023: "Message template language is being deleted",
    2388024: "Content in this language already exists",
    2388039: "Message template status can't be changed",
    2388040: "Character limit exceeded",
    2388043: "Component is missing an example",
    2388047: "Message header format is incorrect",
    2388072: "Message body format is incorrect",
    2388073: "Message footer format is incorrect",
    2388293: "Parameters to words ratio exceeds limit",
    2388299: "Leading or trailing parameters are not allowed",
    2593002: "Message template not found",
}

#: Codes whose HTTP status differs between copies of Meta's table: 400 in some, 429 in others.
THROTTLING = frozenset({4, 613, 80007, 130429, 131056, 133016})


class GraphError(Exception):
    """A call is refused; becomes the response's status and body.

    With a `message`, it is an error of the Graph itself, which has no `error_data`.
    """

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        message: str | None = None,
        kind: str = "OAuthException",
    ) -> None:
        super().__init__(message or f"(#{code}) {details}")
        self.code, self.details, self.subcode = code, details, subcode
        self._message, self._kind = message, kind

    def http_status(self, throttling_status: int) -> int:
        return throttling_status if self.code in THROTTLING else meaning(self.code).http_status

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": self._message or f"(#{self.code}) {meaning(self.code).title}",
            "type": self._kind,
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = "A" + os.urandom(8).hex()
        return {"error": error}


class InvalidTemplateError(GraphError):
    """A template is refused when it is created, edited or deleted: a subcode, and a sentence."""

    def __init__(self, subcode: int | None, sentence: str) -> None:
        super().__init__(100, subcode=subcode, message="Invalid parameter")
        self.sentence = sentence

    def body(self) -> dict[str, Any]:
        title = TEMPLATE_TITLES.get(self.subcode, "Message template is invalid")
        user = {"is_transient": False, "error_user_title": title, "error_user_msg": self.sentence}
        return {"error": super().body()["error"] | user}


def unknown_object(method: str, node: str) -> GraphError:
    """Return the Graph's answer to a call of an object that does not exist, or of its edge."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{node}' does not exist, cannot "
        "be loaded due to missing permissions, or does not support this operation. Please read "
        "the Graph API documentation at https://developers.facebook.com/docs/graph-api"
    )
    return GraphError(100, subcode=33, message=message, kind="GraphMethodException")


def unknown_field(name: str) -> GraphError:
    return GraphError(100, message=f"(#100) Tried accessing nonexisting field ({name})")


def meaning(code: int) -> Meaning:
    return MEANINGS.get(code) or Meaning(400, "Unknown error")


def in_webhook(code: int) -> dict[str, Any]:
    """Return the error as a failed receipt carries it."""
    title = meaning(code).title
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": f"{title}."},
        "href": "/documentation/business-messaging/whatsapp/support/error-codes",
    }
