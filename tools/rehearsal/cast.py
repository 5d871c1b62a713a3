"""The contacts and the campaigns of a case, created through the API."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.request import Request, urlopen

from tools.demo_data.people import numbers
from tools.rehearsal import product
from tools.rehearsal.case import Case
from tools.rehearsal.simulator import Simulator

#: Approved in the simulator, with variables 1, 2, ... or by name; one for each campaign, so that
#: the judge can tell a person of two campaigns from a person messaged twice.
TEMPLATES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("we_miss_you", {"first_name": {"attribute": "name", "fallback": "there"}, "city": "Lima"}),
    ("hello_world", {}),
)
#: Recipients in one call to the API.
AT_ONCE = 5_000

#: A `phone_number` or a `user_id`.
Address = dict[str, str]
Item = TypeVar("Item")


class Api:
    """The JSON API, with a token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def call(self, method: str, path: str, **body: object) -> Any:
        """Make one call and return its result. Raises HTTPError on any refusal."""
        request = Request(  # noqa: S310
            f"{self.url}/marketing/{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=300) as response:  # noqa: S310
            return json.load(response)


def new_token() -> str:
    """Return a new API token, made by the command."""
    return product.flask("tokens", "create", "rehearsal", "--role", "editor").stdout.strip()


def launch(api: Api, case: Case, simulator: Simulator) -> list[str]:
    """Create every campaign with its own people and activate it; return the ids."""
    ids, others = [], 0
    for number, part in enumerate(case.campaigns):
        everyone = numbers(part.recipients, others)
        addresses = [
            address
            for phones in portions(everyone)
            for address in (_addresses(simulator, phones) if case.is_november else map(_of, phones))
        ]
        ids.append(_launch(api, case, number, part.priority, addresses))
        others += part.recipients
    return ids


def _addresses(simulator: Simulator, phones: Sequence[str]) -> Iterator[Address]:
    """Yield how the business knows each person: by user id if they hide their number."""
    people = simulator.post("people", numbers=list(phones))["people"]
    for phone, person in zip(phones, people, strict=True):
        yield {"user_id": person["user_id"]} if person["hides_number"] else _of(phone)


def _of(phone: str) -> Address:
    return {"phone_number": phone}


def _launch(api: Api, case: Case, number: int, priority: int, everyone: Sequence[Address]) -> str:
    template, variables = TEMPLATES[number % len(TEMPLATES)]
    campaign = api.call(
        "POST",
        "campaigns",
        name=f"Rehearsal {number + 1}",
        template_name=template,
        variables=variables,
        daily_send_limit=case.daily_send_limit,
        priority=priority,
    )
    for part in portions(everyone):
        entries = [_entry(address, variables) for address in part]
        api.call("POST", f"campaigns/{campaign['id']}/recipients", recipients=entries)
    api.call("POST", f"campaigns/{campaign['id']}/activate?start_date={case.first_day}")
    campaign_id: str = campaign["id"]
    return campaign_id


def _entry(address: Address, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the person's row with a unique city: one sent to another person shows in the log."""
    own = {"city": f"City {max(address.values())[-5:]}"} if "city" in variables else {}
    return {**address, "variables": own}


def portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Split the items into the size of one call to the API."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
