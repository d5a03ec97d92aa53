/* Files dropped on the page, and how far their sending is. Without scripts the form sends them as any form does. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-dge-deposit]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-dge-drop]");
  const list = form.querySelector("[data-dge-chosen]");
  const said = form.querySelector("[data-dge-progress]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button[type=submit]");

  const tooLarge = () => [...input.files].find((file) => file.size > Number(form.dataset.most) * 1048576);

  const tell = () => {
    list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
    list.hidden = input.files.length === 0;
    const large = tooLarge();
    said.textContent = large ? form.dataset.large.replace("{name}", large.name).replace("{limit}", form.dataset.most) : "";
  };
  input.addEventListener("change", tell);

  ["dragenter", "dragover"].forEach((name) => place.addEventListener(name, (event) => {
    event.preventDefault();
    place.classList.add("dge-over");
  }));
  ["dragleave", "drop"].forEach((name) => place.addEventListener(name, () => place.classList.remove("dge-over")));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    tell();
    button.focus();
  });

  /* The sentences of the server, or ours when it did not answer: the form can be sent again. */
  const refused = (sentences) => {
    button.disabled = false;
    bar.hidden = true;
    said.textContent = sentences ? "" : form.dataset.failed;
    document.querySelector(".dge-deposit > .dge-alert")?.remove();
    if (!sentences) return;
    const alert = document.createElement("div");
    alert.className = "dge-alert";
    alert.setAttribute("role", "alert");
    alert.tabIndex = -1;
    alert.textContent = sentences.textContent.trim();
    form.before(alert);
    alert.focus();
  };

  form.addEventListener("submit", (event) => {
    if (tooLarge()) {
      event.preventDefault();
      said.focus();
      return;
    }
    if (!input.files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    button.disabled = true;
    bar.hidden = false;
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      bar.value = Math.round((step.loaded / step.total) * 100);
      said.textContent = form.dataset.sending.replace("{percent}", bar.value);
    });
    request.addEventListener("load", () => {
      const next = request.getResponseHeader("X-Next-Page");
      if (next) {
        window.location.assign(next);
        return;
      }
      refused(new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[role=alert], main, body"));
    });
    request.addEventListener("error", () => refused(null));
    request.open("POST", window.location.href);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(new FormData(form));
  });
})();
