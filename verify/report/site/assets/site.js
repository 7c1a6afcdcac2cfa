// Filters and search of the index, copy buttons, the lit-up paths of the graph. The pages say everything without it.
"use strict";
document.documentElement.classList.add("has-js");
for (const part of document.querySelectorAll(".js")) part.hidden = false;

// ---------------------------------------------------------------- filters and search
const form = document.querySelector("form.filters");
if (form) {
  const query = form.querySelector("#q"), shown = form.querySelector("#shown"), nothing = document.querySelector("#nothing");
  const groups = [...document.querySelectorAll(".group")].map((section) => ({
    section,
    result: section.dataset.result,
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({ row, ...row.dataset })),
  }));
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const checked = (name) => new Set([...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value));

  const narrowed = () => [...new FormData(form).values()].some(Boolean) || query.value.trim();

  const apply = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = checked("verdict"), severities = checked("severity");
    const result = form.elements.result.value, kind = form.elements.kind.value;
    let count = 0;
    for (const group of groups) {
      let here = 0;
      for (const item of group.rows) {
        const fits = (!result || result === group.result) && (!kind || kind === item.kind)
          && (!verdicts.size || verdicts.has(item.verdict)) && (!severities.size || severities.has(item.severity))
          && words.every((word) => item.search.includes(word));
        if (item.row.hidden === fits) item.row.hidden = !fits;
        here += fits;
      }
      group.section.hidden = !here;
      if (narrowed()) group.section.querySelector("details").open = true;
      count += here;
    }
    shown.textContent = count === total ? `all ${total} shown` : `${count} of ${total} shown`;
    nothing.hidden = count > 0;
    return { q: query.value.trim(), verdict: [...verdicts], severity: [...severities], result, kind };
  };
  const changed = () => {
    const state = new URLSearchParams();
    for (const [key, value] of Object.entries(apply())) for (const one of [value].flat()) if (one) state.append(key, one);
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname);
  };
  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    query.value = state.get("q") || "";
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = state.getAll(box.name).includes(box.value);
    for (const name of ["result", "kind"]) form.elements[name].value = state.get(name) || "";
    apply();
    if (narrowed()) document.querySelector("#statements").scrollIntoView();
  };
  const fold = (open) => { for (const group of groups) group.section.querySelector("details").open = open; };
  form.querySelector("[data-open]").addEventListener("click", () => fold(true));
  const showAll = () => { form.reset(); setTimeout(changed); };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed); // some drivers and older browsers send only this one for a select
  form.addEventListener("reset", () => setTimeout(() => { changed(); fold(false); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("[data-reset]").addEventListener("click", showAll);
  addEventListener("hashchange", restore);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      query.focus();
    }
  });
  restore();
}

// ---------------------------------------------------------------- folded cards that a link leads to; what scrolls sideways
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
const reachable = () => { // a formula that is wider than its place can be scrolled with the keys
  for (const part of document.querySelectorAll(".display, .math, .own p, .prose table")) {
    const wide = part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible";
    if (!wide || part.hasAttribute("tabindex")) continue;
    part.tabIndex = 0;
    if (part.tagName === "DIV" || part.tagName === "SPAN") {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", "formula, scrolls sideways");
    }
  }
};
reachable();
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);

// ---------------------------------------------------------------- copy buttons
const copy = async (source) => {
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    const range = document.createRange(); // older browsers, or no permission: through the selection
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (!document.execCommand("copy")) throw new Error("refused");
    getSelection().removeAllRanges();
  }
};
for (const button of document.querySelectorAll("[data-copy]")) {
  button.setAttribute("aria-live", "polite");
  const label = [...button.childNodes];
  button.addEventListener("click", async () => {
    try {
      await copy(document.getElementById(button.dataset.copy));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select and copy";
    }
    setTimeout(() => { button.replaceChildren(...label); }, 1500);
  });
}

// ---------------------------------------------------------------- graph
const graph = document.querySelector("svg.graph");
if (graph) {
  const nodes = [...graph.querySelectorAll(".node")], edges = [...graph.querySelectorAll(".edge")];
  const rests = new Map(nodes.map((node) => [node.dataset.node, new Set(node.dataset.rests.trim().split(/\s+/))]));
  const light = (node) => {
    const name = node.dataset.node, below = rests.get(name);
    const on = new Set([name, ...below, ...nodes.map((n) => n.dataset.node).filter((other) => rests.get(other).has(name))]);
    graph.classList.add("lit");
    for (const other of nodes) other.classList.toggle("on", on.has(other.dataset.node));
    for (const edge of edges) {
      const { used, user } = edge.dataset;
      const down = (user === name || below.has(user)) && below.has(used);
      const up = (used === name || rests.get(used).has(name)) && rests.get(user).has(name);
      edge.classList.toggle("on", down || up);
    }
  };
  graph.parentElement.scrollLeft = (graph.parentElement.scrollWidth - graph.parentElement.clientWidth) / 3;
  const dark = () => graph.classList.remove("lit");
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => light(node));
    node.addEventListener("focus", () => light(node));
    node.addEventListener("pointerleave", dark);
    node.addEventListener("blur", dark);
  }
}
