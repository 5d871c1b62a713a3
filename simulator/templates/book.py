"""The message templates of one WhatsApp Business Account."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError
from simulator.templates.history import TemplateHistory
from simulator.templates.shape import Shape, shape_of

Node = dict[str, Any]

#: Why a template that is not approved cannot be sent; the others are 132001, as if missing.
NOT_SENDABLE = {
    "PAUSED": (132015, "is paused because of low quality"),
    "DISABLED": (132016, "is disabled because of low quality"),
}
NOT_THERE = (132001, "does not exist")
#: Exact filters: query argument -> field.
EXACT = ("status", "category", "language", "name", "quality_score")


class Template(NamedTuple):
    node: Node
    shape: Shape

    @property
    def name(self) -> str:
        return str(self.node["name"])

    @property
    def is_marketing(self) -> bool:
        return bool(self.node["category"] == "MARKETING")

    @property
    def has_max_price(self) -> bool:
        return "optimization_spec" in self.node

    @property
    def has_one_time_code(self) -> bool:
        """Return whether it is an authentication template with a one-time password button."""
        return any(button.is_one_time_code for button in self.shape.buttons)


class Page(NamedTuple):
    nodes: list[Node]
    before: str
    after: str
    has_next: bool
    has_previous: bool


class TemplateBook:
    """Templates by id, and by name and language; in the order in which they were added."""

    def __init__(self, nodes: list[Node]) -> None:
        self._by_id: dict[str, Template] = {}
        self._by_name: dict[tuple[str, str], Template] = {}
        self.history = TemplateHistory()
        for node in nodes:
            self.put(node)

    def __iter__(self) -> Iterator[Template]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, template_id: str) -> Template | None:
        return self._by_id.get(template_id)

    def named(self, name: str, language: str) -> Template | None:
        return self._by_name.get((name, language))

    def put(self, node: Node) -> Template:
        """Add the template, or replace one with the same name and language; return it."""
        template = Template(node, shape_of(node))
        if former := self.named(template.name, node["language"]):
            del self._by_id[former.node["id"]]
        self._by_id[node["id"]] = self._by_name[template.name, node["language"]] = template
        return template

    def remove(self, template: Template) -> None:
        del self._by_id[template.node["id"]]
        del self._by_name[template.name, template.node["language"]]

    def with_text(self, node: Mapping[str, Any]) -> Template | None:
        """Return another template with the same body and footer, if there is one."""
        texts = _texts(node)
        others = (t for t in self if t.name != node["name"] and t.node["id"] != node["id"])
        return next((t for t in others if _texts(t.node) == texts), None)

    def sendable(self, name: str, language: str) -> Template:
        """Return the template to send; raise GraphError when it is missing or may not be sent."""
        template = self.named(name, language)
        status = template.node["status"] if template else None
        if template is None or status != "APPROVED":
            code, reason = NOT_SENDABLE.get(str(status), NOT_THERE)
            raise GraphError(code, f"template name ({name}) {reason} in {language}")
        return template

    def page(self, query: Mapping[str, str]) -> Page:
        """Return the requested templates, `limit` at a time after a cursor."""
        nodes = [template.node for template in self if _matches(template.node, query)]
        limit = _limit(query)
        ids = [node["id"] for node in nodes]
        if "before" in query:
            end = _place(ids, query["before"])
            start = max(0, end - limit)
        else:
            start = _place(ids, query["after"]) + 1 if "after" in query else 0
            end = start + limit
        shown = nodes[start:end]
        before, after = (_cursor(shown[0]), _cursor(shown[-1])) if shown else ("", "")
        return Page(shown, before, after, end < len(nodes), start > 0)


def _matches(node: Node, query: Mapping[str, str]) -> bool:
    values = {**node, "quality_score": node["quality_score"]["score"]}
    if any(
        query[field] and values[field] not in _options(query[field])
        for field in EXACT
        if field in query
    ):
        return False
    content = str(node["components"]).lower()
    return query.get("content", "").lower() in content and (
        query.get("name_or_content", "").lower() in f"{node['name']} {content}"
    )


def _options(filter_text: str) -> list[str]:
    """Return the values of a filter: one, several with commas, or a JSON list."""
    return [option.strip(' "') for option in filter_text.strip("[]").split(",")]


def _texts(node: Mapping[str, Any]) -> list[str]:
    parts = {str(part["type"]).upper(): part.get("text", "") for part in node["components"]}
    return [parts.get(kind, "") for kind in ("BODY", "FOOTER")]


def _limit(query: Mapping[str, str]) -> int:
    limit = query.get("limit", "25")
    if not limit.isdigit() or int(limit) < 1:
        raise GraphError(100, "(#100) Param limit must be a positive integer")
    return min(int(limit), 1000)


def _cursor(node: Node) -> str:
    return urlsafe_b64encode(node["id"].encode()).decode()


def _place(ids: list[str], cursor: str) -> int:
    try:
        return ids.index(urlsafe_b64decode(cursor).decode())
    except ValueError:
        raise GraphError(100, "Invalid cursor") from None
