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
})();
