#!/usr/bin/env python3
"""Opens the overview in headless Chromium, as an analyst would: from a file, without a network.

Looks for errors on the console, requests that leave, sorting by mouse and by keyboard, the filter, the dots of the funnel, a narrow
screen, a printed page, and the page without its script. Talks to chromedriver in the W3C protocol.
usage: overzicht_chromium.py SCHRIJF_VOORBEELDEN [KEEP_DIR]: pictures and the PDF are left in KEEP_DIR
"""
import base64
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402


class Browser:
    """A session of chromedriver."""

    def __init__(self, scratch, script=True):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(['chromedriver', f'--port={port}', '--log-level=OFF'], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL,
                                       env={**os.environ, 'HOME': scratch, 'TMPDIR': scratch})
        self.base = f'http://127.0.0.1:{port}'
        self.session = ''
        while self.driver.poll() is None:
            try:
                if self.call('GET', '/status')['ready']:
                    break
            except OSError:
                pass
            time.sleep(0.05)
        flags = [
            '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
            '--disable-sync', '--window-size=1400,1000', f'--user-data-dir={scratch}/profile{script}'
        ]
        options = {'args': flags, 'prefs': {} if script else {'profile.managed_default_content_settings.javascript': 2}}
        answer = self.call('POST', '/session', {'capabilities': {'alwaysMatch': {
            'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL', 'performance': 'ALL'}, 'timeouts': {'script': 900000, 'pageLoad': 900000}}}})
        self.session = '/session/' + answer['sessionId']

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={'Content-Type': 'application/json'})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=900) as answer:
            return json.load(answer)['value']

    def post(self, path, **body):
        return self.call('POST', self.session + path, body)

    def run(self, script):
        return self.post('/execute/sync', script=script, args=[])

    def wait_for(self, what):
        """What comes by an event comes a little later."""
        for _ in range(10000):
            if self.run('return ' + what):
                return True
            time.sleep(0.05)
        return False

    def devtools(self, command, **params):
        return self.post('/goog/cdp/execute', cmd=command, params=params)

    def element(self, css):
        return '/element/' + next(iter(self.post('/element', using='css selector', value=css).values()))

    def keys(self, *keys):
        actions = [{'type': kind, 'value': key} for key in keys for kind in ('keyDown', 'keyUp')]
        self.post('/actions', actions=[{'type': 'key', 'id': 'keyboard', 'actions': actions}])

    def log(self, kind):
        return self.post('/se/log', type=kind)

    def close(self):
        try:
            if self.session:
                self.call('DELETE', self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(900)


ROWS = "[...document.querySelectorAll('tbody tr')]"
ENTER, TAB, RIGHT, END, HOME = '\ue007', '\ue004', '\ue014', '\ue010', '\ue011'


def column(browser, number):
    return browser.run(f'return {ROWS}.map(r => r.cells[{number}].textContent)')


def number(text):
    return float(text.replace('.', '').replace(',', '.').replace('\u2212', '-'))


def sorting(browser):
    agbs = sorted(column(browser, 0))
    for name, at, first_down in (('y', 5, True), ('z', 8, True), ('Euro', 10, True), ('AGB', 0, False)):
        read = number if first_down else str
        browser.post(browser.element(f'thead th:nth-child({at + 1}) button') + '/click')
        values = [read(v) for v in column(browser, at)]
        check(f'a click on {name} sorts', values == sorted(values, reverse=first_down), values[:5])
        browser.post(browser.element(f'thead th:nth-child({at + 1}) button') + '/click')
        values = [read(v) for v in column(browser, at)]
        check(f'another click on {name} turns it round', values == sorted(values, reverse=not first_down), values[:5])
        sorts = browser.run("return [...document.querySelectorAll('th')].map(h => h.getAttribute('aria-sort'))")
        check(f'aria-sort is on {name} alone', [i for i, s in enumerate(sorts) if s] == [at], sorts)
    browser.run("document.querySelector('thead th:nth-child(4) button').focus()")
    browser.keys(ENTER)
    values = [number(v) for v in column(browser, 3)]
    check('Enter sorts by N', values == sorted(values, reverse=True), values[:5])
    browser.keys(TAB, ' ')
    values = [number(v) for v in column(browser, 4)]
    check('Tab goes to the next column, space sorts', values == sorted(values, reverse=True), values[:5])
    check('no row is lost by sorting', sorted(column(browser, 0)) == agbs)


def filtering(browser, rows):
    def search(text):
        field = browser.element('#zoek')
        browser.post(field + '/clear')
        browser.post(field + '/value', text=text or ' ')
        return browser.run("return document.getElementById('aantal').textContent")
    told = search('huisartsen DECLARANT hoger')
    shown = browser.run(f"return {ROWS}.map(r => r.textContent)")
    check('the filter takes all words', 0 < len(shown) < rows and
          all('huisartsen' in t and 'hoger dan verwacht' in t for t in shown))
    check('and says how many', told.startswith(f'{len(shown)} van '), told)
    check('a filter for nothing', search('zzz').startswith('0 van ') and column(browser, 0) == [])
    agb = browser.run(
        "const a = document.querySelector('svg a'); location.hash = a.getAttribute('href'); return a.textContent")
    check('a dot goes to one row', browser.wait_for("document.querySelectorAll('tr:target').length == 1"))
    check('and brings it back', [f'AGB {v}' for v in column(browser, 0)] == [agb.split(':')[0]], agb)
    search('')
    check('an empty filter shows all', len(column(browser, 0)) == rows)


def dots(browser):
    browser.run("document.querySelector('svg a').focus()")
    tip = browser.run("const t = document.getElementById('tip'); return t.hidden ? '' : t.textContent")
    check('a dot with the focus tells who it is', re.fullmatch(r'AGB \d{8}: N [\d.]+, y [\d.]+, E [\d.]+,\d\d, .+',
                                                               tip), tip)
    browser.keys(RIGHT)
    second = browser.run("return document.activeElement === document.querySelectorAll('svg a')[1]")
    check('the arrow key goes to the next', second)
    browser.keys(END)
    last = browser.run(
        "const d = document.querySelector('svg').querySelectorAll('a'); return document.activeElement === d[d.length - 1]"
    )
    check('End goes to the last', last)
    stops = browser.run(
        "return [...document.querySelectorAll('svg')].map(s => s.querySelectorAll('a[tabindex=\"0\"]').length)")
    check('a funnel is one stop of the Tab key', set(stops) == {1}, stops)
    browser.keys(TAB)
    check('the tip goes with the focus',
          browser.run("return document.activeElement.closest('svg') !== document.querySelector('svg')"))


def asked(browser):
    """What was asked for since the last call, but for the browser's own pages."""
    messages = [json.loads(entry['message'])['message'] for entry in browser.log('performance')]
    urls = {m['params']['request']['url'].split('#')[0] for m in messages if m['method'] == 'Network.requestWillBeSent'}
    return {url for url in urls if not url.startswith(('chrome:', 'data:'))}


def leaving(browser, page):
    check('no request but for the page itself', asked(browser) == {page})
    with socket.create_server(('127.0.0.1', 0)) as server:
        browser.run(f"const image = new Image(); image.src = 'http://127.0.0.1:{server.getsockname()[1]}/x.png';"
                    'document.body.append(image)')
        server.settimeout(1)
        try:
            server.accept()
            check('an image of elsewhere is not asked for', False)
        except TimeoutError:
            check('an image of elsewhere is not asked for', True)
    ran = browser.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        'return window.ran === 1')
    check('a script that is not ours does not run', ran is False)
    browser.log('browser')


def main():
    program = os.path.realpath(sys.argv[1])
    scratch = tempfile.mkdtemp()
    keep = sys.argv[2] if len(sys.argv) > 2 else scratch
    browsers = []
    try:
        subprocess.run([program, scratch], check=True)
        browser = Browser(scratch)
        browsers.append(browser)
        for name, rows in (('overzicht', 18), ('groot', 10000)):
            page = f'file://{scratch}/{name}.html'
            browser.log('performance')
            start = time.time()
            browser.post('/url', url=page)
            check(f'{name} has its rows', len(column(browser, 0)) == min(rows, 500))
            if name == 'overzicht':
                sorting(browser)
                filtering(browser, rows)
                dots(browser)
            else:
                browser.run("document.querySelector('thead th:nth-child(9) button').click()")
                values = [number(v) for v in column(browser, 8)]
                check(f'{rows} rows are sorted', values == sorted(values, reverse=True))
                browser.post(browser.element('#zoek') + '/value', text='diëtisten')
                check(
                    'the filter looks at all of them',
                    len(column(browser, 0)) == 500 and browser.run(
                        "return document.getElementById('aantal').textContent").startswith('900 van 10.000 rijen'))
                browser.post(browser.element('#alle') + '/click')
                check('all that was found can be shown', len(column(browser, 0)) == 900)
            wide = browser.run('return document.documentElement.scrollWidth <= innerWidth')
            check(f'{name}: nothing sticks out of the page', wide)
            errors = [e['message'] for e in browser.log('browser')]
            check(f'{name}: the console is empty', not errors, errors)
            leaving(browser, page)
            browser.post('/url', url=page)
            with open(f'{keep}/{name}.png', 'wb') as out:
                out.write(
                    base64.b64decode(
                        browser.devtools('Page.captureScreenshot', captureBeyondViewport=True,
                                         clip={'x': 0, 'y': 0, 'width': 1400, 'height': 2600, 'scale': 1})['data']))
            browser.devtools('Emulation.setDeviceMetricsOverride', width=400, height=900, deviceScaleFactor=1,
                             mobile=True)
            check(f'{name}: 400 px is wide enough', browser.run('return document.documentElement.scrollWidth <= 400'),
                  browser.run('return document.documentElement.scrollWidth'))
            with open(f'{keep}/{name}_400.png', 'wb') as out:
                out.write(
                    base64.b64decode(
                        browser.devtools('Page.captureScreenshot', captureBeyondViewport=True,
                                         clip={'x': 0, 'y': 0, 'width': 400, 'height': 2600, 'scale': 1})['data']))
            browser.devtools('Emulation.clearDeviceMetricsOverride')
            if name == 'overzicht':
                pdf = base64.b64decode(browser.post('/print', orientation='landscape', shrinkToFit=True))
                with open(f'{keep}/{name}.pdf', 'wb') as out:
                    out.write(pdf)
                text = subprocess.run(['pdftotext', '-layout', f'{keep}/{name}.pdf', '-'], stdout=subprocess.PIPE,
                                      check=True).stdout.decode()
                check('all providers are printed',
                      len(set(re.findall(r'^\s*(\d{8})\s', text, re.M))) == rows, len(text))
                check('what cannot be used on paper is not', 'Zoek' not in text and '\u2195' not in text)
            print(f'{name}: {time.time() - start:.1f} s', file=sys.stderr)
        plain = Browser(scratch, script=False)
        browsers.append(plain)
        plain.post('/url', url=f'file://{scratch}/overzicht.html')
        dead = plain.call('GET', plain.session + '/source')
        check(
            'without script there are rows and no controls',
            dead.count('<tr ') >= 18 and '<th scope="col" data-soort="tekst">AGB</th>' in dead and
            re.search(r'<p class="zoek" hidden', dead) is not None)
    finally:
        for browser in browsers:
            browser.close()
        shutil.rmtree(scratch, ignore_errors=True)
    return finish()


sys.exit(main())
