(() => {
  "use strict";
  const line = document.getElementById("live");
  if (!line) return;
  const text = line.querySelector("span"), link = line.querySelector("a"), every = 10000;
  let timer = 0, asking = false;

  function show(words, verb) {
    if (text.textContent === words) return;
    text.textContent = words;
    if (verb) link.textContent = verb;
    line.classList.add("on");
  }

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || asking) return;
    asking = true;
    try {
      const answer = await fetch(line.dataset.at, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") {
        show(line.dataset.over, line.dataset.login);
        return;
      }
      if (answer.ok) {
        const said = await answer.json();
        if (typeof said.text === "string" && said.text) show(said.text, "");
      }
    } catch {
      // The network is away; the next time it may be back.
    } finally {
      asking = false;
    }
    timer = setTimeout(ask, every);
  }

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, every);
})();
