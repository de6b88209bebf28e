// Suggestions: the lists that open under a field, wherever in the page they hang.

const LISTS = "[role=listbox],datalist,.ui-autocomplete,.autocomplete-results,.autocomplete-items,.suggestions,.dropdown-menu,.select2-results,.ui-menu,.typeahead";

function suggestions(target) {
  const field = find(target, "field");
  const roots = rootsFrom(document);
  const owned = (field.getAttribute("aria-controls") || field.getAttribute("aria-owns") || field.getAttribute("list") || "").split(/\s+/)
    .map((id) => id && field.getRootNode().getElementById?.(id)).filter(Boolean);
  const lists = owned.length ? owned : query(roots, LISTS).filter(isVisible);
  const options = [];
  for (const list of lists) {
    if (list.tagName !== "DATALIST" && !isVisible(list)) continue;
    const marked = [...list.querySelectorAll("[role=option],option")];
    options.push(...(marked.length ? marked : [...list.querySelectorAll("li,a,tr,.item,div")].filter((one) => !one.querySelector("li,a,tr,.item,div"))));
  }
  if (!lists.length) options.push(...query(roots, "[role=option]").filter(isVisible));
  return options.filter((one) => one.tagName === "OPTION" || isVisible(one));
}

function optionText(option) {
  return clean(option.tagName === "OPTION" ? option.value || option.label : textOf(option));
}

// The one option of this text; null while the list is still coming.
function suggestion(target, wanted) {
  const options = suggestions(target).filter((one) => one.getAttribute("aria-disabled") !== "true");
  const named = (test) => options.filter((one) => test(optionText(one)));
  let found = named((text) => text === clean(wanted));
  if (!found.length) found = named((text) => text.toLowerCase() === clean(wanted).toLowerCase());
  if (!found.length) found = named((text) => leading(text, wanted));
  if (found.length === 1) return { at: options.indexOf(found[0]), text: optionText(found[0]), native: found[0].tagName === "OPTION" };
  return { at: -1, many: found.length > 1, options: options.map(optionText).slice(0, 30), native: false };
}

// "Bakker BV" is the option "Bakker BV (10023, Utrecht)": the name, then something that is no part of a longer name.
function leading(text, wanted) {
  const low = text.toLowerCase(), start = clean(wanted).toLowerCase();
  return low.startsWith(start) && /^\s*[([{,;|·]|^\s+[–—-]\s/.test(low.slice(start.length));
}

function pickSuggestion(target, at) {
  const option = suggestions(target).filter((one) => one.getAttribute("aria-disabled") !== "true")[at];
  option.scrollIntoView({ block: "nearest" });
  return option;
}

function suggestionPoint(target, at) {
  const option = pickSuggestion(target, at);
  return option ? aim(option) : null;
}

// Whether the field, or a token box around it, shows the choice.
function showsChoice(target, wanted, option) {
  const field = find(target, "field");
  const now = clean(shown(field)).toLowerCase();
  const fits = (text) => text === clean(wanted).toLowerCase() || text === clean(option).toLowerCase() || leading(clean(option), text) || leading(text, wanted);
  if (now && fits(now)) return true;
  const box = field.parentElement;
  const tokens = box ? [...box.querySelectorAll("*")].filter((one) => one !== field && isVisible(one) && !one.closest("[role=listbox]")) : [];
  return tokens.some((one) => fits(clean(textOf(one)).toLowerCase()));
}

function fieldValue(target) {
  return shown(find(target, "field"));
}

function openDialogs(roots) {
  return query(roots, "dialog[open],[role=dialog],[role=alertdialog],.modal.show,.modal-dialog").filter(isVisible);
}

function hasDialog() {
  return openDialogs(rootsFrom(document)).length > 0;
}

// The row of the list that lies in front: in the topmost dialog, or in a window that holds nothing else.
function listRow(wanted) {
  const roots = rootsFrom(document);
  const dialogs = openDialogs(roots);
  const front = dialogs.filter((one) => !dialogs.some((other) => other !== one && one.contains(other))).pop();
  const scope = front ? rootsFrom(front) : roots;
  const rows = query(scope, "tr,[role=row],[role=option],li").filter((row) => isVisible(row) && !row.closest("thead") &&
    !row.querySelector("tr,[role=row],li,th:not([scope=row])") && !row.closest("nav"));
  const text = folded(wanted);
  const parts = (row) => [row, ...row.querySelectorAll("td,th,span,a,button,div,strong,b")].map((one) => folded(textOf(one)));
  let found = rows.filter((row) => parts(row).includes(text));
  if (!found.length) found = rows.filter((row) => holds(folded(textOf(row)), text));
  const lines = (found.length ? found : rows).map((row) => clean(textOf(row)).slice(0, 80)).slice(0, 20);
  if (found.length !== 1) return { point: null, many: found.length > 1, rows: lines };
  const cell = [...found[0].querySelectorAll("a,button")].filter(isVisible)[0];
  return { point: aim(cell || found[0]), many: false, rows: lines };
}
