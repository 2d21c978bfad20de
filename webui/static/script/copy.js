// Copying: buttons that stand hidden until there is something that can copy. data-copy holds the text, data-copy-of the id of what
// holds it, and data-copy-link means the address of the page as it stands.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  if (!navigator.clipboard) return; // only pages from this machine or by https may copy
  const textOf = (button) => {
    if (button.hasAttribute("data-copy-link")) return location.href;
    const held = button.dataset.copyOf && document.getElementById(button.dataset.copyOf);
    return held ? held.textContent : button.dataset.copy;
  };
  for (const button of document.querySelectorAll("[data-copy], [data-copy-of], [data-copy-link]")) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(textOf(button));
        button.textContent = "Copied";
      } catch {
        button.textContent = "Could not copy";
      }
      setTimeout(() => {
        button.textContent = words;
      }, 1600);
    });
  }
});
