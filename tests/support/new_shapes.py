"""Webhook bodies of every documented field, each different, all of them legitimate."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from webapp.domain.webhook.fields import FIELDS

Json = dict[str, Any]

ACCOUNT, PHONE_ID, AT = "330044556677", "222333444", 1_759_654_800
PEOPLE = [(f"57300111{place:04}", f"CO.7001122{place:04}") for place in range(12)]
LANGUAGES = ("es_CO", "es-CO", "en_US", "en-US", "pt_BR", "es")
TEXTS = ("STOP", "Baja", "Hello", "START", "¿Precio?", "🛑", "No más ofertas", "", "x" * 4096)
KEYS = ("client_user_agent", "new_key", "é", "a.b", "z" * 70)
STATUS_EVENTS = (
    *("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "FLAGGED", "REINSTATED"),
    *("IN_APPEAL", "LOCKED", "LIMIT_EXCEEDED", "ARCHIVED", "UNARCHIVED", "PENDING_DELETION"),
    *("DELETED", "EVENT_OF_2027"),
)
ACCOUNT_EVENTS = (
    *("ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED", "ACCOUNT_RECONNECTED", "ACCOUNT_VIOLATION"),
    *("DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "VOLUME_BASED_PRICING_TIER_UPDATE"),
    *("PARTNER_ADDED", "PARTNER_REMOVED", "MM_LITE_TERMS_SIGNED", "AD_ACCOUNT_LINKED"),
    *("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "NEW"),
)
TIERS = (250, "250", -1, "-1", 2000, "TIER_2K", "TIER_UNLIMITED", "TIER_NOT_SET", "TIER_5K")


class Shapes:
    """Makes one body after the other, by chance."""

    def __init__(self, chance: Random) -> None:
        self.chance, self._next = chance, 0
        self._makers: dict[str, Callable[[], Json]] = {
            "messages": self._messages,
            "standby": lambda: self._in_value({"standby": self._messages_content()}),
            "messaging_handovers": self._handover,
            "user_preferences": self._preferences,
            "message_template_status_update": self._template_status,
            "message_template_quality_update": self._template_quality,
            "message_template_components_update": self._template_components,
            "template_category_update": self._template_category,
            "template_correct_category_detection": self._template_category,
            "account_update": self._account,
            "business_capability_update": self._capability,
            "phone_number_quality_update": self._number_quality,
        }

    def body(self) -> bytes:
        """Return one body with one change, or two."""
        fields = [*FIELDS, "smb_message_echoes", "group_lifecycle_update", "field_of_2027"]
        weights = [8 if field in self._makers else 1 for field in fields]
        chosen = self.chance.choices(fields, weights, k=self._one(1, 1, 1, 1, 1, 2))
        changes = [{"field": field, "value": self._value(field)} for field in chosen]
        entry = {"id": self._id(ACCOUNT), "time": self._seconds(), "changes": changes}
        entry = self._optional(entry, "time")
        body = {"object": "whatsapp_business_account", "entry": [entry]}
        escaped = self.chance.random() < 0.5
        return json.dumps(body, ensure_ascii=escaped).encode()

    def _value(self, field: str) -> Json:
        make = self._makers.get(field, self._news)
        return self._extra(make())

    # the small choices

    def _one(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _id(self, text: str) -> str | int:
        """Return an id as a text or as a number."""
        return self._one(text, int(text))

    def _seconds(self) -> Any:
        at = AT + self.chance.randint(0, 100_000)
        return self._one(at, str(at), at * 1000, str(at * 1000))

    def _optional(self, item: Json, *keys: str) -> Json:
        """Return the item without some of these keys."""
        return {k: v for k, v in item.items() if k not in keys or self.chance.random() < 0.7}

    def _extra(self, item: Json) -> Json:
        """Return the item with a key that nobody knows, sometimes."""
        if self.chance.random() < 0.25:
            junk = self._one(None, 1, 0.5, "x", [], {}, [{"a": 1}], {"b": ["c"]}, True)
            return item | {self._one(*KEYS): junk}
        return item

    # what people do

    def _in_value(self, content: Json) -> Json:
        metadata = {"display_phone_number": "573009990000", "phone_number_id": self._id(PHONE_ID)}
        value = {"messaging_product": "whatsapp", "metadata": self._extra(metadata)} | content
        return self._optional(value, "messaging_product")

    def _messages(self) -> Json:
        return self._in_value(self._messages_content())

    def _messages_content(self) -> Json:
        kind = self._one("messages", "messages", "statuses", "user_actions", "system")
        if kind == "statuses":
            return {"statuses": [self._status() for _ in range(self.chance.randint(1, 3))]}
        if kind == "user_actions":
            return {"user_actions": [self._action(), self._action()]}
        if kind == "system":
            return {"messages": [self._system()]}
        person = self._one(*PEOPLE)
        return {"contacts": [self._contact(*person)], "messages": [self._message(*person)]}

    def _contact(self, number: str, user_id: str) -> Json:
        profile = self._extra({"name": "Lina", "username": "@lina"})
        contact = {"wa_id": self._id(number), "user_id": user_id, "parent_user_id": "CO.ENT.1"}
        whole = self._extra(contact | {"profile": self._optional(profile, "username")})
        return self._optional(whole, "wa_id", "parent_user_id", "profile")

    def _message(self, number: str, user_id: str) -> Json:
        kind, content = self._one(*self._contents())
        message = {
            "from": self._id(number),
            "from_user_id": user_id,
            "id": f"wamid.I{self._number()}",
            "timestamp": self._seconds(),
            "type": kind,
            kind: content,
            "context": {"id": "wamid.0"},
        }
        dropped = self._one("from", "from_user_id", "")
        message.pop(dropped, None)
        return self._extra(self._optional(message, "timestamp", "context"))

    def _contents(self) -> list[tuple[str, Any]]:
        text = self._one(*TEXTS)
        reply = {"id": self._one("optout", "17", "STOP"), "title": text}
        form = {"body": "Sent", "response_json": '{"optout": true}', "name": "flow"}
        card = {"origin": "contact_request", "phones": [{"wa_id": "573001112233"}]}
        return [
            ("text", self._extra({"body": text})),
            ("button", self._optional({"text": text, "payload": text}, "payload")),
            ("interactive", {"type": "button_reply", "button_reply": reply}),
            ("interactive", {"type": "list_reply", "list_reply": reply | {"description": "x"}}),
            ("interactive", {"type": "nfm_reply", "nfm_reply": form}),
            ("interactive", {"type": "call_permission_reply", "call_permission_reply": {}}),
            ("image", self._optional({"id": "1", "caption": text}, "caption")),
            ("reaction", self._optional({"message_id": "wamid.0", "emoji": "👍"}, "emoji")),
            ("contacts", [self._one(card, {"origin": "other", "vcard": "BEGIN:VCARD"})]),
            ("order", {"text": text, "product_items": []}),
            ("location", {"latitude": 1.5, "longitude": -70, "name": text}),
            ("unsupported", {"type": "poll"}),
            ("request_welcome", {}),
            ("revoke", {"original_message_id": "wamid.0"}),
            ("hologram", {"body": text}),
        ]

    def _system(self) -> Json:
        number, user_id = self._one(*PEOPLE)
        kind = self._one("user_changed_number", "user_changed_user_id", "customer_changed_number")
        new = f"57300222{self._number():05}"[:12]
        system = {
            "type": kind,
            "body": "Lina changed",
            "wa_id": new,
            "user_id": f"CO.8{self._number()}",
            "previous_user_id": user_id,
            "parent_user_id": "CO.ENT.9",
            "previous_parent_user_id": "CO.ENT.1",
        }
        if kind == "user_changed_user_id":
            del system["wa_id"]
        message = {"from": number, "id": f"wamid.S{self._number()}", "timestamp": self._seconds()}
        dropped = ("from", "timestamp") if kind != "customer_changed_number" else ()
        kept = self._optional(system, "parent_user_id", "previous_parent_user_id", "body")
        return self._optional(message, *dropped) | {"type": "system", "system": self._extra(kept)}

    def _status(self) -> Json:
        number, user_id = self._one(*PEOPLE)
        pricing = {
            "billable": True,
            "pricing_model": self._one("PMP", "CBP"),
            "type": self._one("regular", "free_customer_service", "free_entry_point"),
            "category": self._one("marketing", "marketing_lite", "utility", "service"),
            "subtype": "paid_exempt",
        }
        name = self._one("sent", "delivered", "read", "failed", "played", "deleted", "pondered")
        status = {
            "id": f"wamid.{self.chance.randint(1, 50)}",
            "status": name,
            "timestamp": self._seconds(),
            "recipient_id": self._id(number),
            "recipient_user_id": user_id,
            "recipient_parent_user_id": "CO.ENT.1",
            "pricing": self._extra(self._optional(pricing, *pricing)),
            "conversation": {"id": "c", "origin": {"type": "marketing_lite"}},
        }
        if name == "failed":
            code = self._one(131049, "131026", 131050, 131063, 999999)
            status["errors"] = [self._extra({"code": code, "title": "No"})]
        optional = ("recipient_id", "recipient_user_id", "recipient_parent_user_id")
        return self._extra(self._optional(status, *optional, "pricing", "conversation"))

    def _action(self) -> Json:
        kind = self._one("marketing_messages_link_click", "landing_page_view", "new_action")
        link = {
            "click_component": self._one("cta", "body"),
            "product_id": self._id("17"),
            "click_id": f"cl-{self.chance.randint(1, 9)}",
            "tracking_token": f"tk-{self.chance.randint(1, 9)}",
        }
        data = self._extra(self._optional(link, *link))
        action = {"action_type": kind, "timestamp": self._seconds()}
        return self._extra(action | {"marketing_messages_link_click_data": data})

    def _handover(self) -> Json:
        roles = (
            "marketing",
            "utility",
            "ctwa",
            "ai_agent",
            "escalation",
            "customer_service",
            "new",
        )
        kind = self._one("control_passed", "control_taken", "control_new")
        control = {
            "previous_owner_role": self._one(*roles),
            "new_owner_role": self._one(*roles),
            "metadata": "…",
            "new_owner_app_id": self._id("77"),
        }
        number, user_id = self._one(*PEOPLE)
        return {
            "messaging_product": "whatsapp",
            "sender": self._one({"phone_number": self._id(number)}, {"user_id": user_id}),
            "recipient": {"phone_number_id": self._id(PHONE_ID)},
            "type": kind,
            "timestamp": self._seconds(),
            kind: self._optional(control, *control),
        }

    def _preferences(self) -> Json:
        number, user_id = self._one(*PEOPLE)
        preference = {
            "wa_id": self._id(number),
            "user_id": user_id,
            "parent_user_id": "CO.ENT.1",
            "category": self._one("marketing_messages", "marketing_messages", "utility_messages"),
            "value": self._one("stop", "resume", "STOP", "pause"),
            "detail": "…",
            "timestamp": self._seconds(),
        }
        optional = ("wa_id", "user_id", "parent_user_id", "category", "detail", "timestamp")
        item = self._extra(self._optional(preference, *optional))
        contact = {"wa_id": number, "user_id": user_id, "profile": {"name": "Lina"}}
        return self._in_value({"contacts": [contact], "user_preferences": [item]})

    # templates, numbers and accounts

    def _template(self, **value: Any) -> Json:
        named = {
            "message_template_id": self._id("7788990011"),
            "message_template_name": "spring_offer",
            "message_template_language": self._one(*LANGUAGES),
        }
        return self._optional(named, self._one(*named)) | value

    def _template_status(self) -> Json:
        value = {
            "event": self._one(*STATUS_EVENTS),
            "reason": self._one("NONE", None, "INVALID_FORMAT", "SCAM", "NEW_REASON"),
            "message_template_category": self._one("MARKETING", "UTILITY"),
            "disable_info": {"disable_date": self._seconds()},
            "other_info": {"title": "FIRST_PAUSE", "description": "…"},
            "rejection_info": {"reason": "…", "recommendation": "…"},
        }
        return self._template(**self._optional(value, *list(value)[1:]))

    def _template_quality(self) -> Json:
        colours = ("GREEN", "YELLOW", "RED", "UNKNOWN")
        return self._template(
            previous_quality_score=self._one(*colours), new_quality_score=self._one(*colours)
        )

    def _template_components(self) -> Json:
        button = {
            "message_template_button_type": "URL",
            "message_template_button_text": "Ver",
            "message_template_button_url": "https://shop.example/p/{{1}}",
        }
        return self._template(
            message_template_element="Hola {{first_name}}",
            message_template_title="Oferta",
            message_template_buttons=[button],
        )

    def _template_category(self) -> Json:
        coming = {
            "new_category": "UTILITY",
            "correct_category": "MARKETING",
            "category_update_timestamp": self._seconds(),
        }
        done = {"previous_category": "UTILITY", "new_category": self._one("MARKETING", "NEW")}
        return self._template(**self._one(coming, done))

    def _account(self) -> Json:
        restriction = {
            "restriction_type": self._one("RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_NEW"),
            "expiration": self._seconds(),
        }
        state = self._one("DISABLE", ["DISABLE"], ["SCHEDULE_FOR_DISABLE"], "REINSTATE")
        tier = {
            "tier_update_time": self._seconds(),
            "pricing_category": "UTILITY",
            "tier": "25000001:50000000",
            "effective_month": "2026-11",
            "region": "INDIA",
        }
        value = {
            "event": self._one(*ACCOUNT_EVENTS),
            "phone_number": self._id("573009990000"),
            "restriction_info": [self._optional(restriction, "expiration")],
            "ban_info": {"waba_ban_state": state, "waba_ban_date": self._seconds()},
            "violation_info": {"violation_type": "SCAM"},
            "volume_tier_info": self._optional(tier, *tier),
            "waba_info": {"waba_id": self._id(ACCOUNT), "owner_business_id": self._id("9001")},
            "disconnection_info": {"reason": "USER"},
        }
        return self._optional(value, *list(value)[1:])

    def _capability(self) -> Json:
        return {
            "max_daily_conversations_per_business": self._one(*TIERS),
            "max_phone_numbers_per_business": 20,
            "max_phone_numbers_per_waba": self._id("20"),
        }

    def _number_quality(self) -> Json:
        value = {
            "display_phone_number": self._id("573009990000"),
            "event": self._one("THROUGHPUT_UPGRADE", "ONBOARDING", "FLAGGED", "UNFLAGGED", "NEW"),
            "max_daily_conversations_per_business": self._one(*TIERS),
            "old_limit": "TIER_2K",
        }
        return self._optional(value, "old_limit", "max_daily_conversations_per_business")

    def _news(self) -> Json:
        """Return the value of a field without a shape of its own here."""
        alert = {"alert_severity": "INFORMATIONAL", "alert_type": "OBA_APPROVED"}
        value = {
            "event": self._one("PIN_CHANGED", "COMPROMISED", "NEW"),
            "decision": self._one("APPROVED", "REJECTED"),
            "entity_id": self._id("573009990000"),
            "alert_info": alert,
            "phone_number_settings": {"calling": {"status": "ENABLED"}},
            "numbers": [1, 2.5, None, "x"],
        }
        return self._optional(value, *value)
