"""Reading, creating, editing and deleting message templates."""

import re
from typing import Any

from aiohttp import web

from simulator.errors import GraphError
from simulator.graph.call import Call, answer, shown
from simulator.templates.book import Template, TemplateBook
from simulator.templates.catalogue import USUAL_TTL
from simulator.templates.parameters import LONGEST
from simulator.templates.shape import shape_of

NAME = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES = frozenset({"MARKETING", "UTILITY", "AUTHENTICATION"})
MOST_TEMPLATES = 6_000
#: Fields that are stored exactly as the creator of a template sends them.
GIVEN = (
    *("name", "language", "category", "components", "parameter_format"),
    "message_send_ttl_seconds",
)


async def index(call: Call) -> web.Response:
    """Return a page of templates, with cursors both ways and the address of the next page."""
    book = call.world.books[call.node]
    page = book.page(call.query)
    body: dict[str, Any] = {"data": [shown(node, call.query) for node in page.nodes]}
    if page.nodes:
        body["paging"] = {"cursors": {"before": page.before, "after": page.after}}
        for name, cursor, there_is in (
            ("next", {"after": page.after}, page.has_next),
            ("previous", {"before": page.before}, page.has_previous),
        ):
            if there_is:
                url = call.request.url.without_query_params("after", "before")
                body["paging"][name] = call.url(str(url.update_query(cursor).relative()))
    if "summary" in call.query:
        count = len(list(book))
        body["summary"] = {
            "total_count": count,
            "message_template_count": count,
            "message_template_limit": MOST_TEMPLATES,
            "are_translations_complete": True,
        }
    return answer(body)


async def show(call: Call) -> web.Response:
    return answer(shown(_found(call)[1].node, call.query))


async def create(call: Call) -> web.Response:
    """Create a template; it waits for approval, which the control calls give."""
    fields = await call.params()
    book = call.world.books[call.node]
    if not NAME.fullmatch(str(fields.get("name", ""))):
        raise GraphError(100, "name has small letters, digits and underscores only.")
    if fields.get("category") not in CATEGORIES:
        raise GraphError(100, f"category is one of {sorted(CATEGORIES)}.")
    if book.named(fields["name"], str(fields.get("language"))):
        raise GraphError(
            100, "There is already content in this language for this template.", subcode=2388024
        )
    node = book.put(new_node(call.world.new_template_id(), fields, "PENDING")).node
    return answer({field: node[field] for field in ("id", "status", "category")})


async def edit(call: Call) -> web.Response:
    book, template = _found(call)
    changes = await call.params()
    allowed: dict[str, Any] = {
        name: changes[name] for name in ("category", "components") if name in changes
    }
    book.put(_checked({**template.node, **allowed, "status": "PENDING"}))
    return answer({"success": True})


async def remove(call: Call) -> web.Response:
    name = call.query.get("name", "")
    if not call.world.books[call.node].remove(name, call.query.get("hsm_id")):
        raise GraphError(100, f"There is no template {name!r}.", subcode=2593002)
    return answer({"success": True})


async def unpause(call: Call) -> web.Response:
    book, template = _found(call)
    if template.node["status"] != "PAUSED":
        raise GraphError(100, "The template is not paused.")
    book.put({**template.node, "status": "APPROVED"})
    return answer({"success": True})


def new_node(template_id: str, fields: dict[str, Any], status: str) -> dict[str, Any]:
    """Return the node of a described template; raise GraphError when it is invalid."""
    given: dict[str, Any] = {name: fields[name] for name in GIVEN if name in fields}
    defaults = {
        "parameter_format": "POSITIONAL",
        "quality_score": {"score": "UNKNOWN", "date": 0},
        "rejected_reason": "NONE",
        "message_send_ttl_seconds": USUAL_TTL,
    }
    return _checked({"id": template_id, "status": status, **defaults, **given})


def _checked(node: dict[str, Any]) -> dict[str, Any]:
    components = node.get("components")
    if not node.get("language") or not isinstance(components, list) or not components:
        raise GraphError(100, "language and components are required.")
    try:
        text = "".join(shape_of(node).body.parts)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise GraphError(100, "The components are malformed.") from None
    if not 1 <= len(text) <= LONGEST["body"]:
        raise GraphError(100, "A template needs a body of up to 1024 characters.")
    return node


def _found(call: Call) -> tuple[TemplateBook, Template]:
    return next(
        (book, template)
        for book in call.world.books.values()
        if (template := book.get(call.node)) is not None
    )
