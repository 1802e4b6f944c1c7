#!/usr/bin/env python3
"""The work list through the real program: all findings judged in one workbook, as typed, and as LibreOffice saved it; what is wrong is told
by its row, and then nothing is taken.

usage: werklijst.py DUBBELLOOP SOURCE_DIR
"""
import csv
import functools
import io
import os
import sys
import zipfile

import nacht
from nacht import check, finish, query
from workbooks import saved_by_office, type_in

program, source = (os.path.realpath(path) for path in sys.argv[1:3])
run = functools.partial(nacht.run, program)
os.environ['SOURCE_DATE_EPOCH'] = '1700000000'
VERDICTS = ['bevestigd', 'afgewezen', 'terugvordering', 'wacht_op_aanbieder']


def work_list(name, *more):
    run('findings', '--db', 'nacht.db', '--werklijst', '--format', 'xlsx', '-o', name, *more)


def rows_of(*more):
    text = run('findings', '--db', 'nacht.db', '--werklijst', '--format', 'csv-excel', *more)[0]
    return list(csv.DictReader(io.StringIO(text.lstrip('\ufeff')), delimiter=';'))


def decide(name, by='J. Jansen', status=0, *more):
    return run('decide', '--db', 'nacht.db', '--from', name, '--by', by, *more, status=status)[1]


def verdicts():
    return query('SELECT count(*) FROM oordeel')[0][0]


with nacht.empty_folder():
    run('run', '--db', 'nacht.db', '--out', 'uit', '--contracts', f'{source}/sample_data/contracts.csv',
        *(f'{source}/sample_data/{name}' for name in sorted(os.listdir(f'{source}/sample_data')) if name.startswith('202')), status=3)
    work_list('werk.xlsx')
    rows = rows_of()
    n = len(rows)
    check('there are findings enough', n >= 38, n)
    sheet = zipfile.ZipFile('werk.xlsx').read('xl/worksheets/sheet1.xml').decode()
    check('the verdict is chosen from a list', '"bevestigd,afgewezen,terugvordering,wacht_op_aanbieder,terugvordering bevestigen"' in sheet)
    check('all but two columns are locked', '<sheetProtection' in sheet)
    check('A4, landscape', 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet)
    check('the rule is there in words, and its source', all(': ' in r['Regel'] and r['Bron'] for r in rows))
    check('a reason is there in words', any('_' not in r['Waarom niet zekerder'] and r['Waarom niet zekerder'] for r in rows))
    pairs = [r for r in rows if r['Andere regel']]
    check('both lines', all('AGB' in r['Ketenregel'] and '€' in r['Andere regel'] and r['Diagnose andere regel'] for r in pairs) and len(pairs) > 30)

    # -- what is wrong is told by its row, all of it, and nothing is taken
    type_in('werk.xlsx', 'fout.xlsx', {2: {'P': 'misschien', 'Q': 'x'}, 3: {'Q': 'zonder oordeel'}, 4: {'P': 'bevestigd'},
                                       5: {'P': 'terugvordering bevestigen', 'Q': 'x'}, 6: {'P': 'bevestigd', 'Q': 'goed'}})
    told = decide('fout.xlsx', status=2)
    check('every fault by its row', [line.split(':')[:2] for line in told.splitlines()[:-1]] == [['fout.xlsx', str(i)] for i in (2, 3, 4, 5)], told)
    check('none is taken', verdicts() == 0 and 'no finding was given a verdict' in told)
    check('an empty one is told', 'column Oordeel is empty' in decide('werk.xlsx', status=2))
    with open('ander.csv', 'w') as other:
        other.write('a;b\n1;2\n')
    check('another file is told', 'not a work list' in decide('ander.csv', status=2))
    run('decide', '--db', 'nacht.db', '--from', 'werk.xlsx', '--by', 'x', 'bevestigd', status=2)
    run('decide', '--db', 'nacht.db', '--by', 'x', status=2)

    # -- all in one go, as LibreOffice saved the workbook
    type_in('werk.xlsx', 'vol.xlsx', {i + 2: {'P': VERDICTS[i % 4], 'Q': f'reden {i}; "é" €'} for i in range(n)})
    saved_by_office('vol.xlsx', 'office_uit')
    told = decide('office_uit/vol.xlsx')
    check('all are judged in one go', told == f'dubbelloop: {n} findings: as the work list says\n' and verdicts() == n, told)
    given = {row[0]: row[1:] for row in query('SELECT bevinding_id, oordeel, reden, door FROM oordeel')}
    check('each with its own verdict and reason', all(given[r['Bevinding'].replace('-', '')] == (VERDICTS[i % 4], f'reden {i}; "é" €', 'J. Jansen')
                                                     for i, r in enumerate(rows)))

    # -- what was judged since is refused by name; so is what changed
    told = decide('vol.xlsx', by='P. de Vries', status=2)
    check('the same again is refused, by name', told.count('was judged since the workbook was made, by J. Jansen') == n and
          rows[0]['Bevinding'].replace('-', '') in told, told[:300])
    work_list('later.xlsx')
    later = rows_of()
    run('recheck', '--db', 'nacht.db', '--out', 'uit2', '--no-contracts')
    changed = {r['Bevinding'] for r in later} - {r['Bevinding'] for r in rows_of() if r['Stand'] in {o['Stand'] for o in later}}
    type_in('later.xlsx', 'later_vol.xlsx', {i + 2: {'P': 'afgewezen', 'Q': 'later'} for i in range(n)})
    told = decide('later_vol.xlsx', status=2)
    check('what changed since is refused by name', changed and {line.split(': ')[1].split()[0] for line in told.splitlines()[:-1]} ==
          {c.replace('-', '') for c in changed} and told.count('changed since the workbook was made') == len(changed), told[:600])
    check('and all the others with it', verdicts() == n)

    # -- as CSV, of a selection; a second person confirms in a workbook
    chosen = [r for r in rows_of('--oordeel', 'te_bevestigen') if 'sindsdien gewijzigd' not in r['Laatste oordeel']]
    check('the work list takes filters', 0 < len(chosen) < n)
    for r in chosen:
        r['Oordeel'] = 'Terugvordering bevestigen'
    with open('bevestig.csv', 'w', encoding='cp1252', newline='', errors='replace') as out:
        writer = csv.DictWriter(out, chosen[0].keys(), delimiter=';')
        writer.writeheader()
        writer.writerows(chosen)
    decide('bevestig.csv', 'J. Jansen', 2, '--reason', 'akkoord')
    os.environ['SUDO_USER'] = 'pdevries'
    told = decide('bevestig.csv', 'P. de Vries', 0, '--reason', 'akkoord')
    check('confirmed', f'{len(chosen)} findings' in told and query("SELECT count(*) FROM oordeel WHERE bevestigt IS NOT NULL") == [(len(chosen),)], told)
    run('verify', '--db', 'nacht.db', '--quiet')
sys.exit(finish())
