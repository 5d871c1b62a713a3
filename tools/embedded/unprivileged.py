"""Ways for root to run a program that refuses to run as root.

See docs/decisions/0002-embedded-postgres-as-root.md for what was tried and why these two.
"""

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.embedded.errors import StartError


class Way(NamedTuple):
    """What to put before the program's command, and the required owner of its files."""

    prefix: tuple[str, ...]
    uid: int
    gid: int


def in_user_namespace(account: pwd.struct_passwd) -> Way:
    """Return the way of a root without root's powers, mapped to the account."""
    maps = (f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
    return Way(("unshare", "--user", *maps, "--"), uid=0, gid=0)


def with_one_capability(account: pwd.struct_passwd) -> Way:
    """Return the way of the account itself, with the one power to pass through closed folders."""
    ids = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    powers = [f"--{kind}-caps=-all,+dac_override" for kind in ("inh", "ambient")]
    # Without this bit access(2), by which initdb looks for its programs, ignores the power.
    bits = "--securebits=+no_setuid_fixup"
    return Way(("setpriv", *ids, bits, *powers, "--"), uid=account.pw_uid, gid=account.pw_gid)


#: In the order of preference: the first leaves no file with a strange owner.
WAYS: tuple[Callable[[pwd.struct_passwd], Way], ...] = (in_user_namespace, with_one_capability)

#: Checks as initdb does. Python itself has to be readable too.
LOOK = "import os, sys; sys.exit(not all(os.access(path, os.X_OK) for path in sys.argv[1:]))"


def find_way(folder: Path, program: Path) -> Way:
    """Return a way to reach folder and program on this machine; give it the folder."""
    if os.geteuid() != 0:
        return Way((), os.geteuid(), os.getegid())
    account = next(entry for entry in pwd.getpwall() if entry.pw_uid)
    for make in WAYS:
        way = make(account)
        if _reaches(way, folder.parent, program):
            hand_over(folder, way)
            return way
    raise StartError(
        "PostgreSQL refuses to run as root, and this machine lets root neither enter a user\n"
        "namespace (unshare) nor lay root aside (setpriv). Run make as an ordinary user, or set\n"
        "DATABASE_URL to a PostgreSQL 15 or later."
    )


def hand_over(folder: Path, way: Way) -> None:
    """Give the folder and all in it to the way's owner; itself last, so that it can be resumed."""
    if folder.stat().st_uid == way.uid:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, way.uid, way.gid, follow_symlinks=False)


def _reaches(way: Way, *paths: Path) -> bool:
    look = [sys.executable, "-I", "-c", LOOK, *map(str, paths)]
    try:
        return subprocess.run([*way.prefix, *look], capture_output=True).returncode == 0  # noqa: S603
    except FileNotFoundError:
        return False
