#!/usr/bin/env python3
"""Answers of providers through the real program: an annex is filled in, comes back through LibreOffice, and is on record everywhere.

usage: antwoorden.py DUBBELLOOP SCHRIJF_BIJLAGE SOURCE_DIR
"""
import csv
import functools
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile

import nacht
from nacht import check, finish, query
from workbooks import saved_by_office, type_in

program, writer, source = (os.path.realpath(path) for path in sys.argv[1:4])
run = functools.partial(nacht.run, program)
os.environ['SOURCE_DATE_EPOCH'] = '1700000000'


def respond(*files, status=0, db='nacht.db', by='J. Jansen', more=()):
    return run('respond', '--db', db, '--by', by, *more, *files, status=status)


def save(name, text, encoding='utf-8'):
    with open(name, 'w', encoding=encoding, newline='') as out:
        out.write(text)


def read_annex():
    with open('bijlage.csv', encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file, delimiter=';'))


def write_annex(name, rows, delimiter=';', encoding='utf-8'):
    out = io.StringIO()
    columns = csv.DictWriter(out, rows[0].keys(), delimiter=delimiter, lineterminator='\r\n')
    columns.writeheader()
    columns.writerows(rows)
    save(name, out.getvalue(), encoding)


def office(name, to, infilter=None):
    """Opens a file in LibreOffice and saves it as something else, into to/."""
    command = ['soffice', f'-env:UserInstallation=file://{os.getcwd()}/office', '--headless']
    command += [f'--infilter={infilter}'] if infilter else []
    command += [
        '--convert-to', 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true,false,false,false,1', '--outdir',
        to, name
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
    made = [file for file in (os.listdir(to) if os.path.isdir(to) else []) if file.endswith('.csv')]
    check(f'LibreOffice saved {name}', len(made) == 1, done.stdout.decode())
    if made[0] != 'bijlage.csv':
        os.rename(f'{to}/{made[0]}', f'{to}/bijlage.csv')


def annex_of(agb, rol):
    subprocess.run([writer, 'nacht.db', agb, rol, '.'], check=True)
    return read_annex()


with nacht.empty_folder():
    run(
        'run', '--db', 'nacht.db', '--out', 'uit', '--contracts', f'{source}/sample_data/contracts.csv',
        *(f'{source}/sample_data/{name}' for name in sorted(os.listdir(f'{source}/sample_data'))
          if name.startswith('202')), status=3)
    before = query('SELECT * FROM bevinding ORDER BY bevinding_id, patient')
    # The provider with the most findings as a declarant, and the care group with the most.
    declarant = query(
        "SELECT conflict_agb FROM bevinding WHERE vervallen_run IS NULL AND verhaal = 'conflict' GROUP BY 1 ORDER BY count(*) DESC, 1"
    )[0][0]
    keten = query(
        "SELECT keten_agb FROM bevinding WHERE vervallen_run IS NULL AND verhaal = 'keten' GROUP BY 1 ORDER BY count(*) DESC, 1"
    )[0][0]

    # -- the workbook
    rows = annex_of(declarant, 'declarant')
    check('there are rows enough', len(rows) >= 5, len(rows))
    sheet = zipfile.ZipFile('bijlage.xlsx').read('xl/worksheets/sheet1.xml').decode()
    check(
        'the answer is chosen from a list',
        re.search(
            r'<dataValidation type="list"[^>]*sqref="L2:L%d"><formula1>"credit,terecht,onbekend"</formula1>' %
            (len(rows) + 1), sheet) is not None)
    check('the rest is locked', '<sheetProtection' in sheet and 'password' not in sheet)
    check(
        'the header stays in sight and on every page', 'state="frozen"' in sheet and
        'orientation="landscape"' in sheet and 'fitToHeight="0"' in sheet and
        'Print_Titles' in zipfile.ZipFile('bijlage.xlsx').read('xl/workbook.xml').decode())
    check('nothing is a formula', '<f>' not in sheet)
    check('no name of a patient column', 'patient' not in ' '.join(rows[0]))

    # -- through LibreOffice: the workbook as a CSV, filled in; and that opened and saved once more, as a spreadsheet
    # guesses types
    os.makedirs('uit_xlsx')
    office('bijlage.xlsx', 'uit_xlsx')
    with open('uit_xlsx/bijlage.csv', encoding='utf-8', newline='') as file:
        saved = list(csv.DictReader(file, delimiter=';'))
    check('the workbook holds the same ids', [r['bevinding_id'] for r in saved] == [r['bevinding_id'] for r in rows])
    check('and the same references',
          [r['referentienummer'] for r in saved] == [r['referentienummer'].lstrip("'") for r in rows])
    answers = ['credit', ' Terecht ', 'onbekend', '', 'CREDIT']
    for row, antwoord in zip(saved, answers):
        row['antwoord'] = antwoord
        row['toelichting'] = 'Nacontrole; zie "dossier" é €' if antwoord.strip() == 'Terecht' else ''
    write_annex('terug.csv', saved)
    os.makedirs('uit_csv')
    office('terug.csv', 'uit_csv', 'Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true')
    with open('uit_csv/bijlage.csv', encoding='utf-8', newline='') as file:
        check('ids survive',
              [r['bevinding_id'] for r in csv.DictReader(file, delimiter=';')] == [r['bevinding_id'] for r in rows])
    done, told = respond('uit_csv/bijlage.csv', more=('--agb', declarant))
    left = len(rows) - 4
    check('four are taken', done == f'uit_csv/bijlage.csv: 4 taken, 0 unchanged, {left} without an answer, 0 refused\n',
          done)
    check('and nothing is said of it', told == '', told)
    check('in their order', [r[0] for r in query('SELECT antwoord FROM v_antwoord ORDER BY nummer')] ==
          [a.strip().lower() for a in answers if a])
    check('with the toelichting', query("SELECT toelichting FROM v_antwoord WHERE antwoord = 'terecht'") ==
          [('Nacontrole; zie "dossier" é €',)])

    # -- the workbook itself, filled in, and the same when LibreOffice has saved it
    type_in('bijlage.xlsx', 'ingevuld.xlsx', {
        i + 2: {'L': a, 'M': 'Nacontrole; zie "dossier" é €' if a.strip() == 'Terecht' else ''}
        for i, a in enumerate(answers) if a
    })
    saved_by_office('ingevuld.xlsx', 'uit_office')
    for name in ('ingevuld.xlsx', 'uit_office/ingevuld.xlsx'):
        done, told = respond(name, more=('--agb', declarant))
        check(f'{name} holds the same answers',
              done == f'{name}: 0 taken, 4 unchanged, {left} without an answer, 0 refused\n' and told == '',
              done + told)

    # -- the same once more, as old Excel saves it, and an id that looks like a number
    save('terug.csv', open('terug.csv', encoding='utf-8', newline='').read(), 'cp1252')
    done, _ = respond('terug.csv')
    check('the same file changes nothing', f'0 taken, 4 unchanged, {left} without' in done, done)
    os.rename('terug.csv', 'terug\x1b[2J.csv')
    done, _ = respond('terug\x1b[2J.csv')
    check('a terminal obeys no name of a file', done.startswith('terug\\x1b[2J.csv: 0 taken, 4 unchanged'), done)
    os.rename('terug\x1b[2J.csv', 'terug.csv')
    save('getal.csv', 'bevinding_id;antwoord\r\n1234-5678-9012-3456;\r\n1234-5678-e012-0003;\r\n')
    os.makedirs('uit_getal')
    office('getal.csv', 'uit_getal', 'Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true')
    with open('uit_getal/bijlage.csv', encoding='utf-8') as file:
        check('ids of digits stay what they are',
              file.read().split() == ['bevinding_id;antwoord', '1234-5678-9012-3456;', '1234-5678-e012-0003;'])

    # -- refused, and the rest taken, in one step
    one, other = rows[3]['bevinding_id'], annex_of(keten, 'ketencontractant')[0]['bevinding_id']
    save(
        'fout.csv', 'bevinding_id,antwoord,agb,rol\n' + f'{one},misschien,{declarant},\n' +
        f'{one},terecht,{declarant},declarant\n' + f'ffff-ffff-ffff-ffff,credit,{declarant},\n' +
        f'{other},credit,99999999,\n')
    done, told = respond('fout.csv', status=3)
    check('one is taken, three refused', done == 'fout.csv: 1 taken, 0 unchanged, 0 without an answer, 3 refused\n',
          done)
    check('by their rows', [line.split(':')[1] for line in told.splitlines()] == ['2', '4', '5'], told)
    count = query('SELECT count(*) FROM antwoord')
    _, told = respond('fout.csv', 'er_is_niets.csv', status=1)
    check('a file that is not there leaves all as it was',
          query('SELECT count(*) FROM antwoord') == count and 'er_is_niets.csv' in told)
    with zipfile.ZipFile('ander.xlsx', 'w') as other_zip:
        other_zip.writestr('../../weg.txt', 'x')
    _, told = respond('ander.xlsx', status=3)
    check('a zip of something else is refused', told.startswith('ander.xlsx: the workbook is not as'), told)
    type_in('bijlage.xlsx', 'fout.xlsx', {2: {'L': 'misschien'}, 3: {'M': 'zonder antwoord'}})
    _, told = respond('fout.xlsx', status=3)
    check('what is wrong in a workbook is told by its row',
          [line.split(':')[:2] for line in told.splitlines()] == [['fout.xlsx', '2'], ['fout.xlsx', '3']], told)
    for wrong in (('--by', ''), ('--agb', '123'), ('--agb', '0000000a')):
        run('respond', '--db', 'nacht.db', '--by', 'x', *wrong, 'terug.csv', status=2)
    run('respond', '--db', 'nacht.db', '--by', 'x', status=2)
    run('respond', '--db', 'geen.db', '--by', 'x', 'terug.csv', status=2)
    check('and no database is made', not os.path.exists('geen.db'))

    # -- where it is shown
    plain = rows[0]['bevinding_id'].replace('-', '')
    proof = json.loads(run('explain', '--db', 'nacht.db', '--json', rows[0]['bevinding_id'])[0])
    check('the proof has the answer', [
        (a['antwoord'], a['agb'], a['rol'], a['door'], a['bestand']) for a in proof['antwoorden']
    ] == [('credit', declarant, 'declarant', 'J. Jansen', 'bijlage.csv')], proof['antwoorden'])
    text = run('explain', '--db', 'nacht.db', plain)[0]
    check('in words too', 'Antwoorden van de aanbieders\n' in text and 'antwoord                 credit' in text)
    found = {
        a: {
            json.loads(line)['bevinding_id']
            for line in run('findings', '--db', 'nacht.db', '--antwoord', a, '--format', 'jsonl')[0].splitlines()
        } for a in ('credit', 'terecht', 'onbekend', 'geen', 'credit,terecht')
    }
    check('findings are filtered by their answer',
          [len(found[a]) for a in ('credit', 'terecht', 'onbekend')] == [2, 2, 1] and
          found['credit,terecht'] == found['credit'] | found['terecht'] and plain in found['credit'])
    everything = {r[0] for r in query('SELECT bevinding_id FROM bevinding WHERE vervallen_run IS NULL')}
    check('geen is the others', found['geen'] == everything - found['credit'] - found['terecht'] - found['onbekend'])
    run('findings', '--db', 'nacht.db', '--antwoord', 'ja', status=2)
    csv_before = open('uit/findings.csv', 'rb').read()
    check('findings.csv is as it was', run('findings', '--db', 'nacht.db')[0].encode() == csv_before)
    status = run('status', '--db', 'nacht.db')[0]
    check('status has the precision',
          re.search(r'^  alle regels +5 +2 +2 +1 +40% +12-77%$', status, re.M) is not None, status)
    listed = run('tables', 'list', '--db', 'nacht.db')[0]
    check('tables list too', re.search(r'^ *alle regels +5 +2 +2 +1 +40% +12-77%$', listed, re.M) is not None, listed)
    run('verify', '--db', 'nacht.db', '--quiet')

    # -- the side that is not to pay is not asked, and a later answer
    with sqlite3.connect('file:nacht.db?mode=ro', uri=True) as db:
        keten_agb = db.execute('SELECT keten_agb FROM bevinding WHERE bevinding_id = ?', (plain,)).fetchone()[0]
    save('keten.csv', f'bevinding_id;antwoord;agb;rol\n{plain};terecht;{keten_agb};ketencontractant\n')
    done, told = respond('keten.csv', status=3)
    check('who is not to pay is not asked', '0 taken' in done and 'was not asked about this finding' in told, told)
    check(
        'and has no answer',
        query(f"SELECT antwoord_declarant, antwoord_ketencontractant FROM v_bevinding WHERE bevinding_id = '{plain}'")
        == [('credit', None)])
    check('what the other side said before is not counted in the precision',
          query('SELECT sum(beantwoord), sum(credit), sum(terecht) FROM v_precisie') == [(5, 2, 2)])
    save('later.csv', f'bevinding_id;antwoord;agb;rol\n{plain};terecht;{declarant};declarant\n')
    respond('later.csv', by='P. de Vries')
    check('a later answer counts', query('SELECT sum(credit), sum(terecht) FROM v_precisie') == [(1, 3)])
    check(
        'the earlier one stays',
        query(f"SELECT antwoord, telt, door FROM v_antwoord WHERE bevinding_id = '{plain}' AND rol = 'declarant'"
              ' ORDER BY nummer') == [('credit', 0, 'J. Jansen'), ('terecht', 1, 'P. de Vries')])
    check('the annex comes back with the answer in it',
          [r['antwoord'] for r in annex_of(declarant, 'declarant')
           if r['bevinding_id'] == rows[0]['bevinding_id']] == ['terecht'])
    check('no finding changed', query('SELECT * FROM bevinding ORDER BY bevinding_id, patient') == before)

    # -- verify sees an answer without its finding, and one of another provider
    for broken, what, sql, part in (('stuk1.db', 'an answer about nothing',
                                     "UPDATE antwoord SET bevinding_id = 'weg' WHERE nummer = 1",
                                     'antwoord names a row of bevinding that is not there'),
                                    ('stuk2.db', 'an answer of another',
                                     "UPDATE antwoord SET agb = '99999999' WHERE nummer = 1", 'of another provider')):
        with sqlite3.connect('nacht.db') as sound, sqlite3.connect(broken) as db:
            sound.backup(db)
            trigger, = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'antwoord_blijft_staan'").fetchone()
            db.executescript(
                f'DROP TRIGGER antwoord_blijft_staan; PRAGMA ignore_check_constraints = ON; {sql}; {trigger}')
        check(f'verify sees {what}', part in run('verify', '--db', broken, '--quiet', status=5)[1])
sys.exit(finish())
