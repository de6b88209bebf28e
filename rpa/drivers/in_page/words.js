// Words: the names of things as a person reads them.

const GLYPHS = /[\uE000-\uF8FF\u200B-\u200F\u2060\uFEFF]|[\uDB80-\uDBFF][\uDC00-\uDFFF]/g; // icon fonts, zero-width signs
const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SELECT", "TEXTAREA", "OPTION", "SVG", "svg"]);

function clean(text) {
  return (text || "").replace(GLYPHS, " ").replace(/\s+/g, " ").trim();
}

// The form in which names are compared: without the star of a required field, a colon at the end, or capitals.
function exact(text) {
  return clean(text).replace(/[\s*:]+$/, "").replace(/^\*\s*/, "");
}

function folded(text) {
  return exact(text).toLowerCase();
}

// Text of a node as it stands in the document (style sheets may show it in capitals), without what controls hold.
function textOf(node) {
  if (node.nodeType === 3) return node.data;
  if (node.nodeType !== 1 || SILENT.has(node.tagName)) return "";
  let text = "";
  for (const child of node.childNodes) text += textOf(child);
  return isBlock(node) ? " " + text + " " : text;
}

const BLOCKS = new Set(
  ("DIV P TD TH TR LI DD DT DL UL OL TABLE TBODY THEAD SECTION ARTICLE FORM FIELDSET LEGEND H1 H2 H3 H4 H5 H6 BR HR " +
   "DIALOG HEADER FOOTER MAIN ASIDE NAV").split(" "),
);

function isBlock(node) {
  return node.nodeType === 1 && BLOCKS.has(node.tagName);
}

function isVisible(element) {
  if (!element.isConnected) return false;
  if (element.checkVisibility && !element.checkVisibility({ visibilityProperty: true })) return false;
  const box = element.getBoundingClientRect();
  if (box.width > 0 && box.height > 0) return true;
  return getComputedStyle(element).display === "contents" && clean(element.textContent) !== "";
}

function isEnabled(element) {
  return !(element.disabled || element.matches(":disabled") || element.closest("[aria-disabled='true'],[inert]"));
}

// Whether `part` stands in `whole` as whole words ("Name" is in "Last name", not in "Surname").
function holds(whole, part) {
  let at = whole.indexOf(part);
  const letter = /[\p{L}\p{N}]/u;
  while (at >= 0) {
    const before = whole[at - 1] || " ", after = whole[at + part.length] || " ";
    const opens = !letter.test(part[0]) || !letter.test(before);
    if (opens && (!letter.test(part[part.length - 1]) || !letter.test(after))) return true;
    at = whole.indexOf(part, at + 1);
  }
  return false;
}

// All places where elements can stand: the document, open shadow roots, frames of the same origin.
function rootsFrom(root, found = []) {
  found.push(root);
  const walker = (root.ownerDocument || root).createTreeWalker(root, 1);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.shadowRoot) rootsFrom(node.shadowRoot, found);
    else if (node.tagName === "IFRAME" || node.tagName === "FRAME") {
      const inner = innerDocument(node);
      if (inner && inner.documentElement) rootsFrom(inner, found);
    }
  }
  return found;
}

function innerDocument(frame) {
  try {
    return frame.contentDocument;
  } catch (refused) {
    return null; // of another origin: asked on its own
  }
}

function query(roots, selector) {
  const found = [];
  for (const root of roots) {
    if (root.nodeType === 1 && root.matches(selector)) found.push(root);
    found.push(...root.querySelectorAll(selector));
  }
  return found;
}

function problem(code, details) {
  return Object.assign(new Error(code), { problem: { code, ...details } });
}
