// A day at the desk: two analysts and a controleur, one of them without JavaScript, a night's run beside them, a restart in between.
// usage: dag.js DUBBELLOOP SOURCE
'use strict';
const {spawn} = require('child_process');
const {Workbench, check, dubbelloop, finish} = require('./browser.js');

const [program, source] = process.argv.slice(2);
const desk = new Workbench(program, source);

const findings = (...filter) => dubbelloop(program, 'findings', '--db', desk.db, '--format', 'jsonl', ...filter).out.trim().split('\n').filter(Boolean).map(line => JSON.parse(line));
const verdict = id => findings().find(finding => finding.bevinding_id === id) || {};
const idOf = page => new URL(page.url()).pathname.split('/')[2];
const title = page => page.locator('h1').innerText();

// Enter on a link or a button leads on; the keyboard needs no picture that stands still.
const follow = (page, what) => Promise.all([page.waitForNavigation(), what.first().press('Enter')]);

async function giveReason(page, reason) {
    check(`${page.who} is asked why`, new URL(page.url()).pathname === '/reden', page.url());
    await page.getByLabel('Reden van inzage').fill(reason);
    await follow(page, page.getByRole('button', {name: 'Vastleggen'}));
}

async function judge(page, choice, reason) {
    await page.getByRole('radio', {name: choice}).check();
    await page.getByLabel('Waarom').fill(reason);
    await follow(page, page.getByRole('button', {name: 'Oordeel vastleggen'}));
}

// From the door to a judged finding, by what the pages offer.
async function firstVisit(anna) {
    await anna.goto(desk.url + '/');
    check('the first page is what there is to do', await title(anna) === 'Vandaag');
    await follow(anna, anna.getByRole('link', {name: /beoordeel \d+ vaste/i}));
    await giveReason(anna, 'controle 2023');
    check('then comes what she asked for', await title(anna) === 'Bevindingen' && anna.url().includes('vast'), anna.url());
    await follow(anna, anna.locator('main tbody a[href^="/bevinding/"]'));
    const id = idOf(anna);
    check('a finding shows its proof and its timeline', await anna.locator('main svg').count() > 0 && (await anna.locator('main').innerText()).length > 500);
    await judge(anna, /^Bevestigd/, 'beide regels gezien');
    check('a verdict is on record under her login', verdict(id).oordeel === 'bevestigd' && verdict(id).oordeel_reden === 'beide regels gezien'
        && verdict(id).oordeel_door === 'anna', verdict(id));
    return id;
}

async function nextFinding(page) {
    await page.goto(desk.url + '/bevindingen?zekerheid=vast&oordeel=geen');
    if (page.url().includes('/reden'))
        await giveReason(page, 'controle 2023');
    await follow(page, page.locator('main tbody a[href^="/bevinding/"]'));
    return idOf(page);
}

// Two names for a terugvordering: bram, whose browser runs no script, asks; only cora confirms.
async function fourEyes(bram, cora) {
    const id = await nextFinding(bram);
    await judge(bram, /^Terugvordering vragen/, 'terug te vorderen');
    check('a terugvordering waits for a second name', verdict(id).oordeel === 'terugvordering (te bevestigen)', verdict(id));
    await bram.goto(`${desk.url}/bevinding/${id}`);
    check('who asked it cannot confirm it', await bram.getByRole('radio', {name: /bevestigen, als tweede/}).count() === 0);
    await bram.getByLabel('Nieuwe notitie').fill('gebeld met de praktijk <b>\nzij zoeken het uit');
    await follow(bram, bram.getByRole('button', {name: /Notitie/}));
    check('a note is there as it was typed', (await bram.locator('main').innerText()).includes('gebeld met de praktijk <b>'));
    await cora.goto(desk.url + '/');
    await follow(cora, cora.getByRole('link', {name: /wacht op een tweede naam/}));
    await giveReason(cora, 'tweede naam');
    await follow(cora, cora.locator('main tbody a[href^="/bevinding/"]'));
    check('the controleur comes to what waits for her', idOf(cora) === id, [idOf(cora), id]);
    check('and reads the note', (await cora.locator('main').innerText()).includes('zij zoeken het uit'));
    await judge(cora, /bevestigen, als tweede/, 'akkoord');
    check('two names stand under it', verdict(id).oordeel === 'terugvordering' && verdict(id).oordeel_door === 'bram, bevestigd door cora', verdict(id));
    return id;
}

async function many(anna) {
    const open = findings('--zekerheid', 'signaal').filter(finding => !finding.oordeel).length;
    await anna.goto(desk.url + '/bevindingen?zekerheid=signaal&oordeel=geen');
    await anna.getByRole('radio', {name: /van deze lijst/}).check();
    await anna.getByRole('radio', {name: /^Afgewezen/}).check();
    await anna.getByLabel('Waarom').fill('signalen die niets zeggen');
    await follow(anna, anna.getByRole('button', {name: 'Vastleggen'}));
    check('she is asked whether she is sure of so many', (await anna.locator('main').innerText()).includes(String(open)), open);
    await follow(anna, anna.getByRole('button', {name: 'Vastleggen'}));
    const judged = findings('--zekerheid', 'signaal').filter(finding => finding.oordeel === 'afgewezen' && finding.oordeel_reden === 'signalen die niets zeggen');
    check('one verdict for many', open > 0 && judged.length === open, [open, judged.length]);
}

// The program ends while somebody types, and begins again.
async function restart(bram) {
    const id = await nextFinding(bram);
    await bram.getByRole('radio', {name: /^Wacht op/}).check();
    await bram.getByLabel('Waarom').fill('eerst vragen "<&>"');
    await desk.stop('SIGKILL');
    await desk.start();
    await follow(bram, bram.getByRole('button', {name: 'Oordeel vastleggen'}));
    check('a form of before is not taken', !verdict(id).oordeel, verdict(id));
    check('and stands ready', (await bram.locator('main').innerText()).includes('staat klaar'));
    await follow(bram, bram.getByRole('button', {name: 'Opnieuw versturen'}));
    if (new URL(bram.url()).pathname === '/reden')
        await giveReason(bram, 'controle 2023');
    if (!verdict(id).oordeel) { // the reason that went with the session is asked again first
        await bram.goto(desk.url + '/reden');
        await giveReason(bram, 'controle 2023');
        await bram.goto(`${desk.url}/bevinding/${id}`);
        await judge(bram, /^Wacht op/, 'eerst vragen "<&>"');
    }
    check('sent again it is taken, as it was typed', verdict(id).oordeel === 'wacht_op_aanbieder' && verdict(id).oordeel_reden === 'eerst vragen "<&>"', verdict(id));
}

// A delivery is read while pages are asked.
async function besideRun(anna) {
    const before = findings().length;
    const run = spawn(program, desk.run('2023Q3.csv', '2023Q4.csv'), {stdio: 'ignore'});
    const ended = new Promise(resolve => run.once('exit', resolve));
    let over = false, asked = 0;
    ended.then(() => over = true);
    while (!over || asked < 5) {
        for (const address of ['/', '/bevindingen', '/aanbieders', '/regels', '/runs']) {
            const answer = await anna.goto(desk.url + address);
            if (answer.status() !== 200)
                check(`${address} beside a run`, false, answer.status());
            asked++;
        }
    }
    const status = await ended;
    check('a run goes on beside the pages', status === 0 || status === 3, status);
    await anna.goto(desk.url + '/bevindingen');
    check('and then they show what it found', findings().length > before && (await anna.locator('main').innerText()).includes(String(findings().length)), findings().length);
}

async function keyboard(anna) {
    await anna.goto(desk.url + '/bevindingen');
    await anna.keyboard.press('Tab');
    check('the first key leads past the menu', await anna.evaluate('document.activeElement.getAttribute("href")') === '#inhoud');
    await anna.keyboard.press('Enter');
    await anna.keyboard.press('j');
    await anna.keyboard.press('j');
    const row = await anna.evaluate('(document.activeElement.closest("tr") || {rowIndex: 0}).rowIndex');
    check('j goes down the list', row > 0, row);
    await anna.keyboard.press('Enter');
    await anna.waitForURL(/\/bevinding\//);
    await anna.keyboard.press('a');
    check('a key chooses a verdict, and gives none', await anna.getByRole('radio', {name: /^Afgewezen/}).isChecked());
    await anna.goto(desk.url + '/bevindingen');
    await anna.keyboard.press('/');
    check('/ leads to the search', await anna.evaluate('document.activeElement.name') === 'zoek');
}

async function files(anna) {
    await anna.goto(desk.url + '/bevindingen?zekerheid=vast');
    const link = await anna.getByRole('link', {name: /CSV/}).getAttribute('href');
    const file = await anna.context().request.get(desk.url + link);
    const rows = (await file.text()).trim().split('\n').length - 1;
    check('the file has exactly the list', rows === findings('--zekerheid', 'vast').length, rows);
}

async function reader(lies) {
    await lies.goto(desk.url + '/');
    check('a lezer sees figures', (await lies.locator('main').innerText()).includes('€'));
    check('and no way to findings', await lies.locator('a[href^="/bevinding"]').count() === 0);
    check('nor by their address', (await lies.goto(desk.url + '/bevindingen')).status() === 403);
}

(async () => {
    desk.deliver('2022Q4.csv', '2023Q1.csv');
    desk.deliver('2023Q2.csv.gz');
    await desk.start();
    await desk.open();
    const anna = await desk.person('anna'), bram = await desk.person('bram', {javaScriptEnabled: false}), cora = await desk.person('cora');
    const first = await firstVisit(anna);
    await fourEyes(bram, cora);
    await many(anna);
    await files(anna);
    await keyboard(anna);
    await restart(bram);
    await anna.goto(desk.url + '/bevindingen');
    await giveReason(anna, 'controle 2023, middag');
    await besideRun(anna);
    await reader(await desk.person('lies'));
    await anna.goto(`${desk.url}/bevinding/${first}`);
    check('in the evening the morning is there', (await anna.locator('main').innerText()).includes('beide regels gezien'));
    await follow(anna, anna.getByRole('button', {name: 'Afmelden'}));
    const looks = dubbelloop(program, 'inzage', '--db', desk.db, '--bevinding', first, '--format', 'csv').out;
    check('who looked at the first finding is on record, with the reason', /,anna,\/bevinding\/\*,[^,]+,[0-9a-f]{16},controle 2023\n/.test(looks), looks);
    check('cora, who never did, is not', !looks.includes(',cora,'));
    await desk.close();
    finish();
})().catch(error => {
    console.error(error);
    process.exit(1);
});
