"""How a parallel run distributes its tests: singly, except for those with a slow start."""

import re

from xdist.scheduler import LoadScopeScheduling

#: Tests that share a slow start, by the prefix of their ids: one process runs them all.
GROUPS = re.compile(r"tests/(journeys/|front/|browser/\w+)")


class GroupScheduling(LoadScopeScheduling):
    """Hand out the large groups first, then single tests.

    xdist's own `loadgroup` does not work with pytest 9.2, where the id of a test cannot change.
    """

    def _split_scope(self, nodeid: str) -> str:
        """Return the group of a test: a test without a group is its own."""
        group = GROUPS.match(nodeid)
        return group[0] if group else nodeid
