// The pad. signature_pad is 16.7 kB of the 100 and forgets the drawing
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
