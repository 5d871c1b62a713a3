"""Ways to run, when we are root, a program that refuses to be root.

See docs/decisions/0002-embedded-postgres-as-root.md for what was tried and why these two.
"""

import os
import pwd
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from embedded.errors import StartError


class Way(NamedTuple):
    """What to put before the program's command, and who has to own its files."""

    prefix: tuple[str, ...]
    uid: int
    gid: int


def in_user_namespace(account: pwd.struct_passwd) -> Way:
    """Root without root's powers, which believes that it is the account."""
    maps = (f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
    return Way(("unshare", "--user", *maps, "--"), uid=0, gid=0)


def with_one_capability(account: pwd.struct_passwd) -> Way:
    """The account itself, with the one power to pass through folders closed to it."""
    ids = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    powers = [f"--{kind}-caps=-all,+dac_override" for kind in ("inh", "ambient")]
    return Way(("setpriv", *ids, *powers, "--"), uid=account.pw_uid, gid=account.pw_gid)


#: In the order of preference: the first leaves no file with a strange owner.
WAYS: tuple[Callable[[pwd.struct_passwd], Way], ...] = (in_user_namespace, with_one_capability)


def find_way(folder: Path, *programs: Path) -> Way:
    """Find a way that works on this machine, and hand the folder over to it."""
    if os.geteuid() != 0:
        return Way((), os.geteuid(), os.getegid())
    account = next(entry for entry in pwd.getpwall() if entry.pw_uid)
    for make in WAYS:
        way = make(account)
        if _reaches(way, folder, *programs):
            hand_over(folder, way)
            return way
    raise StartError(
        "PostgreSQL refuses to run as root, and this machine lets root neither enter a user\n"
        "namespace (unshare) nor lay root aside (setpriv). Run make as an ordinary user, or set\n"
        "DATABASE_URL to a PostgreSQL 15 or later."
    )


def hand_over(folder: Path, way: Way) -> None:
    """Give the folder and all in it to the way's owner; it is itself last, so it can be resumed."""
    if folder.stat().st_uid == way.uid:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, way.uid, way.gid, follow_symlinks=False)


def _reaches(way: Way, *paths: Path) -> bool:
    try:
        look = subprocess.run([*way.prefix, "ls", "-d", *paths], capture_output=True)  # noqa: S603
    except FileNotFoundError:
        return False
    return look.returncode == 0
