(() => {
  const { data, word, fits, listeners, start } = page;
  const STEP = 200;
  const body = document.getElementById("list"), more = document.getElementById("more");
  const names = new Map(data.names);
  const graveness = new Map(data.names.map(([name], place) => [name, place]));
  let found = [], drawn = 0;

  /* One entry a verdict, the gravest first. */
  const verdicts = [];
  for (const unit of data.units) {
    for (const [place, name, what, expected, actual, pointer] of unit.d) verdicts.push({ unit, place, name, what, expected, actual, pointer });
    for (const place of unit.p) verdicts.push({ unit, place, name: "pass" });
    for (const place of unit.n) verdicts.push({ unit, place, name: "not-applicable" });
  }
  verdicts.sort((a, b) => graveness.get(a.name) - graveness.get(b.name));

  /* A text that both languages share, or the place of its words. */
  function told(text) {
    return typeof text === "number" ? word(text) : text;
  }

  function basis(verdict) {
    const parts = verdict.what === undefined || verdict.what === null ? [] : [word(verdict.what)];
    const [expected, actual] = [told(verdict.expected), told(verdict.actual)];
    if (expected) parts.push(`${word(data.expected)} ${expected}`);
    if (actual) parts.push(`${word(data.actual)} ${actual}`);
    if (verdict.pointer) parts.push(verdict.pointer);
    return parts.join(" · ");
  }

  function line(verdict) {
    const { unit } = verdict;
    return `${unit.r} ${unit.o} ${word(unit.a)} ${data.cases[verdict.place]} ${word(names.get(verdict.name))} ${basis(verdict)}`;
  }

  function cell(row, content) {
    const cell = row.insertCell();
    cell.append(content);
    return cell;
  }

  function draw(verdict) {
    const row = document.createElement("tr");
    const { unit } = verdict;
    const badge = document.createElement("span");
    badge.className = `v ${verdict.name}`;
    badge.textContent = word(names.get(verdict.name));
    cell(row, badge);
    cell(row, unit.o);
    if (unit.m === null) cell(row, unit.r);
    else {
      const link = document.createElement("a");
      link.href = `#row-${Number(unit.m)}`;
      link.textContent = unit.r;
      cell(row, link);
    }
    cell(row, word(unit.a));
    cell(row, data.cases[verdict.place]);
    cell(row, basis(verdict));
    return row;
  }

  function grow() {
    const next = found.slice(drawn, drawn + STEP);
    drawn += next.length;
    body.append(...next.map(draw));
    more.hidden = drawn >= found.length;
  }

  listeners.push((filter) => {
    found = filter.idle ? verdicts
      : verdicts.filter((verdict) => fits(filter, [verdict.name], verdict.unit.o, verdict.unit.r, () => line(verdict)));
    body.replaceChildren();
    drawn = 0;
    grow();
    document.getElementById("nothing").hidden = found.length > 0;
    return found.length;
  });
  more.addEventListener("click", grow);
  start();
})();
