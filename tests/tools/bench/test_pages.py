from contextvars import Context

from tools.bench import pages
from tools.bench.data import shop


def test_every_page_answers_in_a_small_shop_of_the_benchmark(app):
    things = shop.build(shop.Size(40_000))

    seen = Context().run(pages.look, app, things, rounds=1)

    assert len(seen) > 90
    assert all(page.p95 > 0 and page.statements for page in seen if page.path != "/sign-in")
