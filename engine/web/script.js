"use strict";
// Comfort only: every key does what a link or a button of the page does, and without this script all of it works.
//   j k      the next and the previous row (data-rij)      Enter    opens it
//   x        chooses the row                               a letter with data-toets: the control that has it
//   /        to the search field (data-zoek)               n p      the next and previous page or finding (rel)
//   ?        which keys there are                          Escape   back from a field
(() => {
  const rows = () => [...document.querySelectorAll("[data-rij]")];
  const say = (text) => {
    let box = document.getElementById("melding");
    if (!box) {
      box = document.createElement("div");
      box.id = "melding";
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    box.textContent = text;
    setTimeout(() => { if (box.textContent === text) box.textContent = ""; }, 4000);
  };
  const here = () => document.querySelector("[data-rij].hier");
  const linkOf = (row) => row && (row.querySelector("a[data-open]") || row.querySelector("a"));

  const go = (row) => {
    here()?.classList.remove("hier");
    row.classList.add("hier");
    row.scrollIntoView({ block: "nearest" });
    linkOf(row)?.focus({ preventScroll: true });
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(here());
    go(all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))]);
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click(); else say("Er is hier geen volgende of vorige.");
  };
  const choose = () => {
    const box = (here() || document.activeElement?.closest("[data-rij]"))?.querySelector("input[type=checkbox]");
    if (box) box.click();
  };
  const find = () => {
    const field = document.querySelector("[data-zoek]");
    if (field) { field.focus(); field.select?.(); } else say("Op deze bladzijde is niets te zoeken.");
  };
  // A radio button with the letter: it is chosen, and the reason that goes with it can be typed at once.
  const press = (control) => {
    control.closest("details")?.setAttribute("open", "");
    control.click();
    const reason = control.form?.querySelector("[data-reden]");
    if (control.type === "radio" && reason) reason.focus(); else control.focus();
  };

  const keys = { j: () => step(1), k: () => step(-1), x: choose, "/": find, n: () => follow("a[rel=next]"), p: () => follow("a[rel=prev]") };
  const help = () => {
    let box = document.getElementById("toetsen");
    if (!box) {
      box = document.createElement("dialog");
      box.id = "toetsen";
      box.setAttribute("aria-label", "Toetsen");
      const list = document.createElement("dl");
      list.className = "feiten";
      const add = (key, text) => {
        const dt = document.createElement("dt"), kbd = document.createElement("kbd"), dd = document.createElement("dd");
        kbd.textContent = key;
        dd.textContent = text;
        dt.append(kbd);
        list.append(dt, dd);
      };
      add("j", "volgende rij");
      add("k", "vorige rij");
      add("Enter", "de rij openen");
      add("x", "de rij kiezen");
      add("n", "volgende bladzijde of bevinding");
      add("p", "vorige bladzijde of bevinding");
      add("/", "zoeken");
      for (const c of document.querySelectorAll("[data-toets]"))
        add(c.dataset.toets, (c.labels?.[0] || c).textContent.trim());
      add("Esc", "sluiten, of een veld verlaten");
      const form = document.createElement("form"), close = document.createElement("button");
      form.method = "dialog";
      close.textContent = "Sluiten";
      form.append(close);
      box.append(list, form);
      document.body.append(box);
    }
    box.showModal();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input:not([type=checkbox]):not([type=radio]), select, textarea, dialog");
    if (event.key === "Escape" && field && field.tagName !== "DIALOG") { field.blur(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || field) return;
    if (event.key === "?") { help(); event.preventDefault(); return; }
    if (event.key === "Enter" && here() && event.target === document.body) { linkOf(here())?.click(); event.preventDefault(); return; }
    const control = /^[a-z]$/.test(event.key) && document.querySelector(`[data-toets="${event.key}"]`);
    const act = control ? () => press(control) : keys[event.key];
    if (act) { act(); event.preventDefault(); }
  });

  // All rows of a page at once.
  for (const all of document.querySelectorAll("input[data-alle]"))
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll("[data-rij] input[type=checkbox]")) box.checked = all.checked;
      count();
    });
  const count = () => {
    const out = document.querySelector("[data-gekozen]");
    if (out) out.textContent = String(document.querySelectorAll("[data-rij] input[type=checkbox]:checked").length);
  };
  document.addEventListener("change", count);
  count();

  // On a phone the menu is wider than the screen: the entry of this page is in sight.
  document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // What can be copied gets a button for it.
  for (const source of document.querySelectorAll("[data-kopie]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Kopiëren";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.value ?? source.textContent);
        say("Gekopieerd.");
      } catch { say("Kopiëren mag hier niet: kies de tekst en druk Ctrl-C."); }
    });
    source.after(button);
  }

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.download !== undefined) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
})();
