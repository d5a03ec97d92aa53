/*
 * The picker of territories (territories/snippets/picker.html): proposals under a field as one types, after the combobox
 * pattern of the ARIA Authoring Practices; by keyboard, by pointer, by touch.
 *
 * One place: the field keeps its name and shows a label; when the form is sent, the code that was chosen takes its place.
 * Several places: a text area holds one code a line and is what the form sends; the field and the list of those chosen stand
 * before it. Without this script both are plain fields, and the server understands names, codes and postcodes.
 *
 * What is chosen is told to the page by the event `dge-picked`, with the place as `detail`.
 */
(() => {
  "use strict";
  const DELAY_MS = 180;
  const SHORTEST = 2;

  const element = (tag, properties, attributes = {}) => {
    const made = Object.assign(document.createElement(tag), properties);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  class Proposals {
    constructor(input, options, chosen, firstIsMeant) {
      Object.assign(this, { input, options, chosen, firstIsMeant, items: [], active: -1 });
      this.list = element("ul", { id: `${input.id}-found`, className: "dge-picker-found", hidden: true },
        { role: "listbox", "aria-label": options.texts.places });
      this.status = element("span", { className: "visually-hidden" }, { role: "status" });
      input.after(this.list, this.status);
      for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off",
      })) input.setAttribute(name, value);
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the field keeps the focus
        const option = event.target.closest("li");
        if (option) this.choose(Number(option.dataset.index));
      });
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), DELAY_MS);
    }

    async ask() {
      const text = this.input.value.trim();
      if (text.length < SHORTEST) return this.close();
      this.request?.abort();
      this.request = new AbortController();
      try {
        const answer = await fetch(this.options.url + encodeURIComponent(text), { signal: this.request.signal });
        if (!answer.ok) return this.close();
        this.show((await answer.json()).result.results);
      } catch {
        this.close(); // aborted or offline: the field still works
      }
    }

    show(items) {
      if (document.activeElement !== this.input) return;
      const { texts } = this.options;
      this.items = items;
      this.active = -1;
      this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
      this.list.hidden = items.length === 0;
      this.input.setAttribute("aria-expanded", String(items.length > 0));
      this.input.removeAttribute("aria-activedescendant");
      this.status.textContent = items.length ? texts.some.replace("{n}", items.length) : texts.none;
    }

    option(item, index) {
      const option = element("li", { id: `${this.list.id}-${index}` }, { role: "option", "aria-selected": "false", "data-index": index });
      const note = [this.options.kinds[item.kind], item.matched].filter(Boolean).join(" · ");
      option.append(element("span", { textContent: item.label }), element("small", { textContent: note }));
      return option;
    }

    key(event) {
      const open = !this.list.hidden;
      if (event.key === "Enter") {
        const index = this.active < 0 && this.firstIsMeant ? 0 : this.active;
        if (this.firstIsMeant || (open && index >= 0)) event.preventDefault(); // else the form is sent with what was typed
        if (open && index >= 0) this.choose(index);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        this.close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
        else this.ask();
      }
    }

    move(step) {
      const count = this.items.length;
      this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
      [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
      this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
      this.list.children[this.active].scrollIntoView({ block: "nearest" });
    }

    choose(index) {
      const place = this.items[index];
      if (!place) return;
      this.close();
      this.chosen(place);
      this.input.dispatchEvent(new CustomEvent("dge-picked", { bubbles: true, detail: place }));
    }

    say(sentence, name) {
      this.status.textContent = sentence.replace("{name}", name);
    }

    close() {
      clearTimeout(this.timer);
      this.list.hidden = true;
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  function one(root, input, options) {
    let { code } = input.dataset;
    let label = input.value;
    const buttons = () => [...root.querySelectorAll("input[type=radio]")];
    const unset = () => buttons().forEach((button) => { button.checked = false; });
    const proposals = new Proposals(input, options, (place) => {
      ({ code, label } = place);
      input.value = label;
      unset();
      proposals.say(options.texts.picked, label);
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
    const proposals = new Proposals(input, options, (place) => {
      labels[place.code] = place.label;
      if (!codes.includes(place.code)) codes.push(place.code);
      input.value = "";
      draw();
      proposals.say(texts.added, place.label);
    }, true);

    function item(code) {
      const name = labels[code] || code;
      const made = element("li", { textContent: name });
      const remove = element("button", { type: "button", textContent: "×" }, { "aria-label": texts.remove.replace("{name}", name) });
      remove.addEventListener("click", () => {
        codes = codes.filter((other) => other !== code);
        draw();
        input.focus();
        proposals.say(texts.removed, name);
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
