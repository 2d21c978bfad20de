// Suggestions under the search box, as the combobox pattern of WAI-ARIA describes; the slash key goes to the box.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("search");
  if (!box) return;
  const PAUSE = 120; // milliseconds between the last letter and the question
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  box.form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }
  let active = -1;
  let waiting = 0;
  let asking = null;

  const options = () => [...list.children].filter((one) => one.getAttribute("role") === "option");
  const shut = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (spot) => {
    const all = options();
    active = (spot + all.length) % all.length;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === active)));
    box.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };
  const go = (option) => location.assign(option.dataset.path);
  const option = (told, number) => {
    const one = document.createElement("li");
    one.id = `suggestion-${number}`;
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    one.dataset.path = told.path;
    const label = document.createElement("span");
    label.textContent = told.name ? `${told.label} (${told.name})` : told.label;
    const kind = document.createElement("span");
    kind.className = "small";
    kind.textContent = told.kind;
    one.append(label, " ", kind);
    one.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus, so that the list is not shut before the click
      go(one);
    });
    return one;
  };
  const show = (found) => {
    list.replaceChildren(...found.map(option));
    if (found.length && found[0].near) {
      const said = document.createElement("li");
      said.className = "hint";
      said.setAttribute("role", "presentation");
      said.textContent = "Nothing is called so. Did you mean";
      list.prepend(said);
    }
    active = -1;
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asking?.abort();
    const text = box.value.trim();
    if (text.length < 2) {
      shut();
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`/suggest.json?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok && box.value.trim() === text) show(await answer.json());
    } catch (fault) {
      if (fault.name !== "AbortError") shut(); // the search itself still works
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", shut);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      go(options()[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      shut();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], .CodeMirror");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
});
