// Read: values and texts as they stand on the page.

function read(target) {
  const roots = scopeOf(target);
  if (target.css || target.role || target.column !== undefined || target.row !== undefined) {
    return valueOf(find(target, "any"));
  }
  try {
    return valueOf(findField({ ...target, strict: true, reading: true }, roots));
  } catch (error) {
    if (!error.problem || error.problem.code !== "none") throw error;
  }
  return besideCaption(target, roots);
}

function valueOf(element) {
  if (isField(element)) return element.type === "password" ? "" : shown(element);
  const fields = [...element.querySelectorAll(FIELDS)].filter(isVisible);
  const text = clean(element.innerText || element.textContent);
  return fields.length === 1 && !text ? shown(fields[0]) : text;
}

// The text a person reads beside, below or behind a caption: the next cell, the definition, "Caption: value".
function besideCaption(target, roots) {
  const wanted = folded(target.name);
  const values = [];
  const captions = query(roots, "dt,th,td,label,span,b,strong,em,p,div,li,small,h1,h2,h3,h4,h5,h6,[title],[aria-label],[data-field],[id]");
  for (const one of captions) {
    if (!isVisible(one)) continue;
    const marks = [one.getAttribute("title"), one.getAttribute("aria-label"), one.getAttribute("data-field"), one.id];
    if (marks.some((mark) => mark && folded(mark) === wanted) && !isField(one)) values.push([one, clean(one.innerText)]);
    const text = one.textContent.length > 400 ? "" : clean(textOf(one));
    if (!text) continue;
    if (folded(text) === wanted) values.push([one, valueBeside(one)]);
    else if (!holdsCaption(one, wanted) && behindColon(text, wanted)) values.push([one, behindColon(text, wanted)]);
  }
  const found = values.filter(([, value]) => value !== "" && value !== null);
  const different = [...new Set(found.map(([, value]) => value))];
  if (different.length === 1) return different[0];
  if (different.length > 1) throw problem("many", { what: "value", name: target.name, found: different });
  throw problem(values.length ? "empty" : "none", { what: "value", name: target.name, ...listing(roots), captions: knownCaptions(roots) });
}

// Whether the caption is an element of its own inside this one: that one is asked.
function holdsCaption(one, wanted) {
  return [...one.querySelectorAll("*")].some((inner) => folded(textOf(inner)) === wanted || inner.matches("dt,th,td,p,div,li"));
}

function behindColon(text, wanted) {
  if (!text.toLowerCase().startsWith(wanted)) return null;
  const rest = text.slice(wanted.length);
  const colon = rest.match(/^\s*[:=]\s*(.+)$/);
  return colon ? clean(colon[1]) : null;
}

function valueBeside(one) {
  if (one.tagName === "DT") return one.nextElementSibling?.tagName === "DD" ? clean(one.nextElementSibling.innerText) : "";
  if (one.tagName === "TH" || one.tagName === "TD") {
    const next = one.nextElementSibling;
    if (next && next.tagName === "TD") return valueOf(next);
    return one.closest("thead") || one.tagName === "TH" ? valueBelow(one) : "";
  }
  let text = "";
  for (let after = one.nextSibling; after; after = after.nextSibling) {
    if (after.nodeType === 1 && isField(after)) return shown(after);
    const part = after.nodeType === 1 && !isVisible(after) ? "" : textOf(after);
    if (clean(text) && (isBlock(after) || /^(B|STRONG|LABEL|BR|DT)$/.test(after.nodeName))) break;
    text += part;
    if (clean(text) && isBlock(after)) break;
  }
  text = clean(text).replace(/^[:=]\s*/, "");
  if (text) return text;
  const cell = one.parentElement;
  const alone = cell && clean(textOf(cell)) === clean(textOf(one));
  return alone && cell !== document.body ? valueBeside(cell) : "";
}

function valueBelow(header) {
  const row = header.closest("tr"), table = header.closest("table");
  if (!row || !table) return "";
  const rows = [...table.rows].filter((one) => one !== row && isVisible(one) && !one.closest("thead,tfoot"));
  if (rows.length === 1) return valueOf(cellAt(rows[0], columnOf(header)) || header);
  if (rows.length > 1) throw problem("rows", { what: "value", name: clean(textOf(header)), seen: rows.map((one) => clean(textOf(one)).slice(0, 80)) });
  return "";
}

function knownCaptions(roots) {
  const marks = query(roots, "dt,th,label").filter(isVisible).map((one) => exact(textOf(one)));
  return [...new Set(marks)].filter(Boolean).slice(0, 60);
}

// A table row as caption to text, columns by their headings.
function readRow(target) {
  const roots = scopeOf(target);
  const row = rowOf(roots, target.row);
  const table = row.closest("table,[role=table],[role=grid]");
  const rows = [...table.querySelectorAll("tr,[role=row]")];
  const header = rows.find((one) => one !== row && cellsOf(one).some((cell) => cell.tagName === "TH" || cell.getAttribute("role") === "columnheader"));
  const values = {};
  cellsOf(row).forEach((cell, at) => {
    const above = header && cellAt(header, columnOf(cell));
    values[(above && exact(textOf(above))) || `column ${at + 1}`] = valueOf(cell);
  });
  return values;
}

// The rows of the table that has all these column headings, as caption to text.
function readTable(target, columns) {
  const roots = scopeOf(target);
  for (const row of query(roots, "tr,[role=row]").filter(isVisible)) {
    if (columns.every((column) => headerIndex(row, column) >= 0)) {
      const body = [...row.closest("table,[role=table],[role=grid]").querySelectorAll("tr,[role=row]")];
      return body.slice(body.indexOf(row) + 1).filter((one) => isVisible(one) && cellsOf(one).length > 1)
        .map((one) => Object.fromEntries(columns.map((column) => {
          const cell = cellAt(one, headerIndex(row, column));
          return [column, cell ? valueOf(cell) : ""];
        })));
    }
  }
  throw problem("none", { what: "table", name: columns.join(", "), seen: knownCaptions(roots) });
}

// All text a person sees, frames and shadow roots included.
function pageText() {
  let text = document.body ? document.body.innerText : "";
  for (const root of rootsFrom(document).slice(1)) text += "\n" + (root.body ? root.body.innerText : [...root.children].map((one) => one.innerText || "").join("\n"));
  return text;
}
