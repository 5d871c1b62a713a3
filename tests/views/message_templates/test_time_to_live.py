"""For how long WhatsApp tries to deliver a message, in plain words."""

from datetime import date, time

import pytest

from tests.support.factories import a_draft, a_sender, a_template


@pytest.mark.parametrize(("seconds", "words"), [(86_400 // 2, "12 hours"), (None, "30 days")])
def test_the_template_s_page_and_the_review_say_it(open_page, seconds, words):
    sender = a_sender()
    template = a_template(sender, send_ttl_seconds=seconds)
    draft = a_draft(sender, message_template=template)

    assert f"WhatsApp tries for {words}" in open_page(f"/templates/{template.id}").text
    assert (
        f"WhatsApp tries for {words} to deliver" in open_page(f"/campaigns/{draft.id}/review").text
    )


def test_the_review_of_an_offer_says_that_a_message_may_arrive_later(open_page):
    draft = a_draft(end_date=date(2030, 1, 1), send_until=time(18))

    assert "may arrive after the offer has ended" in open_page(f"/campaigns/{draft.id}/review").text
