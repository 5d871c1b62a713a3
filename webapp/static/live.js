// Keeps the part of the page that changes up to date, by one request at a time.
//
// The part says where it is to be had anew (hx-get) and how soon (data-every, in seconds), as
// long as it changes; one that says so no more has ended. Nobody is asked in a tab that nobody
// sees. Where nothing is new, or nobody answers, the next request waits longer.

const SLOWEST = 30; // times `data-every`
const PATIENCE = 60_000; // milliseconds
const GONE = [401, 403, 404];

let wait = 0;
let timer;
let shown = "";
let focused = -1;

const part = () => document.querySelector('[hx-trigger="live"]');
const every = () => Number(part().dataset.every) * 1000;
const controls = (id) => [
  ...document.getElementById(id).querySelectorAll("a, button, input, select, summary"),
];

const plan = () => {
  clearTimeout(timer);
  if (!part() || document.hidden) { return; }
  wait ||= every();
  timer = setTimeout(() => htmx.trigger(part(), "live"), wait);
};

const say = (isStale) => { document.querySelector(".live-note").hidden = !isStale; };

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== part() || detail.isError) { return; }
  const isNew = detail.serverResponse !== shown;
  wait = isNew ? 0 : Math.min(wait * 1.5, SLOWEST * every());
  shown = detail.serverResponse;
  detail.shouldSwap = isNew;
  focused = isNew ? controls(detail.target.id).indexOf(document.activeElement) : -1;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  // The keyboard stays where it was.
  if (focused >= 0) { controls(detail.target.id)[focused]?.focus({ preventScroll: true }); }
  focused = -1;
  say(!detail.successful);
  if (GONE.includes(detail.xhr.status)) { return; }
  if (!detail.successful) { wait = Math.min(wait * 2, PATIENCE); }
  plan();
});

document.addEventListener("visibilitychange", () => {
  if (part() && !document.hidden) { wait = 1; }
  plan();
});

// All of the page is loaded anew where what can be done has changed; the link on which the keyboard
// is gets it back.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Refresh")) {
    sessionStorage.setItem("focused", document.activeElement?.getAttribute("href") ?? "");
  }
});

document.addEventListener("DOMContentLoaded", () => {
  const href = sessionStorage.getItem("focused");
  sessionStorage.removeItem("focused");
  if (href) { document.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true }); }
  plan();
});
