"use strict";
const page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const at = { language: document.documentElement.lang === "en" ? 1 : 0 };
  const word = (key) => data.texts[key][at.language];
  const listeners = [];

  /* What the filters ask for; null where they ask for nothing. */
  function wanted() {
    const values = new FormData(form);
    const clean = (name) => (values.get(name) || "").trim();
    const verdicts = new Set(values.getAll("verdict"));
    const filter = {
      verdicts, operation: clean("operation"),
      requirement: clean("requirement").toLowerCase(), text: clean("text").toLowerCase(),
    };
    filter.idle = verdicts.size === 0 && !filter.operation && !filter.requirement && !filter.text;
    return filter;
  }

  /* T9.1 finds T9.1 and T9.1.2, but not T9.10; a whole id and a part of a word are found as well. */
  function isRequirement(id, asked) {
    const whole = id.toLowerCase(), local = whole.slice(whole.indexOf("/") + 1);
    if (whole === asked || local === asked) return true;
    if (/\d$/.test(asked)) return [whole, local].some((name) => name.startsWith(asked) && !/^\d/.test(name.slice(asked.length)));
    return whole.includes(asked);
  }

  function fits(filter, names, operation, requirement, text) {
    if (filter.verdicts.size && !names.some((name) => filter.verdicts.has(name))) return false;
    if (filter.operation && operation !== filter.operation) return false;
    if (filter.requirement && !isRequirement(requirement, filter.requirement)) return false;
    return !filter.text || text().toLowerCase().includes(filter.text);
  }

  /* On the screen alone: paper has everything. */
  function away(element, is) {
    element.classList.toggle("away", is);
    return is;
  }

  function show(elements, filter) {
    let count = 0;
    for (const element of elements) {
      const { v, o, r } = element.dataset;
      const fit = filter.idle || fits(filter, v.split(" "), o, r, () => `${r} ${element.textContent}`);
      away(element, !fit);
      if (fit) count += 1;
    }
    return count;
  }

  function apply() {
    const filter = wanted();
    const rows = show(all("#matrix tr[data-v]"), filter);
    for (const table of all("#matrix details")) {
      const empty = away(table, !table.querySelector("tr[data-v]:not(.away)"));
      if (!filter.idle && !empty) table.open = true;
    }
    for (const group of all("#matrix .group")) away(group, !group.querySelector("details:not(.away)"));
    const causes = show(all("details.cause"), filter);
    for (const section of all("section.findings")) away(section, !section.querySelector(".cause:not(.away)"));
    const verdicts = listeners.reduce((sum, listener) => sum + listener(filter), 0);
    const told = [[rows, "rows"], [causes, "causes"], [verdicts, "verdicts"]];
    document.getElementById("shown").textContent =
      told.map(([count, name]) => `${count} ${document.getElementById(`word-${name}`).textContent}`).join(", ");
  }

  function speak(language) {
    at.language = language === "en" ? 1 : 0;
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    for (const element of all("[data-t]")) element.textContent = word(element.dataset.t);
    for (const button of all("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === language));
    for (const region of all("details.table > .wide")) region.setAttribute("aria-label", region.parentElement.querySelector(".name").textContent);
    document.querySelector("[data-all]").textContent = document.getElementById("word-all").textContent;
    const name = document.querySelector("h1").textContent;
    document.title = name ? `${data.title[at.language]} – ${name}` : data.title[at.language];
    apply();
  }

  /* A link may lead into something closed or filtered away. */
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let element = target; element; element = element.parentElement) {
      if (element.classList.contains("away")) { form.reset(); apply(); }
      if (element.tagName === "DETAILS") element.open = true;
    }
    target.scrollIntoView();
  }

  function start() {
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => queueMicrotask(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of all("[data-lang]")) button.addEventListener("click", () => speak(button.dataset.lang));
    for (const tools of all(".tools")) tools.hidden = false;
    for (const button of all("[data-open]")) {
      button.addEventListener("click", () => all("#matrix details").forEach((table) => { table.open = button.dataset.open === "1"; }));
    }
    document.getElementById("matrix").addEventListener("click", (event) => {
      const link = event.target.closest("[data-cases]");
      if (!link) return;
      form.reset();
      form.elements.requirement.value = link.dataset.cases;
      const known = Array.from(form.elements.operation.options).some((option) => option.value === link.dataset.of);
      form.elements.operation.value = known ? link.dataset.of : "";
      apply();
    });
    window.addEventListener("hashchange", reveal);
    apply();
    if (location.hash) reveal();
  }

  return { data, word, fits, listeners, start };
})();
