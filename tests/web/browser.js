// What the browser tests share: a workbench on a port of its own, Debian's Chromium, people, and checks that are counted.
'use strict';
const {spawn, spawnSync} = require('child_process');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const {chromium} = require('playwright-core');

const HANGS = Number(process.env.HANGS) || 600000; // ms: of what will never come
const PEOPLE = {lies: 'lezer', anna: 'analist', bram: 'analist', cora: 'controleur', bert: 'beheerder'};
let passed = 0, failed = 0;

function check(what, holds, told) {
    if (holds)
        passed++;
    else {
        failed++;
        console.error(`not so: ${what}${told === undefined ? '' : ': ' + (typeof told === 'string' ? told : JSON.stringify(told))}`);
    }
    return Boolean(holds);
}

function finish() {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed || !passed ? 1 : 0;
}

function dubbelloop(program, ...args) {
    const done = spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 28});
    return {status: done.status, out: done.stdout, err: done.stderr};
}

function freePort() {
    return new Promise(resolve => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const {port} = server.address();
            server.close(() => resolve(port));
        });
    });
}

class Workbench {
    constructor(program, source) {
        this.program = program;
        this.sample = path.join(source, 'sample_data');
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'werkbank-'));
        this.db = path.join(this.folder, 'nacht.db');
        this.wrong = []; // what a page of ours may never do
    }

    run(...names) {
        return ['run', '--quiet', '--wait', '600', '--db', this.db, '--contracts', path.join(this.sample, 'contracts.csv'), '--relaties',
            path.join(this.sample, 'relaties.csv'), '--out', path.join(this.folder, 'uit'), ...names.map(name => path.join(this.sample, name))];
    }

    deliver(...names) {
        const done = dubbelloop(this.program, ...this.run(...names));
        if (done.status !== 0 && done.status !== 3)
            throw new Error(done.err);
    }

    async start() {
        this.port = this.port || await freePort();
        this.url = `http://127.0.0.1:${this.port}`;
        const config = path.join(this.folder, 'web.ini');
        fs.writeFileSync(config, '[server]\nuser_header = X-User\nproxy = 127.0.0.1\nverzoeken_per_seconde = 10000\n[gebruikers]\n'
            + Object.entries(PEOPLE).map(([who, role]) => `${who} = ${role}\n`).join(''));
        this.process = spawn(this.program, ['serve', '--db', this.db, '--config', config, '--listen', `127.0.0.1:${this.port}`],
            {stdio: ['ignore', 'pipe', fs.openSync(path.join(this.folder, 'serve.log'), 'a')]});
        const {process: server} = this;
        process.once('exit', () => server.kill('SIGKILL')); // also when a test stumbles
        await new Promise((resolve, reject) => {
            let said = '';
            this.process.stdout.on('data', part => (said += part).includes('klaar') && resolve());
            this.process.once('exit', status => reject(new Error(`serve ended with ${status}: ${this.said()}`)));
        });
        return this;
    }

    said() {
        return fs.readFileSync(path.join(this.folder, 'serve.log'), 'utf8');
    }

    async stop(how = 'SIGTERM') {
        const ended = new Promise(resolve => this.process.once('exit', resolve));
        this.process.removeAllListeners('exit');
        this.process.once('exit', () => {});
        const gone = new Promise(resolve => this.process.once('exit', resolve));
        this.process.kill(how);
        await Promise.race([ended, gone]);
    }

    async open() {
        this.browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : []});
    }

    // A page of that person's own browser. Whatever it asks of another house, or its policy forbids, or its script stumbles over, is wrong.
    async person(who, options = {}) {
        const context = await this.browser.newContext({extraHTTPHeaders: {'X-User': who}, locale: 'nl-NL', viewport: {width: 1280, height: 900}, ...options});
        context.setDefaultTimeout(HANGS);
        const page = await context.newPage();
        const route = url => url.replace(/[?#].*/, '').replace(/[0-9a-f]{8,}/g, '*');
        page.on('request', request => request.url().startsWith(this.url) || this.wrong.push(`${who} asks ${request.url()}`));
        page.on('pageerror', error => this.wrong.push(`${who} at ${route(page.url())}: ${error.message}`));
        page.on('console', message => message.type() === 'error' && !/status of (40\d|429|503)/.test(message.text())
            && this.wrong.push(`${who} at ${route(page.url())}: ${message.text()}`));
        page.who = who;
        return page;
    }

    async close() {
        await this.browser.close();
        await this.stop();
        check('no page asks another house, breaks its policy or has a script that stumbles', this.wrong.length === 0, this.wrong.slice(0, 8));
        const log = this.said();
        check('nothing was found by a sanitizer', !/Sanitizer|runtime error/.test(log));
        const verified = dubbelloop(this.program, 'verify', '--quiet', '--db', this.db);
        check('the database is sound', verified.status === 0, verified.err);
        fs.rmSync(this.folder, {recursive: true});
    }
}

module.exports = {HANGS, PEOPLE, Workbench, check, dubbelloop, finish};
