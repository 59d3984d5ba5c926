// The held button, for wet glass, gloves, tremor and keys.

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
