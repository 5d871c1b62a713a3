"""A text that is made each time it is shown."""

from collections.abc import Callable

def LazyString(func: Callable[..., object], *args: object) -> str: ...  # noqa: N802
