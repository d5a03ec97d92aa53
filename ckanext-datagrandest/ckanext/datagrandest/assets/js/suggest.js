/* Proposals under a search field, after the combobox pattern of the ARIA Authoring Practices.
 *
 * <input data-dge-suggest="/api/3/action/…?q=" data-dge-kinds='{"organization": "…"}'
 *        data-dge-none="…" data-dge-some="{n} …">
 * Without script, or when the action is absent, the field stays a plain search field.
 */
(() => {
  "use strict";
  const DELAY_MS = 180;
  const SHORTEST = 2;
  let lists = 0;

  // What the action's answer becomes: what is read, what is said beside it, where it leads.
  const read = (result, kinds) => result.results.map(({ kind, label, url }) => ({ label, note: kinds[kind] || "", url }));

  class Combobox {
    constructor(input) {
      this.input = input;
      this.items = [];
      this.active = -1;
      this.list = document.createElement("ul");
      this.list.id = `dge-proposals-${++lists}`;
      this.list.className = "dge-proposals";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", input.dataset.dgeLabel || "");
      this.list.hidden = true;
      this.status = document.createElement("span");
      this.status.className = "visually-hidden";
      this.status.setAttribute("role", "status");
      input.parentElement.append(this.list, this.status);
      for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off",
      })) input.setAttribute(name, value);
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
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
        const answer = await fetch(this.input.dataset.dgeSuggest + encodeURIComponent(text), { signal: this.request.signal });
        if (!answer.ok) return this.close();
        const { result } = await answer.json();
        this.show(read(result, JSON.parse(this.input.dataset.dgeKinds || "{}")));
      } catch {
        this.close(); // aborted or offline: the form still works
      }
    }

    show(items) {
      this.items = items;
      this.active = -1;
      this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
      this.list.hidden = items.length === 0;
      this.input.setAttribute("aria-expanded", String(items.length > 0));
      this.input.removeAttribute("aria-activedescendant");
      const { dgeNone, dgeSome } = this.input.dataset;
      this.status.textContent = items.length ? (dgeSome || "").replace("{n}", items.length) : dgeNone || "";
    }

    option(item, index) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.dataset.index = index;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(Object.assign(document.createElement("span"), { textContent: item.label }));
      if (item.note) option.append(Object.assign(document.createElement("small"), { textContent: item.note }));
      return option;
    }

    key(event) {
      const open = !this.list.hidden;
      if (event.key === "Escape" && open) {
        event.preventDefault();
        this.close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
        else this.ask();
      } else if (event.key === "Enter" && open && this.active >= 0) {
        event.preventDefault();
        this.choose(this.active);
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
      this.input.value = item.label;
      this.close();
      window.location.assign(item.url);
    }

    close() {
      clearTimeout(this.timer);
      this.list.hidden = true;
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  document.querySelectorAll("[data-dge-suggest]").forEach((input) => new Combobox(input));
})();
