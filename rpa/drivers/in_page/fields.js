// Fields: which controls take a value, and by what names a person knows each.

const FIELDS =
  "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]),select,textarea," +
  "[contenteditable=''],[contenteditable=true],[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]," +
  "[role=checkbox],[role=switch],[role=radio]";
const CONTROLS = FIELDS + ",button,input,[role=button]";
const EDGES = new Set(["FORM", "FIELDSET", "TABLE", "TBODY", "THEAD", "TR", "BODY", "DIALOG", "SECTION", "ARTICLE"]);

function isField(element) {
  return element.matches(FIELDS);
}

function isTick(element) {
  return element.type === "checkbox" || element.type === "radio" || /^(checkbox|radio|switch)$/.test(element.getAttribute("role"));
}

function referred(element, attribute) {
  const ids = (element.getAttribute(attribute) || "").split(/\s+/).filter(Boolean);
  const root = element.getRootNode();
  return ids.map((id) => root.getElementById?.(id)).filter(Boolean).map(textOf).join(" ");
}

// What the page itself declares as the field's label.
function labels(field) {
  const found = [];
  for (const label of field.labels || []) found.push(textOf(label));
  if (!field.labels) {
    const label = field.closest("label");
    if (label) found.push(textOf(label));
  }
  const referring = referred(field, "aria-labelledby");
  if (referring) found.push(referring);
  if (field.getAttribute("aria-label")) found.push(field.getAttribute("aria-label"));
  return found;
}

// The caption a person sees beside a field that has no label: the nearest text before it (after it, for a box to tick),
// as long as no other field stands between.
function caption(field) {
  if (!isRemembered(field)) return workOutCaption(field);
  pageAge();
  if (!memory.captions.has(field)) memory.captions.set(field, workOutCaption(field));
  return memory.captions.get(field);
}

function workOutCaption(field) {
  if (isTick(field) && field.type !== "radio") {
    const behind = textBehind(field);
    if (behind) return behind;
  }
  let node = field;
  for (let level = 0; level < 7 && node && node.nodeType === 1; level++) {
    const found = textBefore(node);
    if (found.text) return found.text;
    if (node.tagName === "TD" || node.tagName === "TH") return textAbove(node);
    if (found.blocked) return "";
    const parent = node.parentNode;
    if (!parent || parent.nodeType !== 1 || EDGES.has(parent.tagName)) return "";
    node = parent;
  }
  return "";
}

function textBefore(node) {
  let text = "";
  for (let before = node.previousSibling; before; before = before.previousSibling) {
    const element = before.nodeType === 1;
    if (element && (before.matches(CONTROLS) || before.querySelector(FIELDS))) {
      if (before.matches("button,[role=button]") && !before.querySelector(FIELDS)) continue;
      return { text: exact(text), blocked: true };
    }
    if (before.nodeType !== 3 && !element) continue;
    const part = element && !isVisible(before) ? "" : textOf(before);
    if (isBlock(before) && exact(text)) break;
    text = part + text;
    if (isBlock(before) && exact(text)) break;
  }
  return { text: exact(text).length <= 120 ? exact(text) : "", blocked: false };
}

function textBehind(field) {
  let text = "";
  for (let after = field.nextSibling; after; after = after.nextSibling) {
    if (isBlock(after) || (after.nodeType === 1 && (after.matches(CONTROLS) || after.querySelector(FIELDS)))) break;
    if (after.nodeType === 1 || after.nodeType === 3) text += textOf(after);
  }
  return exact(text);
}

function columnOf(cell) {
  let column = 0;
  for (let before = cell.previousElementSibling; before; before = before.previousElementSibling) column += before.colSpan || 1;
  return column;
}

function cellAt(row, column) {
  let at = 0;
  for (const cell of cellsOf(row)) {
    if (column >= at && column < at + (cell.colSpan || 1)) return cell;
    at += cell.colSpan || 1;
  }
  return null;
}

function cellsOf(row) {
  if (row.cells) return [...row.cells];
  return [...row.querySelectorAll("[role=cell],[role=gridcell],[role=columnheader],[role=rowheader]")];
}

// The caption above a field in a table: the cell over it in the nearest row above that has no fields.
function textAbove(cell) {
  const row = cell.closest("tr");
  const rows = row && row.closest("table") ? [...row.closest("table").rows] : [];
  for (let at = rows.indexOf(row) - 1; at >= 0; at--) {
    if (rows[at].querySelector(FIELDS)) continue;
    const above = cellAt(rows[at], columnOf(cell));
    return above ? exact(textOf(above)) : "";
  }
  return "";
}

// The name of a group of radio buttons: its legend, its label, or the caption before its first button.
function groupNames(first) {
  const names = [];
  const group = first.closest("[role=radiogroup],fieldset");
  if (group) {
    names.push(referred(group, "aria-labelledby"), group.getAttribute("aria-label") || "");
    const legend = group.tagName === "FIELDSET" && group.querySelector("legend");
    if (legend) names.push(textOf(legend));
  }
  const label = first.labels && first.labels[0];
  names.push(caption(label || first));
  return names.filter((name) => exact(name));
}

// Every name of a field, by how sure a person would be of it: [strength, text].
function namesOf(field) {
  const names = labels(field).map((text) => ["label", text]);
  if (!names.some(([, text]) => exact(text))) names.push(["caption", caption(field)]);
  names.push(["placeholder", field.getAttribute("placeholder")], ["title", field.getAttribute("title")]);
  names.push(["name", field.getAttribute("name")], ["name", field.id]);
  names.push(["test id", field.getAttribute("data-testid")]);
  return names.filter(([, text]) => exact(text));
}

function nameOf(field) {
  const first = namesOf(field)[0];
  return first ? exact(first[1]) : "";
}
