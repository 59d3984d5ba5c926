// What is said to the door, and what is shown while it does not answer.

let n = 0;
let over = ""; // "signed", "refused" or "away" when nothing more is to come
let step = "reading";
let greeted = false; // the door has answered a hello

function message(type, more) {
  return { v: 1, t: type, s: toBase64(door.subarray(32)), n: ++n, l: F.lang, ...more };
}

function post(msg, picture) {
  const nonce = nacl.randomBytes(24);
  const words = utf8(JSON.stringify(msg));
  const box = nacl.box.after(picture ? joined(words, [0], picture) : words, nonce, shared);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), picture ? 60000 : 20000);
  return fetch(F.in, {
    method: "POST", body: joined(pair.publicKey, nonce, box), signal: stop.signal, cache: "no-store",
    headers: { "Content-Type": "application/octet-stream" },
  }).then((r) => r.arrayBuffer().then((b) => {
    const bytes = new Uint8Array(b);
    if (r.status !== 200) return { error: text(bytes).trim().slice(0, 20) };
    const plain = nacl.box.open.after(bytes.subarray(24), bytes.subarray(0, 24), shared);
    return plain ? JSON.parse(text(plain)) : { error: "broken" };
  })).finally(() => clearTimeout(timer));
}

// What must arrive is sent again until it does, always the very same message:
// the door answers it once.
let pending = null;
const waits = [2, 4, 8, 16, 30];

function deliver(msg, done, options) {
  if (pending) clearInterval(pending.timer);
  pending = { msg, done, tries: 0, ...options };
  send();
}

function send() {
  const p = pending;
  if (!p || p.busy) return;
  clearInterval(p.timer);
  p.busy = true;
  locked(p.msg.t === "send" || p.msg.t === "away" || p.msg.t === "back");
  (p.task ? p.task() : post(p.msg, p.picture)).then((r) => {
    p.busy = false;
    if (p !== pending) return;
    if (r.error === "slow") return again(p, T("err.slow"));
    locked(false);
    if (r.error === "full" || r.error === "off") return failed(r.error);
    pending = null;
    banner();
    p.done(r);
  }, () => {
    p.busy = false;
    if (p === pending) again(p, "");
  });
}

function again(p, why) {
  locked(false);
  let left = waits[Math.min(p.tries++, 4)];
  if (!p.quiet) lost(why);
  const count = () => {
    const at = byId("next");
    if (at) at.textContent = T("err.lost_n", { n: left });
    if (left % 10 === 0) byId("live").textContent = T("err.lost_n", { n: left });
    if (left-- <= 0) send();
  };
  p.timer = setInterval(count, 1000);
  count();
}
const now = () => { if (pending && pending.tries && !document.hidden) send(); };
on(window, "online", now);
on(document, "visibilitychange", now);

function said(more) {
  if (over || pending || !shared) return;
  post(message("step", { step, ...more })).then((r) => {
    if (["used", "old", "busy"].includes(r.error) && !pending) answered(r);
  }, () => {});
}
setInterval(said, 20000);

function hello() {
  deliver(message("hello"), (r) => {
    n = Math.max(n, r.n || 0);
    greeted = true;
    showCode(r.code);
    answered(r);
  });
}

// answered shows whatever the door says of this phone.
function answered(r) {
  if (r.error === "busy" || r.step === "waiting") return inLine(r.line);
  if (r.error === "fields") return showFaults((r.fields || []).map((f) => [f.f, f.k]));
  if (r.done) return receipt(r.done);
  if (r.home) return takeHome(r.home);
  if (r.error === "used" || r.error === "old") return dead(r.error);
  if (r.error === "changed") return changed();
  if (r.step === "refused") return refused();
  if (r.error || r.ok === false) return failed("broken");
  if (byId("screen").dataset.of === "line") back();
}

// Banners.

function banner(kind, heading, words, ...rest) {
  const at = byId("banner");
  at.hidden = !kind;
  at.className = kind;
  refill(at);
  if (!kind) return;
  at.append(byId("t-banner").content.cloneNode(true), ...rest);
  $("h2", at).textContent = heading;
  $("p", at).textContent = words;
  at.setAttribute("role", "alert");
  focus(at, true);
  at.scrollIntoView({ block: "center" });
}

function lost(why) {
  if (byId("next")) return;
  const words = [why || T("err.lost")];
  if (F.wifi) words.push(T("err.lost_wifi", { wifi: F.wifi }));
  const next = make("p", "hint");
  next.append(set(make("span"), { id: "next", "aria-hidden": "true" }), " " + (F.local ? T("err.lost_alt") : ""));
  banner("wait", T("err.lost_h"), words.join(" "), button("go full", T("err.lost_b"), send), next);
}

const failures = {
  full: ["err.full_h", "err.full"], off: ["err.off_h", "err.off"], broken: ["err.broken_h", "err.broken"],
  used: ["err.used_h", "err.used"], old: ["err.old_h", "err.old"],
};
function failed(error) {
  const [heading, words] = failures[error];
  const more = pending ? [button("go full", T("err.lost_b"), send)] : [];
  banner(error === "off" ? "wait" : "red", T(heading), T(words), ...more);
}

// A newer text takes the place of the old one; the answers were to the old one.
function changed() {
  fragment.delete("a");
  swap(F.lang, F.minor, true, () => banner("wait", T("err.changed_h"), T("err.changed")));
}

function refill(el, ...inside) {
  el.textContent = "";
  el.append(...inside);
}
function make(tag, name, words) {
  const el = document.createElement(tag);
  if (name) el.className = name;
  if (words) el.textContent = words;
  return el;
}
function button(name, words, press) {
  const b = make("button", name, words);
  b.type = "button";
  on(b, "click", press);
  return b;
}
function icon(name) {
  return draw("use", { href: "#i-" + name }, { class: "i", "aria-hidden": "true" });
}
// draw makes a picture of one shape.
function draw(shape, attributes, frame) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = set(document.createElementNS(NS, "svg"), frame);
  svg.append(set(document.createElementNS(NS, shape), attributes));
  return svg;
}

let sending = false;
function locked(on) {
  sending = on;
  $$("#foot button, #away-send, [data-do=take]").forEach((b) => b.setAttribute("aria-disabled", on));
  byId("send").textContent = on ? T("sign.sending") : byId("send").dataset.words;
}
