"""The language of the pages."""

import pytest


@pytest.mark.parametrize(
    ("wished", "language"),
    [("es-PE,es;q=0.9", "es"), ("pt-BR", "pt"), ("fr, en;q=0.5", "en"), ("fr", "en"), ("", "en")],
)
def test_a_stranger_reads_the_language_that_the_browser_asks_for(client, wished, language):
    page = client.get("/sign-in", headers={"Accept-Language": wished})

    assert f'<html lang="{language}" dir="ltr">' in page.text
