// Makes the pictures of docs/beeld that the handleiding shows, of the pages as they are: sample data, no patient's number in them.
// By hand, when pages change:  tests/web/browser.sh BUILD/browser beelden.js DUBBELLOOP SOURCE
'use strict';
const path = require('path');
const {Workbench, dubbelloop} = require('./browser.js');

const [program, source] = process.argv.slice(2);
const desk = new Workbench(program, source);
const PICTURES = [
    // name, address, what comes to the top of the picture
    ['vandaag', '/', 'h1'],
    ['bevindingen', '/bevindingen?zekerheid=vast', 'h1'],
    ['bevinding', null, 'h2:has-text("Dossier")'],
    ['aanbieder', '/aanbieder/53999902', 'h1'],
    ['zaak', '/zaak/1', 'h1'],
];

(async () => {
    desk.deliver('2022Q1.csv', '2022Q2.csv', '2022Q3.csv', '2022Q4.csv', '2023Q1.csv', '2023Q2.csv.gz', '2023Q3.csv', '2023Q4.csv');
    const made = dubbelloop(program, 'zaak', 'new', '--db', desk.db, '--agb', '01999911', '--rol', 'declarant', '--period', '2023', '--date', '2024-06-03', '--by', 'A. Analist',
        '--doel', 'zekerheid dat naast de keten geen zorg is gedeclareerd die erin zit');
    if (made.status)
        throw new Error(made.err);
    await desk.start();
    await desk.open();
    const page = await desk.person('anna', {viewport: {width: 1100, height: 720}});
    await page.goto(desk.url + '/reden');
    await page.getByLabel('Reden van inzage').fill('controle 2023');
    await page.getByRole('button', {name: 'Vastleggen'}).click();
    for (const [name, address, top] of PICTURES) {
        if (address)
            await page.goto(desk.url + address);
        else {
            await page.goto(desk.url + '/bevindingen?zekerheid=vast');
            await page.locator('main tbody a[href^="/bevinding/"]').first().click();
        }
        await page.waitForLoadState();
        await page.locator(top).first().evaluate(element => element.scrollIntoView({behavior: 'instant'}));
        await page.screenshot({path: path.join(source, 'docs/beeld', `werkbank-${name}.jpg`), type: 'jpeg', quality: 70});
    }
    await desk.browser.close();
    await desk.stop();
})();
