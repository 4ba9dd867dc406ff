// What a person thinks of single changes and lines: kept in this browser, exported as TOML.
// Pages of one corpus share their marks, where the browser lets files share anything.

const MARKS_KEY = `cleancopy marks ${location.pathname.replace(/review(\/\d+)?\.html$/, "")}`;
const LONGEST_SNIPPET = 160; // characters: enough to be found by, few enough to read
const LONGEST_RULE = 1500; // characters: longer lines match no rule, see cleaners/user_rules.py
const marks = new Map(Object.entries(remembered(MARKS_KEY) || {}));
let marksAreKept = true;

function setMark(key, mark) {
  const old = marks.get(key);
  if (old && old.verdict === mark.verdict) marks.delete(key);
  else marks.set(key, mark);
  keepMarks();
}

function keepMarks() {
  try {
    localStorage.setItem(MARKS_KEY, JSON.stringify(Object.fromEntries(marks)));
  } catch {
    marksAreKept = false; // told in the dialog: they last as long as the page is open
  }
  document.getElementById("mark-count").textContent = marks.size;
}

// A TOML basic string: JSON's escapes are TOML's, and what does not print is escaped too.
function quoted(text) {
  return JSON.stringify(text.toWellFormed()).replace(UNSEEN, (character) =>
    `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`);
}

const fold = (text) => text.split(/\s+/).filter(Boolean).join(" ");

function snippet(text) {
  const folded = fold(text);
  if (folded.length <= LONGEST_SNIPPET) return folded;
  const cut = folded.slice(0, LONGEST_SNIPPET);
  return cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut;
}

// A wrong removal keeps its line from now on, a line that was wrongly kept is dropped. What was
// marked as right needs no rule.
function marksAsRules() {
  const rules = new Map();
  for (const mark of marks.values()) {
    const line = fold(mark.line);
    if (mark.verdict !== "wrong" || !line || mark.repair) continue;
    const site = mark.site && mark.site !== "." ? `site = ${quoted(mark.site)}\n` : "";
    const note = line.length > LONGEST_RULE ? "# too long for a rule: no line matches it\n" : "";
    const head = mark.kept ? "[[drop]]" : "[[keep]]";
    const text = `${note}${head}\n${site}line = ${quoted(line)}\nwhy = ${quoted(`reviewed: ${mark.id}`)}\n`;
    rules.set(head + site + line, text);
  }
  return [...rules.values()].join("\n");
}

// Every mark is something that shall hold from now on.
function marksAsChecks() {
  const documents = new Map();
  for (const mark of marks.values()) {
    const wanted = mark.kept === (mark.verdict === "right");
    const key = wanted ? "must_keep" : mark.whole ? "must_drop_lines" : "must_drop";
    const text = mark.repair ? snippet(mark.line) : mark.whole && !wanted ? fold(mark.line) : snippet(mark.text);
    if (!text || (mark.repair && mark.verdict === "wrong")) continue;
    const found = documents.get(mark.id) || { must_keep: [], must_drop: [], must_drop_lines: [] };
    found[mark.repair ? "must_keep" : key].push(text);
    documents.set(mark.id, found);
  }
  return [...documents].map(([id, lists]) => {
    const written = Object.entries(lists).filter(([, texts]) => texts.length).map(([key, texts]) =>
      `${key} = [\n${[...new Set(texts)].map((text) => `    ${quoted(text)},\n`).join("")}]\n`);
    return `[[check]]\nid = ${quoted(literal(id))}\n${written.join("")}`;
  }).join("\n");
}

// An id of a check is a pattern: what has a meaning in one stands for itself here.
function literal(id) {
  return id.replace(/[*?[]/g, "[$&]");
}
