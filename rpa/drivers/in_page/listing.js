// Listing: what is on the page, for messages.

function describe(element) {
  const tag = element.tagName.toLowerCase();
  const kind = tag === "a" ? "link" : tag === "input" ? `input ${element.type}` : tag;
  const name = isField(element) ? nameOf(element) : clean(buttonNames(element)[0] || textOf(element)).slice(0, 60);
  const mark = element.id ? `#${element.id}` : element.getAttribute("name") ? `[name=${element.getAttribute("name")}]` : "";
  const states = [isVisible(element) ? "" : "hidden", isEnabled(element) ? "" : "disabled"].filter(Boolean).join(", ");
  const place = placeOf(element);
  return `${kind} "${name}"${mark ? " " + mark : ""}${place ? ` in "${place}"` : ""}${states ? ` (${states})` : ""}`;
}

function placeOf(element) {
  const row = element.closest("tr");
  const part = element.closest("dialog,[role=dialog],fieldset,section");
  const heading = part && part.querySelector("legend,h1,h2,h3,h4,h5,h6,.title");
  if (heading && !heading.contains(element)) return clean(textOf(heading)).slice(0, 40);
  if (row && cellsOf(row)[0] && !cellsOf(row)[0].contains(element)) return clean(textOf(cellsOf(row)[0])).slice(0, 40);
  const before = textBefore(element).text;
  return isField(element) ? "" : before.slice(0, 40);
}

function listing(roots) {
  const unique = (names) => [...new Set(names.map((name) => exact(name)).filter(Boolean))].slice(0, 60);
  const fields = unique(query(roots, FIELDS).filter(isVisible).map(nameOf));
  const buttons = unique(query(roots, BUTTONS).filter(isVisible).map((one) => buttonNames(one)[0] || ""));
  const headings = unique(query(roots, "h1,h2,h3,h4,h5,h6,legend,[role=heading]").filter(isVisible).map(textOf));
  const foreign = query(roots, "iframe,frame").filter((frame) => isVisible(frame) && !innerDocument(frame)).map((frame) => frame.src);
  return { fields, buttons, headings, foreign, title: document.title };
}
