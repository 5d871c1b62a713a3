"""`make run` of the real product with a WhatsApp that is not our simulator."""

import re
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from bs4 import BeautifulSoup

from tests.support.run import Run
from tools.embedded import attached

PRODUCT = ("config.py", "wsgi.py", "rsgi.py", "webapp", "jobs", "front", "dashboard", "migrations")
#: Without a listener. It is on this machine, as the simulator is.
ANOTHER = {
    "WHATSAPP_API_URL": "http://127.0.0.1:9",
    "WHATSAPP_APP_SECRET": "x",
    "WHATSAPP_ACCESS_TOKEN": "t",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "2",
}


class Visitor:
    """A browser that stores its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor())

    def page(self, path: str, **form: str) -> BeautifulSoup:
        body = urlencode(form).encode() if form else None
        with self.opener.open(f"{self.address}{path}", body) as response:
            return BeautifulSoup(response.read(), "html.parser")


def test_it_starts_with_one_login_and_without_demo_data(tmp_path):
    for name in PRODUCT:
        (tmp_path / name).symlink_to(attached.ROOT / name)

    with Run(tmp_path, **ANOTHER) as run:
        run.start()
        visitor = Visitor(run.address)
        sign_in = visitor.page("/")
        email, password = re.search(r"Login +(.+)\n +Password +(.+)", run.said()).groups()
        token = sign_in.find("input", {"name": "csrf_token"})["value"]
        visitor.page("/sign-in", email=email, password=password, csrf_token=token)
        contacts, campaigns = visitor.page("/contacts/"), visitor.page("/campaigns/")
        users = visitor.page("/settings/users")

    assert sign_in.h1.text == "Sign in"
    assert "There are no contacts yet." in contacts.main.text
    assert "There is no campaign yet." in campaigns.main.text
    assert [row.th.text for row in users.tbody("tr")] == [email]
