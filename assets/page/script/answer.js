// The answer: made of the form, checked, and what is wrong with it shown.

const looksLikeContact = (s) => (s.includes("@") ? /^[^@\s<>]+@[^@\s<>]+$/.test(s) : s.replace(/\D/g, "").length >= 8);
const looksLikeBand = (s) => !s || /^\p{L}{1,4} ?\d{1,6}$/u.test(s); // whoever has none gets one
const born = () => (age() < 0 ? {} : { year: Number(value("year")), month: Number(value("month")) });

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
  if (F.minor || alone()) Object.assign(a, born());
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
  if (showFaults(list)) return;
  mine = { name: value("aname") };
  const who = { name: mine.name };
  if (value("aband")) who.band = value("aband");
  deliver(message("away", { shown: F.shown, away: who }), answered);
}
