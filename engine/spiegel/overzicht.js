/* overzicht.js - sorts and filters the table of overzicht.html, and lets the arrow keys go from dot to dot. The page is whole
 * without it. */
'use strict';
(() => {
  const table = document.querySelector('table'), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const search = document.getElementById('zoek'), count = document.getElementById('aantal'), tip = document.getElementById('tip');
  const dutch = new Intl.NumberFormat('nl-NL');

  /* "-1.234,5" to a number; an empty cell sorts below all numbers. */
  const number = (text) => text === '' ? -Infinity : Number(text.replace(/\./g, '').replace(',', '.').replace('\u2212', '-'));

  const sortBy = (column, down) => {
    const byNumber = heads[column].dataset.soort === 'getal';
    const keyed = rows.map((row) => {
      const text = row.cells[column].textContent;
      return { row, key: byNumber ? number(text) : text };
    });
    const turn = down ? -1 : 1;
    keyed.sort((a, b) => turn * (byNumber ? a.key - b.key || 0 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    keyed.forEach(({ row }, i) => { rows[i] = row; });
    body.append(...rows);
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  };

  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    /* Numbers: the largest first; words: A first; then the other way round. */
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort'), byNumber = head.dataset.soort === 'getal';
      sortBy(column, now ? now === 'ascending' : byNumber);
    });
  });

  const words = new Map(rows.map((row) => [row, [0, 1, 2, 7].map((c) => row.cells[c].textContent).join(' ').toLowerCase()]));
  const filter = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    let shown = 0;
    for (const row of rows) {
      const text = words.get(row);
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = dutch.format(shown) + ' van ' + dutch.format(rows.length) + ' rijen';
  };
  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, rows.length > 2000 ? 150 : 0);
  });
  search.closest('p').hidden = false;
  filter();

  /* A dot leads to its row, also when the filter hides it. */
  const reveal = () => {
    const row = location.hash && document.getElementById(location.hash.slice(1));
    if (row && row.hidden) {
      search.value = '';
      filter();
      row.scrollIntoView({ block: 'center' });
    }
  };
  addEventListener('hashchange', reveal);

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
