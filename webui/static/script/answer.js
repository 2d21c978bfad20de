// Answers: code is copied by a button, long tables are searched for a word and ordered by a column. Tells nothing that the page does not hold.
"use strict";
(() => {
  const MANY = 8; // rows from which a table gets a field to search it
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const copyable = (code) => {
    const button = made("button", { type: "button", className: "copy quiet", textContent: "Copy" });
    button.setAttribute("aria-label", code.dataset.code);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code); // where the clipboard is closed to pages, the text is at least selected
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    code.closest("pre").before(button);
  };

  const searchable = (table, rows) => {
    const field = made("input", { type: "search", autocomplete: "off" });
    const count = made("span", { className: "small" });
    count.setAttribute("role", "status");
    field.addEventListener("input", () => {
      const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let kept = 0;
      for (const row of rows) {
        const text = row.textContent.toLocaleLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        kept += !row.hidden;
      }
      count.textContent = words.length ? `${kept.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows shown` : "";
    });
    const frame = table.closest(".sheet-frame") ?? table;
    frame.before(made("p", { className: "find-rows" }, made("label", {}, "Find in these rows ", field), " ", count));
  };

  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const arrow = made("span", { className: "arrow" });
      arrow.setAttribute("aria-hidden", "true");
      const button = made("button", { type: "button", className: "order" }, head.textContent.trim(), " ", arrow);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] ?? "ascending";
        for (const other of heads) {
          other.removeAttribute("aria-sort");
          other.querySelector(".arrow").textContent = "";
        }
        const text = (row) => row.cells[column].textContent.trim();
        const way = next === "descending" ? -1 : 1;
        // Empty cells stay last, whichever way the others run.
        const ordered = next === "none" ? rows : [...rows].sort((a, b) => !text(a) - !text(b) || way * compare(text(a), text(b)));
        table.tBodies[0].append(...ordered);
        if (next === "none") return;
        head.setAttribute("aria-sort", next);
        arrow.textContent = next === "ascending" ? "▲" : "▼";
      });
      head.replaceChildren(button);
    });
  };

  const dress = (part) => {
    part.querySelectorAll("[data-code]").forEach(copyable);
    for (const table of part.querySelectorAll("table[data-rows]")) {
      const rows = [...table.tBodies[0].rows];
      if (rows.length > 1) sortable(table, rows);
      if (rows.length >= MANY) searchable(table, rows);
    }
  };

  document.addEventListener("answer-shown", (event) => dress(event.target));
  dress(document);
})();
