// Activity: what the page still has under way: requests, and short timers set while it settles. A page that draws itself
// again a moment after loading wipes what was typed; reading back is believed only when nothing of the kind is pending.

const activity = { requests: 0, timers: new Map(), failed: new Map() };
const TROUBLES = [401, 403, 407, 408, 419, 429, 440]; // and all from 500 on: what is not there after one of these may be
const MOST_TOLD = 50; // different ones; how often each failed is counted on
const LONGEST_TIMER = 1000; // ms; longer ones are polls and clocks
const LONGEST_CHAIN = 2; // timers set by timers set by timers are loops

function watchActivity() {
  const { setTimeout: set, clearTimeout: clear, fetch: ask } = window;
  let inside = 0;
  window.setTimeout = function (callback, delay, ...rest) {
    if (typeof callback !== "function") return set.call(window, callback, delay, ...rest);
    const depth = inside;
    const id = set.call(window, function (...given) {
      activity.timers.delete(id);
      inside = depth + 1;
      try {
        return callback.apply(this, given);
      } finally {
        inside = 0;
      }
    }, delay, ...rest);
    if (depth <= LONGEST_CHAIN && (delay || 0) <= LONGEST_TIMER) activity.timers.set(id, performance.now() + (delay || 0));
    return id;
  };
  window.clearTimeout = function (id) {
    activity.timers.delete(id);
    return clear.call(window, id);
  };
  const done = () => { activity.requests -= 1; };
  if (ask) {
    window.fetch = function (...given) {
      activity.requests += 1;
      const answer = ask.apply(window, given);
      const address = String((given[0] && given[0].url) || given[0]);
      answer.then((found) => noteTrouble(address, found.status), (error) => {
        if (!error || error.name !== "AbortError") noteTrouble(address, 0);
      });
      answer.then(done, done);
      return answer;
    };
  }
  const { open, send } = XMLHttpRequest.prototype;
  const addresses = new WeakMap();
  XMLHttpRequest.prototype.open = function (...given) {
    addresses.set(this, String(given[1]));
    return open.apply(this, given);
  };
  XMLHttpRequest.prototype.send = function (...given) {
    activity.requests += 1;
    const noted = () => noteTrouble(addresses.get(this), this.status);
    for (const end of ["load", "error", "timeout"]) this.addEventListener(end, noted, { once: true });
    this.addEventListener("loadend", done, { once: true });
    try {
      return send.apply(this, given);
    } catch (refused) {
      done();
      throw refused;
    }
  };
  rpa.sleep = (ms) => new Promise((wake) => set.call(window, wake, ms));
}

// Keeps a request of the page to its own site that got no proper answer; status 0: none at all.
function noteTrouble(address, status) {
  if (status && status < 500 && !TROUBLES.includes(status)) return;
  let url, own;
  try {
    url = new URL(address, document.baseURI);
    // A frame or window that a page has written has no address of its own, but the origin of that page.
    own = new URL(location.host || window.origin === "null" ? location.href : window.origin);
  } catch {
    return; // no address: the page's own mistake
  }
  const site = (host) => host.split(".").slice(-2).join(".");
  if (site(url.hostname) === site(own.hostname)) keepTrouble(url.pathname, status ? `answer ${status}` : "no answer");
}

// A frame tells its page, and a window who opened it: they may be gone before anybody asks them.
function keepTrouble(path, said, seen = []) {
  let told = `${path}: ${said}`;
  if (!activity.failed.has(told) && activity.failed.size >= MOST_TOLD) told = `${path}: failed`;
  if (!activity.failed.has(told) && activity.failed.size >= 2 * MOST_TOLD) told = "/: further requests failed";
  activity.failed.set(told, (activity.failed.get(told) || 0) + 1);
  for (const other of [window.parent, window.opener]) {
    try {
      if (other && other !== window && !seen.includes(other)) other.__rpa.keepTrouble(path, said, [...seen, window]);
    } catch {
      // of another origin, or away
    }
  }
}

// Requests that failed since this document was opened, each with how often; a frame's own document among them.
function failures() {
  const found = Object.fromEntries(activity.failed);
  const [opened] = performance.getEntriesByType("navigation");
  const status = (window !== window.parent && opened && opened.responseStatus) || 0;
  if (status >= 500 || TROUBLES.includes(status)) found[`${location.pathname}: answer ${status}`] = 1;
  return { document: performance.timeOrigin, found };
}

function isBusy() {
  const late = performance.now() - 200; // a timer that should have fired long ago was dropped by the browser
  for (const [id, due] of activity.timers) if (due < late) activity.timers.delete(id);
  return document.readyState === "loading" || activity.requests > 0 || activity.timers.size > 0;
}

// Memory for what was worked out about the page, forgotten as soon as its structure or texts change.

const memory = { age: 0, captions: new WeakMap(), observer: null };

function watchStructure() {
  const forget = () => { memory.age += 1; memory.captions = new WeakMap(); };
  memory.observer = new MutationObserver(forget);
  memory.observer.observe(document, { childList: true, characterData: true, subtree: true });
  memory.forget = forget;
}

// A number that changes with the page; changes not yet told are asked for.
function pageAge() {
  if (memory.observer.takeRecords().length) memory.forget();
  return memory.age;
}

function isRemembered(element) {
  return element.getRootNode() === document; // frames and shadow roots are not watched
}

// Lets the page's own handlers and drawing catch up: one turn of its event loop.
function turn() {
  return new Promise((wake) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); wake(); };
    channel.port2.postMessage(0);
  });
}
