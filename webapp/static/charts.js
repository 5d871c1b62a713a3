// Draws the charts of a page with Chart.js in place of the pictures that stand there without
// script. The colours are those of the legend, so they follow light and dark.

const isStill = matchMedia("(prefers-reduced-motion: reduce)");
const isDark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();

const series = (figure) => {
  const told = JSON.parse(figure.dataset.chart);
  const lines = told.series.map((one, number) => ({
    type: one.isLine ? "line" : "bar",
    label: one.words,
    data: one.amounts,
    order: one.isLine ? 1 : 2,
    stack: one.isLine ? `line-${number}` : "columns",
    maxBarThickness: 48,
    pointRadius: told.days.length > 14 ? 0 : 2,
  }));
  if (told.limit !== null) {
    const data = told.days.map(() => told.limit);
    lines.push({ type: "line", label: told.limitWords, data, order: 0, stack: "limit", pointRadius: 0, borderDash: [6, 4] });
  }
  return { labels: told.days, datasets: lines };
};

const colour = (figure, chart) => {
  const swatches = figure.querySelectorAll(".legend rect");
  chart.data.datasets.forEach((one, number) => {
    const own = getComputedStyle(swatches[number]).fill;
    Object.assign(one, { backgroundColor: own, borderColor: own, borderWidth: one.type === "line" ? 2 : 0 });
  });
  const { color, borderColor } = getComputedStyle(figure);
  for (const axis of Object.values(chart.options.scales)) {
    axis.ticks.color = color;
    axis.grid.color = borderColor;
  }
};

const options = () => ({
  locale: document.documentElement.lang,
  animation: isStill.matches ? false : { duration: 300 },
  maintainAspectRatio: false,
  interaction: { mode: "index", intersect: false },
  plugins: { legend: { display: false } },
  scales: {
    x: { stacked: true, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
    y: { stacked: true, beginAtZero: true, grid: {}, ticks: { precision: 0, maxTicksLimit: 5 } },
  },
});

const draw = (figure) => {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true"); // the table has the numbers
  const chart = new Chart(canvas, { data: series(figure), options: options() });
  figure.querySelector(".chart-plot").replaceChildren(canvas);
  colour(figure, chart);
  chart.resize();
  chart.update("none");
  drawn.set(figure, chart);
};

const look = () => {
  for (const [figure, chart] of drawn) {
    if (!figure.isConnected) { chart.destroy(); drawn.delete(figure); }
  }
  document.querySelectorAll(".chart").forEach((figure) => { if (!drawn.has(figure)) { draw(figure); } });
};

isDark.addEventListener("change", () => {
  for (const [figure, chart] of drawn) { colour(figure, chart); chart.update("none"); }
});
document.addEventListener("DOMContentLoaded", look);
document.addEventListener("htmx:load", look); // a part that was fetched may bring one along
