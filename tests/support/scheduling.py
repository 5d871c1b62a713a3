"""How a parallel run shares out its tests: one at a time, but for those that start slowly."""

import re

from xdist.scheduler import LoadScopeScheduling

#: Tests that share what starts slowly, by the beginning of their ids: one process runs them all.
GROUPS = re.compile(r"tests/(journeys/|front/|browser/\w+)")


class GroupScheduling(LoadScopeScheduling):
    """Hand out the large groups first, then single tests.

    xdist's own `loadgroup` does not work with pytest 9.2, where the id of a test cannot change.
    """

    def _split_scope(self, nodeid: str) -> str:
        """Return the group of a test: a test that belongs to none is a group of its own."""
        group = GROUPS.match(nodeid)
        return group[0] if group else nodeid
