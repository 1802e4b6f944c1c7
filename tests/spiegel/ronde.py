#!/usr/bin/env python3
"""The whole round: a run, the reports, a provider that fills its annex in, its credits in the next export, and the next report.

usage: ronde.py DUBBELLOOP SOURCE_DIR
"""
import csv
import functools
import glob
import gzip
import hashlib
import os
import re
import subprocess
import sys

import nacht
from nacht import check, finish, query

program, source = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
geheim = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'geheim.py')
run = functools.partial(nacht.run, program)
clock = 1700000000
PERIOD = '2023Q2'


def load(*files, status):
    global clock
    clock += 86400
    os.environ['SOURCE_DATE_EPOCH'] = str(clock)
    run('run', '--db', 'nacht.db', '--out', 'uit', '--quiet', '--contracts', f'{source}/sample_data/contracts.csv', *files, status=status)


def reports(folder):
    """The rows of every annex by (agb, rol), read as a provider's spreadsheet does."""
    run('spiegel', '--db', 'nacht.db', '--period', PERIOD, '--out', folder, '--quiet')
    annexes = {}
    for path in glob.glob(f'{folder}/**/*.csv', recursive=True):
        with open(path, encoding='utf-8-sig', newline='') as file:
            rows = list(csv.DictReader(file, delimiter=';'))
        if rows and 'antwoord' in rows[0]:
            annexes[rows[0]['agb'].lstrip("'"), rows[0]['rol']] = rows
    leak = subprocess.run([sys.executable, geheim, program, 'nacht.db', folder], stdout=subprocess.PIPE)
    check(f'nothing secret in {folder}', leak.returncode == 0, leak.stdout.decode())
    return annexes


def letters(folder, *options, day):
    """Letters made on that day: the rows of verzending.csv by AGB."""
    global clock
    os.environ['SOURCE_DATE_EPOCH'] = str(clock + 86400 * day)
    run('spiegel', '--db', 'nacht.db', '--period', PERIOD, '--out', folder, '--quiet', '--afzender', 'afzender.ini', '--adressen', 'adressen.csv', *options)
    os.environ['SOURCE_DATE_EPOCH'] = str(clock)
    with open(f'{folder}/verzending.csv', encoding='utf-8', newline='') as file:
        return {row['agb']: row for row in csv.DictReader(file)}


def words(pdf):
    return re.sub(r'\s+', ' ', subprocess.run(['pdftotext', '-raw', pdf, '-'], stdout=subprocess.PIPE, check=True).stdout.decode())


def fill_in(name, rows):
    with open(name, 'w', encoding='cp1252', newline='') as file: # as a Dutch Excel saves "CSV (gescheiden door lijstscheidingsteken)"
        columns = csv.DictWriter(file, rows[0].keys(), delimiter=';', lineterminator='\r\n')
        columns.writeheader()
        columns.writerows(rows)


def export_lines():
    for path in sorted(glob.glob(f'{source}/sample_data/202*.csv*')):
        with (gzip.open(path, 'rt', encoding='utf-8', errors='replace', newline='') if path.endswith('.gz') else
              open(path, encoding='utf-8', errors='replace', newline='')) as file: # the sample has bad lines in it
            for line in csv.DictReader(file):
                yield line


with nacht.empty_folder():
    load(*sorted(glob.glob(f'{source}/sample_data/202*.csv*')), status=3)
    annexes = reports('eerste')
    agb, rol = max((key for key in annexes if key[1] == 'declarant'), key=lambda key: len(annexes[key]))
    rows = annexes[agb, rol]
    # Two findings on two lines: what is credited takes all findings of its line with it.
    other = next(i for i, row in enumerate(rows) if row['referentienummer'] != rows[0]['referentienummer'])
    rows[1], rows[other] = rows[other], rows[1]
    check('somebody has two findings or more', len(rows) >= 2, len(rows))
    for path in glob.glob('eerste/**/*.csv', recursive=True):
        with open(path, 'rb') as file:
            if b'antwoord' in file.read(400):
                check('an annex opens in a Dutch spreadsheet', open(path, 'rb').read(3) == b'\xef\xbb\xbf', path)
                break

    # They go out with letters: one for each provider, to its address, before its report.
    with open('afzender.ini', 'w') as file:
        file.write('naam = Zorgverzekeraar Voorbeeld\nretour = ketenzorg@voorbeeld.example\nkenmerk = FC-1\n')
    with open('adressen.csv', 'w', encoding='cp1252') as file: # as a Dutch Excel saves it, the zero in front of the AGB lost
        file.write(f"agb;naam;adres;postcode;plaats;email\n{agb.lstrip('0')};Praktijk Zoë;Dorpsstraat 1;2500 AA;'s-Gravenhage;zoe@voorbeeld.example\n")
    sent = letters('brieven', '--brief', day=1)
    check('a letter for each provider with a report', sorted(sent) == sorted({key[0] for key in annexes}), sorted(sent))
    row = sent[agb]
    check('its address', (row['naam'], row['plaats'], row['email'], row['soort']) == ('Praktijk Zoë', "'s-Gravenhage", 'zoe@voorbeeld.example', 'brief'), row)
    check('its annex', row['bijlage_declarant'] == f'{PERIOD}_{agb}_declarant.xlsx' and os.path.exists(f"brieven/{row['bijlage_declarant']}"), row)
    with open(f"brieven/{row['brief']}", 'rb') as file:
        check('its hash', hashlib.sha256(file.read()).hexdigest() == row['brief_sha256'])
    text = words(f"brieven/{row['brief']}")
    for part in ('Zorgverzekeraar Voorbeeld', 'Praktijk Zoë', "2500 AA 's-Gravenhage", 'FC-1', 'Het is geen terugvordering', f'{PERIOD}_{agb}_declarant.xlsx',
                 'terug aan ketenzorg@voorbeeld.example', 'Uw declaraties naast de keten-dbc'):
        check(f'the letter says {part}', part in text, text[:1500])
    check('the letter stands before the report', text.find('Geachte') < text.find('SPIEGELINFORMATIE KETENZORG'))
    leak = subprocess.run([sys.executable, geheim, program, 'nacht.db', 'brieven'], stdout=subprocess.PIPE)
    check('nothing secret in the letters', leak.returncode == 0, leak.stdout.decode())
    done = run('spiegel', '--db', 'nacht.db', '--period', PERIOD, '--out', 'te_vroeg', '--afzender', 'afzender.ini', '--herinnering', 'brieven', status=2)[1]
    check('no reminder before the date', 'it is no time for a reminder yet' in done, done)

    os.environ['SOURCE_DATE_EPOCH'] = str(clock + 86400 * 60)
    done = run('spiegel', '--db', 'nacht.db', '--period', PERIOD, '--out', 'te_laat', '--afzender', 'afzender.ini', '--brief', status=2)[1]
    check('no letter asks for an answer by a day that was', 'before today, the day of the letters: give --answer-by' in done, done)
    os.environ['SOURCE_DATE_EPOCH'] = str(clock)

    # It credits the first line and stands by the second.
    rows[0]['antwoord'] = 'credit'
    rows[1]['antwoord'], rows[1]['toelichting'] = 'Terecht', 'Nacontrole op verzoek van de patiënt'
    fill_in('terug.csv', rows)
    done = run('respond', '--db', 'nacht.db', '--by', 'J. Jansen', '--agb', agb, 'terug.csv')[0]
    check('two answers are taken', done.startswith('terug.csv: 2 taken, 0 unchanged, '), done)
    ids = [row['bevinding_id'].replace('-', '') for row in rows]

    # Somebody else answers all; the rest is reminded, each of what it did not answer.
    all_answered = next(key for key in sorted(annexes) if key[0] != agb and annexes[key] and not any(k[0] == key[0] for k in annexes if k != key))
    for answered in annexes[all_answered]:
        answered['antwoord'] = 'onbekend'
    fill_in('alles.csv', annexes[all_answered])
    run('respond', '--db', 'nacht.db', '--by', 'J. Jansen', 'alles.csv')
    reminded = letters('herinnerd', '--herinnering', 'brieven', day=60)
    check('who answered all is not reminded', all_answered[0] in sent and all_answered[0] not in reminded, sorted(reminded))
    check('who answered a part is', reminded.get(agb, {}).get('soort') == 'herinnering' or len(rows) == 2, sorted(reminded))
    check('nobody else is', set(reminded) < set(sent), sorted(reminded))
    for other_agb, row in reminded.items():
        check(f'the reminder to {other_agb} says of what', 'hebben wij nog geen antwoord' in words(f"herinnerd/{row['brief']}"))

    # The report again, before any credit: the answers stand in it.
    again = {row['bevinding_id']: row for row in reports('tweede')[agb, rol]}
    check('the annex has the answers', [again[row['bevinding_id']]['antwoord'] for row in rows[:2]] == ['credit', 'terecht'])
    check('and the toelichting', again[rows[1]['bevinding_id']]['toelichting'] == 'Nacontrole op verzoek van de patiënt')

    # The credit comes in with the next export.
    reference = query('SELECT conflict_referentie FROM bevinding WHERE bevinding_id = ?', ids[0])[0][0]
    debits = [line for line in export_lines() if line['agb_declarant'] == agb and line['referentienummer'] == reference and
              line['debet_credit'] == 'D']
    check('the line is in the exports', len(debits) == 1, len(debits))
    credit = {**debits[0], 'debet_credit': 'C', 'referentienummer': 'CREDIT-1', 'vorig_referentienummer': reference}
    with open('credits.csv', 'w', newline='') as file:
        out = csv.DictWriter(file, credit.keys(), lineterminator='\n')
        out.writeheader()
        out.writerow(credit)
    load('credits.csv', status=0)
    check('the finding lapsed', query('SELECT status FROM v_bevinding WHERE bevinding_id = ?', ids[0]) == [('vervallen',)])
    check('its answer stays', query('SELECT antwoord_declarant FROM v_bevinding WHERE bevinding_id = ?', ids[0]) == [('credit',)])
    check('the precision counts it', query('SELECT sum(beantwoord) - sum(onbekend), sum(credit), sum(terecht) FROM v_precisie') == [(2, 1, 1)])

    # And the next report no longer asks for it.
    last = reports('derde').get((agb, rol), [])
    check('the next annex is without the credited line', rows[0]['bevinding_id'] not in {row['bevinding_id'] for row in last})
    check('the other one is still there, with its answer',
          [row['antwoord'] for row in last if row['bevinding_id'] == rows[1]['bevinding_id']] == ['terecht'])
    with open('derde/overzicht.html', encoding='utf-8') as file:
        check('the analyst has them in the overview', re.search(f'<td>(<a [^>]*>)?{agb}', file.read()))
    run('verify', '--db', 'nacht.db', '--quiet')
sys.exit(finish())
