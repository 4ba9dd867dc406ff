"use strict";
// Making elements. Whatever a source says becomes a text node, and a link leads only to addresses
// that are put together here. There is no other way into the page.

const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const NUMBER = new Intl.NumberFormat("en");
const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// A text of a source: what does not print, or turns the direction of writing, is spelt out.
function shown(text) {
  const nodes = [];
  let position = 0;
  for (const found of String(text).matchAll(UNSEEN)) {
    nodes.push(text.slice(position, found.index));
    const code = found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(make("span", { class: "unseen" }, `U+${code}`));
    position = found.index + 1;
  }
  nodes.push(String(text).slice(position));
  return make("bdi", {}, nodes);
}

// A file below a folder, as a relative address: no part of it can be a scheme or lead upwards.
function fileLink(folder, path, label) {
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === "..")) return make("span", {}, label);
  const address = folder + names.map((name) => encodeURIComponent(name.toWellFormed())).join("/");
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

function count(number, one, many) {
  return `${NUMBER.format(number)} ${number === 1 ? one : many || `${one}s`}`;
}

function percent(part, whole) {
  if (!whole) return "–";
  return part && part / whole < 0.0005 ? "< 0.1%" : PERCENT.format(part / whole);
}

// Which colour a change has: the cleaner's, or one for all that mend.
function familyOf(cleaner, role) {
  if (role === "repair") return "repair";
  return ["spam", "chrome", "templates", "language", "user_rules"].includes(cleaner) ? cleaner : "other";
}

function bar(share, kind) {
  const fill = make("span", { class: `fill ${kind || ""}` });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return make("span", { class: "bar", "aria-hidden": "true" }, fill);
}

// One bar of several parts: [name, how many, class]. What it shows stands in a table beside it.
function stack(parts, whole) {
  const pieces = parts.filter(([, size]) => size).map(([name, size, kind]) => {
    const piece = make("span", { class: `piece ${kind}`, title: `${name}: ${percent(size, whole)}` });
    piece.style.flexGrow = String(size / whole);
    return piece;
  });
  return make("span", { class: "stack", "aria-hidden": "true" }, pieces);
}

function table(caption, heads, rows) {
  const cell = (value, index) =>
    index === 0
      ? make("th", { scope: "row" }, value)
      : make("td", { class: typeof value === "number" ? "number" : null },
             typeof value === "number" ? NUMBER.format(value) : value);
  return make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, rows.map((row) => make("tr", {}, row.map(cell)))));
}

function remembered(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // no storage, or not ours: as if nothing had been kept
  }
}
