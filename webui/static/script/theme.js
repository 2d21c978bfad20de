// Light or dark, as the reader chose; asked before the page is drawn, so that it never flashes.
"use strict";
(() => {
  const KEY = "aml-theme";
  const root = document.documentElement;
  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be refused; the system's choice stands then
    }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  };
  show(chosen());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-button]");
    if (!button) return;
    const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const tell = () => {
      button.textContent = dark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `Show in ${dark() ? "light" : "dark"} colours`);
    };
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      const theme = dark() ? "light" : "dark";
      show(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // the choice then lasts as long as the page
      }
      tell();
    });
  });
})();
