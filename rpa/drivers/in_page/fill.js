// Fill: a whole form in one call. Waits for each field, puts its value in, and reads everything back until it holds.

const LOOK_AGAIN = 15; // ms
const LATEST_DRAWING = 1200; // ms; how long a busy page is given to settle before its fields are believed

// The field of a job: the one found before, as long as the page has not changed since.
async function fieldOf(job, until) {
  const known = job.field;
  if (known && known.isConnected && job.age === pageAge() && isRemembered(known) && isEnabled(known)) return known;
  job.field = await waitFor(job.target, "field", until);
  job.age = pageAge();
  return job.field;
}

async function waitFor(target, use, until) {
  for (;;) {
    try {
      const element = find(target, use);
      if (use !== "field" || isEnabled(element)) return element;
      throw problem("disabled", { what: "field", name: target.name || target.css || target.column, found: [describe(element)] });
    } catch (error) {
      if (!error.problem || performance.now() > until || ["css", "foreign"].includes(error.problem.code)) throw error;
    }
    await rpa.sleep(LOOK_AGAIN);
  }
}

// Puts one value in, waiting for an option that is still to come (a list that depends on another field).
async function putWhenReady(job, until) {
  for (;;) {
    const field = await fieldOf(job, until);
    try {
      if (matches(field, job.value)) return "";
      const rest = put(field, job.value);
      if (rest !== "gone") return rest;
    } catch (error) {
      const passing = error.problem && ["option", "options", "readonly", "disabled"].includes(error.problem.code);
      if (!passing || performance.now() > until) throw named(error, job, field);
    }
    if (performance.now() > until) return "real";
    await rpa.sleep(LOOK_AGAIN);
  }
}

function named(error, job, field) {
  if (error.problem) {
    error.problem = { what: "field", name: job.caption, found: [describe(field)], ...error.problem, caption: job.caption };
  }
  return error;
}

async function wrongOnes(jobs, until) {
  const wrong = [];
  for (const job of jobs) {
    const field = await fieldOf(job, until);
    let holdsIt = false;
    try {
      holdsIt = matches(field, job.value);
    } catch (error) {
      if (!error.problem) throw error;
    }
    if (!holdsIt) wrong.push(job);
  }
  return wrong;
}

async function fill(jobs, timeout) {
  const until = performance.now() + timeout;
  const outside = [];
  for (const job of jobs) {
    const rest = await putWhenReady(job, Math.min(until, performance.now() + timeout));
    if (rest) outside.push({ caption: job.caption, how: rest });
  }
  leaveField();
  const own = jobs.filter((job) => !outside.some((one) => one.caption === job.caption));
  const settled = performance.now() + LATEST_DRAWING;
  let repeats = 0;
  await turn();
  for (;;) {
    const wrong = await wrongOnes(own, until);
    if (!wrong.length && (!isBusy() || performance.now() > settled)) break;
    if (wrong.length && repeats++ > 2 && !isBusy()) return { outside: [...outside, ...wrong.map((job) => ({ caption: job.caption, how: "real" }))] };
    if (performance.now() > until) return { outside: [...outside, ...wrong.map((job) => ({ caption: job.caption, how: "real" }))] };
    for (const job of wrong) await putWhenReady(job, until);
    leaveField();
    if (wrong.length || isBusy()) await (isBusy() ? rpa.sleep(LOOK_AGAIN) : turn());
  }
  return { outside };
}

// Reads every field back without changing anything: what does not hold, with what is there instead.
async function compare(jobs) {
  const wrong = [];
  for (const job of jobs) {
    const field = find(job.target, "field");
    if (!matches(field, job.value)) wrong.push({ caption: job.caption, shown: job.value.secret ? "" : shown(field), longest: field.maxLength > 0 ? field.maxLength : 0 });
  }
  return wrong;
}
