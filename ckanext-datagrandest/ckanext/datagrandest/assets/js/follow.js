/* A page that waits for a background job renews the part that tells of it, until the job has ended.
   Reloading the whole page would take the keyboard and the screen reader back to its start; without scripts, a link does it. */
(function () {
  "use strict";

  const part = document.querySelector("[data-dge-follow]");
  if (!part) return;
  const wait = Number(part.dataset.dgeFollow) * 1000;

  async function look() {
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const renewed = page.querySelector("[data-dge-follow]");
      if (answer.ok && !renewed) {
        window.location.reload();
        return;
      }
      if (renewed && renewed.innerHTML !== part.innerHTML) part.innerHTML = renewed.innerHTML;
    } catch {
      /* the platform restarts or the network is gone: look again later */
    }
    window.setTimeout(look, wait);
  }

  window.setTimeout(look, wait);
})();
