"""What happened to the templates of an account: the quotas of creating and editing count it."""

from collections import defaultdict

from simulator.errors import GraphError, InvalidTemplateError

HOUR_S, DAY_S, MONTH_S = 3_600, 86_400, 30 * 86_400


class TemplateHistory:
    """Creations, edits, and the names that are locked after a deletion."""

    def __init__(self) -> None:
        self._created_at: list[float] = []
        self._edited_at: defaultdict[str, list[float]] = defaultdict(list)
        self._locked_until: dict[tuple[str, str | None], float] = {}
        self._in_review: set[str] = set()

    def note_creation(self, now: float, per_hour: int) -> None:
        self._created_at = [at for at in self._created_at if at > now - HOUR_S]
        if len(self._created_at) >= per_hour:
            raise GraphError(80007, "Too many templates were created within an hour.")
        self._created_at.append(now)

    def note_edit(self, template_id: str, now: float, per_day: int, per_month: int) -> None:
        """Count an edit of an approved template; negative quotas are unlimited."""
        edits = self._edited_at[template_id]
        for seconds, most in ((DAY_S, per_day), (MONTH_S, per_month)):
            if 0 <= most <= sum(at > now - seconds for at in edits):
                raise InvalidTemplateError(
                    2388039, "An approved template can be edited once a day, ten times in 30 days."
                )
        edits.append(now)

    def mark_edited(self, template_id: str) -> None:
        self._in_review.add(template_id)

    def take_edited(self, template_id: str) -> bool:
        """Return whether the template was edited since its latest approval."""
        was_edited = template_id in self._in_review
        self._in_review.discard(template_id)
        return was_edited

    def lock(self, name: str, language: str | None, until: float) -> None:
        """Lock a name in one language, or in all."""
        self._locked_until[name, language] = until

    def is_locked(self, name: str, language: str, now: float) -> bool:
        return any(now < self._locked_until.get((name, place), 0.0) for place in (None, language))
