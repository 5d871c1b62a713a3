"""The language of the pages."""

import pytest

from tests.page import visit


@pytest.mark.parametrize(
    ("wished", "language"),
    [("es-PE,es;q=0.9", "es"), ("pt-BR", "pt"), ("fr, en;q=0.5", "en"), ("fr", "en"), ("", "en")],
)
def test_a_stranger_reads_the_language_that_the_browser_asks_for(client, wished, language):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = wished

    html = visit(client, "/sign-in").soup.html

    assert (html["lang"], html["dir"]) == (language, "ltr")
