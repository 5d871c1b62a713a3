"""Tabler's dark rules, for users with the device's own setting.

Run it with `python -m tests.support.system_theme`.

Tabler uses dark only for `data-bs-theme="dark"`. A browser cannot set that without script;
so the rules apply to `data-bs-theme="system"` too, if the device asks for dark.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "webapp" / "static" / "vendor" / "tabler-1.6.1"
DARK = "[data-bs-theme=dark]"


def rules(stylesheet: str) -> str:
    """Return the dark rules of Tabler's stylesheet."""
    found = []
    for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", stylesheet):
        ours = [
            one for one in selectors.split(",") if one == DARK or one.startswith(f"{DARK} .form")
        ]
        if ours and ":root" not in selectors:
            found.append((ours[0].replace("dark", "system"), declarations))
    body = "".join(f"{selector}{{{declarations}}}\n" for selector, declarations in found)
    return f"@media (prefers-color-scheme:dark){{\n{body}}}\n"


if __name__ == "__main__":
    (FOLDER / "tabler.system.css").write_text(rules((FOLDER / "tabler.min.css").read_text()))
