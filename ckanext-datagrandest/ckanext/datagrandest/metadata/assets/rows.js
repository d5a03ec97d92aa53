/*
 * Repeating fields: buttons "Add" and "Remove". Without this script, the blank row at the end and emptying a row do the same.
 */
this.ckan.module("dge-rows", function () {
  "use strict";

  return {
    options: { add: "", remove: "" },

    initialize: function () {
      var root = this.el[0];
      var blank = root.querySelector(":scope > .dge-row:last-of-type");
      if (!blank) return;
      var template = blank.cloneNode(true);
      var options = this.options;
      var status = document.createElement("p");
      status.className = "visually-hidden";
      status.setAttribute("role", "status");
      var add = button(options.add, "btn btn-secondary btn-sm");
      add.setAttribute("aria-describedby", root.id + "-help");

      root.querySelectorAll(":scope > .dge-row").forEach(withRemove);
      root.append(add, status);
      add.addEventListener("click", function () {
        var row = template.cloneNode(true);
        rename(row, nextIndex());
        withRemove(row);
        root.insertBefore(row, add);
        number();
        row.querySelector("input, select, textarea").focus();
      });

      function button(text, classes) {
        var element = document.createElement("button");
        element.type = "button";
        element.className = classes;
        element.textContent = text;
        return element;
      }

      function withRemove(row) {
        var remove = button(options.remove, "btn btn-outline-danger btn-sm");
        remove.addEventListener("click", function () {
          row.remove();
          number();
          add.focus();
        });
        row.append(remove);
      }

      function number() {
        var rows = root.querySelectorAll(":scope > .dge-row");
        rows.forEach(function (row, index) {
          var place = row.querySelector(".dge-row-number");
          if (place) place.textContent = index + 1;
        });
        status.textContent = rows.length;
      }

      function nextIndex() {
        var highest = -1;
        root.querySelectorAll("[name]").forEach(function (input) {
          var match = /-(\d+)-/.exec(input.name);
          if (match) highest = Math.max(highest, Number(match[1]));
        });
        return highest + 1;
      }

      function rename(row, index) {
        row.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach(function (element) {
          ["name", "id", "for", "aria-describedby"].forEach(function (attribute) {
            var value = element.getAttribute(attribute);
            if (value) element.setAttribute(attribute, value.replace(/-\d+-/g, "-" + index + "-"));
          });
        });
      }
    },
  };
});
