"""For every body, the response is a message or an error of the Graph, never a crash."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.account.media import MediaShelf
from simulator.errors import GraphError
from simulator.messages.validation import Order, Sender, order_of
from simulator.people.identities import Identities
from simulator.settings import default_numbers
from simulator.templates.book import TemplateBook
from simulator.templates.catalogue import catalogue
from simulator.templates.parameters import FillRules

BUTTONS = [
    {"type": kind} for kind in ("FLOW", "MPM", "VOICE_CALL", "CATALOG", "COPY_CODE", "QUICK_REPLY")
]
CARD = {"components": [{"type": "HEADER", "format": "PRODUCT"}]}
#: Everything at once, which no real template may have.
SPECIAL = {
    "id": "1", "name": "special", "language": "en_US", "status": "APPROVED",
    "category": "MARKETING", "parameter_format": "POSITIONAL",
    "components": [
        {"type": "HEADER", "format": "LOCATION"},
        {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"has_expiration": True}},
        {"type": "BODY", "text": "Hello"},
        {"type": "BUTTONS", "buttons": BUTTONS},
        {"type": "CAROUSEL", "cards": [CARD, CARD]},
    ],
}  # fmt: skip
BOOK, SHELF = TemplateBook([*catalogue(0), SPECIAL]), MediaShelf()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
KEYS = (
    *("type", "text", "image", "parameter_name", "payload", "sub_type", "index", "parameters"),
    *("cards", "card_index", "components", "action", "limited_time_offer", "ttl_minutes"),
    *("tap_target_configuration", "location", "product", "coupon_code"),
)
WORDS = st.sampled_from([
    "text", "image", "header", "body", "button", "url", "currency", "first_name", "carousel",
    "limited_time_offer", "flow", "mpm", "voice_call", "catalog", "tap_target_configuration",
])  # fmt: skip


def loose(*keys, **known):
    """Return objects with each part missing, valid, or of any other value."""
    values = {key: known.get(key, WORDS) | ANYTHING for key in keys}
    return st.fixed_dictionaries({}, optional=values)


PARAMETER = loose(*KEYS, image=loose("id", "link"))
COMPONENT = loose(*KEYS, parameters=st.lists(PARAMETER, max_size=3))
TEMPLATE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["new_collection", "spring_offer", "special"]) | ANYTHING,
        "language": st.just({"code": "en_US"}) | ANYTHING,
    },
    optional={"components": st.lists(COMPONENT, max_size=3) | ANYTHING},
)
BODY = st.fixed_dictionaries(
    {
        "messaging_product": st.just("whatsapp"),
        "to": st.just("+573001112233") | ANYTHING,
        "type": st.sampled_from(["template", "text", "image"]) | ANYTHING,
        "template": TEMPLATE | ANYTHING,
    },
    optional={
        "recipient": st.just("CO.123") | ANYTHING,
        "text": ANYTHING,
        "image": ANYTHING,
        "biz_opaque_callback_data": ANYTHING,
    },
)


@settings(deadline=None)  # the machine may be busy
@given(BODY | st.dictionaries(st.text(), ANYTHING, max_size=2))
def test_any_body_is_understood_or_refused(body):
    def check_medium(reference, kind):
        SHELF.check(reference, kind, now=0.0)

    with suppress(GraphError):
        sender = Sender(default_numbers()[0], BOOK, FillRules(check_medium), Identities(1))
        order = order_of(body, sender)
        assert isinstance(order, Order)
