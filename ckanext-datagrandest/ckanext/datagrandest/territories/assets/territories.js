/*
 * Territories in a form: a field that proposes places as one types (combobox pattern of the ARIA Authoring Practices), and
 * the list of those chosen, each with a button that removes it. The text area below stays the truth: it holds one code a line
 * and is what the form sends. Without this script, names or codes are written there.
 */
this.ckan.module("dge-territories", function () {
  "use strict";
  var DELAY_MS = 180;
  var SHORTEST = 2;
  var SEARCH = "/api/3/action/dge_territory_search?limit=8&q=";

  return {
    options: { texts: {} },

    initialize: function () {
      var root = this.el[0];
      var texts = typeof this.options.texts === "string" ? JSON.parse(this.options.texts) : this.options.texts;
      var area = root.querySelector("textarea");
      var search = (this.sandbox.client.endpoint || "") + SEARCH;
      var codes = area.value.split(/[\n,;]+/).map(trimmed).filter(Boolean);
      if (area.getAttribute("aria-invalid") === "true") return; // what was refused is corrected where it was written
      build(root, area, codes, texts, search);
    },
  };

  function trimmed(text) {
    return text.trim();
  }

  function element(tag, properties, attributes) {
    var made = Object.assign(document.createElement(tag), properties);
    Object.entries(attributes || {}).forEach(function (pair) {
      made.setAttribute(pair[0], pair[1]);
    });
    return made;
  }

  function build(root, area, codes, texts, search) {
    var listId = area.id + "-found";
    var input = element("input", { type: "search", className: "form-control", id: area.id, placeholder: texts.find }, {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, autocomplete: "off",
      "aria-describedby": area.getAttribute("aria-describedby") || "",
    });
    var found = element("ul", { id: listId, className: "dge-territories-found", hidden: true }, { role: "listbox", "aria-label": texts.find });
    var chosen = element("ul", { className: "dge-territories-chosen" }, { "aria-label": texts.chosen });
    var status = element("span", { className: "visually-hidden" }, { role: "status" });
    var box = element("div", { className: "dge-territories" });
    var items = [];
    var active = -1;
    var timer, request;

    area.id += "-codes";
    area.hidden = true;
    var meanings = root.querySelector("[data-dge-meanings]");
    if (meanings) meanings.hidden = true;
    box.append(input, found);
    area.before(box, chosen, status);
    draw();

    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, DELAY_MS);
    });
    input.addEventListener("keydown", key);
    input.addEventListener("blur", function () {
      setTimeout(close, 150);
    });
    found.addEventListener("mousedown", function (event) {
      event.preventDefault();
      var option = event.target.closest("li");
      if (option) choose(Number(option.dataset.index));
    });

    function draw() {
      area.value = codes.join("\n");
      chosen.hidden = codes.length === 0;
      chosen.replaceChildren.apply(chosen, codes.map(function (code) {
        var name = texts.labels[code] || code;
        var item = element("li", { textContent: name });
        var remove = element("button", { type: "button", textContent: "×" }, { "aria-label": texts.remove.replace("{name}", name) });
        remove.addEventListener("click", function () {
          codes = codes.filter(function (other) { return other !== code; });
          draw();
          status.textContent = texts.removed.replace("{name}", name);
          input.focus();
        });
        item.append(remove);
        return item;
      }));
    }

    function ask() {
      var text = input.value.trim();
      if (text.length < SHORTEST) return close();
      if (request) request.abort();
      request = new AbortController();
      fetch(search + encodeURIComponent(text), { signal: request.signal })
        .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
        .then(function (answer) { show(answer.result.results); })
        .catch(close); // aborted or offline: what was chosen stays
    }

    function show(results) {
      items = results;
      active = -1;
      found.replaceChildren.apply(found, results.map(function (result, index) {
        var option = element("li", { id: listId + "-" + index }, { role: "option", "aria-selected": "false", "data-index": index });
        var note = [texts.kinds[result.kind], result.department && "(" + result.department + ")", result.matched].filter(Boolean).join(" ");
        option.append(element("span", { textContent: result.name }), element("small", { textContent: note }));
        return option;
      }));
      found.hidden = results.length === 0;
      input.setAttribute("aria-expanded", String(results.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = results.length ? texts.some.replace("{n}", results.length) : texts.none;
    }

    function key(event) {
      var open = !found.hidden;
      if (event.key === "Enter") {
        event.preventDefault(); // the form is not sent from here
        if (open) choose(Math.max(active, 0));
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (open) move(event.key === "ArrowDown" ? 1 : -1);
        else ask();
      }
    }

    function move(step) {
      active = active < 0 && step < 0 ? items.length - 1 : (active + step + items.length) % items.length;
      Array.from(found.children).forEach(function (option, index) {
        option.setAttribute("aria-selected", String(index === active));
      });
      input.setAttribute("aria-activedescendant", listId + "-" + active);
      found.children[active].scrollIntoView({ block: "nearest" });
    }

    function choose(index) {
      var item = items[index];
      if (!item) return;
      texts.labels[item.code] = item.name + (item.department && item.kind === "commune" ? " (" + item.department + ")" : "");
      if (codes.indexOf(item.code) < 0) codes.push(item.code);
      draw();
      input.value = "";
      close();
      status.textContent = texts.added.replace("{name}", item.name);
    }

    function close() {
      clearTimeout(timer);
      found.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
  }
});
