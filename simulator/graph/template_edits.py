"""Creating and editing message templates."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulator.errors import GraphError, InvalidTemplateError
from simulator.graph import review
from simulator.graph.call import Call, answer, flag
from simulator.graph.templates import GIVEN, book_of, new_node
from simulator.templates.book import Template, TemplateBook
from simulator.templates.rules.check import check_template, check_time_to_live
from simulator.templates.rules.headers import MEDIA, handle_of
from simulator.world import World

ALREADY_THERE, LOCKED, TOO_MANY, WRONG_STATUS = 2388024, 2388023, 2388019, 2388039
#: The most templates of an account, by whether its business is verified.
MOST_TEMPLATES = {True: 6_000, False: 250}
MAY_BE_EDITED = frozenset({"APPROVED", "REJECTED", "PAUSED"})
REVIEWED = frozenset({"components", "category", "parameter_format"})
EDITABLE = (
    *("components", "category", "parameter_format", "message_send_ttl_seconds"),
    *("optimization_spec", "cta_url_link_tracking_opted_out", "degrees_of_freedom_spec"),
)
BID_STRATEGY = "LOWEST_COST_WITH_BID_CAP"
CODE_TEXT = "*{{1}}* is your verification code."


async def create(call: Call) -> web.Response:
    """Create a template; its review decides later."""
    world, waba = call.world, call.node
    fields = _typed(await call.params())
    node = new_node(world.new_template_id(), fields, "PENDING")
    if node["category"] == "UTILITY" and _promotes(node, world.behaviour.marketing_words):
        node["category"] = "MARKETING"
    node = _checked(world, node)
    _check_free(world, waba, node)
    now = world.clock.now()
    world.books[waba].history.note_creation(now, world.behaviour.template_creations_per_hour)
    review.submit(world, waba, node)
    return answer({field: node[field] for field in ("id", "status", "category")})


async def edit(call: Call) -> web.Response:
    """Edit a template; what people read goes back to review, the rest is changed at once."""
    world = call.world
    waba, book, template = book_of(call)
    params = _typed(await call.params())
    changes = {name: params[name] for name in EDITABLE if name in params}
    if not changes:
        raise GraphError(100, "There is nothing to change.")
    node = _edited(world, book, template, changes)
    if _is_reviewed(template.node, changes):
        review.submit(world, waba, node)
    else:
        book.put(node)
    return answer({"success": True, **{key: node[key] for key in ("id", "name", "category")}})


def _is_reviewed(node: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    return any(changes[name] != node.get(name) for name in REVIEWED & changes.keys())


def _edited(
    world: World, book: TemplateBook, template: Template, changes: dict[str, Any]
) -> dict[str, Any]:
    """Return the node with the changes; raise GraphError when they are not allowed now."""
    status, former = template.node["status"], template.node
    if status not in MAY_BE_EDITED:
        raise InvalidTemplateError(WRONG_STATUS, f"A template that is {status} cannot be edited.")
    if status == "APPROVED" and changes.get("category", former["category"]) != former["category"]:
        raise InvalidTemplateError(WRONG_STATUS, "An approved template keeps its category.")
    node: dict[str, Any] = {**former, **changes}
    if not _is_reviewed(former, changes):
        check_time_to_live(node["message_send_ttl_seconds"], node["category"])
        _check_price(node)
        return node
    node = _checked(world, node)
    if status == "APPROVED":
        behaviour, now = world.behaviour, world.clock.now()
        quotas = (behaviour.template_edits_per_day, behaviour.template_edits_per_30_days)
        book.history.note_edit(node["id"], now, *quotas)
    book.history.mark_edited(node["id"])
    return node


def _checked(world: World, node: dict[str, Any]) -> dict[str, Any]:
    """Return the node as the Graph shows it, after all checks."""
    check_template(node, world.uploads.url_of, world.behaviour.coupon_code_length)
    _check_price(node)
    components = [_shown(world, part, node["category"]) for part in node["components"]]
    return node | {"components": components}


def _shown(world: World, part: dict[str, Any], category: str) -> dict[str, Any]:
    """Return a component with the address of its example file, and with Meta's own text."""
    kind = part["type"].upper()
    if kind == "CAROUSEL":
        cards = [
            {"components": [_shown(world, inner, category) for inner in card["components"]]}
            for card in part["cards"]
        ]
        return part | {"cards": cards}
    if kind == "HEADER" and part["format"].upper() in MEDIA:
        handle = handle_of(part)
        return part | {"example": {"header_handle": [world.uploads.url_of(handle)]}}
    if kind == "BODY" and category == "AUTHENTICATION":
        return {"text": CODE_TEXT} | part
    return part


def _check_free(world: World, waba: str, node: Mapping[str, Any]) -> None:
    """Refuse a template whose name, language or text is taken, or one too many."""
    book, name, language = world.books[waba], node["name"], node["language"]
    if book.history.is_locked(name, language, world.clock.now()):
        raise InvalidTemplateError(LOCKED, f"{name} was deleted. Its name is locked for 30 days.")
    if book.named(name, language):
        raise InvalidTemplateError(ALREADY_THERE, f"{name} has content in {language} already.")
    is_verified = world.accounts[waba].business_verification_status == "verified"
    if len(book) >= MOST_TEMPLATES[is_verified]:
        raise InvalidTemplateError(TOO_MANY, "The account has its most templates.")
    if twin := book.with_text(node):
        raise InvalidTemplateError(None, f"{twin.name} has the same body and footer.")


def _check_price(node: Mapping[str, Any]) -> None:
    price = node.get("optimization_spec")
    if price is None:
        return
    amount = price.get("bid_amount") if isinstance(price, dict) else None
    is_right = isinstance(amount, int) and amount > 0 and price.get("bid_strategy") == BID_STRATEGY
    if not is_right or node["category"] != "MARKETING":
        raise GraphError(100, f"optimization_spec needs {BID_STRATEGY} and a bid_amount.")


def _promotes(node: Mapping[str, Any], words: list[str]) -> bool:
    text = str(node.get("components")).lower()
    return any(word.lower() in text for word in words)


def _typed(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a template, with their types also when they came in a form."""
    fields = {name: params[name] for name in {*GIVEN, *EDITABLE} & params.keys()}
    if "cta_url_link_tracking_opted_out" in fields:
        is_out = flag(fields["cta_url_link_tracking_opted_out"])
        fields["cta_url_link_tracking_opted_out"] = is_out
    seconds = fields.get("message_send_ttl_seconds")
    if isinstance(seconds, str) and seconds.lstrip("-").isdigit():
        fields["message_send_ttl_seconds"] = int(seconds)
    return fields
