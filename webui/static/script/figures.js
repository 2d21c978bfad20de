// Arrow keys move from cell to cell of a heat map; without this, Tab still reaches every figure.
"use strict";
(() => {
  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const focusIn = (cell) => {
    const inner = cell.querySelector("a, [tabindex]");
    if (!inner) cell.tabIndex = -1;
    (inner ?? cell).focus();
  };
  const target = (rows, row, column, key) => {
    const cells = rows[row].cells;
    if (key === "Home") return cells[0];
    if (key === "End") return cells[cells.length - 1];
    const [down, right] = STEPS[key];
    return rows[row + down]?.cells[column + right];
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(event.key in STEPS) && event.key !== "Home" && event.key !== "End") return;
    const cell = event.target.closest("[data-heat] tbody th, [data-heat] tbody td");
    if (!cell) return;
    const rows = [...cell.closest("tbody").rows];
    const next = target(rows, rows.indexOf(cell.parentElement), cell.cellIndex, event.key);
    if (!next) return;
    event.preventDefault();
    focusIn(next);
  });
})();
