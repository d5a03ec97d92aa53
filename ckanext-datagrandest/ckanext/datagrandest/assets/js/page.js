/* Small comforts of public pages; everything works without them. */
(() => {
  "use strict";
  document.documentElement.classList.add("dge-js");

  // The filters are open beside the results, folded above them on a narrow screen.
  const wide = window.matchMedia("(min-width: 62rem)");
  document.querySelectorAll(".dge-filters").forEach((filters) => {
    const follow = () => { filters.open = wide.matches; };
    follow();
    wide.addEventListener("change", follow);
  });

  // Copy the address of a service.
  document.querySelectorAll("[data-dge-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.dgeCopy);
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        document.execCommand("copy"); // not over HTTPS
      }
      button.querySelector("[role=status]").textContent = button.dataset.dgeDone;
    });
  });

  // A list that sends its form as soon as another value is chosen.
  document.querySelectorAll("select[data-dge-submit]").forEach((select) => {
    select.form.querySelectorAll("[data-dge-submit-button]").forEach((button) => { button.hidden = true; });
    select.addEventListener("change", () => select.form.requestSubmit());
  });

  // Select2, which CKAN puts over some fields of forms, forgets the field's name.
  const nameFields = () => document.querySelectorAll(".select2-container .select2-selection--multiple:not([aria-label])").forEach((box) => {
    const field = box.closest(".select2-container").previousElementSibling;
    const label = field?.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    if (!label) return;
    box.setAttribute("aria-label", label.textContent.trim());
    box.querySelector("input, textarea")?.setAttribute("aria-label", label.textContent.trim());
  });
  if (document.querySelector("[data-module='autocomplete']")) {
    new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
    nameFields();
  }
})();
