#!/usr/bin/env python3
"""What the workbench refuses: who it does not know, forms that are not its own, what is too large, too often or too slow; and what goes on beside it.

    grens.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import pathlib
import random
import socket
import sqlite3
import stat
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import HANGS, PEOPLE, Connection, Person, Workbench, make_database, os, re, shutil, signal, subprocess, time  # noqa: E402

program, source = sys.argv[1:3]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def by_link(db, folder):
    """On one's own machine: the printed link, then a cookie."""
    with Workbench(program, db, folder, link=True) as desk:
        link = desk.url.split(desk.address[1], 1)[1]
        stranger = Person(desk)
        check("without the link there is nothing", stranger.get("/").status == 401)
        check("a header makes nobody known", Person(desk, "anna").get("/").status == 401)
        for wrong in ("/aanmelden", "/aanmelden?token=", "/aanmelden?token=" + "0" * 64, link[:-1], link + "0", link.replace("token", "Token")):
            check("a link that is not quite the one", Person(desk).get(wrong).status == 403)
        me = Person(desk)
        page = me.get(link)
        cookie = page.headers.get("Set-Cookie", "")
        check("the link leads on, to an address without its secret", (page.status, page.location) == (303, "/"))
        check("a cookie that no script reads and no other house sends",
              re.fullmatch(rf"dubbelloop-{desk.address[1]}=[0-9a-f]{{64}}; Path=/; HttpOnly; SameSite=(Lax|Strict)", cookie), re.sub("=[0-9a-f]+", "=", cookie))
        check("with it there is a page", me.get("/").status == 200)
        check("the secret is in no page and in no line of the log", link[-64:] not in me.get("/").text + desk.said())
        other = Person(desk)
        other.cookies = {name: "0" * 64 for name in me.cookies}
        check("a cookie that was made up is none", other.get("/").status == 401)
        old, old_csrf = dict(me.cookies), me.csrf
        check("to leave ends the session", me.post("/afmelden").status == 200)
        me.cookies = dict(old)
        check("also for who kept the cookie", me.get("/").status == 401)
        again = Person(desk)
        again.get(link)
        again.get("/")
        check("another session has another secret of forms", again.csrf != old_csrf)
        kept, csrf = dict(again.cookies), again.csrf
    with Workbench(program, db, folder, link=True) as desk:
        me = Person(desk)
        me.cookies = {f"dubbelloop-{desk.address[1]}": value for value in kept.values()}
        me.csrf = csrf
        check("a restart ends all sessions", me.get("/").status == 401)
        check("and takes no form of before", me.post("/reden", {"reden": "x"}).status == 401)
        check("nor the link of before", Person(desk).get(link).status == 403)


def forms(desk):
    """A form is ours when the browser says that a page of ours sent it, and it brings back what was put into it."""
    anna, bram = Person(desk, "anna"), Person(desk, "bram")
    anna.get("/"), bram.get("/")
    for what, headers, csrf, status in (
            ("without its secret", {}, None, 403), ("with another's secret", {}, bram.csrf, 403), ("with a part of it", {}, anna.csrf[:-1], 403),
            ("from another house", {"Sec-Fetch-Site": "cross-site"}, anna.csrf, 403), ("from a neighbour", {"Sec-Fetch-Site": "same-site"}, anna.csrf, 403),
            ("typed in by hand", {"Sec-Fetch-Site": "none"}, anna.csrf, 403),
            ("from another origin, by an older browser", {"Sec-Fetch-Site": None, "Origin": "http://kwaad.example"}, anna.csrf, 403),
            ("from an origin of which ours is a part", {"Sec-Fetch-Site": None, "Origin": "http://werkbank.huis.kwaad.example"}, anna.csrf, 403),
            ("from no origin", {"Sec-Fetch-Site": None, "Origin": "null"}, anna.csrf, 403),
            ("from our origin, by an older browser", {"Sec-Fetch-Site": None, "Origin": "http://werkbank.huis"}, anna.csrf, 303)):
        page = anna.post("/reden", [("reden", f"reden {what}"), ("terug", "/"), *([("_csrf", csrf)] if csrf else [])], headers, csrf=False)
        check(f"a form {what}: {status}", page.status == status, page.status)
        taken = f"reden {what}" in anna.get("/").text
        check(f"a form {what} is {'taken' if status == 303 else 'not taken'}", taken == (status == 303))
    again = anna.post("/reden", {"reden": "wat ik schreef \"<b>", "_csrf": "0" * 64}, csrf=False)
    check("what was filled in stands ready to be sent again", "wat ik schreef &quot;&lt;b&gt;" in again.text)
    check("no form comes as anything else", anna.ask("POST", "/reden", "{}", {"Content-Type": "application/json"}).status in (0, 415))
    for terug, leads in (("/regels?x=1", "/regels?x=1"), ("//kwaad.example", "/"), ("/\\kwaad.example", "/"), ("https://kwaad.example", "/"),
                         ("/a\r\nSet-Cookie: x=1", "/"), ("javascript:alert(1)", "/"), ("", "/")):
        page = anna.post("/reden", {"reden": "terug", "terug": terug})
        check(f"back to {terug!r}", (page.location, page.headers.get("Set-Cookie")) == (leads, None), page.location)
    for reason in ("", "   ", "x" * 400, "\x1b[2J", "a\nb"):
        check(f"a reason {reason[:5]!r} is none", anna.post("/reden", {"reden": reason}).status == 400)


def people(desk):
    anna = Person(desk, "anna")
    anna.get("/")
    kept = dict(anna.cookies)
    bram = Person(desk, "bram")
    bram.cookies = dict(kept)
    page = bram.get("/")
    check("a cookie of anna makes bram not anna", "bram (analist)" in page.text and bram.cookies != kept)
    check("behind TLS the cookie is for TLS", "; Secure" in Person(desk, "anna").get("/", **{"X-Forwarded-Proto": "https"}).headers["Set-Cookie"])
    check("who comes a second time gets no new cookie", anna.get("/").headers.get("Set-Cookie") is None)
    check("the socket is for its user and group", stat.S_IMODE(os.stat(desk.socket).st_mode) == 0o660)


def raw(desk, data, wait=True):
    """What comes back for bytes that are sent as they are."""
    with desk.connect() as to:
        try:
            to.sendall(data)
            if wait:
                to.shutdown(socket.SHUT_WR)
            got = b""
            while part := to.recv(65536):
                got += part
            return got
        except (ConnectionResetError, BrokenPipeError):
            return b"reset"


def shapes(desk):
    """Requests of all shapes get an answer that is no fault of ours."""
    anna = Person(desk, "anna")
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"):
        check(f"{method} is not used here", anna.ask(method, "/").status == 405)
    check("POST to a page", anna.ask("POST", "/", "x=1", FORM).status == 405)
    check("GET of an action", anna.get("/afmelden").status == 405)
    head = anna.ask("HEAD", "/")
    check("HEAD is GET without a page", head.status == 200 and head.body == b"" and int(head.headers["Content-Length"]) > 500)
    for address in ("//", "/..", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/bestand/../serve", "/bestand/%2e%2e", "/a/b/c/d/e/f",
                    "/" + "a" * 7000, "/regels/", "/regel/", "/%ff%fe", "/favicon.ico"):
        check(f"{address[:30]!r} is not there", anna.get(address).status == 404, anna.get(address).status)
    for address in ("/?", "/?&&&", "/?=x", "/?%", "/?a=%zz", "/?a=%00", "/?" + "a=1&" * 100, "/regels?tabel=%27;DROP+TABLE+run;--"):
        check(f"{address[:30]!r} is answered", anna.get(address).status in (200, 400), anna.get(address).status)
    for address in ("/regels?tabel=%F0%28", "/regels?%ff=1", "/bevindingen?agb=%e9"):
        check(f"{address[:30]!r} is no UTF-8: refused", anna.get(address).status == 400)
    for body in ("reden=%e9", "%e9=x&reden=goed", "reden=goed%C3"):
        page = anna.ask("POST", "/reden", f"_csrf={anna.csrf}&{body}", FORM)
        check(f"a form with {body} is no UTF-8: refused", page.status == 400 and "UTF-8" in page.text, page.status)
    for data in (b"GET /?" + b"a=1&" * 5000, b"GET /" + b"a" * 70000, b"GET / HTTP/1.1\r\nX: " + b"a" * 70000):
        check("too long a head is answered by a refusal or not at all", b" 200 " not in raw(desk, data + b" HTTP/1.1\r\nHost: h\r\nX-User: anna\r\n\r\n")[:16])
    chance = random.Random(1)
    for _ in range(60):
        raw(desk, bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400))))
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: h\r\n\r\n", b"POST /reden HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                 b"POST /reden HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                 b"POST /reden HTTP/1.1\r\nHost: h\r\nX-User: anna\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n5\r\n--x\r\n\r\n0\r\n\r\n",
                 b"POST /reden HTTP/1.1\r\nHost: h\r\nX-User: anna\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc"):
        raw(desk, data)
    post = b"POST /reden HTTP/1.1\r\nHost: h\r\nX-User: anna\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    inside = b"GET /hulp HTTP/1.1\r\nHost: h\r\nX-User: anna\r\n\r\n"
    for what, data in (("who asks", b"GET / HTTP/1.1\r\nHost: h\r\nX-User: lies\r\nx-user: anna\r\n\r\n"),
                       ("how long it is", post + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(inside) + inside),
                       ("where it ends", post + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inside)):
        got = raw(desk, data)
        check(f"a request that says twice {what} is refused, and nothing in it is taken for another", got.count(b"HTTP/1.1 ") == 1 and b" 400 " in got[:16], got[:300])
    check("and it goes on", anna.get("/").status == 200)


def sizes(db, folder):
    with Workbench(program, db, folder, server={"upload_mib": 2}) as desk:
        anna = Person(desk, "anna")
        anna.get("/")
        check("a form of half a MiB is taken", anna.post("/reden", {"reden": "groot", "meer": "x" * (1 << 19)}).status == 303)
        head = b"POST /reden HTTP/1.1\r\nHost: h\r\nX-User: anna\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        check("one that says that it is larger is refused unread", b" 413 " in raw(desk, head + b"Content-Length: 3000000\r\n\r\n")[:16])
        body = head + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\na=" + b"x" * 65534 + b"\r\n"
        got = raw(desk, body + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 40 + b"0\r\n\r\n")[:16]
        check("one that does not say so is refused", b" 413 " in got, got)
        many = [desk.connect() for _ in range(8)]
        for to in many: # not whole yet: what the server has not read of it fits in no socket
            to.sendall(head + b"Content-Length: 2000000\r\n\r\na=" + b"x" * 1500000)
        check("beside many large ones a small one is taken", anna.give_reason().status == 303)
        answers = []
        for to in many:
            to.sendall(b"x" * 499998)
            answers.append(to.recv(12))
            to.close()
        check("of many large ones at once, not all are taken in", 1 <= answers.count(b"HTTP/1.1 503") < len(many), answers)
        check("one of too many values is refused", anna.post("/reden", "").status == 400
              and anna.ask("POST", "/reden", "a=1&" * 30000, FORM).status in (0, 413, 415))
        check("and it goes on", anna.get("/").status == 200)


def rates(db, folder):
    with Workbench(program, db, folder, server={"verzoeken_per_seconde": 1}) as desk:
        for keeps in (True, False):
            name = "anna" if keeps else "bram"
            anna, statuses = Person(desk, name), []
            while 429 not in statuses and len(statuses) < 500:
                statuses.append((anna if keeps else Person(desk, name)).get("/").status)
            check(f"who asks too often waits, {'with' if keeps else 'without'} a cookie", 429 in statuses and set(statuses) <= {200, 429}, statuses[:5])
        check("which is no trouble to another", Person(desk, "cora").get("/").status == 200)


def slow(db, folder):
    """Who sends a byte now and then, or nothing, holds up nobody and is sent away."""
    with Workbench(program, db, folder, server={"verzoek_seconden": 1, "stil_seconden": 2}) as desk:
        dawdler, silent = desk.connect(), [desk.connect() for _ in range(240)]
        dawdler.settimeout(0.1)
        begun = time.monotonic()
        for byte in b"GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + b"a" * 10000:
            try:
                dawdler.send(bytes([byte]))
                if dawdler.recv(1) == b"":
                    break
            except TimeoutError:
                pass
            except OSError:
                break
            if time.monotonic() - begun > HANGS:
                break
        check("who dawdles is sent away", time.monotonic() - begun < HANGS)
        status = None
        while status != 200 and time.monotonic() - begun < HANGS:
            try:
                status = Person(desk, "anna").get("/").status
            except OSError:
                time.sleep(0.1)
        check("others are served when many say nothing", status == 200)
        for one in [dawdler, *silent]:
            one.close()


def ports(db, folder):
    """A header is believed from nobody but the proxy that is named."""
    for proxy, status in (("127.0.0.1", 200), ("127.0.0.2", 403), ("::1", 403)):
        with Workbench(program, db, folder, server={"proxy": proxy}, arguments=["--listen", "127.0.0.1:0"]) as desk:
            for line in open(f"/proc/{desk.process.pid}/net/tcp"):
                found = re.match(r"\s*\d+: 0100007F:([0-9A-F]{4}) 00000000:0000 0A(?:\s+\S+){5}\s+(\d+)", line)
                inodes = {os.readlink(f"/proc/{desk.process.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{desk.process.pid}/fd")} if found else set()
                if found and f"socket:[{found[2]}]" in inodes:
                    desk.address = ("127.0.0.1", str(int(found[1], 16)))
            check(f"from 127.0.0.1, where {proxy} is the proxy", desk.address and Person(desk, "anna").get("/").status == status)


def command_line(db, folder):
    (folder / "none.ini").write_text("[server]\n")
    (folder / "wrong.ini").write_text("[server]\nuser_header = X-User\nonbekend = 1\nsessie_uren = nul\n[gebruikers]\nanna = baas\nbram =\n[x]\ny = 1\n")
    (folder / "people.ini").write_text("[server]\nuser_header = X-User\n[gebruikers]\nanna = analist\n")
    (folder / "taken").write_text("a file")
    for what, arguments, status, part in (
            ("both places", ["--listen", "127.0.0.1:0", "--socket", folder / "s"], 2, "not both"),
            ("an address that others reach, without a proxy", ["--listen", "0.0.0.0:0"], 2, "can be reached from elsewhere"),
            ("a port, a header and no proxy", ["--listen", "127.0.0.1:0", "--config", folder / "people.ini"], 2, "must name the proxy"),
            ("a socket without a header", ["--socket", folder / "s"], 2, "--user-header"),
            ("a header without roles", ["--socket", folder / "s", "--user-header", "X-User"], 2, "--config"),
            ("a place that a file has", ["--socket", folder / "taken", "--config", folder / "people.ini"], 1, "is there already"),
            ("a name that is no address", ["--listen", "localhost:0"], 2, "127.0.0.1:8642"),
            ("too long a path", ["--socket", "/tmp/" + "a" * 120, "--config", folder / "people.ini"], 2, "at most"),
            ("a configuration that is wrong", ["--config", folder / "wrong.ini"], 4, "onbekend"),
            ("a configuration that is not there", ["--config", folder / "nowhere.ini"], 1, "cannot be read")):
        done = subprocess.run([program, "serve", "--db", db, *map(str, arguments)], capture_output=True, text=True, timeout=HANGS, check=False)
        check(f"serve with {what}: {status}", done.returncode == status and part in done.stderr, (done.returncode, done.stderr))
    check("what was there is there", (folder / "taken").read_text() == "a file")
    done = subprocess.run([program, "serve", "--db", folder / "no.db"], capture_output=True, text=True, timeout=HANGS, check=False)
    check("no database, no workbench", done.returncode == 1 and "no.db" in done.stderr, done.stderr)


def activation(db, folder):
    """The socket that systemd opened."""
    place = str(folder / "systemd.sock")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen(8)
    desk = Workbench(program, db, folder, arguments=["--quiet-is-no-option"])
    desk.arguments = []
    desk.socket = place
    keep = os.dup(listening.fileno())
    desk.start(wrapper=["bash", "-c", f'exec 3<&{keep}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "_"], pass_fds=(keep,))
    check("who comes by systemd's socket is served", Person(desk, "anna").get("/").status == 200)
    check("it ends with SIGTERM as it should", desk.stop() in (0, 128 + signal.SIGTERM), desk.process)
    check("and leaves the socket, which is systemd's", os.path.exists(place))
    os.close(keep)
    listening.close()


def beside_a_run(db, folder):
    """Pages and looks go on while a night holds the database; nothing is lost when the program is killed."""
    with Workbench(program, db, folder) as desk:
        base = sqlite3.connect(db, isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        anna = Person(desk, "anna")
        check("a page beside a run", anna.get("/").status == 200)
        check("a reason beside a run", anna.give_reason().status == 303)
        said = subprocess.run([program, "inzage", "--db", db, "--inlog", "anna", "--format", "csv"], capture_output=True, text=True, check=True).stdout
        before = said.count("\n")
        check("that anna came is on record beside a run", before >= 2, said)
        desk.stop(signal.SIGKILL)
        base.execute("ROLLBACK")
        base.close()
        check("the socket that is left is replaced", os.path.exists(desk.socket) and desk.start() is desk)
        check("after a kill all go on", anna.get("/").status == 200)
    said = subprocess.run([program, "inzage", "--db", db, "--inlog", "anna", "--format", "csv"], capture_output=True, text=True, check=True).stdout
    check("and the record has both times", said.count("\n") == before + 1, said)
    check("in the database, when the workbench ended", os.path.getsize(f"{db}.inzage") == 0)
    check("a socket of its own goes with it", not os.path.exists(desk.socket))
    purged = subprocess.run([program, "purge", "--db", db, "--inzage-before", "2000-01-01", "--by", "J. Jansen", "--reason", "termijn"],
                            capture_output=True, text=True, check=False)
    check("a purge of looks that are older than any", purged.returncode == 0 and "0 inzagen" in purged.stdout, purged.stderr)
    shutil.copy(db, folder / "term.db")
    base = sqlite3.connect(folder / "term.db")
    base.execute("INSERT INTO inzage SELECT NULL, 'oud', '2010-01-01T00:00:00Z', 'oudgediende', blad, '999990019', '', 'ooit' FROM inzage LIMIT 1")
    base.commit()
    base.close()
    # What a command put on record is what a purge takes (store/vastleggingen.h).
    subprocess.run([program, "decide", "--db", folder / "term.db", "--one-login", "nee", "--by", "J. Jansen", "--reason", "proef"], check=True, capture_output=True)
    (folder / "term.db.inzage").write_bytes(b"damaged\n")
    done = subprocess.run([program, "verify", "--quiet", "--db", folder / "term.db"], capture_output=True, text=True, check=False)
    check("verify tells of a damaged journal", done.returncode == 5 and "term.db.inzage" in done.stderr, done.stderr)
    purged = subprocess.run([program, "purge", "--db", folder / "term.db", "--inzage-before", "2015-01-01", "--by", "J. Jansen", "--reason", "termijn"],
                            capture_output=True, text=True, check=False)
    bytes_left = (folder / "term.db").read_bytes()
    check("a purge by the term of looks takes what is older, and says how much", purged.returncode == 0 and "1 inzagen" in purged.stdout, purged.stderr)
    check("no byte of it is left, and what is not older stays", b"oudgediende" not in bytes_left and b"anna" in bytes_left)
    check("what was damaged is on record, and the journal is empty", "(beschadigd)" in subprocess.run(
        [program, "inzage", "--db", folder / "term.db"], capture_output=True, text=True, check=True).stdout and os.path.getsize(folder / "term.db.inzage") == 0)


with tempfile.TemporaryDirectory() as scratch:
    place = pathlib.Path(scratch)
    database = make_database(program, source, scratch)
    by_link(database, place)
    with Workbench(program, database, place) as bench:
        forms(bench)
        people(bench)
        shapes(bench)
    for part in (sizes, rates, slow, ports, command_line, activation, beside_a_run):
        part(database, place)
    log = (place / "serve.log").read_text(errors="replace")
    typed = [line for line in log.splitlines() if re.search("reden (with|from|typed)|wat ik schreef|controle op", line)]
    check("no reason that anybody typed stands in the log", not typed and "POST /reden 303 anna" in log, typed[:2])
    check("nothing was found by a sanitizer", "Sanitizer" not in log and "runtime error" not in log, log[-3000:] if "anitizer" in log else "")
sys.exit(finish())
