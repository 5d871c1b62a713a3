"""The columns of a file, and how its people consented."""

from tests.views.files import AGREED, TEXT, the_import
from webapp.domain.imports.status import ImportStatus


def test_how_people_agreed_is_asked_for(upload):
    page = upload(TEXT).submit("Check the file")

    assert page.errors == ["Say how these people agreed."]
    assert the_import().status == ImportStatus.UPLOADED


def test_a_file_without_a_phone_column_asks_which_it_is(upload):
    page = upload("who,where\nAna,Lima\n")
    assert "No column is called phone_number. The columns are: who, where." in page.text

    page = page.submit("Check the file", AGREED)

    assert page.errors == ["No column is called phone_number. The columns are: who, where."]


def test_no_column_becomes_a_field_in_the_place_of_the_name(upload):
    page = upload("phone,city\n+573001112233,Lima\n").submit(
        "Check the file", {"consent": "They signed a form", "columns-1-attribute": "Name"}
    )

    assert page.errors == ["No field can be called name: the name has a place of its own."]


def test_two_phone_columns_must_be_decided_between(upload):
    page = upload("phone,mobile\n+573001112233,+573001112234\n").submit(
        "Check the file", {"consent": "They signed a form", "columns-1-target": "phone"}
    )

    assert page.errors == [
        "The columns “phone” and “mobile” cannot both be the phone number: choose one."
    ]


def test_a_picture_is_refused_in_plain_words(upload):
    page = upload(b"\x89PNG\r\n\x1a\n" + bytes(500))

    assert page.heading == "people.csv can't be used"
    assert "This is a picture, not a table" in page.text


def test_letters_that_look_wrong_can_be_read_in_another_way(upload):
    page = upload("phone,name\n+573001112233,Иван\n".encode("cp1251"))
    assert "Иван" not in page.text

    page = page.submit("Read it this way", {"encoding": "cp1251"})

    assert "Иван" in page.text


def test_a_sample_that_is_cut_off_says_so(upload):
    page = upload(f"phone,words\n+573001112233,{'x' * 60}\n+573001112234,{'y' * 61}\n")

    samples = [one.get_text() for one in page.soup.select("fieldset code")]
    assert samples[2:] == ["x" * 60, "y" * 59 + "…"]
