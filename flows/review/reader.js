// One document: its source text, with every change in its place.

const view = { number: null, document: null, line: null, sides: remembered("cleancopy sides") === true };

function drawReader(shared, document_, number, total) {
  view.number = number;
  view.document = document_;
  view.shared = shared;
  const text = make("div", { class: "text", id: "text", role: "group", "aria-label": "Source text with its changes",
    click: (event) => select(event.target.closest("[data-key]")), focusin: (event) => select(event.target.closest("[data-key]")) });
  const panel = make("aside", { id: "panel", "aria-live": "polite", "aria-label": "What was chosen" });
  const section = make("section", { class: "reader" },
    drawHead(document_, number, total), make("div", { class: "desk" }, text, panel));
  fillText(text);
  drawPanel(panel, null);
  return section;
}

function drawHead(doc, number, total) {
  const about = Object.entries(doc.about).filter(([name]) => name !== "title");
  return make("header", { class: "head" },
    make("p", { class: "steps" },
      make("button", { type: "button", click: () => step(-1), "aria-keyshortcuts": "k" }, "Previous"),
      make("a", { href: "#/documents" }, `${NUMBER.format(number + 1)} of ${NUMBER.format(total)}`),
      make("button", { type: "button", click: () => step(1), "aria-keyshortcuts": "j" }, "Next"),
      make("button", { type: "button", id: "sides", "aria-pressed": String(view.sides), click: toggleSides,
        "aria-keyshortcuts": "s" }, "Side by side")),
    make("h1", {}, shown(doc.about.title || doc.id)),
    make("p", { class: "where" }, drawState(doc), drawScore(doc.score), make("code", {}, shown(doc.id)),
      doc.text ? fileLink(`${here(view.shared.base)}text/`, doc.text, "clean text") : null,
      view.shared.raw ? fileLink(here(view.shared.raw), doc.id, "source") : null),
    doc.why.length ? make("p", { class: "why" }, shown(doc.why.join("; "))) : null,
    drawCounts(doc.counts),
    doc.trace ? make("pre", { class: "trace" }, shown(`${doc.reason}\n${doc.trace}`)) : null,
    make("details", {}, make("summary", {}, "What is known of it"),
      definitions([...about, ...Object.entries(doc.detail).map(([k, v]) => [`verdict: ${k}`, v]),
        ["confidence", doc.confidence], ...doc.flags.map((flag) => [`flag: ${flag[1]}`, told(flag[3])])])));
}

// Of two addresses of a folder the one as seen from this page.
const here = (addresses) => addresses[view.shared.page === 1 ? 0 : 1];

function drawCounts(counts) {
  const removed = Object.entries(counts.removed);
  const whole = counts.source;
  if (!whole) return null;
  const parts = [["kept", counts.kept, "kept"],
    ...removed.map(([role, size], index) => [role, size, `c${index % FLOW_COLOURS}`]),
    ["white space between blocks", counts.between, "between"]].filter(([, size]) => size);
  return make("div", { class: "counts" }, stack(parts, whole),
    make("ul", {}, parts.map(([name, size, kind]) => make("li", {},
      make("i", { class: `swatch ${kind}`, "aria-hidden": "true" }), `${name} ${NUMBER.format(size)}`))));
}

function definitions(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", {}, known.map(([name, value]) =>
    make("div", {}, make("dt", {}, shown(name.replaceAll("_", " "))), make("dd", {}, shown(told(value))))));
}

function told(value) {
  if (Array.isArray(value)) return value.join(" · ");
  if (value && typeof value === "object")
    return Object.entries(value).map(([name, one]) => `${name} ${told(one)}`).join("; ");
  return String(value);
}

function fillText(text) {
  const { lines, unseen } = view.document;
  text.classList.toggle("sides", view.sides);
  text.replaceChildren(...lines.map(drawLineOfText));
  foldRuns(text);
  if (unseen) text.append(make("p", { class: "notice" }, `${count(unseen, "more character")} in this source: too long to show.`));
  if (!lines.length) text.append(make("p", { class: "quiet" }, "There is no text to show."));
  const first = text.querySelector(".change") || text.querySelector("[data-key]");
  if (first) first.tabIndex = 0;
}

// A menu of two hundred lines would hide the text: of a long run of removed lines the first are shown.
const SHOWN_OF_RUN = 4;
const LONG_RUN = 10;

function foldRuns(text) {
  let run = [];
  for (const line of [...text.children, null]) {
    if (line && line.classList.contains("gone")) {
      run.push(line);
      continue;
    }
    if (run.length >= LONG_RUN) foldRun(run.slice(SHOWN_OF_RUN));
    run = [];
  }
}

function foldRun(rest) {
  for (const line of rest) line.hidden = true;
  rest[0].before(make("button", { type: "button", class: "more", click: (event) => unfold(event.target) },
    `${count(rest.length, "more removed line")}`));
}

function unfold(button) {
  let line = button.nextElementSibling;
  button.remove();
  const first = line.querySelector("[data-key]");
  for (; line && line.hidden; line = line.nextElementSibling) line.hidden = false;
  first.focus();
}

function unfoldAll() {
  for (const button of document.querySelectorAll("#text .more")) button.remove();
  for (const line of document.querySelectorAll("#text .line[hidden]")) line.hidden = false;
}

function drawLineOfText(parts, number) {
  const { edits, flagged } = view.document;
  const solid = withoutBlanks(parts);
  const only = solid.length === 1 && typeof solid[0] !== "string" && edits[solid[0][0]][6] === "";
  const flags = flagged[number];
  const key = only ? `e${solid[0][0]}` : `l${number}`;
  const line = make("div", { class: `line${only ? " gone" : ""}${flags ? " flagged" : ""}`, "data-line": number },
    make("div", { class: "from", tabindex: only ? null : -1, "data-key": only ? null : key },
      (only ? solid : parts).map((part) => (typeof part === "string" ? shown(part) : drawChange(part, only)))));
  if (view.sides) line.append(make("div", { class: "to" }, parts.map((part) =>
    shown(typeof part === "string" ? part : edits[part[0]][6]))));
  for (const node of line.querySelectorAll("[data-key]")) tint(node);
  return line;
}

// The parts of a line that are more than white space: one that is removed whole may be indented.
const withoutBlanks = (parts) => parts.filter((part) => typeof part !== "string" || part.trim());

function drawChange([index, before], whole) {
  const [cleaner, rule, role, , , , after] = view.document.edits[index];
  const family = familyOf(cleaner, role);
  const what = after === "" ? "removed" : "mended";
  const visible = before.trim() ? shown(before) : before.replace(/\r?\n/g, "⏎").replace(/\s/g, "␣");
  return make("span", { class: `change ${family}${whole ? " whole" : ""}`, tabindex: -1, "data-key": `e${index}` },
    make("span", { class: "away" }, `${what} by ${rule}: `),
    before ? make("del", {}, visible) : null,
    after ? make("ins", {}, after.trim() ? shown(after) : "␣") : null,
    whole ? make("span", { class: "tag" }, role) : null);
}

const nameOf = (key) => `${view.document.id}\n${key[0] === "e"
  ? `e${view.document.edits[key.slice(1)].slice(4, 6).join("-")}` : key}`;

function tint(node) {
  const mark = marks.get(nameOf(node.dataset.key));
  node.classList.toggle("right", Boolean(mark) && mark.verdict === "right");
  node.classList.toggle("wrong", Boolean(mark) && mark.verdict === "wrong");
}

function select(node) {
  if (!node || node === view.line) return;
  if (view.line) {
    view.line.classList.remove("chosen");
    view.line.tabIndex = -1;
  }
  view.line = node;
  node.tabIndex = 0;
  node.classList.add("chosen");
  drawPanel(document.getElementById("panel"), node.dataset.key);
}

function drawPanel(panel, key) {
  if (key === null) {
    const some = view.document.edits.length;
    panel.replaceChildren(make("h2", {}, some ? count(some, "change") : "Nothing was changed"),
      make("p", { class: "quiet" }, some ? "Choose one, or press n, to see why." : "Choose a line, or press the full stop, to mark it."));
    return;
  }
  const index = Number(key.slice(1));
  const content = key[0] === "e" ? drawReason(index) : drawKept(index);
  panel.replaceChildren(...content, make("div", { class: "verdict", role: "group", "aria-label": "Your mark" },
    verdictButton(key, "right", key[0] === "e" ? "Rightly changed" : "Rightly kept", "a"),
    verdictButton(key, "wrong", key[0] === "e" ? "Wrongly changed" : "Should go", "d")));
}

function drawReason(index) {
  const [cleaner, rule, role, score, start, end, after, evidence] = view.document.edits[index];
  const entry = { id: view.document.id, start, end, before: textOf(index), after, cleaner, rule, evidence, role, score };
  return [
    make("h2", {}, make("i", { class: `swatch ${familyOf(cleaner, role)}`, "aria-hidden": "true" }), shown(rule)),
    make("p", {}, after === "" ? `Removed as ${role} (cleaner: ${cleaner}).` : `Mended by ${cleaner}.`),
    make("p", { class: "meter" }, bar(score, familyOf(cleaner, role)), `score ${score.toFixed(2)}`),
    definitions(Object.entries(evidence)),
    make("details", {}, make("summary", {}, "Entry in the ledger"),
      make("p", {}, fileLink(here(view.shared.base), "ledger.jsonl", "ledger.jsonl"), `, line ${NUMBER.format(view.document.first + index)}`),
      make("pre", {}, shown(JSON.stringify(entry, null, 1))))];
}

function textOf(index) {
  for (const line of view.document.lines)
    for (const part of line) if (typeof part !== "string" && part[0] === index) return part[1];
  return "";
}

function drawKept(number) {
  const flags = view.document.flagged[number] || [];
  return [make("h2", {}, "Kept"),
    make("p", {}, flags.length ? "No rule removed this line, but there is something to look at." : "No rule removed this line."),
    ...flags.map((flag) => definitions([["flag", view.document.flags[flag][1]], ...Object.entries(view.document.flags[flag][3])]))];
}

function verdictButton(key, verdict, label, letter) {
  const mark = marks.get(nameOf(key));
  return make("button", { type: "button", class: verdict, "aria-pressed": String(Boolean(mark) && mark.verdict === verdict),
    "aria-keyshortcuts": letter, click: () => judge(verdict) }, label);
}

// Mark what is chosen. A change is marked with the whole line it stands in, as rules are for lines.
function judge(verdict) {
  if (!view.line || !view.line.isConnected) return;
  const key = view.line.dataset.key;
  const { id, site, edits, lines } = view.document;
  const parts = lines[view.line.closest("[data-line]").dataset.line];
  const edit = key[0] === "e" ? edits[Number(key.slice(1))] : null;
  const cleaned = (removed) => parts.map((part) => {
    if (typeof part === "string") return part;
    const after = edits[part[0]][6];
    return after === "" && removed ? part[1] : after;
  }).join("");
  setMark(nameOf(key), {
    id, site, verdict, kept: edit === null, repair: Boolean(edit) && edit[6] !== "",
    whole: edit === null || withoutBlanks(parts).length === 1,
    line: cleaned(edit !== null), text: edit ? textOf(Number(key.slice(1))) : cleaned(false),
  });
  tint(view.line);
  drawPanel(document.getElementById("panel"), key);
}

function move(selector, distance) {
  const nodes = [...document.querySelectorAll(`#text .line:not([hidden]) ${selector}`)];
  if (!nodes.length) return;
  const here = nodes.indexOf(view.line);
  const next = here < 0 ? (distance > 0 ? 0 : nodes.length - 1) : (here + distance + nodes.length) % nodes.length;
  nodes[next].focus({ preventScroll: true });
  nodes[next].scrollIntoView({ block: "center" });
  select(nodes[next]);
}

function toggleSides() {
  view.sides = !view.sides;
  try {
    localStorage.setItem("cleancopy sides", JSON.stringify(view.sides));
  } catch {
    // no storage: the choice lasts as long as the page is open
  }
  document.getElementById("sides").setAttribute("aria-pressed", String(view.sides));
  view.line = null;
  fillText(document.getElementById("text"));
  drawPanel(document.getElementById("panel"), null);
}

// The next document of those that the list shows, or of all.
function step(distance) {
  const numbers = chosen.length ? chosen : [...blocks.keys()];
  const here = numbers.indexOf(view.number);
  const next = numbers[here < 0 ? 0 : here + distance];
  if (next !== undefined) location.hash = `#/document/${next}`;
}
