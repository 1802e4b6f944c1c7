"""What the tests of the workbench share: a database, a server on it, and people who ask it pages, without a browser."""

import gzip
import html
import html.parser
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.parse

HANGS = 300  # seconds: of what will never come
PEOPLE = {"lies": "lezer", "anna": "analist", "bram": "analist", "cora": "controleur", "bert": "beheerder"}
ROLES = {"lezer": 1, "analist": 7, "controleur": 15, "beheerder": 17}  # the bits of rollen.h


def make_database(program, source, folder):
    """The sample, with one night after it; two quarters are kept to be delivered later."""
    sample = pathlib.Path(source) / "sample_data"
    db = pathlib.Path(folder) / "nacht.db"
    for names in (["2022Q3.csv", "2022Q4.csv", "2023Q1.csv"], ["2023Q2.csv.gz", "2023Q3.csv"]):
        subprocess.run([program, "run", "--quiet", "--db", db, "--contracts", sample / "contracts.csv", "--relaties",
                        sample / "relaties.csv", "--out", pathlib.Path(folder) / "uit", *[sample / name for name in names]],
                       check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=HANGS)
    assert db.exists(), "no database was made"
    return db


def ask_database(db, sql, *values):
    base = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return base.execute(sql, values).fetchall()
    finally:
        base.close()


def patients(db):
    """Every number of a patient that the database holds, as typed and as stored."""
    found = {row[0] for row in ask_database(db, "SELECT DISTINCT patient FROM bevinding")}
    return found | {key.split("/", 1)[1] for key in found if "/" in key and len(key.split("/", 1)[1]) > 5}


class Workbench:
    """A server; with `link`, of whoever opens the printed link, on a port; else behind a proxy's header, on a socket."""

    def __init__(self, program, db, folder, link=False, people=None, server=None, arguments=None):
        self.program, self.db, self.folder, self.link = program, pathlib.Path(db), pathlib.Path(folder), link
        self.socket = str(self.folder / "web.sock")
        self.config = self.folder / "web.ini"
        settings = {"verzoeken_per_seconde": 10000, **({} if link else {"user_header": "X-User"}), **(server or {})}
        self.config.write_text("[server]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
                               + "[gebruikers]\n" + "".join(f"{who} = {role}\n" for who, role in (people or PEOPLE).items()))
        self.arguments = arguments or (["--listen", "127.0.0.1:0"] if link else ["--socket", self.socket])
        self.process, self.url, self.address = None, None, None

    def start(self, wrapper=(), **more):
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen([*wrapper, self.program, "serve", "--db", self.db, "--config", self.config, *self.arguments],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, **more)
        said = ""
        while "klaar" not in said:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"serve ended: {self.said()[-2000:]}")
            said += line
        if self.link:
            while "http://" not in said:
                said += self.process.stdout.readline()
            self.url = re.search(r"http://\S+", said)[0]
            self.address = tuple(re.search(r"//([^:/]+):(\d+)/", self.url).groups())
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            status = self.process.wait(timeout=HANGS)
            self.process.stdout.close()
            self.log.close()
            self.process = None
            return status
        return None

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def said(self):
        return (self.folder / "serve.log").read_text(errors="replace")

    def connect(self):
        if self.link or "--listen" in self.arguments:
            return socket.create_connection((self.address[0], int(self.address[1])), timeout=HANGS)
        to = socket.socket(socket.AF_UNIX)
        to.connect(self.socket)  # waits while many stand before it
        to.settimeout(HANGS)
        return to


class Connection(http.client.HTTPConnection):
    def __init__(self, workbench):
        super().__init__("werkbank.huis", timeout=HANGS)
        self.workbench = workbench

    def connect(self):
        self.sock = self.workbench.connect()


class Page:
    def __init__(self, response, address):
        self.address, self.status = address, response.status
        self.headers = response.headers
        self.body = response.read()
        self.text = self.body.decode("utf-8", "replace")
        self.location = response.headers.get("Location", "")

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html")

    def parsed(self):
        reader = Reader()
        reader.feed(self.text)
        reader.close()
        return reader


class Closed(Page):
    """The other end closed the connection without an answer."""

    def __init__(self, address):  # pylint: disable=super-init-not-called
        self.address, self.status, self.headers, self.body, self.text, self.location = address, 0, {}, b"", "", ""


class Person:
    """Somebody with a browser that keeps cookies and runs no script."""

    def __init__(self, workbench, name=None):
        self.workbench, self.name, self.cookies, self.csrf = workbench, name, {}, ""

    def ask(self, method, address, body=None, headers=None):
        connection = Connection(self.workbench)
        send = {"Sec-Fetch-Site": "same-origin", **({"X-User": self.name} if self.name else {}),
                **({"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}),
                **(headers or {})}
        try:
            connection.request(method, address, body, {name: value for name, value in send.items() if value is not None})
        except (BrokenPipeError, ConnectionResetError):
            pass  # it was refused before it was read: the answer may be there all the same
        try:
            page = Page(connection.getresponse(), address)
        except (ConnectionError, http.client.HTTPException):
            return Closed(address)
        connection.close()
        for cookie in page.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        found = re.search(r'name="_csrf" value="([0-9a-f]+)"', page.text) if page.is_html else None
        self.csrf = found[1] if found else self.csrf
        return page

    def get(self, address, **headers):
        return self.ask("GET", address, headers=headers)

    def post(self, address, form=None, headers=None, csrf=True):
        pairs = [*((form or {}).items() if isinstance(form or {}, dict) else form), *([("_csrf", self.csrf)] if csrf else [])]
        return self.ask("POST", address, urllib.parse.urlencode(pairs),
                        {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def give_reason(self, reason="controle op dubbele declaraties"):
        self.get("/reden")
        return self.post("/reden", {"reden": reason, "terug": "/"})

    def crawl(self, start="/", most=400, same=3):
        """Every page that links lead to; of those of one route, told apart by their first word, at most `same` by path, with any query."""
        seen, todo, pages, by_route = {start}, [start], [], {}
        while todo and len(pages) < most:
            address = todo.pop(0)
            page = self.get(address)
            pages.append(page)
            if page.location.startswith("/") and page.location not in seen:
                seen.add(page.location)
                todo.append(page.location)
            if not page.is_html:
                continue
            for link in page.parsed().links:
                link = urllib.parse.urljoin(address, link).split("#")[0]
                route = re.sub(r"=[^&]*", "", re.sub(r"^(/[^/?]*/)[^?]*", r"\1*", link))
                if link.startswith("/") and link not in seen and by_route.get(route, 0) < same:
                    by_route[route] = by_route.get(route, 0) + 1
                    seen.add(link)
                    todo.append(link)
        return pages


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(html.parser.HTMLParser):
    """What a browser makes of a page, and what is wrong with it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.links, self.forms, self.ids, self.tags = [], [], [], [], [], {}
        self.labels_for, self.lang, self.title = [], None, ""
        self.shown = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if len(given) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"<{tag}> has {name}=")
            if name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data|https?|//)", value or "", re.I):
                self.wrong.append(f"<{tag}> leads to {value[:40]}")
        if "id" in given:
            if given["id"] in self.ids:
                self.wrong.append(f"id {given['id']} twice")
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append({"method": given.get("method", "get"), "action": given.get("action", ""), "fields": []})
        if tag in ("input", "select", "textarea", "button") and self.forms and "form" in self.open:
            self.forms[-1]["fields"].append((given.get("name"), given.get("value", "")))
        if tag == "style" or (tag == "script" and "src" not in given):
            self.wrong.append(f"<{tag}> stands in the page")
        if tag == "th" and "scope" not in given:
            self.wrong.append("<th> without scope")
        if tag == "table" and not ("aria-label" in given or "aria-labelledby" in given):
            self.tables_without = True
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag == "p" and self.open and self.open[-1] != "p":
            self.wrong.append("</p> that ends nothing")
        elif not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> within {self.open[-3:]}")
            while tag in self.open and self.open.pop() != tag:
                pass
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open[-2:] == ["head", "title"]:
            self.title += data
        self.shown.append(data)

    def close(self):
        super().close()
        if self.open:
            self.wrong.append(f"{self.open} never ends")
        if self.tags.get("h1") != 1:
            self.wrong.append(f"{self.tags.get('h1', 0)} h1")
        if self.lang != "nl":
            self.wrong.append("no lang=nl")
        for form in self.forms:
            if form["method"].lower() == "post" and "_csrf" not in dict(form["fields"]):
                self.wrong.append(f"the form to {form['action']} has no _csrf")


def unpacked(path):
    data = pathlib.Path(path).read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


__all__ = ["HANGS", "PEOPLE", "ROLES", "Connection", "Page", "Person", "Reader", "Workbench", "ask_database", "html", "make_database", "os",
           "patients", "pathlib", "re", "shutil", "signal", "subprocess", "time", "unpacked", "urllib"]
