// `?theme=dark` and `?theme=light` win over what the browser prefers, `?only=quiet` shows one situation, `&channel=summary` one
// channel of it, `&open` unfolds everything: so that pictures can be taken of each.
const parameters = new URLSearchParams(location.search);
const theme =
  parameters.get("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
document.documentElement.dataset.theme = theme;
const only = parameters.get("only");
const channel = parameters.get("channel");
for (const section of document.querySelectorAll(".situation"))
  if (only !== null && section.id !== only) section.remove();
for (const part of document.querySelectorAll(".channel"))
  if (channel !== null && part.dataset.channel !== channel) part.remove();
if (only !== null) document.querySelector(".contents").remove();
if (parameters.has("open")) for (const folded of document.querySelectorAll("details")) folded.open = true;

/** Draws one chart after the other; one that Mermaid refuses stays text, as on GitHub. */
async function drawCharts(mermaid) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: theme === "dark" ? "dark" : "default",
  });
  for (const [index, source] of [...document.querySelectorAll("pre.mermaid-source")].entries()) {
    const chart = document.createElement("div");
    chart.className = "chart";
    const { svg } = await mermaid.render(`chart-${index}`, source.textContent);
    chart.innerHTML = svg;
    source.replaceWith(chart);
  }
}

// Without Mermaid the text of a chart is shown.
if (globalThis.mermaid !== undefined) void drawCharts(globalThis.mermaid);
