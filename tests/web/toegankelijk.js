// Every kind of page that links lead to, as each role sees it: axe-core finds nothing, in light and dark; nothing is wider than a phone, or than the paper
// it is printed on.
// usage: toegankelijk.js DUBBELLOOP SOURCE [PICTURES]
'use strict';
const fs = require('fs');
const path = require('path');
const {Workbench, check, dubbelloop, finish} = require('./browser.js');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [program, source, pictures] = process.argv.slice(2);
const kind = address => address.replace(/[?#].*/, '').replace(/^(\/[^/]+\/).*/, '$1*');

async function look(page, where) {
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        await page.evaluate(`${axe}; 0`);
        const found = await page.evaluate('axe.run(document)');
        check(`${where}, ${colorScheme}: axe finds nothing`, found.violations.length === 0,
            found.violations.map(v => `${v.id}: ${v.nodes.length}, ${v.nodes[0].html.slice(0, 160)} ${(v.nodes[0].any[0] || {}).message || ''}`).join(' | '));
        if (pictures)
            await page.screenshot({path: path.join(pictures, `${where.replace(/[^a-z0-9]+/g, '_')}_${colorScheme}.png`), fullPage: true});
    }
    await page.setViewportSize({width: 320, height: 640});
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    check(`${where}: fits a phone of 320`, wide <= 320, wide);
    if (pictures)
        await page.screenshot({path: path.join(pictures, `${where.replace(/[^a-z0-9]+/g, '_')}_320.png`), fullPage: true});
    await page.emulateMedia({media: 'print', colorScheme: 'dark'});
    const lies = await page.evaluate("!!document.querySelector('.tabel thead th:nth-child(10)')"); // as the stylesheet has it
    const paper = Math.floor(((lies ? 297 : 210) - 24) / 25.4 * 96);
    await page.setViewportSize({width: paper, height: 900});
    const printed = await page.evaluate("[document.documentElement.scrollWidth, getComputedStyle(document.body).color]");
    check(`${where}: fits A4`, printed[0] <= paper, [printed[0], paper]);
    check(`${where}: is printed black on white`, printed[1] === 'rgb(0, 0, 0)', printed[1]);
    check(`${where}: nothing to press is printed`, await page.evaluate("![...document.querySelectorAll('button, nav a')].some(e => e.checkVisibility())"));
    if (pictures)
        await page.pdf({path: path.join(pictures, `${where.replace(/[^a-z0-9]+/g, '_')}.pdf`), preferCSSPageSize: true});
    await page.emulateMedia({media: null});
    await page.setViewportSize({width: 1280, height: 900});
}

async function walk(desk, who, skip, begin = ['/']) {
    const page = await desk.person(who), todo = begin, kinds = new Set(skip);
    while (todo.length) {
        const address = todo.shift();
        if (kinds.has(kind(address)))
            continue;
        kinds.add(kind(address));
        const answer = await page.goto(desk.url + address).catch(error => /Download/.test(error.message) ? null : Promise.reject(error));
        if (!answer)
            continue; // a file
        if (page.url().includes('/reden?')) {
            if (!kinds.has('/reden'))
                await look(page, `${who} /reden`);
            kinds.add('/reden');
            await page.getByLabel('Reden van inzage').fill('controle op dubbele declaraties');
            await page.getByRole('button', {name: 'Vastleggen'}).click();
        }
        if (answer.status() === 404)
            continue;
        await look(page, `${who} ${kind(address)}`);
        for (const link of await page.evaluate('[...document.links].map(a => a.pathname + a.search)'))
            if (!kinds.has(kind(link)))
                todo.push(link);
    }
    return {page, kinds};
}

(async () => {
    const desk = new Workbench(program, source);
    desk.deliver('2022Q4.csv', '2023Q1.csv');
    desk.deliver('2023Q2.csv.gz');
    await desk.start();
    await desk.open();
    // What all see the same is looked at once.
    const finding = dubbelloop(program, 'findings', '--db', desk.db).out.split('\n')[1].split(',')[0];
    const {page, kinds} = await walk(desk, 'cora', [], ['/bevinding/' + finding, '/']);
    check('an analyst has pages', kinds.size >= 8, [...kinds]);
    await page.setContent('<p><img src=x><input>');
    await page.evaluate(`${axe}; 0`);
    check('what is wrong is found', (await page.evaluate('axe.run(document)')).violations.some(v => v.id === 'image-alt'));
    for (const address of ['/nergens', '/inzage', '/afmelden']) {
        await page.goto(desk.url + address);
        await look(page, `cora ${address}, refused`);
    }
    const shared = [...kinds].filter(path => !['/', '/inzage'].includes(path));
    await walk(desk, 'bert', shared);
    await walk(desk, 'lies', shared);
    await page.goto(desk.url + '/');
    await page.getByRole('button', {name: 'Afmelden'}).click();
    await look(page, 'cora, gone');
    await desk.close();
    finish();
})().catch(error => {
    console.error(error);
    process.exit(1);
});
