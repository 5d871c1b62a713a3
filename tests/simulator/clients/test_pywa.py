"""The client of pywa: templates, sends, media and errors, against the simulator's program."""

from collections.abc import Iterator

import pytest
from pywa import WhatsApp, errors
from pywa.types import templates as t
from pywa.types.others import Pagination

from tests.simulator.clients.conftest import PERSON, TOKEN, redirected

ENGLISH = t.TemplateLanguage.ENGLISH_US


@pytest.fixture
def wa(simulator, number, waba) -> Iterator[WhatsApp]:
    with redirected(simulator.url) as session:
        yield WhatsApp(phone_id=number, waba_id=waba, token=TOKEN, session=session)


def accepted(simulator):
    return simulator.get("accepted")["accepted"]


def test_templates_are_listed_page_by_page(wa):
    # By its cursors: this release cannot build the page behind `next`.
    page = wa.get_templates(pagination=Pagination(limit=10))
    names = [(template.name, template.language) for template in page]
    while page.has_next:
        page = wa.get_templates(pagination=Pagination(limit=10, after=page.after))
        names += [(template.name, template.language) for template in page]

    assert len(names) == len(set(names)) == page.total_count > 20


def test_templates_are_found_by_several_statuses(wa):
    wanted = [t.TemplateStatus.PAUSED, t.TemplateStatus.REJECTED]

    found = wa.get_templates(statuses=wanted)

    assert {template.status for template in found} == set(wanted)


def test_a_template_is_read_with_its_parts(wa):
    [listed] = wa.get_templates(name="winter_offer", languages=[t.TemplateLanguage.SPANISH])

    template = wa.get_template(listed.id)

    assert template.category == t.TemplateCategory.MARKETING
    assert {type(part) for part in template.components} >= {t.HeaderText, t.BodyText, t.Buttons}


def test_named_and_positional_values_fill_the_text(wa, simulator):
    wa.send_template(
        PERSON, "we_miss_you", ENGLISH, [t.BodyText.params(first_name="Ana", city="Cali")]
    )
    positional = [
        t.BodyText.params("Ana", "30 %"),
        t.URLButton.params(url_variable="boots", index=0),
    ]
    wa.send_template(PERSON, "winter_offer", ENGLISH, positional, tracker="c1.r1")

    named, positional = accepted(simulator)
    assert "Ana" in named["body"]
    assert "Cali" in named["body"]
    assert positional["body"] == "Hi Ana, winter boots are 30 % off."
    assert positional["callback"] == "c1.r1"


def test_marketing_goes_by_its_own_endpoint(wa, simulator):
    sent = wa.send_template(PERSON, "weekend_sale", ENGLISH, use_mm_lite_api=True)

    [row] = accepted(simulator)
    assert (row["wamid"], row["endpoint"]) == (sent.id, "marketing_messages")
    assert row["category"] == "marketing_lite"


def test_a_user_id_is_an_address(wa, simulator):
    user_id = simulator.post("people", numbers=[PERSON])["people"][0]["user_id"]

    wa.send_template(user_id, "weekend_sale", ENGLISH)

    [row] = accepted(simulator)
    assert (row["to"], row["person"]) == (user_id, PERSON[1:])


def test_media_are_uploaded_read_and_deleted(wa):
    media = wa.upload_media(b"\x89PNG content", mime_type="image/png", filename="a.png")

    url = wa.get_media_url(media.id)

    assert (url.mime_type, url.file_size) == ("image/png", 12)
    assert wa.get_media_bytes(url.url) == b"\x89PNG content"
    assert wa.delete_media(media.id)
    with pytest.raises(errors.WhatsAppError, match="does not exist"):
        wa.get_media_url(media.id)


def test_an_uploaded_image_is_a_header(wa, simulator):
    media = wa.upload_media(b"\x89PNG content", mime_type="image/png", filename="a.png")
    params = [
        t.HeaderImage.params(image=media.id),
        t.BodyText.params(first_name="Ana", collection="summer"),
    ]

    wa.send_template(PERSON, "new_collection", ENGLISH, params)

    assert len(accepted(simulator)) == 1


@pytest.mark.parametrize(
    ("template", "error", "code"),
    [
        ("no_such_template", errors.TemplateNotExists, 132001),
        ("flash_sale", errors.TemplatePaused, 132015),
        ("old_promotion", errors.TemplateDisabled, 132016),
        ("we_miss_you", errors.TemplateParamCountMismatch, 132000),
    ],
)
def test_refusals_are_the_errors_that_the_client_knows(wa, template, error, code):
    with pytest.raises(error) as refused:
        wa.send_template(PERSON, template, ENGLISH)

    assert refused.value.code == code
    assert refused.value.details
    assert refused.value.fbtrace_id


def test_a_template_is_created_edited_approved_and_deleted(wa, simulator):
    body = t.BodyText(text="Hi {{first_name}}, spring is here.", first_name="Ana")
    template = t.Template(
        name="pywa_spring", category=t.TemplateCategory.MARKETING, language=ENGLISH,
        parameter_format=t.ParamFormat.NAMED, components=[body],
    )  # fmt: skip

    created = wa.create_template(template)
    simulator.post("reviews", name="pywa_spring", language="en_US", event="APPROVED")
    wa.send_template(PERSON, template=template, params=[body.params(first_name="Lina")])
    edited = t.BodyText(text="Dear {{first_name}}, spring is here.", first_name="Ana")

    assert created.category == t.TemplateCategory.MARKETING
    assert accepted(simulator)[0]["body"] == "Hi Lina, spring is here."
    assert wa.update_template(created.id, new_components=[edited]).success
    assert wa.delete_template("pywa_spring").success
    assert not list(wa.get_templates(name="pywa_spring"))


def test_a_message_is_marked_as_read(wa, simulator):
    assert wa.mark_message_as_read("wamid.of.a.person").success
