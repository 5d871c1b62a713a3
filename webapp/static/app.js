// What pages gain by script; every page works without it.

document.addEventListener("DOMContentLoaded", () => {
  // The summary of problems is read out, and is where the keyboard goes on.
  document.querySelector(".problems")?.focus();

  // A second click while the first is on its way sends nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); }
    if (event.target.method === "post") { event.target.dataset.sent = "yes"; }
  });
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
