// What is typed, where it is kept, and what follows from it.

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
  soon = setTimeout(flush, 400);
}
function flush() {
  if (!soon) return;
  clearTimeout(soon);
  soon = 0;
  keepDraft();
}
on(window, "pagehide", flush);

// forget leaves nothing of the person on the phone but what is on the screen.
function forget() {
  clearTimeout(soon);
  soon = 0;
  dropDraft();
  byId("form").reset();
  pad.ink = null;
  face(null);
  held(false);
  keepFragment();
}

// What follows from what is typed.

// Only month and year are known: within the month of birth one is the younger.
function age() {
  const month = Number(value("month"));
  const year = Number(value("year"));
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
