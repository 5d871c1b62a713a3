// What pages gain by script; every page works without it.

document.addEventListener("DOMContentLoaded", () => {
  // A second click while the first is on its way sends nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); }
    if (event.target.method === "post") { event.target.dataset.sent = "yes"; }
  });
});

// One box ticks the boxes of all rows on the page, and shows whether all or some are ticked.
const ticks = () => [...document.querySelectorAll('input[form="group"][name="id"]')];

function showTicked() {
  const all = document.getElementById("group-page");
  if (!all) { return; }
  const ticked = ticks().filter((box) => box.checked).length;
  all.parentElement.hidden = !ticks().length;
  all.checked = ticked > 0 && ticked === ticks().length;
  all.indeterminate = ticked > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "group-page") {
    ticks().forEach((box) => { box.checked = event.target.checked; });
  }
  showTicked();
});

// Also back from the next page: the form may be sent again, and boxes are ticked as they were.
window.addEventListener("pageshow", () => {
  showTicked();
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
