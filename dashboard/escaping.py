"""Templates of the RQ dashboard that escape what jobs contain."""

import re
from collections.abc import Callable

from flask.templating import DispatchingJinjaLoader
from jinja2 import Environment

#: Escaped by hand in some places; escaped again it would be shown as HTML.
ESCAPED_BY_HAND = re.compile(r"\$\('<div/>'\)\.text\(([\w.]+)\)\.html\(\)")


class EscapingLoader(DispatchingJinjaLoader):
    """Loads templates in which the browser's part escapes every value too."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, file, is_current = super().get_source(environment, template)
        return escaping(source), file, is_current


def escaping(source: str) -> str:
    """Return a template of Underscore that writes no value unescaped.

    >>> escaping("<p><%= d.name %></p>"), escaping("<%= $('<div/>').text(d.name).html() %>")
    ('<p><%- d.name %></p>', '<%- d.name %>')
    """
    return ESCAPED_BY_HAND.sub(r"\1", source).replace("<%=", "<%-")
