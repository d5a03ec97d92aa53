/*
 * The picker of territories (territories/snippets/picker.html): proposals under a field as one types (combobox.js of the theme);
 * by keyboard, by pointer, by touch.
 *
 * One place: the field keeps its name and shows a label; when the form is sent, the code that was chosen takes its place.
 * Several places: a text area holds one code a line and is what the form sends; the field and the list of those chosen stand
 * before it. Without this script both are plain fields, and the server understands names, codes and postcodes.
 *
 * What is chosen is told to the page by the event `dge-picked`, with the place as `detail`.
 */
(() => {
  "use strict";

  const { element } = window.DgeCombobox;

  // Propose places under a field; `chosen` gets the place, then the page is told.
  const propose = (input, { url, kinds, texts }, chosen, firstIsMeant) =>
    new window.DgeCombobox(input, {
      id: `${input.id}-found`, className: "dge-picker-found", label: texts.places, url, some: texts.some, none: texts.none, firstIsMeant,
      describe: ({ kind, label, matched }) => ({ label, note: [kinds[kind], matched].filter(Boolean).join(" · ") }),
      chosen: (place) => {
        chosen(place);
        input.dispatchEvent(new CustomEvent("dge-picked", { bubbles: true, detail: place }));
      },
    });

  function one(root, input, options) {
    let { code } = input.dataset;
    let label = input.value;
    const buttons = () => [...root.querySelectorAll("input[type=radio]")];
    const unset = () => buttons().forEach((button) => { button.checked = false; });
    const proposals = propose(input, options, (place) => {
      ({ code, label } = place);
      input.value = label;
      unset();
      proposals.say(options.texts.picked.replace("{name}", label));
      if (options.submits) input.form.requestSubmit();
    }, false);
    input.addEventListener("input", unset);
    input.form.addEventListener("formdata", ({ formData }) => {
      if (buttons().some((button) => button.checked)) return; // a choice of the page goes first
      if (code && input.value === label) formData.set(input.name, code);
      if (options.submits && !input.value.trim()) formData.delete(input.name); // addresses of searches stay short
    });
  }

  function several(area, options) {
    const { texts } = options;
    const labels = { ...options.labels };
    let codes = area.value.split(/[\n,;]+/).map((text) => text.trim()).filter(Boolean);
    const input = element("input", { type: "search", className: "form-control", id: area.id },
      { "aria-describedby": area.getAttribute("aria-describedby") || "" });
    const chosen = element("ul", { className: "dge-picker-chosen" }, { "aria-label": texts.chosen });
    area.id += "-codes";
    area.hidden = true;
    area.before(input);
    area.parentElement.after(chosen);
    const proposals = propose(input, options, (place) => {
      labels[place.code] = place.label;
      if (!codes.includes(place.code)) codes.push(place.code);
      input.value = "";
      draw();
      proposals.say(texts.added.replace("{name}", place.label));
    }, true);

    function item(code) {
      const name = labels[code] || code;
      const made = element("li", { textContent: name });
      const remove = element("button", { type: "button", textContent: "×" }, { "aria-label": texts.remove.replace("{name}", name) });
      remove.addEventListener("click", () => {
        codes = codes.filter((other) => other !== code);
        draw();
        input.focus();
        proposals.say(texts.removed.replace("{name}", name));
      });
      made.append(remove);
      return made;
    }

    function draw() {
      area.value = codes.join("\n");
      chosen.hidden = codes.length === 0;
      chosen.replaceChildren(...codes.map(item));
    }
    draw();
  }

  document.querySelectorAll("[data-dge-picker]").forEach((root) => {
    const options = JSON.parse(root.dataset.dgePicker);
    const area = root.querySelector("textarea");
    if (!area) return one(root, root.querySelector("input"), options);
    if (area.getAttribute("aria-invalid") === "true") return; // what was refused is corrected where it was written
    root.querySelector("[data-dge-meanings]")?.setAttribute("hidden", "");
    several(area, options);
  });
})();
