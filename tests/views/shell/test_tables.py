"""On a phone the cells of a table show the name of their column."""

import pytest
from bs4 import BeautifulSoup

from tests.support.factories import an_active_campaign
from webapp.views.shell.tables import with_column_names


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        ("<td>Ana</td>", '<td data-column="Name">Ana</td>'),
        ('<th scope="row">Ana</th>', '<th data-column="Name" scope="row">Ana</th>'),
        ("<td> – </td>", '<td data-column="Name" class="blank"> – </td>'),
        (
            '<td class="number">–</td>',
            '<td data-column="Name" class="blank number">–</td>',
        ),
        ("<td>– 3</td>", '<td data-column="Name">– 3</td>'),
    ],
)
def test_a_cell_gets_the_name_of_its_column(cells, written):
    assert with_column_names(cells, ["Name"]) == written


def test_a_heading_can_do_no_harm_and_its_kind_is_no_word():
    written = with_column_names("<td>1</td><td>2</td>", ['#"><b>', "~Bar"])

    cells = BeautifulSoup(written, "html.parser").find_all("td")
    assert [cell["data-column"] for cell in cells] == ['"><b>', "Bar"]


def test_every_cell_of_a_page_names_its_column(open_page):
    campaign = an_active_campaign(2)

    table = open_page(f"/campaigns/{campaign.id}/recipients/").soup.main.table

    headings = [one.get_text() for one in table.thead.find_all("th")]
    for row in table.tbody.find_all("tr"):
        assert [cell["data-column"] for cell in row.find_all(["td", "th"])] == headings
