#!/usr/bin/env python3
"""The pages of every example report as programs that read PDF see them: in order, two pages of A4 with title, language and
embedded fonts, the text selectable, in reading order and inside the margins, words that never meet, nothing of peers where
there are too few, no word that accuses, readable without colour; and the same bytes whatever fonts and locale a machine has.
usage: paginas.py TEKEN_VOORBEELDEN"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ET

LEFT, RIGHT, TOP, BOTTOM = 50, 545.3, 38, 822  # points, with a point for what letters stick out
ORDER = ["SPIEGELINFORMATIE KETENZORG", "Van: ", "Uw laatste acht kwartalen", "Wat is gecontroleerd",
         "pagina 1 van", "om na te kijken", "Wat kunt u doen?", "Hoe is gerekend?", "Gemaakt met dubbelloop"]
ACCUSING = r"fout|fraude|frauduleus|onterecht|misbruik|overtred|boete|schuld|dubbel declar|ten onrechte"
PEERS = r"[Vv]erwacht(te|ten)? |verw\.|grens|Groep|\bE\b|φ|zorggroep|gemiddelde|99,8|hoger dan"
# What a page must say: the figures of the example, as its reader knows them.
SAYS = {
    "gewoon": [
        "Binnen verwachting", "13 van uw declaratieregels staan naast de keten-dbc van dezelfde patiënt",
        "Dit is geen terugvordering", "Van: afzender niet ingevuld", "Wij verwachtten er 10,4",
        "hoger dan bij 108 van 141 vergelijkbare praktijken", "€ 517,08", "21 signalen", "15 september 2023",
        "√10,45 = 0,79", "0,1 tot 20,8", "668 ÷ 14.749", "1 april 2023 tot en met 30 juni 2023",
        "run 12 van 18 juli 2023", "verzekeraar 3332 (Menzis Bijlage 7C)", "niet gecontroleerd",
        "Fundusfotografie (DM2)"
    ],
    "ver_boven": [
        "Hoger dan verwacht", "bij alle 141 vergelijkbare praktijken", "minder dan één op de duizend keer",
        "Daar kan een goede reden voor zijn", "€ 2.844,20"
    ],
    "te_klein": [
        "Te klein om te beoordelen", "minder dan 11 patiënten", "U staat er niet bij", "uw N is kleiner dan 11"
    ],
    "ketencontractant": [
        "Bij 273 van uw keten-dbc’s", "23 vergelijkbare zorggroepen", "consult of visite 143 (en 377 signalen)",
        "naast 652 keten-dbc’s van u staat een regel van een ander", "naast: dbc-zorgproduct"
    ],
    "dietist": ["diëtisten (24)", "vergelijkbare praktijken", "012/6000"],
    "ziekenhuis": ["bij alle 8 vergelijkbare ziekenhuizen", "DOT 090301013"],
    "nul": ["Wij zagen geen regels van u om na te kijken", "U hoeft niets te doen", "Er zijn geen regels om na te kijken"],
    "alleen_signalen": ["U hoeft niets te doen", "17 signalen", "De signalen staan in de bijlage"],
    "een_peer": [
        "Geen vergelijking mogelijk", "te weinig vergelijkbare praktijken", "minder dan 5 vergelijkbare praktijken",
        "16 van uw declaratieregels"
    ],
    "5000_peers": ["4.946 van 5.000 vergelijkbare praktijken"],
    "grote_bedragen": ["€ 31.465.932,25", "645.677", "637.747"],
    "lange_teksten": ["en nog 12", "en nog 59", "driehoek: nog hoger (1)", "pagina 3 van 4", "nacht en weekend. M7C-COPD-05", "Van: Zorgverzekeraar De Linde · Formele controle"],
    "deels": ["Deels gecontroleerd", "41 van uw 144 patiënten met een keten-dbc zijn van een verzekeraar", "Over 3 andere regels van u is al besloten; hierover krijgt u apart bericht",
              "Gestippeld kader", "U staat er niet bij: te veel van uw zorg is niet gecontroleerd", "terug aan ketenzorg@delinde.example", "kenmerk FC-2023-0142", "Niet gemaakt: 41 niet gecontroleerd"],
    "keten_zonder": ["Wij zagen geen keten-dbc’s van u om na te kijken", "U hoeft niets te doen. Wat er verder staat, is ter informatie", "hier hoeft u niets mee te doen",
                     "minder dan door toeval te verklaren is"],
    "vijandig": ["<b>huisartsen</b> \ufffd (01)", "<span size=\"100000\">groot</span> &amp; <b>vet</b> &lt;", "a b"],
    "zonder_keten": [
        "3 van uw declaratieregels", "Vergelijking Niet gemaakt", "Elk van deze regels begon in een eerder kwartaal"
    ],
    "weinig_verwacht": [
        "Hoger dan verwacht", "2 van uw declaratieregels staan", "Wij verwachtten er 0,",
        "Let op: er werd hooguit één regel verwacht, en dan zijn 2 regels al genoeg", "toeval is niet uit te sluiten",
        "Daarnaast 1 signaal", "of het om dezelfde zorg gaat"
    ],
    "klein_programma": ["Cijfers van de groep per programma staan hier niet", "minder dan 5 aanbieders"],
}
faults = []


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, timeout=900, **options).stdout


def expect(condition, *message):
    if not condition:
        faults.append(" ".join(str(m) for m in message))


def words(pdf):
    """Page number and box of each word; accents on nothing aside, which pdftotext gives the box of a whole letter."""
    tree = ET.fromstring(run("pdftotext", "-bbox", pdf, "-").replace(b'xmlns="http://www.w3.org/1999/xhtml"', b""))
    for number, page in enumerate(tree.iter("page"), 1):
        for word in page.iter("word"):
            if not any(unicodedata.combining(c) for c in word.text or ""):
                yield number, [float(word.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")], word.text


def check_words(name, pdf):
    boxes = list(words(pdf))
    expect(len(boxes) > 200, name, "only", len(boxes), "words")
    for number, (x1, y1, x2, y2), text in boxes:
        expect(x1 >= LEFT and x2 <= RIGHT and y1 >= TOP and y2 <= BOTTOM, name, "page", number, "outside the margins:",
               text)
    for i, (page, a, text) in enumerate(boxes):
        for other, b, meets in boxes[:i]:
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            # Boxes are as high as the font, which is more than the letters.
            if page == other and across > 0.5 and down > 0.45 * min(a[3] - a[1], b[3] - b[1]):
                expect(False, name, "page", page, repr(text), "and", repr(meets), "meet")


def check_document(name, pdf):
    run("qpdf", "--check", pdf)  # a warning is an exit status too
    info = run("pdfinfo", "-isodates", pdf).decode()
    for line in (r"Title: +Uw .*AGB \d{8} – 2e.kwartaal.2023", "Author: +dubbelloop",
                 "Subject: +Spiegelinformatie ketenzorg", r"Tagged: +yes",
                 r"Pages: +4\n" if name == "lange_teksten" else r"Pages: +2\n",
                 r"Page size: +595.276 x 841.89 pts \(A4\)", r"CreationDate: +2023-07-18T02:14:09Z", "JavaScript: +no"):
        expect(re.search(line, info), name, "pdfinfo lacks", line, info)
    expect("ModDate" not in info, name, "holds a time of change")
    objects = json.loads(run("qpdf", "--json=2", pdf))["qpdf"][1]
    catalog = objects["obj:" + objects["trailer"]["value"]["/Root"]]["value"]
    expect(catalog.get("/Lang") == "u:nl-NL", name, "language:", catalog.get("/Lang"))
    fonts = run("pdffonts", pdf).decode().splitlines()[2:]
    expect(fonts, name, "has no fonts")
    for font in fonts:
        expect(
            re.match(r"[A-Z]{6}\+(Lato-Regular|Lato-Bold|DejaVuSans) ", font) and
            re.search(r" yes yes yes +\d+ +\d+$", font), name, font)
    if name == "gewoon":
        expect(not any("DejaVu" in font for font in fonts), name, "needs the second font")
    expect(os.path.getsize(pdf) < 100_000, name, os.path.getsize(pdf), "bytes")


def check_text(name, pdf):
    flat = re.sub(r"\s+", " ", run("pdftotext", "-raw", pdf, "-").decode())
    at = 0
    for part in ORDER:
        found = flat.find(part, at)
        expect(found >= 0, name, "lacks, or has too early:", part)
        at = max(at, found)
    for part in SAYS[name]:
        expect(part in flat, name, "does not say:", part, "|", flat)
    if name != "vijandig":
        expect(not re.search(ACCUSING, flat, re.I), name, "accuses:", re.findall(ACCUSING, flat, re.I))
        expect("\ufffd" not in flat and "\ufb01" not in flat, name, "holds a letter that cannot be copied")
    if name == "een_peer":
        expect(not re.search(PEERS, flat), name, "tells of peers:", [m.group() for m in re.finditer(PEERS, flat)])
    if name == "klein_programma":
        expect("Gemiddelde" not in flat and "÷ N" not in flat, name, "tells what others have in a programme")
    if name in ("gewoon", "ver_boven"):
        expect("Gemiddelde" in flat and "Let op" not in flat, name,
               "lacks the figures of its group, or warns without need")
    if name in ("ketencontractant", "grote_bedragen"):
        expect("987654321" not in flat, name, "names a code of somebody else")
    if name == "vijandig":
        expect(not re.search("[\u202d\u202e\u2066-\u2069\x01\x1b]", flat), name,
               "holds a control character")  # U+202B pdftotext puts round Hebrew itself
    expect(len(re.findall(r"AGB \d{8}", flat)) >= 2, name, "lacks its AGB on a page")


def check_greys(name, pdf):
    """Bars, dots, panels and text are told apart by their grey alone."""
    for page in (1, 2):
        image = run("pdftoppm", "-gray", "-aa", "no", "-aaVector", "no", "-r", "60", "-f", str(page), "-l", str(page),
                    pdf)
        header, pixels = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image), b""
        pixels = image[header.end():]
        of = lambda low, high: sum(low <= p <= high for p in pixels)
        expect(of(0, 90) > 2000, name, "page", page, "has too little that is dark:", of(0, 90))
        expect(of(235, 242) > 2000, name, "page", page, "has no panel:", of(235, 242))
        if page == 1:
            expect(of(110, 120) > 300, name, "no bar of this quarter:", of(110, 120))
            expect(of(194, 204) > 1000, name, "no bars of earlier quarters:", of(194, 204))
            expect(of(128, 138) > 300, name, "no dots of peers:", of(128, 138))


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as here:
        places = [os.path.join(here, name) for name in ("here", "elsewhere")]
        for place in places:
            os.mkdir(place)
        run(program, places[0])
        names = sorted(f[:-4] for f in os.listdir(places[0]))
        expect(names == sorted(SAYS), "examples", names)
        for name in names:
            pdf = os.path.join(places[0], name + ".pdf")
            check_document(name, pdf)
            check_text(name, pdf)
            check_words(name, pdf)
        check_greys("gewoon", os.path.join(places[0], "gewoon.pdf"))
        # A machine with another configuration of fonts, locale and clock.
        with open(os.path.join(here, "fonts.conf"), "w", encoding="utf-8") as conf:
            conf.write(
                '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><match target="pattern">'
                '<edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit></match></fontconfig>'
            )
        sanitizers = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        run(
            program, places[1], env={
                **sanitizers, "FONTCONFIG_FILE": os.path.join(here, "fonts.conf"), "LC_ALL": "ar_EG.UTF-8",
                "LANGUAGE": "ar", "PANGO_LANGUAGE": "he:ja", "TZ": "Asia/Tokyo", "HOME": here, "SOURCE_DATE_EPOCH": "1"
            })
        for name in names:
            one, other = (open(os.path.join(place, name + ".pdf"), "rb").read() for place in places)
            expect(one == other, name, "differs on another machine")
    for fault in faults:
        print(fault)
    print(f"{len(SAYS)} reports, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main())
