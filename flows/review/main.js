// What is shown, by the address behind #; keys; the dialogs.

const shared = JSON.parse(document.getElementById("shared").textContent);
const lines = JSON.parse(document.getElementById("list").textContent);
const blocks = [...document.querySelectorAll("script.document")];
const main = document.getElementById("main");

function show() {
  const [path, query] = location.hash.slice(2).split("?");
  const [name, number] = path.split("/");
  const wanted = new URLSearchParams(query || "");
  view.line = null;
  let page;
  if (name === "document" && blocks[number]) {
    if (!chosen.length) chosen = [...blocks.keys()];
    page = drawReader(shared, JSON.parse(blocks[number].textContent), Number(number), lines.length);
  } else if (name === "documents") page = drawDocuments(shared, lines, wanted);
  else page = drawOverview(shared, lines);
  main.replaceChildren(page);
  const here = page.className === "overview" ? "to-overview" : "to-documents";
  for (const id of ["to-overview", "to-documents"]) {
    if (id === here) document.getElementById(id).setAttribute("aria-current", "page");
    else document.getElementById(id).removeAttribute("aria-current");
  }
  document.title = `${page.querySelector("h1").textContent} – Cleancopy review`;
  scrollTo(0, 0);
  if (searching) startSearch();
}

let searching = false; // from the key for it until the list is there

function startSearch() {
  searching = false;
  document.getElementById("search")?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => move(".change", 1),
  p: () => move(".change", -1),
  ".": () => move("[data-key]", 1),
  ",": () => move("[data-key]", -1),
  a: () => judge("right"),
  d: () => judge("wrong"),
  s: () => view.number !== null && document.getElementById("sides") && toggleSides(),
  x: unfoldAll,
  o: () => { location.hash = "#/overview"; },
  u: () => { location.hash = "#/documents"; },
  m: openMarks,
  "?": () => document.getElementById("keys").showModal(),
  "/": (event) => {
    event.preventDefault();
    searching = true;
    if (document.getElementById("search")) startSearch();
    else location.hash = "#/documents";
  },
};

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  KEYS[event.key](event);
});

let form = "rules";

function openMarks() {
  const text = form === "rules" ? marksAsRules() : marksAsChecks();
  document.getElementById("marks-text").value = text;
  document.getElementById("marks-about").textContent =
    `${count(marks.size, "mark")}, kept in this browser${marksAreKept ? "" : " only while this page is open: it allows no storage"}.`;
  document.getElementById("marks-use").textContent = form === "rules"
    ? "Keeps what was wrongly removed and drops what should go, from the next run on. Append it to cleancopy.toml beside the sources."
    : "What shall hold from now on. Append it to cleancopy.toml beside the sources; cleancopy check tells whether it does.";
  document.getElementById("marks-done").textContent = text ? "" : "Nothing to export yet.";
  for (const kind of ["rules", "checks"])
    document.getElementById(`as-${kind}`).setAttribute("aria-pressed", String(form === kind));
  if (!document.getElementById("marks").open) document.getElementById("marks").showModal();
}

function choosing(kind) {
  return () => {
    form = kind;
    openMarks();
  };
}

async function copyMarks() {
  const area = document.getElementById("marks-text");
  try {
    await navigator.clipboard.writeText(area.value);
    document.getElementById("marks-done").textContent = "Copied.";
  } catch {
    area.select();
    document.getElementById("marks-done").textContent = "Selected: copy it with the keyboard.";
  }
}

function saveMarks() {
  const file = new Blob([document.getElementById("marks-text").value], { type: "application/toml" });
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: form === "rules" ? "rules.toml" : "checks.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function clearMarks() {
  marks.clear();
  keepMarks();
  openMarks();
  for (const node of document.querySelectorAll("[data-key]")) tint(node);
}

const CLICKS = {
  "open-marks": openMarks, "open-keys": KEYS["?"], "as-rules": choosing("rules"), "as-checks": choosing("checks"),
  "copy-marks": copyMarks, "save-marks": saveMarks, "clear-marks": clearMarks, skip: () => main.focus(),
};
for (const [id, listener] of Object.entries(CLICKS)) document.getElementById(id).addEventListener("click", listener);
addEventListener("hashchange", show);
document.getElementById("mark-count").textContent = marks.size;
show();
