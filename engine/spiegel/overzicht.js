/* overzicht.js - sorts and filters the table of overzicht.html, and lets the arrow keys go from dot to dot. The page is whole
 * without it. */
'use strict';
(() => {
  const table = document.querySelector('table'), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows], byId = new Map(rows.map((row) => [row.id, row]));
  const search = document.getElementById('zoek'), count = document.getElementById('aantal'), all = document.getElementById('alle');
  const tip = document.getElementById('tip');
  const dutch = new Intl.NumberFormat('nl-NL');

  /* Laying out ten thousand rows takes seconds, so only the first ones stand in the page until somebody asks for all. */
  const FIRST = 500;
  const words = new Map(rows.map((row) => [row, [0, 1, 2, 9].map((c) => row.cells[c].textContent).join(' ').toLowerCase()]));
  let everything = false;
  const update = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const found = rows.filter((row) => wanted.every((word) => words.get(row).includes(word)));
    const shown = everything ? found : found.slice(0, FIRST);
    body.replaceChildren(...shown);
    all.hidden = shown.length === found.length;
    count.textContent = dutch.format(found.length) + ' van ' + dutch.format(rows.length) + ' rijen' +
      (all.hidden ? '' : ', de eerste ' + dutch.format(shown.length) + ' staan hieronder');
  };
  search.addEventListener('input', update);
  all.addEventListener('click', () => { everything = true; update(); });
  /* On paper comes all that was found. */
  addEventListener('beforeprint', () => { everything = true; update(); });
  addEventListener('afterprint', () => { everything = false; update(); });

  /* "-1.234,5" to a number. */
  const number = (text) => Number(text.replace(/\./g, '').replace(',', '.').replace('\u2212', '-'));

  const sortBy = (column, down) => {
    const byNumber = heads[column].dataset.soort === 'getal';
    const keyed = rows.map((row) => {
      const text = row.cells[column].textContent;
      return { row, key: byNumber ? number(text) : text };
    });
    keyed.sort((a, b) => (down ? -1 : 1) * (byNumber ? a.key - b.key : a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    keyed.forEach(({ row }, i) => { rows[i] = row; });
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    update();
  };

  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    /* Numbers: the largest first; words: A first; then the other way round. */
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort');
      sortBy(column, now ? now === 'ascending' : head.dataset.soort === 'getal');
    });
  });

  search.closest('p').hidden = false;
  update();

  /* A dot leads to its row, also when that does not stand in the page. */
  const reveal = () => {
    const row = byId.get(location.hash.slice(1));
    if (!row || row.isConnected) return;
    search.value = row.cells[0].textContent + ' ' + row.cells[2].textContent;
    update();
    location.replace(location.hash);
  };
  addEventListener('hashchange', reveal);
  reveal();

  const show = (dot) => {
    const place = dot.getBoundingClientRect();
    tip.textContent = dot.querySelector('title').textContent;
    tip.hidden = false;
    tip.style.left = Math.max(4, Math.min(place.left + 10, innerWidth - tip.offsetWidth - 4)) + 'px';
    tip.style.top = Math.max(4, place.top - tip.offsetHeight - 6) + 'px';
  };
  const hide = () => { tip.hidden = true; };
  for (const svg of document.querySelectorAll('svg')) {
    const dots = [...svg.querySelectorAll('a')];
    dots.forEach((dot, i) => dot.setAttribute('tabindex', i ? '-1' : '0'));
    const dotOf = (event) => event.target.closest('a');
    svg.addEventListener('mouseover', (event) => { const dot = dotOf(event); if (dot) show(dot); });
    svg.addEventListener('mouseout', hide);
    svg.addEventListener('focusin', (event) => { const dot = dotOf(event); if (dot) show(dot); });
    svg.addEventListener('focusout', hide);
    svg.addEventListener('keydown', (event) => {
      const at = dots.indexOf(dotOf(event));
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: dots.length - 1 }[event.key];
      if (at < 0 || to === undefined || !dots[to]) return;
      event.preventDefault();
      dots[at].setAttribute('tabindex', '-1');
      dots[to].setAttribute('tabindex', '0');
      dots[to].focus();
    });
  }
})();
