// What takes the place of the form: a no, a receipt, a code for home.

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
