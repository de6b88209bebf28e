// Find: from a name a person gives to exactly one thing on the page.

const BUTTONS = "button,a[href],input[type=submit],input[type=button],input[type=reset],input[type=image],summary," +
  "[role=button],[role=link],[role=tab],[role=menuitem],[role=menuitemcheckbox],[role=option],[role=treeitem],[onclick]";
const STRENGTHS = ["label", "caption", "placeholder", "title", "name", "test id"];

function scopeOf(target) {
  let roots = rootsFrom(document);
  if (target.frame) roots = frameRoots(roots, target.frame);
  for (const inside of [target.inside, target.table]) {
    if (inside) roots = rootsFrom(sectionOf(roots, inside));
  }
  return roots;
}

function frameRoots(roots, name) {
  const frames = query(roots, "iframe,frame");
  const fits = (frame) => [frame.name, frame.id, frame.title].some((own) => folded(own) === folded(name));
  const found = frames.filter(fits);
  if (found.length !== 1) {
    const seen = frames.map((frame) => frame.name || frame.id || frame.title).filter(Boolean);
    throw problem(found.length ? "many" : "none", { what: "frame", name, found: seen, seen });
  }
  const inner = innerDocument(found[0]);
  if (!inner) throw problem("foreign", { what: "frame", name });
  return rootsFrom(inner);
}

// The part of the page under a heading, legend or title: a dialog, group, table or section.
function sectionOf(roots, name) {
  const wanted = folded(name);
  const parts = "dialog,[role=dialog],[role=alertdialog],fieldset,table,section,article,form,[role=region],[role=group],[role=tabpanel]";
  const found = new Set();
  for (const part of query(roots, parts)) {
    const names = [part.getAttribute("aria-label"), referred(part, "aria-labelledby"), part.id, part.getAttribute("name")];
    if (isVisible(part) && names.some((own) => own && folded(own) === wanted)) found.add(part);
  }
  for (const heading of query(roots, "h1,h2,h3,h4,h5,h6,legend,caption,[role=heading],summary,strong,b,.title,.modal-title")) {
    if (folded(textOf(heading)) !== wanted || !isVisible(heading)) continue;
    found.add(heading.closest(parts + ",details") || around(heading));
  }
  const all = [...found].filter((part) => ![...found].some((other) => other !== part && part.contains(other)));
  if (all.length === 1) return all[0];
  const seen = query(roots, "h1,h2,h3,h4,h5,h6,legend,caption,[role=heading]").filter(isVisible).map((one) => exact(textOf(one)));
  throw problem(all.length ? "many" : "none", { what: "part of the page", name, found: all.map(describe), seen });
}

function around(heading) {
  let node = heading.parentElement;
  while (node.parentElement && !node.querySelector(CONTROLS + ",table,a[href]")) node = node.parentElement;
  return node;
}

// The table row that holds a text (as a whole cell rather than a part of one), or the row of a number, from 1.
function rowOf(roots, wanted) {
  const rows = query(roots, "tr,[role=row]").filter((row) => isVisible(row) && !row.querySelector("tr,[role=row]"));
  if (typeof wanted === "number") {
    const body = rows.filter((row) => !row.closest("thead") && cellsOf(row).some((cell) => cell.tagName !== "TH"));
    if (body[wanted - 1]) return body[wanted - 1];
    throw problem("none", { what: "row", name: String(wanted), seen: [`${body.length} rows`] });
  }
  const text = folded(wanted);
  const words = (cell) => folded(textOf(cell) || "") || folded(cell.querySelector(FIELDS)?.value || "");
  const data = rows.filter((row) => !row.closest("thead"));
  let found = data.filter((row) => cellsOf(row).some((cell) => words(cell) === text));
  if (!found.length) found = data.filter((row) => cellsOf(row).some((cell) => holds(words(cell), text)));
  if (found.length === 1) return found[0];
  const lines = (found.length ? found : rows).map((row) => clean(textOf(row)).slice(0, 100));
  throw problem(found.length ? "many" : "none", { what: "row", name: String(wanted), found: lines, seen: lines });
}

function cellOf(roots, column, wanted) {
  const row = rowOf(roots, wanted);
  const table = row.closest("table,[role=table],[role=grid]");
  const headers = [...table.querySelectorAll("tr,[role=row]")].filter((one) => one !== row);
  for (const header of headers) {
    const at = headerIndex(header, column);
    if (at >= 0) return cellAt(row, at);
  }
  const seen = headers.length ? cellsOf(headers[0]).map((cell) => exact(textOf(cell))) : [];
  throw problem("none", { what: "column", name: column, seen });
}

// The lines of a form: the table with all these column headings, its rows that have fields.
function linesOf(roots, columns) {
  for (const header of query(roots, "tr,[role=row]").filter(isVisible)) {
    if (!columns.every((column) => headerIndex(header, column) >= 0)) continue;
    const all = [...header.closest("table,[role=table],[role=grid]").querySelectorAll("tr,[role=row]")];
    const rows = all.slice(all.indexOf(header) + 1).filter((row) => isVisible(row) && !row.closest("tfoot") && row.querySelector(FIELDS));
    return { header, rows };
  }
  const seen = query(roots, "th,[role=columnheader]").filter(isVisible).map((one) => exact(textOf(one)));
  throw problem("none", { what: "table with the columns", name: columns.join(", "), seen });
}

function lineCell(roots, target) {
  const { header, rows } = linesOf(roots, target.columns);
  const row = rows[target.line - 1];
  if (!row) throw problem("none", { what: "line", name: String(target.line), seen: [`${rows.length} lines`] });
  return cellAt(row, headerIndex(header, target.column));
}

function lineCount(target, columns) {
  return linesOf(scopeOf(target), columns).rows.length;
}

function headerIndex(row, column) {
  let at = 0;
  for (const cell of cellsOf(row)) {
    if (folded(textOf(cell)) === folded(column)) return at;
    at += cell.colSpan || 1;
  }
  return -1;
}

function buttonNames(button) {
  const value = button.tagName === "INPUT" ? button.value || button.alt : "";
  const picture = button.querySelector("img[alt],svg title");
  return [textOf(button), value, button.getAttribute("aria-label"), button.getAttribute("title"),
    picture ? picture.getAttribute("alt") || picture.textContent : "", referred(button, "aria-labelledby")].filter((name) => exact(name));
}

// Of what fits: first what is in the topmost modal dialog, then what is spelt with the same capitals.
function narrowed(fitting, name, namesOfOne) {
  let left = [...new Set(fitting)];
  left = left.filter((one) => !left.some((other) => other !== one && other.contains(one)));
  if (left.length < 2) return left;
  const modal = left.filter((one) => one.closest("dialog:modal,[aria-modal=true]"));
  if (modal.length) left = modal;
  const spelt = left.filter((one) => namesOfOne(one).some((own) => exact(own) === exact(name)));
  if (spelt.length) left = spelt;
  const addresses = new Set(left.map((one) => one.href || one));
  return addresses.size === 1 ? [left[0]] : left;
}

// What was clicked on the way of one submission: never clicked a second time by it.
let clicked = new WeakSet();

function forgetClicks() {
  clicked = new WeakSet();
}

function chosen(found, target, what, roots, namesOfOne) {
  const name = target.name || "";
  const seen = found.filter((one) => isVisible(one) && !(target.fresh && clicked.has(one)));
  const usable = narrowed(target.reading ? seen : seen.filter(isEnabled), name, namesOfOne);
  if (usable.length === 1) return usable[0];
  if (usable.length > 1) throw problem("many", { what, name, found: usable.map(describe) });
  throw problem(seen.length ? "disabled" : "hidden", { what, name, found: found.map(describe) });
}

function findField(target, roots) {
  const name = target.name, wanted = folded(name);
  const all = query(roots, FIELDS);
  if (!target.by) {
    const labelled = all.filter((field) => labels(field).some((text) => folded(text) === wanted));
    if (labelled.some(isVisible)) return chosen(labelled, target, "field", roots, labels);
  }
  const fields = all.map((field) => [field, namesOf(field)]);
  const own = (field) => namesOf(field).map(([, text]) => text);
  const kinds = target.by ? [target.by] : STRENGTHS;
  for (const kind of kinds) {
    const found = fields.filter(([, names]) => names.some(([k, text]) => k === kind && folded(text) === wanted)).map(([one]) => one);
    const behind = kind === "label" ? found.filter(standsBehindWidget) : [];
    if (found.length && !found.some(isVisible) && behind.length === 1) return behind[0];
    if (found.length && (kind === "label" || found.some(isVisible))) return chosen(found, target, "field", roots, own);
    if (kind === "caption") {
      const group = findGroup(fields, wanted);
      if (group) return group;
    }
  }
  if (target.strict) throw problem("none", { what: "field", name });
  for (const kind of kinds.filter((one) => one !== "name" && one !== "test id")) {
    const found = fields.filter(([, names]) => names.some(([k, text]) => k === kind && holds(folded(text), wanted))).map(([one]) => one);
    if (found.some(isVisible)) return chosen(found, target, "field", roots, own);
  }
  throw problem("none", { what: "field", name, ...listing(roots) });
}

// A native select, file input or tick box that a drawn widget covers can be used as it is.
function standsBehindWidget(field) {
  return field.tagName === "SELECT" || field.type === "file" || (isTick(field) && [...(field.labels || [])].some(isVisible));
}

function findGroup(fields, wanted) {
  const groups = new Map();
  for (const [field] of fields) {
    if (field.type === "radio" && field.name && !groups.has(field.name)) groups.set(field.name, field);
  }
  const found = [...groups.values()].filter((first) => groupNames(first).some((name) => folded(name) === wanted));
  return found.length === 1 ? found[0] : null;
}

function findButton(target, roots) {
  const name = target.name, wanted = folded(name);
  const buttons = query(roots, BUTTONS).map((one) => [one, buttonNames(one).map(folded)]);
  const same = buttons.filter(([, names]) => names.includes(wanted)).map(([one]) => one);
  if (same.some(isVisible)) return chosen(same, target, "button or link", roots, buttonNames);
  const ticks = query(roots, FIELDS).filter((field) => isTick(field) && labels(field).some((text) => folded(text) === wanted));
  if (ticks.length) return chosen(ticks, target, "box", roots, labels);
  const plain = plainElements(roots, wanted);
  if (plain.length) return chosen(plain, target, "text", roots, (one) => [textOf(one)]);
  if (same.length) throw problem("hidden", { what: "button or link", name, found: same.map(describe) });
  const part = buttons.filter(([, names]) => names.some((own) => holds(own, wanted))).map(([one]) => one);
  if (part.some(isVisible)) return chosen(part, target, "button or link", roots, buttonNames);
  throw problem("none", { what: "button or link", name, ...listing(roots) });
}

// Innermost visible elements whose whole text is the wanted one.
function plainElements(roots, wanted) {
  const found = query(roots, "td,th,li,span,div,p,label,dt,dd,b,strong,em,i,h1,h2,h3,h4,h5,h6,img[alt],svg").filter((one) => {
    if (one.childElementCount > 8 || one.textContent.length > 4 * wanted.length + 80) return false;
    return folded(one.getAttribute("alt") || textOf(one)) === wanted && isVisible(one);
  });
  return found.filter((one) => !found.some((other) => other !== one && one.contains(other)));
}

// One element by any kind of target; `use` says what it is wanted for: `field`, `button` or `any`.
function find(target, use) {
  const roots = scopeOf(target);
  if (target.column !== undefined && target.line === undefined) return inCell(cellOf(roots, target.column, target.row), use);
  if (target.line !== undefined && target.name === undefined) return inCell(lineCell(roots, target), use);
  let scope = roots;
  if (target.row !== undefined) scope = rootsFrom(rowOf(roots, target.row));
  else if (target.line !== undefined) scope = rootsFrom(lineCell(roots, target));
  if (target.css) return byCss(scope, target.css);
  if (target.role) return byRole(scope, target);
  if (target.name === undefined) return target.row === undefined ? document.body : rowOf(roots, target.row);
  return use === "field" ? findField(target, scope) : findButton(target, scope);
}

function inCell(cell, use) {
  if (use === "any") return cell;
  const found = [...cell.querySelectorAll(use === "field" ? FIELDS : BUTTONS)].filter(isVisible);
  if (found.length > 1) throw problem("many", { what: use, name: clean(textOf(cell)), found: found.map(describe) });
  return found[0] || (use === "button" ? cell : null) || fail("none", { what: use, name: clean(textOf(cell)), seen: [] });
}

function fail(code, details) {
  throw problem(code, details);
}

function byCss(roots, css) {
  let all;
  try {
    all = query(roots, css);
  } catch (wrong) {
    throw problem("css", { what: "CSS selector", name: css });
  }
  const found = all.length > 1 ? all.filter(isVisible) : all;
  if (found.length === 1) return found[0];
  throw problem(found.length ? "many" : "none", { what: "element", name: css, found: found.map(describe), ...listing(roots) });
}

function byRole(roots, target) {
  const natural = { button: "button,input[type=submit],input[type=button]", link: "a[href]", textbox: "input,textarea",
    checkbox: "input[type=checkbox]", combobox: "select", heading: "h1,h2,h3,h4,h5,h6", tab: "[role=tab]", dialog: "dialog" };
  const role = CSS.escape(target.role);
  const all = query(roots, `[role=${role}]` + (natural[target.role] ? "," + natural[target.role] : ""));
  const names = (one) => (isField(one) ? namesOf(one).map(([, text]) => text) : buttonNames(one));
  const found = all.filter((one) => target.name === undefined || names(one).some((name) => folded(name) === folded(target.name)));
  if (!found.length) throw problem("none", { what: target.role, name: target.name || "", ...listing(roots) });
  return chosen(found, target, target.role, roots, names);
}

// Where to click on a thing: the middle of it, when nothing lies over it and it stands still.
function pointOf(element) {
  element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = element.getClientRects()[0] || element.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const root = element.getRootNode();
  const hit = (root.elementFromPoint ? root : document).elementFromPoint(x, y);
  const moving = element.getAnimations && element.ownerDocument.getAnimations().some((one) => one.effect?.target?.contains(element));
  const onTop = hit && (element === hit || element.contains(hit) || hit.contains(element) && hit.tagName === "LABEL");
  if (!onTop || moving || element.tagName === "OPTION") return null;
  let left = 0, top = 0;
  for (let view = element.ownerDocument.defaultView; view !== view.top && view.frameElement; view = view.parent) {
    const frame = view.frameElement.getBoundingClientRect();
    left += frame.x + view.frameElement.clientLeft;
    top += frame.y + view.frameElement.clientTop;
  }
  return { x: x + left, y: y + top };
}

async function locate(target, use, timeout) {
  const element = await waitFor(target, use, performance.now() + timeout);
  if (use === "button" && !isEnabled(element)) throw problem("disabled", { what: use, name: target.name, found: [describe(element)] });
  if (target.once) clicked.add(element);
  return aim(element);
}

// A click takes a moment to arrive, and the page may have moved meanwhile (a style sheet that comes late): whatever else is
// under the mouse by then must not get it.
let aimed = null, strayed = false;
const guarded = new WeakSet();

function holdStray(event) {
  if (!aimed || !event.isTrusted) return;
  const hit = event.composedPath()[0];
  const label = (one, other) => one.tagName === "LABEL" && (one.control === other || one.contains(other));
  const fits = hit === aimed || aimed.contains(hit) || event.composedPath().includes(aimed) || label(aimed, hit) || label(hit, aimed);
  if (fits && !strayed) {
    aimed = null; // it went down where it should: what the page does from here on is its own affair
    return;
  }
  event.stopImmediatePropagation();
  event.preventDefault();
  strayed = true;
}

function aim(element) {
  const point = pointOf(element);
  aimed = point ? element : null;
  strayed = false;
  for (const view of new Set([element.ownerDocument.defaultView, window])) {
    if (guarded.has(view)) continue;
    guarded.add(view);
    for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) view.addEventListener(kind, holdStray, true);
  }
  return point;
}

// Whether the click of before went astray and was held back; from now on clicks are free again.
function clickStrayed() {
  const was = strayed;
  if (was && aimed) clicked.delete(aimed);
  aimed = null;
  strayed = false;
  return was;
}

async function awaited(target, use, timeout) {
  return waitFor(target, use, performance.now() + timeout);
}
