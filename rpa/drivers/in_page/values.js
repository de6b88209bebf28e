// Values: put one into a field, and compare what the field then shows with what was meant.
// A value: {text, iso?, number?, tick?, decimal?}: `text` as the target writes it, `iso` for a date, `number` for a number.

function wireText(field, value) {
  if (field.tagName === "INPUT") {
    if (field.type === "date" && value.iso) return value.iso.slice(0, 10);
    if (field.type === "month" && value.iso) return value.iso.slice(0, 7);
    if (field.type === "datetime-local" && value.iso) return value.iso.slice(0, 16);
    if ((field.type === "number" || field.type === "range") && value.number !== undefined) return value.number;
  }
  return value.text;
}

function shown(field) {
  if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => clean(option.label || option.text)).join(", ");
  if (isTick(field)) return String(ticked(field));
  if (field.value !== undefined && "value" in field) return field.value;
  return field.innerText;
}

function ticked(field) {
  return field.tagName === "INPUT" ? field.checked : field.getAttribute("aria-checked") === "true";
}

function plainNumber(text, decimal) {
  const grouping = decimal === "," ? /[.\s'’\u00a0\u202f]/g : /[,\s'’\u00a0\u202f]/g;
  let digits = text.replace(/[€£$¥]|[A-Za-z]{2,3}\.?/g, "").trim().replace(/\u2212/g, "-").replace(grouping, "");
  if (decimal === ",") digits = digits.replace(",", ".");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(digits)) return null;
  const negative = digits.startsWith("-");
  const [whole, fraction = ""] = digits.replace(/^[-+]/, "").split(".");
  const trimmed = (whole.replace(/^0+(?=\d)/, "") || "0") + (fraction.replace(/0+$/, "") ? "." + fraction.replace(/0+$/, "") : "");
  return negative && trimmed !== "0" ? "-" + trimmed : trimmed;
}

function matches(field, value) {
  if (value.tick !== undefined && isTick(field)) return ticked(field) === value.tick;
  if (field.type === "radio") return radioFor(field, value).checked;
  if (field.tagName === "SELECT") return [...field.selectedOptions].some((option) => option === optionFor(field, value));
  if (value.secret) field.setAttribute("data-rpa-secret", ""); // covered in pictures
  const now = shown(field), meant = wireText(field, value);
  if (now === meant || clean(now) === clean(meant)) return true;
  if (value.number !== undefined) {
    const native = field.type === "number" || field.type === "range";
    const read = plainNumber(now, native ? "." : value.decimal);
    return read !== null && read === plainNumber(value.number, ".");
  }
  if (value.secret) return false;
  // A field may set its content in capitals or groups (postal codes, IBAN), nothing more.
  const bare = (text) => text.replace(/\s+/g, "").toLowerCase();
  return bare(now) !== "" && bare(now) === bare(meant) && now.trim() !== "";
}

function optionFor(select, value) {
  const options = [...select.options];
  const texts = [value.text, value.number, value.iso].filter((one) => one !== undefined);
  const tests = [
    (option, text) => exact(option.label || option.text) === exact(text),
    (option, text) => option.value === text,
    (option, text) => folded(option.label || option.text) === folded(text),
  ];
  for (const test of tests) {
    const found = options.filter((option) => texts.some((text) => test(option, text)));
    if (found.length === 1) return found[0];
    if (found.length > 1) throw problem("options", { found: found.map((option) => clean(option.text) + " (value " + option.value + ")") });
  }
  return null;
}

function radioFor(field, value) {
  const root = field.getRootNode();
  const group = [...root.querySelectorAll("input[type=radio]")].filter((one) => one.name === field.name && one.form === field.form);
  const names = (one) => [...labels(one), textBehind(one), one.value];
  const found = group.filter((one) => names(one).some((name) => folded(name) === folded(value.text)));
  if (found.length === 1) return found[0];
  throw problem("options", { found: [], options: group.map((one) => exact(labels(one)[0] || textBehind(one) || one.value)) });
}

function fire(field, type, init = {}) {
  const view = field.ownerDocument.defaultView;
  const kind = type === "input" ? view.InputEvent : type.startsWith("key") ? view.KeyboardEvent : view.Event;
  field.dispatchEvent(new kind(type, { bubbles: true, composed: true, ...init }));
}

function setText(field, text) {
  if (field.isContentEditable) {
    field.textContent = text;
  } else {
    const view = field.ownerDocument.defaultView;
    const kind = field.tagName === "TEXTAREA" ? view.HTMLTextAreaElement : view.HTMLInputElement;
    const property = field.tagName === "INPUT" || field.tagName === "TEXTAREA" ? Object.getOwnPropertyDescriptor(kind.prototype, "value") : null;
    if (property) property.set.call(field, text); // past a framework's own setter, which would hide the change from it
    else field.value = text;
  }
  const key = text.slice(-1) || "Backspace";
  fire(field, "keydown", { key });
  fire(field, "input", { data: text, inputType: "insertText" });
  fire(field, "keyup", { key });
}

// The field that has the focus from us: entering another one of the same document leaves it, as a person does.
let entered = null;

function enterField(field) {
  if (entered && entered.ownerDocument !== field.ownerDocument) leaveField();
  entered = field;
  field.focus();
}

function leaveField() {
  if (entered && entered.isConnected) entered.blur();
  entered = null;
}

// Puts a value into a field; returns "" or what still has to be done from outside.
function put(field, value) {
  if (!isEnabled(field)) throw problem("disabled", {});
  if (field.readOnly) throw problem("readonly", {});
  if (field.type === "file") return "file";
  if (value.tick !== undefined && isTick(field)) {
    if (ticked(field) !== value.tick) field.click();
    return "";
  }
  if (field.type === "radio") {
    const radio = radioFor(field, value);
    if (!radio.checked) radio.click();
    return "";
  }
  if (isTick(field)) throw problem("tick", {});
  enterField(field);
  if (!field.isConnected) return "gone"; // a field that is exchanged for another one when entered
  if (field.tagName === "SELECT") {
    const option = optionFor(field, value);
    if (!option) throw problem("option", { options: [...field.options].map((one) => clean(one.text)).slice(0, 40) });
    if (option.disabled) throw problem("option", { options: [`"${clean(option.text)}" is there but disabled`] });
    option.selected = true;
    fire(field, "input");
  } else if (field.tagName === "INPUT" || field.tagName === "TEXTAREA" || field.isContentEditable) {
    setText(field, wireText(field, value));
  } else {
    return "real"; // a drawn widget: only real keys
  }
  if (!field.isConnected) return "gone";
  fire(field, "change");
  return "";
}
