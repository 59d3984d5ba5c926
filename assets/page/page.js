// The script of the signing page: it keeps what is typed, draws the signature,
// and sends the answer in a NaCl box (see signer/page/wire.go). It takes any
// browser since 2019, without storage, modules, crypto.subtle or dialogs: the
// sheet that a phone opens over a Wi-Fi without internet has none of them.
(() => {
  "use strict";

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

  // ---- What is said to the door

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

  // ---- Banners

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

  // ---- What is typed, and where it is kept

  const inputs = () => $$("#form input").filter((i) => i.type !== "file");
  function snapshot() {
    const all = { words: {}, radios: {}, ticks: [], ink: pad.ink, minor: F.minor };
    inputs().forEach((i) => {
      if (i.type === "radio") i.checked && (all.radios[i.name] = i.value);
      else if (i.type === "checkbox") i.checked && all.ticks.push(i.id || i.value);
      else if (i.value) all.words[i.id] = i.value;
    });
    all.open = $$("#form details[open]").map((d) => d.id);
    return all;
  }

  function restore(all) {
    inputs().forEach((i) => {
      if (i.type === "radio") i.checked = all.radios[i.name] === i.value;
      else if (i.type === "checkbox") i.checked = all.ticks.includes(i.id || i.value);
      else if (all.words[i.id]) i.value = all.words[i.id];
    });
    $$("#form details").forEach((d) => { if (d.id && all.open.includes(d.id)) d.open = true; });
    if (all.ink) pad.ink = all.ink;
  }

  // Some phones throw away a page that is not looked at. Where there is storage,
  // a reload finds what was typed, sealed with a key that stands in the fragment.
  const draftName = () => "onset" + F.in;
  const draftKey = nacl.hash(joined(utf8("onset draft"), seed)).subarray(0, 32);
  function keepDraft() {
    if (over) return;
    attempt(() => {
      const nonce = nacl.randomBytes(24);
      const box = nacl.secretbox(utf8(JSON.stringify(snapshot())), nonce, draftKey);
      sessionStorage.setItem(draftName(), toBase64(joined(nonce, box)));
    });
  }
  const dropDraft = () => attempt(() => sessionStorage.removeItem(draftName()));
  function findDraft() {
    return attempt(() => {
      const bytes = fromBase64(sessionStorage.getItem(draftName()));
      const plain = nacl.secretbox.open(bytes.subarray(24), bytes.subarray(0, 24), draftKey);
      const all = plain && JSON.parse(text(plain));
      return all && all.minor === F.minor ? all : undefined;
    });
  }
  let soon = 0;
  function touched() {
    clearTimeout(soon);
    soon = setTimeout(keepDraft, 400);
  }

  // forget leaves nothing of the person on the phone but what is on the screen.
  function forget() {
    clearTimeout(soon);
    dropDraft();
    byId("form").reset();
    pad.ink = null;
    face(null);
    held(false);
    keepFragment();
  }

  // ---- What follows from what is typed

  // Only month and year are known: within the month of birth one is the younger.
  function age(at) {
    const month = Number(value((at || "") + "month"));
    const year = Number(value((at || "") + "year"));
    const today = new Date();
    if (!(month >= 1 && month <= 12) || !(year >= 1900 && year <= today.getFullYear())) return -1;
    return today.getFullYear() - year - (today.getMonth() + 1 <= month ? 1 : 0);
  }
  const alone = () => !F.minor && checked("is-adult") === "no" && F.alone < 18 && age() >= F.alone;
  const needsParent = () => checked("is-adult") === "no" && !alone() && (F.alone >= 18 || age() >= 0);
  const asked = () => !!byId("assent") && age() >= F.child && age() < 18;
  const shown = (id, on) => byId(id) && (byId(id).hidden = !on);
  const first = (name) => name.split(" ")[0] || "…";

  function follow() {
    $$("#sign .echo li").forEach((li) => {
      const answer = checked(li.dataset.p);
      li.classList.toggle("yes", answer === "yes");
      li.classList.toggle("no", answer === "no");
    });
    shown("young", checked("is-adult") === "no");
    shown("under18", needsParent());
    shown("teacher", checked("is-rel") === "teacher");
    shown("too-hint", checked("is-too") === "must_sign");
    shown("assent", asked());
    shown("child-echo", asked());
    if (byId("assent")) byId("assent").classList.toggle("old", age() >= 15);
    $$("[data-child]").forEach((el) => (el.textContent = filled(el.dataset.child, { child: first(value("cname")) })));
    const drawing = !byId("held").open;
    shown("drawn", drawing);
    const signer = value(F.minor ? "gname" : "name");
    $(".padname").textContent = signer;
    if (document.activeElement !== byId("again")) byId("again").value = signer;
  }

  // ---- The answer

  const looksLikeContact = (s) => (s.includes("@") ? /^[^@\s<>]+@[^@\s<>]+$/.test(s) : s.replace(/\D/g, "").length >= 8);
  const looksLikeBand = (s) => !s || /^\p{L}{1,4} ?\d{1,6}$/u.test(s); // whoever has none gets one
  const born = (at) => (age(at) < 0 ? {} : { year: Number(value(at + "year")), month: Number(value(at + "month")) });

  function answer() {
    const a = { answers: {}, name: value(F.minor ? "cname" : "name"), method: byId("held").open ? "held" : "drawn" };
    F.uses.forEach((u) => (a.answers[u.p] = checked(u.p)));
    const asks = $$("input[name=cond]:checked").map((i) => i.value);
    if (checked("is-secret") === "yes") asks.unshift("no_name", "no_school", "no_place");
    if (asks.length) a.conditions = asks;
    ["contact", "work", "band"].forEach((k) => { if (value(k)) a[k] = value(k); });
    if (F.minor) {
      a.guardian = {
        name: value("gname"), relation: checked("is-rel"), contact: value("gcontact"),
        authority: byId("auth").checked, other: checked("is-too") || "agrees",
      };
      if (asked()) a.child = checked("is-child");
    } else if (checked("is-adult") === "yes") a.adult = true;
    if (F.minor || alone()) Object.assign(a, born(""));
    if (a.method === "drawn") a.ink = pad.ink;
    return a;
  }

  function faults() {
    if (needsParent()) return [["adult", "young"]]; // and nothing else that stands there is used
    const out = [];
    const want = (ok, field, key) => ok || out.push([field, key]);
    const band = () => want(looksLikeBand(value("band")), "band", "err.band");
    const birth = () => {
      const m = Number(value("month"));
      const ok = m >= 1 && m <= 12;
      want(ok, "month", value("month") || value("year") ? "err.month" : "err.born");
      if (ok) want(age() >= 0, "year", "err.year");
    };
    const questions = () => {
      F.uses.forEach((u) => want(checked(u.p), "q-" + u.p, "err.choice"));
      if (F.uses.length) want(F.uses.some((u) => checked(u.p) !== "no"), "q", "err.allno");
    };
    if (F.minor) {
      band();
      if (byId("cname")) {
        want(value("cname"), "cname", "err.cname");
        birth();
        want(age() < 18, "month", "err.adult");
        want(checked("is-secret"), "secret", "err.choice");
      }
      questions();
      want(value("gname"), "gname", "err.gname");
      want(checked("is-rel"), "rel", "err.rel");
      want(checked("is-rel") !== "teacher", "rel", "err.teacher");
      want(looksLikeContact(value("gcontact")), "gcontact", "err.gcontact");
      want(byId("auth").checked, "auth", "err.auth");
      if (byId("f-too")) want(checked("is-too"), "too", "err.too");
      if (asked()) want(checked("is-child"), "child", "err.child");
    } else {
      questions();
      band();
      want(value("name"), "name", "err.name");
      want(checked("is-adult"), "adult", "err.age");
      if (checked("is-adult") === "no") birth();
      if (byId("work")) want(value("work"), "work", "err.work");
      want(!value("contact") || looksLikeContact(value("contact")), "contact", "err.contact");
    }
    if (byId("held").open) want(isHeld, "held", "err.held");
    else if (!pad.points()) want(false, "ink", "err.ink");
    else want(!pad.dot(), "ink", "err.dot");
    return out;
  }

  function showFaults(list) {
    $$("#form .bad").forEach(mend);
    const at = byId("errors");
    at.hidden = !list.length;
    refill(at);
    if (!list.length) return false;
    back();
    const heading = make("h2", "", list.length === 1 ? T("err.sum1") : T("err.sum", { n: list.length }));
    heading.prepend(icon("warn"));
    at.append(heading, make("p", "hint", T("err.kept")));
    list.forEach(([field, key]) => at.append(fault(field, key)));
    document.title = heading.textContent + " – " + F.title;
    focus(at, true);
    at.scrollIntoView({ block: "center" });
    return true;
  }

  const say = (key) => (key === "young" ? $("#under18 p").textContent : T(key));

  // fault marks a field and gives the line of the summary that leads to it.
  function fault(field, key) {
    if (field === "ink" && byId("held").open) field = "held";
    const input = byId(field);
    const box = byId("f-" + field) || input && input.closest(".f, fieldset, section") || byId("questions");
    const e = byId("e-" + field) || make("p", "e");
    e.id = "e-" + field;
    if (!e.parentNode) {
      const above = $$("legend, .l, .h, .s, .lead", box).pop();
      const at = $("h2", box) ? $(".lead", box) : above && above.closest(".padhead") || above;
      if (at) at.after(e); else box.prepend(e);
    }
    box.classList.add("bad");
    const shut = box.closest("details");
    if (shut) shut.open = true;
    refill(e, icon("warn"), make("span", "", say(key)));
    e.hidden = false;
    const target = input && input.matches("input") ? input : $("input:not(.vh), #pad, button", box) || e;
    $$("input, canvas", box).forEach((i) => {
      i.dataset.was = i.dataset.was || i.getAttribute("aria-describedby") || " ";
      i.setAttribute("aria-describedby", (i.dataset.was + " " + e.id).trim());
      if (i.type === "text" || i.type === "checkbox") i.setAttribute("aria-invalid", "true");
    });
    const i = F.uses.findIndex((u) => "q-" + u.p === field);
    const line = make("a", "", key === "err.contact" ? T("err.contact_l") : i >= 0 && key === "err.choice" ? T("err.choice_l", { n: i + 1, t: F.uses[i].t }) : say(key));
    line.href = "#" + e.id;
    on(line, "click", (ev) => {
      ev.preventDefault();
      box.scrollIntoView({ block: "center" });
      focus(target, true);
    });
    return line;
  }

  function focus(el, quiet) {
    if (el.tabIndex < 0) el.tabIndex = -1;
    el.focus({ preventScroll: !!quiet });
  }

  function mend(box) {
    box.classList.remove("bad");
    $$(".e", box).forEach((e) => (e.hidden = true));
    $$("[data-was]", box).forEach((i) => {
      i.removeAttribute("aria-invalid");
      if (i.dataset.was.trim()) i.setAttribute("aria-describedby", i.dataset.was); else i.removeAttribute("aria-describedby");
    });
  }

  let mine = {}; // what the receipt shows and the door does not send back

  function sign() {
    if (sending || over) return;
    document.title = title;
    if (showFaults(faults())) return;
    const a = answer();
    mine = {
      name: a.name, signer: F.minor ? value("gname") : a.name, ink: a.ink,
      mail: (a.contact || value("gcontact")).includes("@"), conditions: conditions(a),
    };
    if (pending && pending.msg && pending.msg.t === "send" && JSON.stringify(pending.msg.answer) === JSON.stringify(a)) return send();
    deliver(message("send", { shown: F.shown, answer: a }), answered, { picture });
  }

  // conditions says what was asked for, in the words of the form where it was.
  function conditions(a) {
    const known = { no_name: "cond.no_name", no_place: "cond.no_place", no_school: "cond.no_school" };
    return (a.conditions || []).map((c) => {
      const box = $('input[name=cond][value="' + c + '"]');
      return box ? box.parentNode.textContent.trim() : T(known[c]);
    });
  }

  function refuse() {
    if (sending) return;
    deliver(message("refuse", { shown: F.shown }), (r) => {
      if (r.done || r.home) answered(r);
    }, { quiet: true });
    refused();
  }

  function refused() {
    over = "refused";
    forget();
    screen("no");
  }

  // away asks for a code that a guardian answers with at home.
  function away() {
    if (sending) return;
    const list = [];
    if (!value("aname")) list.push(["aname", "err.cname"]);
    if (!looksLikeBand(value("aband"))) list.push(["aband", "err.band"]);
    if (age("a") < 0) list.push(["amonth", "err.born"]);
    else if (age("a") >= 18) list.push(["amonth", "err.adult"]);
    if (showFaults(list)) return;
    mine = { name: value("aname") };
    const who = { name: mine.name, ...born("a") };
    if (value("aband")) who.band = value("aband");
    deliver(message("away", { shown: F.shown, away: who }), answered);
  }

  // ---- The pad. signature_pad is 16.7 kB of the 100 and forgets the drawing
  // when the phone is turned; this one keeps strokes with their times and draws
  // them anew at any size.

  const pad = {
    ink: null, // {w, h, strokes} as signer.ParseInk reads it, in the units of the pad when it was first touched
    points() { return this.ink ? this.ink.strokes.reduce((sum, s) => sum + s.length, 0) : 0; },

    // A touch or a tap is nobody's name: the same measure as the kit's.
    dot() {
      const k = this.ink;
      const diagonal = Math.hypot(k.w, k.h);
      let path = 0;
      const all = [].concat(...k.strokes);
      const xs = all.map((p) => p.x), ys = all.map((p) => p.y);
      const span = (v) => v.reduce((a, b) => Math.max(a, b)) - v.reduce((a, b) => Math.min(a, b));
      k.strokes.forEach((s) => s.forEach((p, i) => { if (i) path += Math.hypot(p.x - s[i - 1].x, p.y - s[i - 1].y); }));
      return Math.hypot(span(xs), span(ys)) < 0.04 * diagonal || path < 0.05 * diagonal;
    },

    size() {
      const canvas = byId("pad");
      const box = canvas.getBoundingClientRect();
      if (!box.width) return;
      const dpr = window.devicePixelRatio || 1;
      canvas.width = Math.round(box.width * dpr);
      canvas.height = Math.round(box.height * dpr);
      // A narrower pad shrinks the drawing, a wider one gives it room.
      const k = this.ink;
      this.scale = k ? Math.min(1, box.width / k.w, box.height / k.h) : 1;
      if (k) Object.assign(k, { w: Math.max(k.w, box.width / this.scale), h: Math.max(k.h, box.height / this.scale) });
      this.pen = canvas.getContext("2d");
      this.pen.setTransform(dpr * this.scale, 0, 0, dpr * this.scale, 0, 0);
      this.pen.lineCap = this.pen.lineJoin = "round";
      this.pen.strokeStyle = this.pen.fillStyle = "#14325f";
      if (k) k.strokes.forEach((s) => s.forEach((p, i) => this.draw(s, i)));
    },

    // A slow hand presses, a quick one glides; a stylus says it itself.
    width(s, i) {
      const p = s[i], q = s[Math.max(0, i - 1)];
      const speed = Math.hypot(p.x - q.x, p.y - q.y) / Math.max(1, p.t - q.t);
      return Math.max(1.6, 3.6 - speed);
    },

    draw(s, i) {
      const c = this.pen, p = s[i];
      c.beginPath();
      if (i === 0) {
        c.arc(p.x, p.y, 1.6, 0, 7);
        return c.fill();
      }
      const q = s[i - 1], o = s[i - 2] || q;
      this.broad = i === 1 ? this.width(s, i) : 0.7 * this.broad + 0.3 * this.width(s, i);
      c.lineWidth = this.broad * (this.press || 1);
      c.moveTo((o.x + q.x) / 2, (o.y + q.y) / 2);
      c.quadraticCurveTo(q.x, q.y, (q.x + p.x) / 2, (q.y + p.y) / 2);
      c.stroke();
    },

    put(e) {
      const box = byId("pad").getBoundingClientRect();
      const k = this.ink, s = k.strokes[k.strokes.length - 1];
      const round = (v) => Math.round(v * 10) / 10;
      const p = { x: round((e.clientX - box.left) / this.scale), y: round((e.clientY - box.top) / this.scale), t: Math.max(0, Math.round(e.timeStamp - this.began)) };
      const last = s[s.length - 1];
      const out = p.x < -k.w / 3 || p.y < -k.h / 3 || p.x > k.w * 1.3 || p.y > k.h * 1.3;
      if (out || last && Math.hypot(p.x - last.x, p.y - last.y) < 1 || this.points() >= 8000) return;
      s.push(p);
      this.press = e.pointerType === "pen" && e.pressure ? 0.5 + e.pressure : 1;
      this.draw(s, s.length - 1);
    },

    start(e) {
      if (e.button || this.finger !== undefined) return;
      e.preventDefault();
      attempt(() => byId("pad").setPointerCapture(e.pointerId));
      this.finger = e.pointerId;
      if (!this.ink) {
        const box = byId("pad").getBoundingClientRect();
        this.ink = { w: Math.round(box.width), h: Math.round(box.height), strokes: [] };
        this.began = e.timeStamp;
        this.scale = 1;
      } else if (this.began === undefined) this.began = e.timeStamp - this.after();
      this.ink.strokes.push([]);
      this.put(e);
      mend(byId("f-ink"));
    },

    // after is when a drawing that was found again goes on.
    after() { return 1000 + Math.max(0, ...this.ink.strokes.map((s) => (s.length ? s[s.length - 1].t : 0))); },

    move(e) {
      if (e.pointerId !== this.finger) return;
      ((e.getCoalescedEvents && e.getCoalescedEvents()) || [e]).forEach((one) => this.put(one));
    },

    end(e) {
      if (e.pointerId !== this.finger) return;
      this.finger = undefined;
      touched();
    },

    clear() {
      this.ink = null;
      this.began = this.finger = undefined;
      this.size();
    },

    attach() {
      const canvas = byId("pad");
      on(canvas, "pointerdown", (e) => this.start(e));
      on(canvas, "pointermove", (e) => this.move(e));
      ["pointerup", "pointercancel", "lostpointercapture"].forEach((name) => on(canvas, name, (e) => this.end(e)));
      on(byId("clear"), "click", () => { this.clear(); touched(); });
      this.finger = undefined;
      this.size();
    },
  };
  on(window, "resize", () => byId("pad") && pad.size());

  // ---- The held button, for wet glass, gloves, tremor and keys

  let isHeld = false;
  let holding = 0;
  let idle = []; // what the button says before it is held
  function held(on) {
    isHeld = on;
    clearTimeout(holding);
    const b = byId("hold");
    if (byId("hold-word")) byId("hold-word").textContent = idle.words;
    b.classList.remove("on");
    b.classList.toggle("done", on);
    if (on) refill(b, icon("check"), make("span", "", T("sign.held_done")));
    else refill(b, ...idle);
    shown("hold-yes", false);
    if (on) byId("live").textContent = T("sign.held_done");
    if (on) mend(byId("f-held"));
  }

  function attachHeld() {
    const b = byId("hold");
    idle = Array.from(b.childNodes);
    idle.words = b.textContent;
    let since = 0;
    const start = () => {
      if (isHeld || since) return;
      since = Date.now();
      b.classList.add("on");
      byId("hold-word").textContent = T("sign.held_on");
      holding = setTimeout(() => { since = 0; held(true); }, 2000);
    };
    const end = () => {
      if (!since) return;
      since = 0;
      held(false);
    };
    // Pressed once, it can be pressed again in words: nobody must be able to hold.
    const once = () => {
      if (isHeld) return;
      shown("hold-yes", true);
      holding = setTimeout(() => shown("hold-yes", false), 10000);
    };
    const space = (e) => e.key === " " || e.code === "Space";
    on(b, "pointerdown", (e) => { if (!e.button) start(); });
    ["pointerup", "pointerleave", "pointercancel", "blur"].forEach((name) => on(b, name, end));
    on(b, "keydown", (e) => { if (space(e)) { e.preventDefault(); if (!e.repeat) start(); } });
    on(b, "keyup", (e) => { if (space(e)) { e.preventDefault(); if (since) { end(); once(); } } });
    on(b, "contextmenu", (e) => e.preventDefault());
    on(b, "click", once);
    on(byId("hold-yes"), "click", () => held(true));
    on(byId("again"), "input", () => {
      byId(F.minor ? "gname" : "name").value = byId("again").value;
      if (isHeld) held(false);
    });
    on(byId("held"), "toggle", () => { mend(byId("f-ink")); follow(); pad.size(); });
    held(isHeld);
  }

  // ---- A picture of the person, made small before it is sent

  let picture = null;
  function face(bytes) {
    picture = bytes;
    const img = byId("face");
    if (!img) return;
    img.hidden = !bytes;
    if (bytes) img.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })); else img.removeAttribute("src");
    shown("selfie-drop", !!bytes);
    const word = byId("selfie-word");
    word.dataset.words = word.dataset.words || word.textContent;
    word.textContent = bytes ? T("you.selfie_again") : word.dataset.words;
  }

  function shrink(file) {
    const img = new Image();
    const bad = () => { face(null); fault("selfie", "err.selfie"); };
    img.onerror = bad;
    img.onload = () => {
      const by = Math.min(1, 800 / Math.max(img.naturalWidth, img.naturalHeight));
      const canvas = make("canvas");
      canvas.width = Math.round(img.naturalWidth * by);
      canvas.height = Math.round(img.naturalHeight * by);
      canvas.getContext("2d").drawImage(img, 0, 0, canvas.width, canvas.height);
      const pack = (quality) => canvas.toBlob((blob) => {
        if (!blob) return bad();
        if (blob.size > 290000 && quality > 0.3) return pack(quality - 0.15);
        new Response(blob).arrayBuffer().then((b) => { mend(byId("f-selfie")); face(new Uint8Array(b)); });
      }, "image/jpeg", quality);
      pack(0.8);
    };
    img.src = URL.createObjectURL(file);
  }

  // ---- What takes the place of the form

  function screen(name) {
    const at = byId("screen");
    refill(at, byId("t-" + name).content.cloneNode(true));
    at.dataset.of = name;
    at.hidden = false;
    byId("form").hidden = true;
    $$("[data-do]", at).forEach(bind);
    const h = $("h1", at);
    document.title = h.textContent + " – " + F.title;
    scrollTo(0, 0);
    focus(h);
    return (field) => $('[data-f="' + field + '"]', at);
  }

  const bind = (b) => on(b, "click", () => doing[b.dataset.do](b));

  function back() {
    byId("screen").hidden = true;
    delete byId("screen").dataset.of;
    byId("form").hidden = false;
    document.title = title;
    pad.size();
  }

  const doing = {
    again() {
      over = "";
      step = "reading";
      back();
      follow();
      scrollTo(0, 0);
      focus($("h1"));
      said();
    },
    print() { window.print(); },
    share(b) { navigator.share({ text: b.dataset.text }).catch(() => {}); },
    copy(b) {
      const area = make("textarea", "vh", b.dataset.text);
      document.body.append(area);
      area.select();
      if (attempt(() => document.execCommand("copy"))) b.textContent = T("minor.h_copied");
      area.remove();
      b.focus();
    },
    back() { takeBack(); },
    keep() { receipt(last); },
    take() {
      const ticked = $$("#screen input:checked").map((i) => i.value);
      if (sending || !ticked.length) return;
      const uses = ticked.includes("*") ? {} : { uses: ticked };
      deliver(message("back", uses), (r) => {
        if (!r.done) return answered(r);
        receipt(r.done, "back.done_h", "back.done");
      });
    },
  };

  function dead(error) {
    const put = screen("stop");
    put("h").textContent = T(failures[error][0]);
    put("p").textContent = T(failures[error][1]);
  }

  function inLine(place) {
    if (byId("screen").dataset.of !== "line") screen("line");
    const p = $("[data-f=line]");
    p.textContent = filled(p.dataset.words, { n: place || 1 });
    setTimeout(() => { if (!pending) hello(); }, 5000);
  }

  // A code is drawn in whole pixels, or a camera sees grey between them.
  function qr(rows) {
    const side = rows.length + 8;
    const size = side * Math.max(3, Math.floor(250 / side));
    const d = rows.map((row, y) => row.replace(/[^]/g, (c, x) => (c === "1" ? "M" + (x + 4) + " " + (y + 4) + "h1v1h-1z" : ""))).join("");
    return draw("path", { d }, {
      viewBox: "0 0 " + side + " " + side, width: size, height: size, class: "qr", role: "img", "aria-label": "QR", "shape-rendering": "crispEdges",
    });
  }

  function drawing(ink) {
    const d = ink.strokes.map((s) => s.map((p, i) => (i ? "L" : "M") + p.x + " " + p.y).join("") + (s[1] ? "" : "h0")).join("");
    return draw("path", { d }, { viewBox: "0 0 " + ink.w + " " + ink.h, class: "ink", role: "img", "aria-label": T("receipt.ink") });
  }

  function home(put, h) {
    const fillIn = (field, fill) => (put(field).textContent = filled(put(field).textContent, fill));
    put("code").textContent = h.code;
    if (h.qr) put("homeqr").append(qr(h.qr));
    put("at").hidden = !h.base;
    put("base").textContent = (h.base || "").replace(/^https?:\/\//, "");
    fillIn("by", { date: h.by });
    put("crew").hidden = !!h.base;
    const words = T("minor.h_msg", { title: F.title, code: h.code, link: h.link || h.base || "–" });
    $$("[data-do=share], [data-do=copy]", byId("screen")).forEach((b) => {
      b.dataset.text = words;
      b.hidden = b.dataset.do === "share" ? !navigator.share : !!navigator.share;
    });
  }

  function takeHome(h) {
    over = "away";
    forget();
    home(screen("home"), h);
  }

  let last = null;
  function receipt(r, heading, words) {
    over = "signed";
    last = r;
    forget();
    const put = screen("receipt");
    if (heading) put("h").textContent = T(heading);
    put("saved").textContent = (words ? T(words) + " " : "") + filled(put("saved").textContent, r);
    const waiting = { guardian: "receipt.waiting1", second: "receipt.waiting2", no: "receipt.noted" }[r.waiting];
    fill(put("waiting"), waiting && T(waiting));
    fill(put("name"), mine.name);
    if (r.qr) put("qr").append(qr(r.qr));
    put("short").textContent = r.short;
    if (r.band) put("bandword").textContent = " · " + r.band;
    fill(put("newband"), r.new_band && filled(put("newband").textContent, r));
    if (r.home) {
      put("pass").hidden = false;
      put("pass").append(...$("#home", byId("t-home").content).cloneNode(true).childNodes);
      $$("[data-do]", put("pass")).forEach(bind);
      home(put, r.home);
    }
    (r.choices || []).forEach((c) => put("answers").append(choice(c)));
    put("conds").hidden = !(mine.conditions || []).length;
    (mine.conditions || []).forEach((c) => put("condlist").append(make("li", "", c)));
    put("backgo").hidden = !r.choices.some(canTakeBack);
    put("mail").hidden = !mine.mail;
    $("[data-do=print]").hidden = !window.print;
    if (mine.ink) {
      put("inked").hidden = false;
      put("ink").append(drawing(mine.ink));
      fill(put("signer"), mine.signer);
    }
    put("printfoot").textContent = F.title + " · " + r.short + " · " + r.id;
    const full = byId("full").cloneNode(true);
    $("u", full).textContent = full.dataset.shown;
    full.id = "full-shown";
    put("full").append(full);
  }
  const canTakeBack = (c) => c.yes && !c.withdrawn;
  function fill(el, words) {
    el.hidden = !words;
    if (words) el.textContent = words;
  }

  function choice(c) {
    const li = make("li", c.withdrawn ? "" : c.yes ? "yes" : "no");
    const name = make("span", "", c.title);
    if (canTakeBack(c) && c.until) name.append(make("br"), make("small", "", T("receipt.until", { d: c.until })));
    li.append(name);
    if (c.withdrawn) li.append(make("i", "", T("receipt.taken")));
    else {
      li.append(byId("t-yes").content.cloneNode(true));
    }
    return li;
  }

  function takeBack() {
    const put = screen("back");
    fill(put("name"), mine.name && mine.name + " ·");
    put("short").textContent = last.short;
    const all = $("#screen input");
    last.choices.filter(canTakeBack).forEach((c) => {
      const label = make("label", "opt");
      label.append(set(make("input"), { type: "checkbox", value: c.p }), c.title);
      put("uses").append(label);
    });
    const boxes = $$("#screen input");
    const go = $("[data-do=take]");
    const tell = () => go.setAttribute("aria-disabled", !boxes.some((b) => b.checked));
    boxes.forEach((b) => on(b, "change", () => {
      if (b === all) boxes.forEach((o) => (o.checked = all.checked));
      else all.checked = boxes.slice(1).every((o) => o.checked);
      tell();
    }));
    tell();
  }

  // ---- The document, and another in its place

  // swap shows the text in another language, or the text for minors, and keeps
  // everything that still fits: the address with the key never changes.
  function swap(lang, minor, fresh, then) {
    const all = snapshot();
    const was = F;
    deliver({}, (r) => {
      const part = new DOMParser().parseFromString(r.html, "text/html").getElementById("doc");
      if (!part) return;
      byId("doc").replaceWith(document.importNode(part, true));
      const code = was.code;
      begin();
      showCode(code);
      if (minor !== was.minor || fresh) {
        was.uses.forEach((u) => delete all.radios[u.p]);
        if (minor && !all.words.cname) all.words.cname = all.words.name;
        pad.ink = all.ink = null;
      }
      if (over === "signed" || over === "away" || over === "refused") return hello();
      restore(all);
      face(picture);
      pad.size();
      follow();
      keepFragment();
      if (minor !== was.minor) { scrollTo(0, 0); focus($("h1")); } else $("#langs summary").focus();
      if (then) then();
      if (!greeted) hello();
    }, { task: () => fetch(location.pathname + query(lang, minor) + "&part=1", { cache: "no-store" }).then((r) => r.text()).then((html) => ({ html })) });
  }

  let title = "";
  let watch = null;

  function begin() {
    F = JSON.parse(byId("facts").textContent);
    F.uses = F.uses || []; // a notice asks nothing
    document.documentElement.lang = F.lang;
    document.documentElement.dir = F.dir;
    byId("send").dataset.words = byId("send").textContent;
    $$("#sign li:not([id])").forEach((li) => li.insertBefore(byId("t-yes").content.cloneNode(true), li.lastElementChild));
    title = document.title = $("h1").textContent + " – " + F.title;
    attach();
    pad.attach();
    attachHeld();
    observe();
    follow();
  }

  function attach() {
    const form = byId("form");
    const press = (id, f) => byId(id) && byId(id).addEventListener("click", f);
    on(form, "submit", (e) => { e.preventDefault(); sign(); });
    on(form, "input", (e) => {
      const box = e.target.closest(".bad");
      if (box) mend(box);
      if (e.target.id !== "again" && isHeld && (e.target.id === "name" || e.target.id === "gname")) held(false);
      follow();
      touched();
    });
    on(form, "change", keepFragment);
    // Return on a phone's keyboard closes the keyboard; it must not send.
    on(form, "keydown", (e) => { if (e.key === "Enter" && e.target.matches("input")) { e.preventDefault(); e.target.blur(); } });
    $$(".no-thanks").forEach((b) => on(b, "click", refuse));
    $$("a[data-l]").forEach((a) => on(a, "click", (e) => { e.preventDefault(); swap(a.dataset.l, F.minor); }));
    press("go", () => {
      const h = $(".rest h2");
      h.scrollIntoView();
      focus(h, true);
    });
    press("here", () => swap(F.lang, true));
    press("not-here", () => swap(F.lang, true, false, () => {
      byId("away").open = true;
      byId("aname").value = value("cname");
      byId("aname").focus();
    }));
    press("away-send", away);
    press("help", () => { said({ help: true }); byId("helped").textContent = T("help.asked"); });
    press("selfie-drop", () => face(null));
    if (byId("selfie")) on(byId("selfie"), "change", (e) => { if (e.target.files[0]) shrink(e.target.files[0]); e.target.value = ""; });
  }

  // observe tells the crew how far the person is, and shows the foot where the
  // card's own buttons are out of sight.
  function observe() {
    if (watch) watch.forEach((w) => w.disconnect());
    const sections = new IntersectionObserver((seen) => seen.filter((s) => s.isIntersecting).forEach((s) => {
      if (s.target.dataset.step === step) return;
      step = s.target.dataset.step;
      said();
    }), { rootMargin: "-45% 0px -50% 0px" });
    $$("[data-step]").forEach((s) => sections.observe(s));
    const card = new IntersectionObserver((seen) => byId("foot").classList.toggle("off", seen[seen.length - 1].isIntersecting), { rootMargin: "-60px 0px 0px" });
    card.observe(byId("pair"));
    watch = [sections, card];
  }

  function showCode(code) {
    F.code = code;
    byId("code").hidden = !code;
    if (code) $("#code b").textContent = code.slice(0, 2) + " " + code.slice(2);
  }

  begin();
  if (!shared) return failed("broken");
  const before = findDraft() || { words: {}, radios: {}, ticks: [], open: [] };
  (fragment.get("a") || "").split(",").forEach((pairOf) => {
    const [use, said1] = pairOf.split(":");
    if (F.uses.some((u) => u.p === use)) before.radios[use] = said1;
  });
  restore(before);
  pad.size();
  follow();
  keepFragment();
  hello();
})();
