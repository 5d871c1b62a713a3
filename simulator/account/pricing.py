"""What a message costs since October 2026: the pricing type of its receipts."""

from collections import Counter
from datetime import UTC, datetime

from simulator.account.limits import DAY_S

REGULAR, FREE_SERVICE, FREE_ENTRY = "regular", "free_customer_service", "free_entry_point"
#: How long a click on an advertisement, or on a button of a Facebook page, makes messages free.
ENTRY_POINTS_S = {"ad": 7 * DAY_S, "post": 3 * DAY_S}
#: The business must answer within this time of the click.
ANSWERED_WITHIN_S = DAY_S


class Pricing:
    """Counts the free service messages of each number, and knows the free entry points."""

    def __init__(self) -> None:
        self._service: Counter[tuple[str, str]] = Counter()
        self._clicked: dict[tuple[str, str], tuple[str, float]] = {}
        self._free_until: dict[tuple[str, str], float] = {}

    def open_entry_point(self, number: str, person: str, source: str, now: float) -> None:
        if source not in ENTRY_POINTS_S:
            raise ValueError(f"source_type is one of {', '.join(ENTRY_POINTS_S)}")
        self._clicked[number, person] = source, now

    def type_of(
        self, category: str, number: str, person: str, now: float,
        *, is_counted: bool, free_tier: int,
    ) -> str:  # fmt: skip
        """Return the pricing type of a message, and count it against the free tier if it counts."""
        if self._is_free_entry(number, person, now):
            return FREE_ENTRY
        if category != "service":
            return REGULAR
        month = number, datetime.fromtimestamp(now, UTC).strftime("%Y-%m")
        if self._service[month] >= free_tier:
            return REGULAR
        self._service[month] += is_counted
        return FREE_SERVICE

    def _is_free_entry(self, number: str, person: str, now: float) -> bool:
        if not self._clicked and not self._free_until:
            return False
        source, clicked_at = self._clicked.pop((number, person), ("", float("-inf")))
        if now - clicked_at < ANSWERED_WITHIN_S:
            self._free_until[number, person] = now + ENTRY_POINTS_S[source]
        return now < self._free_until.get((number, person), float("-inf"))
