"""Templates on their way into the Marketing Messages API."""

from simulator.errors import GraphError

IDLE_S = 7 * 86_400


class Syncing:
    """When each template is ready; a template idle for more than 7 days is synced again."""

    def __init__(self) -> None:
        #: The time at which a template is ready; afterwards, the time of its latest use.
        self._ready_at: dict[str, float] = {}

    def start(self, template_id: str, now: float, takes_s: float) -> None:
        self._ready_at[template_id] = now + takes_s

    def use(self, template_id: str, now: float, takes_s: float) -> None:
        """Note a use of the template; raise GraphError while it is being synced."""
        ready_at = self._ready_at.get(template_id, float("-inf"))
        if takes_s and now - ready_at > IDLE_S:
            self._ready_at[template_id] = ready_at = now + takes_s
        if now < ready_at:
            raise GraphError(134101, "The template is still syncing. Try again in 10 minutes.")
        self._ready_at[template_id] = now
