// The document, another in its place, and the beginning.

// swap shows the text in another language, or the text for minors, and keeps
// everything that still fits: the address with the key never changes.
function swap(lang, minor, fresh, then) {
  const all = snapshot();
  const was = F;
  deliver({}, (r) => {
    const part = new DOMParser().parseFromString(r.html, "text/html").getElementById("doc");
    if (!part) return hello(); // the code is over, or nobody answers now: it says so
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
