// The script of the signing page: it keeps what is typed, draws the signature,
// and sends the answer in a NaCl box (see signer/page/wire.go). It takes any
// browser since 2019, without storage, modules, crypto.subtle or dialogs: the
// sheet that a phone opens over a Wi-Fi without internet has none of them. Its
// parts are joined into one function by tools/pagemin.
//
// What every part of the script uses: elements, bytes, the fragment with the key.

const $ = (selector, at) => (at || document).querySelector(selector);
const $$ = (selector, at) => Array.from((at || document).querySelectorAll(selector));
const byId = (id) => document.getElementById(id);
const checked = (name) => ($('input[name="' + name + '"]:checked') || {}).value;
const value = (id) => (byId(id) ? byId(id).value.replace(/\s+/g, " ").trim() : "");
const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);
const on = (el, name, f) => el.addEventListener(name, f);
const set = (el, attributes) => (Object.keys(attributes).forEach((k) => el.setAttribute(k, attributes[k])), el);
const attempt = (f) => { try { return f(); } catch (e) { return undefined; } };

const toBase64 = (bytes) => btoa(bytes.reduce((s, b) => s + String.fromCharCode(b), "")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const fromBase64 = (s) => Uint8Array.from(attempt(() => atob(s.replace(/-/g, "+").replace(/_/g, "/"))) || "", (c) => c.charCodeAt(0));
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  parts.reduce((at, p) => (all.set(p, at), at + p.length), 0);
  return all;
};

// The pages around the document have no sheet: a choice of language, a field
// for a take-home code, a dead end.
if (!byId("facts")) {
  $$(".choose a").forEach((a) => on(a, "click", (e) => {
    e.preventDefault();
    location.replace(a.getAttribute("href") + location.hash);
  }));
  const form = byId("take-home");
  if (form) on(form, "submit", (e) => {
    e.preventDefault();
    if (value("code")) location.assign("/k/" + encodeURIComponent(value("code")));
  });
  const looked = byId("looked");
  if (looked) {
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    looked.textContent = looked.textContent.replace("{time}", now);
    looked.hidden = false;
  }
  return;
}

let F = {}; // what the server knows of the text that is shown
const filled = (words, fill) => words.replace(/\{(\w+)\}/g, (m, name) => (fill && name in fill ? fill[name] : m));
const T = (key, fill) => filled(F.w[key] || F.w["err.broken_h"], fill);

// The fragment never leaves the phone: k is the door's key and secret, p the
// seed of this phone's key, a the answers so far. What was typed does not
// stand in it, because addresses are seen.
const fragment = new URLSearchParams(location.hash.slice(1));
const door = fromBase64(fragment.get("k") || document.documentElement.dataset.k || "");
let seed = fromBase64(fragment.get("p") || "");
if (seed.length !== 32) seed = nacl.randomBytes(32);
const pair = nacl.box.keyPair.fromSecretKey(seed);
const shared = door.length === 48 && nacl.box.before(door.subarray(0, 32), pair.secretKey);

function keepFragment() {
  fragment.set("p", toBase64(seed));
  const answers = F.uses.filter((u) => checked(u.p)).map((u) => u.p + ":" + checked(u.p)).join(",");
  if (answers && !over) fragment.set("a", answers); else fragment.delete("a");
  // A browser may refuse more than a hundred of these in half a minute.
  attempt(() => history.replaceState(null, "", location.pathname + query(F.lang, F.minor) + "#" + fragment));
}
const query = (lang, minor) => "?l=" + encodeURIComponent(lang) + (minor ? "&m=1" : "");
