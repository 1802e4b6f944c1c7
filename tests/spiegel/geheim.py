#!/usr/bin/env python3
"""Looks for what may not leave the house in a folder of reports: patient keys, BSNs and verzekerdennummers of the database, and in a
report to one provider the reference numbers of others.

Every byte is looked at as a reader would get it: workbooks unzipped, PDF as text, metadata and decompressed streams, and all files as
they lie there. Which provider a report is for is read from its name: KWARTAAL_AGB_ROL.*; other files (overzicht.*, manifest.csv) are
for the analyst and may hold no reference number at all.
usage: geheim.py DUBBELLOOP DB FOLDER       status 1: something was found
       geheim.py --selftest DUBBELLOOP SOURCE_DIR   plants a secret in each kind of file, and must find each
"""
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=900).stdout


def contents(path):
    """(what, bytes) of everything that can be read in a file."""
    with open(path, 'rb') as file:
        raw = file.read()
    yield 'bytes', raw
    if path.endswith('.xlsx'):
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield name, book.read(name)
    elif path.endswith('.pdf'):
        yield 'text', output('pdftotext', '-layout', path, '-')
        yield 'text without layout', output('pdftotext', '-raw', path, '-')
        yield 'metadata', output('pdfinfo', path)
        yield 'streams', output('qpdf', '--qdf', '--object-streams=disable', path, '-')


# A value ends where a word ends: 123 is not in 91234. Hyphens, dots and slashes belong to reference numbers.
WORD = re.compile(r'[\w./-]+')


def words(data):
    """Every word, whole and in its parts."""
    found = set()
    for word in WORD.findall(data.decode('utf-8', 'replace')):
        word = word.strip('.-/')
        found.add(word)
        found.update(re.split(r'[./]', word))
    return found


class Secrets:
    def __init__(self, program, db):
        text = output(program, 'lines', '--db', db).decode()
        self.persons, self.references, self.public = {}, {}, set()
        for line in csv.DictReader(io.StringIO(text)):
            for column in ('bsn', 'verzekerdennummer', 'patient'):
                if line.get(column):
                    self.persons[line[column]] = column
                    self.persons.setdefault(line[column].split('/')[-1], column)
            if line.get('referentienummer'):
                self.references.setdefault(line['referentienummer'], set()).add(line['agb_declarant'])
            # What is in a report anyway: an AGB or a code may look like a reference number.
            self.public.update(v for k, v in line.items()
                               if k and v and k not in ('bsn', 'verzekerdennummer', 'referentienummer',
                                                        'vorig_referentienummer', 'patient'))
        # Short numbers stand in every report: years, counts, amounts.
        self.references = {
            r: who for r, who in self.references.items() if not re.fullmatch(r'\d{1,6}', r) and r not in self.public
        }

    def look(self, folder):
        """Every secret that is found, as a sentence without the secret itself."""
        for root, _, names in os.walk(folder):
            for name in sorted(names):
                to = re.search(r'(?:^|_)(\d{8})_(?:declarant|ketencontractant)\b', name)
                for what, data in contents(os.path.join(root, name)):
                    # A phrase may hold a key of several words: the bytes are looked at too.
                    found = words(data)
                    for value in found & self.persons.keys():
                        yield f'{name}: {what} holds a {self.persons[value]} ({len(value)} characters)'
                    for value in self.persons:
                        if not WORD.fullmatch(value) and value.encode() in data:
                            yield f'{name}: {what} holds a {self.persons[value]}'
                    for value in found & self.references.keys():
                        if not to or to.group(1) not in self.references[value]:
                            yield f'{name}: {what} holds a reference number of another provider'


def selftest(program, source):
    folder = tempfile.mkdtemp()
    wrong = 0
    try:
        db, reports = f'{folder}/nacht.db', f'{folder}/uit'
        os.mkdir(reports)
        files = sorted(os.listdir(f'{source}/sample_data'))
        subprocess.run([
            program, 'run', '--db', db, '--out', f'{folder}/run', '--quiet', '--contracts',
            f'{source}/sample_data/contracts.csv', *(f'{source}/sample_data/{name}'
                                                     for name in files if name.startswith('202'))
        ], stderr=subprocess.DEVNULL)
        secrets = Secrets(program, db)
        person = next(iter(secrets.persons))
        theirs, owners = next((r, sorted(who)) for r, who in secrets.references.items() if len(who) == 1)
        own, other = f'2023Q2_{owners[0]}_declarant', '2023Q2_99999999_declarant'

        def book(path, text):
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as out:
                out.writestr('xl/worksheets/sheet1.xml', f'<c t="inlineStr"><is><t>{text}</t></is></c>')

        def page(path, text, title=''):
            stream = f'BT /F1 12 Tf 20 700 Td ({text}) Tj ET'
            parts = [
                '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
                '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
                f'<</Length {len(stream)}>>stream\n{stream}\nendstream',
                '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', f'<</Title({title})>>'
            ]
            body = '%PDF-1.4\n' + ''.join(f'{i} 0 obj{part}endobj\n' for i, part in enumerate(parts, 1))
            with open(path + '.plain', 'w') as out:
                out.write(body + 'trailer<</Root 1 0 R/Info 6 0 R/Size 7>>\n%%EOF\n')
            # Packed as a real one is: nothing of it can be read in the bytes. qpdf warns that it had to look for the
            # objects.
            subprocess.run([
                'qpdf', '--compress-streams=y', '--object-streams=generate', '--recompress-flate', path + '.plain', path
            ], stderr=subprocess.DEVNULL)
            os.unlink(path + '.plain')

        def plain(path, text):
            with open(path, 'w') as out:
                out.write(text)
        clean = 'niets te zien'
        cases = [('a clean folder', 'x.csv', lambda p: plain(p, clean), 0),
                 ('a person in a CSV', f'{own}.csv', lambda p: plain(p, f'a;{person};b'), 1),
                 ('a person in HTML', 'overzicht.html', lambda p: plain(p, f'<td>{person}</td>'), 1),
                 ('a person in a workbook', f'{own}.xlsx', lambda p: book(p, person), 1),
                 ('a person on a page', f'{own}.pdf', lambda p: page(p, person), 1),
                 ('a person in the title of a page', f'{own}.pdf', lambda p: page(p, clean, person), 1),
                 ('a clean page', f'{own}.pdf', lambda p: page(p, clean), 0),
                 ('a reference of another', f'{other}.csv', lambda p: plain(p, f'{theirs};1'), 1),
                 ('a reference of another on a page', f'{other}.pdf', lambda p: page(p, theirs), 1),
                 ('a reference of another in a workbook', f'{other}.xlsx', lambda p: book(p, theirs), 1),
                 ('a reference for the analyst', 'overzicht.html', lambda p: plain(p, f'<td>{theirs}'), 1),
                 ('a reference of its own', f'{own}.csv', lambda p: plain(p, f"'{theirs};1"), 0)]
        for what, name, make, want in cases:
            make(f'{reports}/{name}')
            found = list(secrets.look(reports))
            if bool(found) != bool(want):
                print(f'FAILED: {what}: {found}')
                wrong += 1
            os.unlink(f'{reports}/{name}')
        print(f'{len(cases) - wrong} passed, {wrong} failed')
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return wrong > 0


def main():
    if len(sys.argv) == 4 and sys.argv[1] == '--selftest':
        return selftest(os.path.realpath(sys.argv[2]), os.path.realpath(sys.argv[3]))
    if len(sys.argv) != 4:
        return __doc__
    if not any(names for _, _, names in os.walk(sys.argv[3])):
        return f'{sys.argv[3]} holds no files'
    leaks = list(Secrets(sys.argv[1], sys.argv[2]).look(sys.argv[3]))
    print('\n'.join(leaks[:50]) or f'{sys.argv[3]}: no secret found')
    return len(leaks) > 0


if __name__ == '__main__':
    sys.exit(main())
