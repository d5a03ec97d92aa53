/* Pages of those who publish: names for what CKAN's own scripts and templates leave without one. */
(() => {
  "use strict";
  const words = document.getElementById("dge-words").dataset;
  const name = (element, text) => { if (element && text) element.setAttribute("aria-label", text.trim()); };

  // Select2 forgets the name of the field that it covers; page.js names the boxes of several values, this the others.
  const nameChoice = (box) => {
    const field = box.closest(".select2-container").previousElementSibling;
    const label = field?.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const text = label?.textContent || field?.getAttribute("aria-label") || field?.getAttribute("placeholder");
    for (const part of [box, ...box.querySelectorAll("[role=textbox], input, textarea")]) name(part, text);
  };

  // The box that chooses a line of a table bears the line's title; the one that chooses all, its own sentence.
  const nameLine = (box) => {
    const line = box.closest("tr").querySelector("h3 a");
    name(box, line ? line.textContent : words.all);
  };

  const nameAll = () => {
    document.querySelectorAll(".select2-selection--single:not([aria-label])").forEach(nameChoice);
    document.querySelectorAll(".table-bulk-edit input[type=checkbox]:not([aria-label])").forEach(nameLine);
    document.querySelectorAll(".resource-item > .handle:not([aria-label])").forEach((handle) => {
      name(handle, words.move);
      handle.setAttribute("role", "img"); // moved by the mouse alone
      handle.removeAttribute("href");
    });
    document.querySelectorAll(".page-link > .fa-chevron-left").forEach((arrow) => name(arrow.parentElement, words.previous));
    document.querySelectorAll(".page-link > .fa-chevron-right").forEach((arrow) => name(arrow.parentElement, words.next));
  };
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();
})();
