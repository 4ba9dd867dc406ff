// The corpus in numbers.

const FLOW_COLOURS = 8; // of roles, in turns; each is named beside its colour

const LOOK_FIRST = 5; // documents named on the overview; the list has all

function drawOverview(shared, lines) {
  const corpus = shared.overview;
  if (!corpus) {
    return make("section", {}, make("h1", {}, "Overview"),
      make("p", {}, make("a", { href: `../${encodeURIComponent(shared.first)}` }, "The overview is on the first page.")));
  }
  const characters = corpus.flow.reduce((sum, [, size]) => sum + size, 0);
  const flow = corpus.flow.map(([name, size], index) => [name, size, flowClass(name, index)]);
  return make("section", { class: "overview" },
    make("h1", {}, "Overview"),
    make("div", { class: "tiles" },
      tile(shared.sources, "source", "sources"),
      tile(corpus.clean, "clean document", "clean documents"),
      tile(corpus.rejected, "rejected", "rejected", Object.entries(corpus.reasons)
        .map(([reason, number]) => `${number} ${reason.replaceAll("_", " ")}`).join(", ")),
      tile(corpus.quarantined, "quarantined", "quarantined")),
    drawFirst(lines),
    drawDrift(shared),
    make("div", { class: "card wide" },
      make("h2", {}, "Where the characters went"),
      stack(flow, characters),
      make("ul", { class: "legend" }, flow.map(([name, size, kind]) => make("li", {},
        make("span", {}, make("i", { class: `swatch ${kind}`, "aria-hidden": "true" }), shown(name)),
        make("span", {}, NUMBER.format(size)), make("small", {}, percent(size, characters)))))),
    make("div", { class: "cards" },
      drawRules(corpus), drawSites(corpus), drawLanguages(corpus), drawConfidence(corpus)));
}

// Where to begin: a page of numbers alone does not say it.
function drawFirst(lines) {
  const first = lines.slice(0, LOOK_FIRST).filter((line) => line.why.length);
  if (!first.length) return null;
  return make("div", { class: "card wide" }, make("h2", {}, "Look at these first"),
    make("ol", { class: "first" }, first.map((line) => make("li", {},
      make("a", { href: `#/document/${lines.indexOf(line)}` }, shown(line.title || line.id)), " ",
      make("small", {}, shown(line.why.join("; ")))))),
    make("p", { class: "quiet" }, make("a", { href: "#/documents" }, "All documents"), ", the most suspicious first"));
}

function flowClass(name, index) {
  if (name === "kept") return "kept";
  if (name === "in rejected documents") return "rejected";
  return name === "white space between blocks" ? "between" : `c${(index - 1) % FLOW_COLOURS}`;
}

function tile(number, one, many, detail) {
  return make("div", { class: "tile" }, make("strong", {}, NUMBER.format(number)),
    make("span", {}, number === 1 ? one : many), detail ? make("small", {}, detail) : null);
}

function drawRules(corpus) {
  const most = Math.max(1, ...corpus.rules.map((rule) => rule[4]));
  const rows = corpus.rules.map(([cleaner, rule, documents, changes, characters]) => [
    make("a", { href: `#/documents?rule=${encodeURIComponent(`${cleaner}: ${rule}`)}` },
      make("i", { class: `swatch ${familyOf(cleaner, isRepair(cleaner) ? "repair" : "")}`, "aria-hidden": "true" }),
      shown(rule)),
    cleaner, documents, changes, characters, bar(characters / most)]);
  return card("Rules", rows, corpus.more_rules, "Which rules changed how much",
    ["rule", "cleaner", "documents", "changes", "characters", ""]);
}

function isRepair(cleaner) {
  return cleaner.split("+").every((name) => ["escapes", "mojibake", "whitespace", "wrapping"].includes(name));
}

function drawSites(corpus) {
  const rows = corpus.sites.map(([name, documents, rejected, kept, removed]) => [
    name === "." ? "(top folder)" : make("a", { href: `#/documents?text=${encodeURIComponent(name)}` }, shown(name)), documents, rejected, percent(removed, kept + removed),
    bar(removed / Math.max(1, kept + removed), "loss")]);
  return card("Sites", rows, corpus.more_sites, "What was removed on each site",
    ["site", "documents", "not clean", "removed", ""]);
}

function drawLanguages(corpus) {
  const rows = corpus.languages.map(([code, documents]) => [
    shown(code), documents, bar(documents / Math.max(1, corpus.clean))]);
  return card("Languages", rows, 0, "Clean documents by language", ["language", "documents", ""]);
}

function drawConfidence(corpus) {
  const most = Math.max(...corpus.confidence);
  if (!most) return null;
  const rows = corpus.confidence.map((pages, tenth) => [
    `${tenth / 10} to ${(tenth + 1) / 10}`, pages, bar(pages / most)]).reverse();
  return card("Confidence", rows, 0, "Pages by how clear their body is", ["confidence", "pages", ""]);
}

function card(title, rows, more, caption, heads) {
  if (!rows.length) return null;
  return make("div", { class: "card" }, make("h2", {}, title),
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, table(caption, heads, rows)),
    more ? make("p", { class: "quiet" }, `and ${NUMBER.format(more)} more`) : null);
}

function drawDrift(shared) {
  if (!shared.drift) return null;
  const { before, now, sites } = shared.drift;
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = names.map((name) => [name, before[name] || 0, now[name] || 0])
    .filter(([, then, today]) => then !== today);
  const signed = (number) => (number > 0 ? "+" : "−") + NUMBER.format(Math.abs(number));
  return make("div", { class: "card wide" }, make("h2", {}, "Since the corpus was last different"),
    make("div", { class: "scroll" }, table("Counts before and now", ["count", "before", "now", "change"],
      changed.map(([name, then, today]) => [name, then, today, signed(today - then)]))),
    sites.length ? make("div", { class: "scroll" }, table("Sites on which another share is removed now",
      ["site", "before", "now"],
      sites.map(([name, then, today]) => [shown(name), PERCENT.format(then), PERCENT.format(today)]))) : null);
}
