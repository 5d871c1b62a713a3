"""A user with only a keyboard; a test may not use the page in any other way."""

from typing import NamedTuple

from playwright.sync_api import Page

#: No page has this many stops.
STOPS = 150

LOOK = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at), place = at.getBoundingClientRect();
  const words = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const before = document.keyboardWasAt ?? document.body;
  document.keyboardWasAt = at;
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const inside = place.bottom > 0 && place.top < innerHeight && place.right > 0;
  const follows = before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
  return {
    name: words(at.ariaLabel ?? at.labels?.[0]?.innerText ?? at.innerText),
    question: words(at.closest("fieldset")?.querySelector("legend")?.innerText),
    chosen: at.selectedOptions ? words(at.selectedOptions[0]?.text) : "",
    isChecked: at.checked === true,
    isMarked: outline || style.boxShadow !== "none",
    isSeen: place.width > 1 && place.height > 1 && inside,
    isOnward: before === at || Boolean(follows),
  };
}"""


class Stop(NamedTuple):
    """The focused element, and how its focus is visible."""

    name: str
    question: str
    #: The selected option: in a list, or this radio button.
    chosen: str
    fault: str


class Keyboard:
    """Its keys, and where the page shows that it has the focus."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def tab(self) -> Stop:
        """Go to the next stop, which must be further down the page and visible; return it."""
        self.press("Tab")
        stop = self._look()
        assert not stop.fault, f"{stop.fault}: {stop.name}"
        return stop

    def go_to(self, name: str) -> None:
        """Move from stop to stop to the one with this name, or with this question above it."""
        passed: list[str] = []
        for _ in range(STOPS):
            stop = self.tab()
            if stop.name.startswith(name) or stop.question.startswith(name):
                return
            passed.append(stop.name)
        raise AssertionError(f"The keyboard does not come to {name}, but to {passed}")

    def choose(self, wanted: str) -> None:
        """Move down the options to the wanted one."""
        self.press("Home")  # of a list; after the last radio button the first one follows
        for _ in range(STOPS):
            if self._look().chosen.startswith(wanted):
                return
            self.press("ArrowDown")
        raise AssertionError(f"The keyboard can't choose {wanted}")

    def _look(self) -> Stop:
        seen = self._page.evaluate(LOOK)
        faults = {
            "It goes back": not seen["isOnward"],
            "One does not see that it is there": not seen["isMarked"],
            "It is where one does not see": not seen["isSeen"],
        }
        chosen = seen["name"] if seen["isChecked"] else seen["chosen"]
        fault = next((words for words, is_so in faults.items() if is_so), "")
        return Stop(seen["name"], seen["question"], chosen, fault)
