"""Someone who has a keyboard alone; a test may not touch the page but through it."""

from typing import NamedTuple

from playwright.sync_api import Page

#: No page has so many stops.
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
    """At what the keyboard is, and how it is to be seen there."""

    name: str
    question: str
    #: What is chosen here: in a list, or by this radio button.
    chosen: str
    fault: str


class Keyboard:
    """Its keys, and where the page shows that it is."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def tab(self) -> Stop:
        """Go to the next stop, which lies further on in the page, where one sees it."""
        self.press("Tab")
        stop = self._look()
        assert not stop.fault, f"{stop.fault}: {stop.name}"
        return stop

    def go_to(self, name: str) -> None:
        """Go on from stop to stop to the one with the name, or with the question above it."""
        passed: list[str] = []
        for _ in range(STOPS):
            stop = self.tab()
            if stop.name.startswith(name) or stop.question.startswith(name):
                return
            passed.append(stop.name)
        raise AssertionError(f"The keyboard does not come to {name}, but to {passed}")

    def choose(self, wanted: str) -> None:
        """Go down the choices to the one that is wanted."""
        self.press("Home")  # of a list; radio buttons begin anew after the last
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
