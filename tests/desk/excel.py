#!/usr/bin/env python3
"""Conflict tables, contracts and relations as a Dutch Excel saves them give the same rules as they are; what lost its zeros is named.

usage: excel.py DUBBELLOOP SOURCE_DIR
"""
import csv
import functools
import os
import pathlib
import re
import sqlite3
import sys
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'spiegel'))
import nacht  # noqa: E402
from nacht import check, finish  # noqa: E402

program, source = (os.path.realpath(path) for path in sys.argv[1:3])
run = functools.partial(nacht.run, program)
os.environ['SOURCE_DATE_EPOCH'] = '1700000000'
TABLES = pathlib.Path(source) / 'conflict_tables'
DAY = re.compile(r'(\d{4})-(\d{2})-(\d{2})$')


def rows_of(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.reader(file))


def dutch(value, lose_zeros=False):
    """1-1-2024; a number without its zeros (a verwijsdiagnose is compared as a number: 55 is 0055)."""
    day = DAY.match(value)
    if day:
        return f'{int(day[3])}-{int(day[2])}-{day[1]}'
    return value.lstrip('0') if lose_zeros and value.isdigit() and value.strip('0') else value


def save_dutch(path, rows, encoding='cp1252', **how):
    """As Excel does, with the lines of our file: nothing of it is quoted without need."""
    with open(path, 'w', encoding=encoding, newline='', errors='strict') as file:
        csv.writer(file, delimiter=';', lineterminator='\r\n').writerows(
            [rows[0] + ['']] + [[dutch(v, **({} if c == 'verwijsdiagnoses' else how)) for c, v in zip(rows[0], row)] + [''] for row in rows[1:]])


def save_xlsx(path, sheets):
    """A workbook with dates as numbers, as Excel has them: style 1."""
    parts = {'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'}
    names = list(sheets)
    parts['xl/workbook.xml'] = '<workbook xmlns:r="r"><sheets>' + ''.join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names)) + '</sheets></workbook>'
    parts['xl/_rels/workbook.xml.rels'] = '<Relationships>' + ''.join(f'<Relationship Id="r{i}" Target="worksheets/sheet{i}.xml"/>' for i in range(len(names))) + '</Relationships>'
    for i, n in enumerate(names):
        def cell(value):
            day = DAY.match(value)
            if day:
                import datetime
                return f'<c s="1"><v>{(datetime.date(*map(int, day.groups())) - datetime.date(1899, 12, 30)).days}</v></c>'
            return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else '<c/>'
        parts[f'xl/worksheets/sheet{i}.xml'] = '<worksheet><sheetData>' + ''.join('<row>' + ''.join(map(cell, row)) + '</row>' for row in sheets[n]) + '</sheetData></worksheet>'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)


def is_the_same(what, where):
    told = run('tables', 'diff', str(TABLES), where)
    check(f'{what}: the same rows', 'geen' in told[0].lower() or told[0].strip() == run('tables', 'diff', str(TABLES), str(TABLES))[0].strip(), told)
    return told[1]


with nacht.empty_folder():
    everything = {path.name: rows_of(path) for path in sorted(TABLES.glob('*.csv'))}
    for encoding in ('utf-8-sig', 'cp1252'):
        os.makedirs(encoding)
        for name, rows in everything.items():
            save_dutch(f'{encoding}/{name}', rows, encoding)
        check(f'{encoding}: nothing is named', is_the_same(encoding, encoding) == '')
    os.makedirs('nullen')
    for name, rows in everything.items():
        save_dutch(f'nullen/{name}', rows, lose_zeros=True)
    told = is_the_same('lost zeros', 'nullen')
    check('each is named with its row', re.search(r"zilveren_kruis_2022.csv:\d+: \w+: '\d+' lost its zeros: read as 0\d+", told) is not None, told[:500])
    os.makedirs('boeken')
    for name, rows in everything.items():
        save_xlsx(f'boeken/{name[:-4]}.xlsx', {'Blad1': rows})
    check('a workbook a table', is_the_same('workbooks', 'boeken') == '')
    save_xlsx('alles.xlsx', {name[:-4]: rows for name, rows in everything.items()} | {'Uitleg': [['Wat', 'Uitleg']]})
    check('a sheet a table', is_the_same('one workbook', 'alles.xlsx') == '')
    save_dutch('boeken/letop.csv', everything['letop.csv'])
    check('two of one name are refused', 'keep one of them' in run('tables', 'check', '--tables', 'boeken', status=4)[1])
    check('our own files stay as they are, byte for byte', run('tables', 'list', '--tables', str(TABLES))[0] == run('tables', 'list')[0])

    # -- out as a workbook and back
    run('tables', 'export', '--tables', str(TABLES), '-o', 'uit.xlsx')
    run('tables', 'import', 'uit.xlsx', '--tables', str(TABLES), '--out', 'terug')
    check('a workbook comes back byte for byte', {p.name: p.read_bytes() for p in pathlib.Path('terug').iterdir()}
          == {p.name: p.read_bytes() for p in TABLES.glob('*.csv')})
    with zipfile.ZipFile('uit.xlsx') as book:
        sheets = ''.join(book.read(name).decode() for name in book.namelist() if name.startswith('xl/worksheets/sheet'))
    check('its cells offer the words that they take', all(words in sheets for words in
          ('"formeel,materieel"', '"signaal,waarschijnlijk,vast"', '"paar,verboden,contract,tarief,vereist,lid"', '"meld,negeer"', '"kwartaal,datum"')), sheets[-3000:])
    check('and say what they are for', 'met nullen (0055)' in sheets)
    offered = {words for words in re.findall(r'<formula1>"([^"]+)"</formula1>', sheets)}
    check('no list is longer than Excel takes', offered and max(map(len, offered)) <= 255)
    run('tables', 'export', '--tables', str(TABLES), '--format', 'csv', '--out', 'bestanden')
    check('files come out as they are', all((TABLES / p.name).read_bytes() == p.read_bytes() for p in pathlib.Path('bestanden').iterdir()))
    check('two sets never meet in one folder', 'give --out a new folder' in run('tables', 'import', 'uit.xlsx', '--out', 'terug', status=2)[1])

    # -- a new insurer's table, from an empty sheet
    run('tables', 'export', '--tables', str(TABLES), '--table', 'nieuw_2023', '-o', 'nieuw.xlsx')
    told = run('tables', 'import', 'nieuw.xlsx', '--tables', str(TABLES), '--out', 'nieuw', status=4)[1]
    check('its row in tabellen waits for what is needed', f"tabellen.csv:{len(everything['tabellen.csv']) + 1}: geldig_van" in told, told)
    header = everything['menzis_2023.csv'][0]
    rule = dict(regel='N23-DM2-01', programma='DM2', categorie='dieet', prestatiecodelijst='012', code_van='6000', verwijsdiagnoses='0055', zekerheid='vast',
                geldig_van='2023-01-01', status='actief', omschrijving='Dieetadvies', bron='Overeenkomst, 3.2')
    tabel = dict(tabel='nieuw_2023', titel='Nieuw 2023', uzovi='9999', geldig_van='2023-01-01', keten_periode='kwartaal')
    sheets = {name[:-4]: rows for name, rows in everything.items()}
    sheets['tabellen'] = sheets['tabellen'] + [[tabel.get(c, '') for c in sheets['tabellen'][0]]]
    sheets['nieuw_2023'] = [header, [rule.get(c, '') for c in header]]
    save_xlsx('gevuld.xlsx', sheets)
    told = run('tables', 'import', 'gevuld.xlsx', '--tables', str(TABLES), '--out', 'nieuw')[0]
    check('what is new is shown', 'nieuw      N23-DM2-01 (regel 2)' in told and 'nieuw      nieuw_2023 ' in told and 'Rijen: 2 nieuw, 0 gewijzigd, 0 vervallen' in told, told)
    check('and it can be used', 'nieuw_2023' in run('tables', 'list', '--tables', 'nieuw')[0])
    for wrong in ('algemeen', 'A', 'a/b', 'a' * 32):
        run('tables', 'export', '--table', wrong, '-o', 'x.xlsx', status=2)
    check('a refused export leaves nothing', not os.path.exists('x.xlsx'))

    # -- contracts, in euros with a decimal comma
    contracts = rows_of(f'{source}/sample_data/contracts.csv')
    save_dutch('contracten.csv', contracts, lose_zeros=True)
    files = [f'{source}/sample_data/{name}' for name in sorted(os.listdir(f'{source}/sample_data')) if name.startswith('202')]
    found = []
    if 'tarief_cent' in contracts[0]:
        c = contracts[0].index('tarief_cent')
        euro = [row[:] for row in contracts]
        for row in euro[1:]:
            row[c] = f'{int(row[c]) // 100}.{int(row[c]) % 100:02}'.replace('.', ',') if row[c] else ''
        euro[0][c] = 'tarief_euro'
    else:
        euro = contracts
    save_dutch('euro.csv', euro)
    save_xlsx('contracten.xlsx', {'Blad1': euro})
    for name in (f'{source}/sample_data/contracts.csv', 'contracten.csv', 'euro.csv', 'contracten.xlsx'):
        db = f'{len(found)}.db'
        run('run', '--db', db, '--out', f'uit{len(found)}', '--tables', str(TABLES), '--contracts', name, *files, status=3)
        with sqlite3.connect(db) as base:
            found.append((base.execute('SELECT vingerafdruk, contracten FROM run').fetchall(), open(f'uit{len(found)}/findings.csv').read()))
    check('contracts of Excel are the same contracts', all(f == found[0] for f in found[1:]), [f[0] for f in found])
    told = run('contracts', '--db', '0.db', 'contracten.xlsx')[0]
    check('and change nothing', told == run('contracts', '--db', '0.db', f'{source}/sample_data/contracts.csv')[0], told)

    # -- rules that never hit are those of insurers that are there
    told = run('tables', 'check', '--db', '0.db', '--tables', str(TABLES))[0]
    with sqlite3.connect('0.db') as base:
        base.execute("DELETE FROM dekking WHERE uzovi <> '7085'")
    fewer = run('tables', 'check', '--db', '0.db', '--tables', str(TABLES))[0]
    never = [line.split(':')[0] for line in fewer.splitlines() if ' stored line' in line]
    there = {f'{row[0]}.csv' for row in everything['tabellen.csv'] if row[2] == '*' or '7085' in row[2].split()}
    check('never hits is said of insurers in the database only', never and set(never) <= there
          and len(never) < told.count(' stored line'), never)
sys.exit(finish())
