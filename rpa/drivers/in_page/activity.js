// Activity: what the page still has under way: requests, and short timers set while it settles. A page that draws itself
// again a moment after loading wipes what was typed; reading back is believed only when nothing of the kind is pending.

const activity = { requests: 0, timers: new Map() };
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
      answer.then(done, done);
      return answer;
    };
  }
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    activity.requests += 1;
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
