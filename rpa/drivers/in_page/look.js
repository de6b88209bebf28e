// Look: what the page says after a click: its text, its complaints, whether the form is still there.

// Bootstrap's good news has the role of an alert as well.
const COMPLAINTS = "[role=alert]:not(.alert-success,.alert-info,.success,.message-success,.flash-success),[aria-invalid=true],.error,.errors,.errorlist,.alert-danger,.alert-error,.has-error,.is-invalid,.invalid-feedback,.field-error,.validation-error,.message-error,.flash-error";

function complaints() {
  const roots = rootsFrom(document);
  const texts = [];
  for (const one of query(roots, COMPLAINTS).filter(isVisible)) {
    if (isField(one)) {
      const said = referred(one, "aria-errormessage") || referred(one, "aria-describedby");
      texts.push(`${nameOf(one)}: ${clean(said) || "marked as wrong"}`);
    } else texts.push(clean(one.innerText));
  }
  return [...new Set(texts.filter(Boolean))].slice(0, 12);
}

// What the browser itself holds against the fields (required, pattern, type).
function invalidFields() {
  const fields = query(rootsFrom(document), "input,select,textarea").filter((one) => one.willValidate && !one.validity.valid);
  return fields.filter((one) => isVisible(one) || !one.labels?.length).map((one) => `${nameOf(one)}: ${one.validationMessage}`).slice(0, 12);
}

function formMarks() {
  return query(rootsFrom(document), "form").map((form) =>
    [...form.elements].filter((one) => one.name && one.type !== "hidden").map((one) => one.name).sort().join("|")).filter(Boolean);
}

function look() {
  return {
    text: pageText(), complaints: complaints(), forms: formMarks(), busy: isBusy(), address: location.href,
    document: performance.timeOrigin, password: query(rootsFrom(document), "input[type=password]").some(isVisible),
  };
}

function asksPassword() {
  return query(rootsFrom(document), "input[type=password]").some(isVisible);
}

// Whether a text or a control of that name is visible.
function shows(name) {
  if (pageText().includes(name)) return true;
  try {
    findButton({ name }, rootsFrom(document));
    return true;
  } catch (error) {
    if (!error.problem) throw error;
    return error.problem.code === "many";
  }
}
