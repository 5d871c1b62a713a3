"""The shares of the people who do something: who is reached, reads, replies, hides, moves."""

#: Why a message fails, with its code.
REFUSALS = {
    "not_on_whatsapp": 131026,
    "capped": 131049,
    "native_stopped": 131050,
    "experiment": 130472,
}
OBSTACLES = (*REFUSALS, "never_delivered")

#: What people reply to marketing; each is a part of the same draw. The last three are STOPs in a
#: thread that someone else owns, by user id only, and WhatsApp's own stop without a number.
REPLIES = (
    "stop_reply", "stop_button", "native_stop", "other_reply",
    "standby_stop", "user_id_stop", "hidden_native_stop",
)  # fmt: skip
SECRECY = ("hides_number", "adopts_username")
MOVES = ("changes_number", "changes_user_id")
CLICKS = ("link_click", "landing_page_view")
#: The shares that need a person's traits.
TRAITS = (*SECRECY, *MOVES, *CLICKS, "standby", "shares_contact")
RATES = frozenset({*OBSTACLES, *REPLIES, *TRAITS, "read", "rewritten_wa_id"})

LIVELY = {
    "not_on_whatsapp": 0.02,
    "capped": 0.01,
    "native_stopped": 0.005,
    "experiment": 0.003,
    "never_delivered": 0.01,
    "read": 0.6,
    "stop_reply": 0.03,
    "stop_button": 0.01,
    "native_stop": 0.005,
    "other_reply": 0.05,
    "rewritten_wa_id": 1.0,
    "hides_number": 0.01,
    "adopts_username": 0.02,
    "changes_number": 0.003,
    "changes_user_id": 0.002,
    "standby": 0.01,
    "link_click": 0.08,
    "landing_page_view": 0.05,
    "shares_contact": 0.5,
}
#: Shares by population. `plain`: everybody is reached and reads, nobody replies.
PRESETS: dict[str, dict[str, float]] = {
    "plain": {"read": 1.0},
    "lively": LIVELY,
    "november": LIVELY | {
        "hides_number": 0.05,
        "adopts_username": 0.03,
        "stop_reply": 0.01,
        "standby_stop": 0.01,
        "user_id_stop": 0.01,
        "hidden_native_stop": 0.005,
    },
}  # fmt: skip
#: Other settings that a population brings with it.
PRESET_SETTINGS: dict[str, dict[str, object]] = {
    "november": {"contact_book": False, "number_shared_for_s": 0.0},
}
