"""Reading and deleting message templates."""

from typing import Any

from aiohttp import web

from simulator.errors import GraphError, InvalidTemplateError
from simulator.graph import review
from simulator.graph.call import Call, answer, shown
from simulator.templates.book import Template, TemplateBook
from simulator.templates.catalogue import USUAL_TTL

MOST_TEMPLATES = 6_000
MOST_DELETED = 100
#: Fields that are stored exactly as the creator of a template sends them.
GIVEN = (
    *("name", "language", "category", "components", "parameter_format"),
    *("message_send_ttl_seconds", "optimization_spec", "sub_category", "library_template_name"),
    *("cta_url_link_tracking_opted_out", "degrees_of_freedom_spec"),
)
#: Fields of a template that the Graph knows, and that most templates do not have.
KNOWN = frozenset({*GIVEN, "correct_category", "previous_category"})


async def index(call: Call) -> web.Response:
    """Return a page of templates, with cursors both ways and the address of the next page."""
    book = call.world.books[call.node]
    page = book.page(call.query)
    nodes = [shown(node, call.query, known=KNOWN) for node in page.nodes]
    body: dict[str, Any] = {"data": nodes}
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
        body["summary"] = {
            "total_count": len(book),
            "message_template_count": len(book),
            "message_template_limit": MOST_TEMPLATES,
            "are_translations_complete": True,
        }
    return answer(body)


async def show(call: Call) -> web.Response:
    return answer(shown(book_of(call)[2].node, call.query, known=KNOWN))


async def remove(call: Call) -> web.Response:
    """Delete a name in all languages, one template of it, or up to 100 by their ids."""
    world, waba = call.world, call.node
    params = await call.params()
    gone = _to_delete(world.books[waba], params)
    if not gone:
        raise InvalidTemplateError(2593002, f"There is no template {params.get('name', '')!r}.")
    if any(template.node["status"] == "DISABLED" for template in gone):
        raise InvalidTemplateError(2388039, "A disabled template cannot be deleted.")
    for template in gone:
        review.delete(world, waba, template, whole_name="name" in params and "hsm_id" not in params)
    return answer({"success": True})


async def unpause(call: Call) -> web.Response:
    _, book, template = book_of(call)
    if template.node["status"] != "PAUSED":
        raise GraphError(100, "The template is not paused.")
    book.put({**template.node, "status": "APPROVED"})
    return answer({"success": True})


def new_node(template_id: str, fields: dict[str, Any], status: str) -> dict[str, Any]:
    """Return the node of a described template, with what Meta adds."""
    described: dict[str, Any] = {name: fields[name] for name in GIVEN if name in fields}
    defaults = {
        "category": "",
        "parameter_format": "POSITIONAL",
        "quality_score": {"score": "UNKNOWN", "date": 0},
        "rejected_reason": "NONE",
        "message_send_ttl_seconds": USUAL_TTL,
    }
    return {"id": template_id, "status": status, **defaults, **described}


def book_of(call: Call) -> tuple[str, TemplateBook, Template]:
    """Return the account, the book and the template of a call to a template."""
    return next(
        (waba, book, template)
        for waba, book in call.world.books.items()
        if (template := book.get(call.node)) is not None
    )


def _to_delete(book: TemplateBook, params: dict[str, Any]) -> list[Template]:
    if "hsm_ids" in params:
        ids = params["hsm_ids"]
        if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_DELETED:
            raise GraphError(100, f"hsm_ids is a list of 1 to {MOST_DELETED} ids.")
        return [template for template_id in ids if (template := book.get(str(template_id)))]
    name, template_id = params.get("name"), params.get("hsm_id")
    if not name:
        raise GraphError(100, "The parameter name is required.")
    return [t for t in book if t.name == name and template_id in (None, t.node["id"])]
