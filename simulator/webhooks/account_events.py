"""The usual values of events about phone numbers, accounts and threads, and of quality."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.account.accounts import OWNER_ID
from simulator.account.limits import DAY_S, tier_of
from simulator.webhooks.about import About, Usual
from simulator.webhooks.bodies import Json


def _capability(about: About, wanted: Mapping[str, Any]) -> Json:
    return {
        "max_daily_conversations_per_business": about.messaging_limit,
        "max_phone_numbers_per_business": 20,
        "max_phone_numbers_per_waba": 20,
    }


def _number_quality(about: About, wanted: Mapping[str, Any]) -> Json:
    tier = tier_of(about.messaging_limit)
    event = {"event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": tier}
    return {"display_phone_number": about.digits, **event}


def _number_name(about: About, wanted: Mapping[str, Any]) -> Json:
    name = {"decision": "APPROVED", "requested_verified_name": about.number.verified_name}
    return {"display_phone_number": about.digits, **name, "rejection_reason": "NONE"}


def _account(about: About, wanted: Mapping[str, Any]) -> Json:
    event = ACCOUNT_EVENTS.get(wanted["event"])
    return event(about) if event else {}


def _security(about: About, wanted: Mapping[str, Any]) -> Json:
    return {"display_phone_number": about.digits, "event": "PIN_CHANGED", "requester": "1"}


def _username(about: About, wanted: Mapping[str, Any]) -> Json:
    return {"display_phone_number": about.digits, "username": "acme", "status": "approved"}


def _alert(about: About, wanted: Mapping[str, Any]) -> Json:
    alert = {
        "alert_severity": "WARNING",
        "alert_status": "ACTIVE",
        "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
        "alert_description": "The messaging limit cannot rise at the moment.",
    }
    return {"entity_type": "BUSINESS", "entity_id": about.number.waba_id, "alert_info": alert}


def _number_settings(about: About, wanted: Mapping[str, Any]) -> Json:
    settings = {"phone_number_id": about.number.id, "calling": {"status": "DISABLED"}}
    return {"timestamp": str(int(about.at)), "phone_number_settings": settings}


def _handover(about: About, wanted: Mapping[str, Any]) -> Json:
    kind = wanted.get("type", "control_passed")
    owners = {"previous_owner_role": "marketing", "new_owner_role": "customer_service"}
    return {
        "messaging_product": "whatsapp",
        "sender": {"phone_number": about.wa_id},
        "recipient": {"phone_number_id": about.number.id, "display_phone_number": about.digits},
        "type": kind,
        "timestamp": str(int(about.at)),
        kind: owners,
    }


def _standby(about: About, wanted: Mapping[str, Any]) -> Json:
    metadata = {"display_phone_number": about.digits, "phone_number_id": about.number.id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def _template_quality(about: About, wanted: Mapping[str, Any]) -> Json:
    return {"previous_quality_score": about.node["quality_score"]["score"]}


def _direct_send(about: About, wanted: Mapping[str, Any]) -> Json:
    return {"category": about.node["category"]}


VALUES: dict[str, Usual] = {
    "message_template_quality_update": _template_quality,
    "template_correct_category_detection": _direct_send,
    "business_capability_update": _capability,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _number_name,
    "account_update": _account,
    "account_alerts": _alert,
    "account_review_update": lambda about, wanted: {"decision": "APPROVED"},
    "account_settings_update": _number_settings,
    "business_username_updates": _username,
    "security": _security,
    "messaging_handovers": _handover,
    "standby": _standby,
}


def _owned(about: About) -> Json:
    return {"waba_id": about.number.waba_id, "owner_business_id": OWNER_ID}


def _date(about: About) -> str:
    """Return the date as `January 2, 2026`."""
    day = datetime.fromtimestamp(about.at, UTC)
    return f"{day:%B} {day.day}, {day.year}"


#: What `account_update` has apart from its `event`.
ACCOUNT_EVENTS: dict[str, Callable[[About], Json]] = {
    "ACCOUNT_RESTRICTION": lambda about: {
        "restriction_info": [
            {
                "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
                "expiration": int(about.at) + 3 * DAY_S,
            }
        ]
    },
    "ACCOUNT_VIOLATION": lambda about: {"violation_info": {"violation_type": "SCAM"}},
    "DISABLED_UPDATE": lambda about: {
        "ban_info": {"waba_ban_state": "DISABLE", "waba_ban_date": _date(about)}
    },
    "VOLUME_BASED_PRICING_TIER_UPDATE": lambda about: {
        "volume_tier_info": {
            "tier_update_time": int(about.at),
            "pricing_category": "UTILITY",
            "tier": "25000001:50000000",
            "effective_month": "2026-11",
            "region": "INDIA",
        }
    },
    "MM_LITE_TERMS_SIGNED": lambda about: {"waba_info": _owned(about)},
    "PARTNER_REMOVED": lambda about: {
        "waba_info": _owned(about),
        "disconnection_info": {"reason": "USER_RE_REGISTERED", "initiated_by": "USER"},
    },
    "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": lambda about: {"country": "CO"},
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": lambda about: {
        "auth_international_rate_eligibility": {
            "start_time": int(about.at),
            "exception_countries": [{"country_code": "IN", "start_time": int(about.at)}],
        }
    },
    "ACCOUNT_OFFBOARDED": lambda about: {"phone_number": about.digits},
    "ACCOUNT_RECONNECTED": lambda about: {"phone_number": about.digits},
}
