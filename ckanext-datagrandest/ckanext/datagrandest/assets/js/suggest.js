/* Proposals under a search field: what is chosen leads to its page. The combobox is that of combobox.js.
 *
 * <input data-dge-suggest="/api/3/action/…?q=" data-dge-kinds='{"organization": "…"}'
 *        data-dge-label="…" data-dge-none="…" data-dge-some="{n} …">
 * Without script, or when the action is absent, the field stays a plain search field.
 */
(() => {
  "use strict";
  document.querySelectorAll("[data-dge-suggest]").forEach((input, index) => {
    const { dgeSuggest, dgeKinds, dgeLabel, dgeNone, dgeSome } = input.dataset;
    const kinds = JSON.parse(dgeKinds || "{}");
    new window.DgeCombobox(input, {
      id: `dge-proposals-${index + 1}`, className: "dge-proposals", label: dgeLabel || "",
      url: dgeSuggest, some: dgeSome || "", none: dgeNone || "",
      describe: ({ kind, label }) => ({ label, note: kinds[kind] || "" }),
      chosen: ({ label, url }) => {
        input.value = label;
        window.location.assign(url);
      },
    });
  });
})();
