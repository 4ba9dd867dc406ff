// The list of documents, the most suspicious first.

const STEP = 200; // documents listed at a time: more than people scan, few enough to appear at once

function drawDocuments(shared, lines, wanted) {
  let limit = STEP;
  const list = make("ol", { class: "documents", start: 1 + shared.before });
  const found = make("p", { class: "quiet", role: "status" });
  const more = make("button", { type: "button", click: () => { limit += STEP; fill(); } }, "Show more");
  const search = make("input", { type: "search", id: "search", value: wanted.get("text"), input: again,
    placeholder: "name, title or site", "aria-label": "Search names, titles and sites", "aria-keyshortcuts": "/" });
  const state = choose("State", ["any state", "clean", "rejected", "quarantined"], wanted.get("state"), again);
  const rules = [...new Set(lines.flatMap((line) => line.rules))].sort();
  const rule = choose("Rule", ["any rule", ...rules], wanted.get("rule"), again);

  function fits(line) {
    const text = search.value.trim().toLowerCase();
    return (!state.selectedIndex || line.state === state.value) &&
      (!rule.selectedIndex || line.rules.includes(rule.value)) &&
      (!text || `${line.id}\n${line.title || ""}\n${line.site}`.toLowerCase().includes(text));
  }

  function again() {
    limit = STEP;
    fill();
  }

  function fill() {
    const numbers = lines.flatMap((line, number) => (fits(line) ? [number] : []));
    list.replaceChildren(...numbers.slice(0, limit).map((number) => drawLine(lines[number], number)));
    found.textContent = count(numbers.length, "document");
    more.hidden = numbers.length <= limit;
    chosen = numbers;
  }

  fill();
  return make("section", { class: "listing" }, make("h1", {}, "Documents"), drawPages(shared, lines),
    make("p", { class: "quiet" }, "The most suspicious first. The number before a document tells how much it is worth a look, from 0 to 100."),
    make("div", { class: "filters", role: "search" }, search, state, rule), found, list, more);
}

let chosen = []; // numbers of the documents that the list shows: next and previous go through these

function choose(label, options, selected, listener) {
  return make("select", { "aria-label": label, change: listener }, options.map((option, index) =>
    make("option", { value: option, selected: index > 0 && option === selected }, option)));
}

function drawLine(line, number) {
  return make("li", {}, make("a", { href: `#/document/${number}`, class: "entry" },
    drawScore(line.score),
    make("span", { class: "what" },
      make("b", {}, shown(line.title || line.id)),
      line.title ? make("small", {}, shown(line.id)) : null,
      make("small", { class: "why" }, line.why.length ? shown(line.why.join("; ")) : "nothing unusual")),
    make("span", { class: "how" }, drawState(line), drawShares(line.counts))));
}

function drawScore(score) {
  const level = score >= 0.5 ? "high" : score >= 0.2 ? "middle" : "low";
  return make("span", { class: `score ${level}`, title: "suspicion, 0 to 100" },
    make("span", { class: "away" }, "suspicion "), String(Math.round(score * 100)));
}

function drawState({ state, reason }) {
  return make("span", { class: `state ${state}` }, state, state === "rejected" ? `: ${reason.replaceAll("_", " ")}` : "");
}

function drawShares(counts) {
  const removed = Object.values(counts.removed).reduce((sum, size) => sum + size, 0);
  const whole = counts.kept + removed;
  if (!whole) return null;
  return make("span", { class: "shares" }, stack([["kept", counts.kept, "kept"], ["removed", removed, "gone"]], whole),
    make("small", {}, `${percent(removed, whole)} removed`));
}

function drawPages(shared, lines) {
  if (lines.length === shared.sources) return null;
  const told = `Documents ${NUMBER.format(shared.before + 1)} to ${NUMBER.format(shared.before + lines.length)} ` +
    `of ${NUMBER.format(shared.sources)}, the most suspicious first. `;
  if (!shared.complete) return make("p", {}, told, make("code", {}, "cleancopy review"), " writes pages for the others.");
  const address = (page) => page === 1 ? `../${encodeURIComponent(shared.first)}` : `${shared.page === 1 ? "review/" : ""}${String(page).padStart(4, "0")}.html`;
  const link = (page, label) => make("a", { href: `${address(page)}#/documents` }, label);
  return make("p", { class: "pages" }, told,
    shared.page > 1 ? link(shared.page - 1, "Page before") : null, " ",
    `page ${shared.page} of ${shared.pages}`, " ",
    shared.page < shared.pages ? link(shared.page + 1, "Next page") : null);
}
