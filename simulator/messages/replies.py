"""What people do after a message: reply, tap, stop, click, share their number, move."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from simulator.behaviour import Behaviour
from simulator.messages.log import Accepted
from simulator.messages.validation import REQUEST_CONTACT_INFO, Order
from simulator.people import words
from simulator.people.habits import CLICKS, MOVES, REPLIES
from simulator.people.identities import next_number
from simulator.people.population import Person, Traits, chosen


class Answer(NamedTuple):
    """What a person does.

    They send a `text`, tap a `button`, `stop` or `resume` with WhatsApp's own means, share their
    number (`contacts`), change number or user id (`changes_number`, `changes_user_id`), or follow
    a link (`link_click`, `landing_page_view`). Any other message has its `content`.
    """

    kind: str
    text: str = ""
    payload: str = ""
    content: Mapping[str, Any] | None = None

    @property
    def signal(self) -> str | None:
        """Return what it says about opting out, in the words of `opt_outs`."""
        if self.kind in {"stop", "resume"}:
            return f"native_{self.kind}"
        if self.kind not in {"text", "button"}:
            return None
        if self.payload.lower().startswith(("optout", "opt_out", "stop")):
            return "stop"
        return words.meaning(self.text)

    @property
    def is_written(self) -> bool:
        """Return whether the person wrote or tapped, which opens the customer service window."""
        return self.kind not in {"stop", "resume", *MOVES, *CLICKS}


class Reply(NamedTuple):
    """What a person does, on its way to one of the numbers; `context` is the message replied to.

    Without a `wa_id` it shows only their business-scoped user id.
    """

    phone_number_id: str
    person: str
    wa_id: str | None
    answer: Answer
    context: str | None = None
    on_standby: bool = False


def replies_to(
    message: Accepted, order: Order, person: Person, traits: Traits | None, behaviour: Behaviour
) -> Iterator[tuple[float, Reply]]:
    """Yield what the person does after a message has arrived, and how many seconds later."""
    reply = Reply(message.phone_number_id, person.key, message.wa_id, Answer(""), message.wamid)
    kind = chosen(person.answer, REPLIES, behaviour.share) if order.is_marketing else None
    if kind is not None:
        is_hidden = kind in {"user_id_stop", "hidden_native_stop"}
        yield (
            behaviour.reply_after_s,
            reply._replace(
                answer=_answer(kind, order, person),
                wa_id=None if is_hidden else reply.wa_id,
                on_standby=kind == "standby_stop",
            ),
        )
    if traits is not None:
        for after_s, answer in _by_trait(message, order, traits, behaviour):
            yield after_s, reply._replace(answer=answer)


def _answer(kind: str, order: Order, person: Person) -> Answer:
    if kind.endswith("native_stop"):
        return Answer("stop")
    tap = _stop_button(order)
    if kind == "stop_button" and tap is not None:
        return tap
    texts = words.OTHER_REPLIES if kind == "other_reply" else words.STOP_WORDS
    choices = texts.get(person.country.language, texts["en"])
    return Answer("text", choices[int(person.odd * len(choices))])


def _stop_button(order: Order) -> Answer | None:
    assert order.template is not None  # noqa: S101 (only marketing templates are answered)
    buttons = order.template.shape.buttons
    taps = [
        Answer("button", buttons[place].text, payload)
        for place, payload in order.filled.payloads.items()
    ]
    return next((tap for tap in taps if tap.signal == "stop"), None)


def _by_trait(
    message: Accepted, order: Order, traits: Traits, behaviour: Behaviour
) -> Iterator[tuple[float, Answer]]:
    share = behaviour.share
    if _asks_for_number(order) and traits.contact < share("shares_contact"):
        yield behaviour.reply_after_s, Answer("contacts")
    if message.category == "marketing_lite":
        for place, click in enumerate(CLICKS):
            if traits.clicks < share(click):
                yield behaviour.click_after_s + 3 * place, Answer(click)
    move = chosen(traits.moves, MOVES, share)
    if move is not None:
        yield behaviour.move_after_s, Answer(move, next_number(message.person))


def _asks_for_number(order: Order) -> bool:
    buttons = order.template.shape.buttons if order.template else ()
    kinds = {order.kind, *(button.kind for button in buttons)}
    return REQUEST_CONTACT_INFO in kinds
