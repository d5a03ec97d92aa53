/* A field that proposes as one types, after the combobox pattern of ARIA 1.2 (a list below the field, which keeps the focus):
 * arrows go through the list, Enter chooses, Escape closes; how many there are is said to screen readers.
 *
 * new DgeCombobox(input, {
 *   id, className, label,         // of the list; its label is read by screen readers
 *   url,                          // of an action that answers `{results: […]}`; what was typed is written behind it
 *   some, none,                   // what is said of "{n}" proposals, and of none
 *   describe: (item) => ({ label, note }),
 *   chosen: (item) => …,          // after the list is closed
 *   firstIsMeant,                 // Enter chooses the first proposal when none is active, and never sends the form
 * })
 * Where the action does not answer, the field stays a plain one. The scripts that use it: suggest.js, territories/assets/picker.js.
 */
(() => {
  "use strict";
  const DELAY_MS = 180;
  const BLUR_MS = 150;
  const SHORTEST = 2;

  const element = (tag, properties, attributes = {}) => {
    const made = Object.assign(document.createElement(tag), properties);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  window.DgeCombobox = class {
    static element = element; // for the scripts that draw beside the list

    constructor(input, options) {
      Object.assign(this, { input, options, items: [], active: -1 });
      this.list = element("ul", { id: options.id, className: options.className, hidden: true }, { role: "listbox", "aria-label": options.label });
      this.status = element("span", { className: "visually-hidden" }, { role: "status" });
      input.after(this.list, this.status);
      for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off",
      })) input.setAttribute(name, value);
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => setTimeout(() => this.close(), BLUR_MS));
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
      const request = new AbortController();
      this.request = request;
      try {
        const answer = await fetch(this.options.url + encodeURIComponent(text), { signal: request.signal });
        if (!answer.ok) return this.close();
        const { result } = await answer.json();
        if (!request.signal.aborted) this.show(result.results);
      } catch {
        if (!request.signal.aborted) this.close(); // offline: the field still works
      }
    }

    show(items) {
      if (document.activeElement !== this.input) return;
      const { some, none } = this.options;
      this.items = items;
      this.active = -1;
      this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
      this.list.hidden = items.length === 0;
      this.input.setAttribute("aria-expanded", String(items.length > 0));
      this.input.removeAttribute("aria-activedescendant");
      this.say(items.length ? some.replace("{n}", items.length) : none);
    }

    option(item, index) {
      const { label, note } = this.options.describe(item);
      const option = element("li", { id: `${this.list.id}-${index}` }, { role: "option", "aria-selected": "false", "data-index": index });
      option.append(element("span", { textContent: label }));
      if (note) option.append(element("small", { textContent: note }));
      return option;
    }

    key(event) {
      const open = !this.list.hidden;
      const { firstIsMeant } = this.options;
      if (event.key === "Enter") {
        const index = this.active < 0 && firstIsMeant ? 0 : this.active;
        if (firstIsMeant || (open && index >= 0)) event.preventDefault(); // else the form is sent with what was typed
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
      const item = this.items[index];
      if (!item) return;
      this.close();
      this.options.chosen(item);
    }

    say(sentence) {
      this.status.textContent = sentence;
    }

    close() {
      clearTimeout(this.timer);
      this.request?.abort(); // an answer that comes late opens nothing
      this.list.hidden = true;
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  };
})();
