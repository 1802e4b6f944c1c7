-- Controls of a provider, from the goal to the end (Regeling zorgverzekering 7.5 to 7.9): docs/zaak.md. What was done is a row of
-- zaak_gebeurtenis; nothing here is ever changed, and nothing deleted but by a purge.
CREATE TABLE zaak (
  zaak            INTEGER PRIMARY KEY,
  agb             TEXT NOT NULL CHECK (length(agb) = 8),
  rol             TEXT NOT NULL CHECK (rol IN ('declarant', 'ketencontractant')),
  van             TEXT NOT NULL,            -- the quarters that are looked at, first and last day
  tm              TEXT NOT NULL,
  doel            TEXT NOT NULL CHECK (doel <> ''),
  kenmerk         TEXT NOT NULL,            -- of the house; may be empty
  begin           TEXT NOT NULL,            -- the day on which the control began
  terugblik       TEXT NOT NULL,            -- lines that begin before this day are left out
  terugblik_reden TEXT NOT NULL             -- why that is further back than two years; empty: it is not
) STRICT;

-- What happened in a case, in the order in which it was put on record.
CREATE TABLE zaak_gebeurtenis (
  gebeurtenis INTEGER PRIMARY KEY,
  zaak        INTEGER NOT NULL REFERENCES zaak,
  soort       TEXT NOT NULL CHECK (soort IN ('opening', 'bevindingen', 'stap', 'overgeslagen', 'steekproef', 'uitkomsten',
                                             'weging', 'notitie', 'sluiting')),
  stap        TEXT NOT NULL CHECK ((stap <> '') = (soort IN ('stap', 'overgeslagen'))),
  datum       TEXT NOT NULL,                -- the day on which it was done
  bij         INTEGER REFERENCES zaak_gebeurtenis, -- of a weging: the reaction that is weighed
  aantal      INTEGER,                      -- findings that it is about; NULL: it is about none
  cent        INTEGER,                      -- what is to be recovered of them
  op          TEXT NOT NULL,                -- UTC, YYYY-MM-DDTHH:MM:SSZ
  door        TEXT NOT NULL CHECK (door <> ''),
  inlog       TEXT NOT NULL CHECK (inlog <> ''),
  run         INTEGER NOT NULL REFERENCES run -- the last one at that moment
) STRICT;
CREATE INDEX zaak_gebeurtenis_op_zaak ON zaak_gebeurtenis (zaak);
-- Its texts: toelichting, objecten, methode, termijn ...
CREATE TABLE zaak_veld (
  gebeurtenis INTEGER NOT NULL REFERENCES zaak_gebeurtenis,
  veld        TEXT NOT NULL,
  waarde      TEXT NOT NULL CHECK (waarde <> ''),
  PRIMARY KEY (gebeurtenis, veld)
) STRICT, WITHOUT ROWID;

-- The findings of a case as they were when they came into it, and the rule as it was.
CREATE TABLE zaak_bevinding (
  zaak         INTEGER NOT NULL REFERENCES zaak,
  nummer       INTEGER NOT NULL,            -- from 1: how a letter calls it
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  referentie   TEXT NOT NULL,               -- of the line that is recovered: each is in a case once
  datum        TEXT NOT NULL,               -- its first day
  rij          TEXT NOT NULL,               -- v_bevinding_rij.rij
  controle     TEXT NOT NULL CHECK (controle IN ('formeel', 'materieel')),
  regel        TEXT NOT NULL,               -- the leading one
  omschrijving TEXT NOT NULL,
  bron         TEXT NOT NULL,
  gebeurtenis  INTEGER NOT NULL REFERENCES zaak_gebeurtenis,
  PRIMARY KEY (zaak, nummer)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX zaak_van_bevinding ON zaak_bevinding (patient, bevinding_id, zaak);
CREATE INDEX zaak_van_regel ON zaak_bevinding (patient, referentie);
-- Those that were drawn for the check of files.
CREATE TABLE zaak_trekking (
  zaak        INTEGER NOT NULL,
  nummer      INTEGER NOT NULL,
  trekking    INTEGER NOT NULL,             -- in this order, from 1
  gebeurtenis INTEGER NOT NULL REFERENCES zaak_gebeurtenis,
  PRIMARY KEY (zaak, nummer),
  FOREIGN KEY (zaak, nummer) REFERENCES zaak_bevinding (zaak, nummer)
) STRICT, WITHOUT ROWID;
-- What the check of a file gave. The last one of a finding counts.
CREATE TABLE zaak_uitkomst (
  uitkomst_nr INTEGER PRIMARY KEY,
  zaak        INTEGER NOT NULL,
  nummer      INTEGER NOT NULL,
  uitkomst    TEXT NOT NULL CHECK (uitkomst IN ('terecht', 'onterecht', 'onbekend')),
  cent        INTEGER NOT NULL CHECK (cent >= 0 AND (cent = 0 OR uitkomst = 'onterecht')), -- of it wrongly declared
  toelichting TEXT NOT NULL,
  gebeurtenis INTEGER NOT NULL REFERENCES zaak_gebeurtenis,
  FOREIGN KEY (zaak, nummer) REFERENCES zaak_bevinding (zaak, nummer)
) STRICT;
CREATE INDEX zaak_uitkomst_op_bevinding ON zaak_uitkomst (zaak, nummer);

CREATE TRIGGER zaak_blijft_staan BEFORE UPDATE ON zaak
BEGIN SELECT RAISE(ABORT, 'zaken worden niet gewijzigd'); END;
CREATE TRIGGER zaak_blijft_bestaan BEFORE DELETE ON zaak
BEGIN SELECT RAISE(ABORT, 'zaken worden niet verwijderd'); END;
CREATE TRIGGER zaak_gebeurtenis_blijft_staan BEFORE UPDATE ON zaak_gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen van een zaak worden niet gewijzigd'); END;
CREATE TRIGGER zaak_gebeurtenis_blijft_bestaan BEFORE DELETE ON zaak_gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen van een zaak worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER zaak_gebeurtenis_wordt_niet_vervangen BEFORE INSERT ON zaak_gebeurtenis
WHEN EXISTS (SELECT 1 FROM zaak_gebeurtenis WHERE gebeurtenis = NEW.gebeurtenis)
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen van een zaak worden niet vervangen'); END;
CREATE TRIGGER zaak_bevinding_blijft_staan BEFORE UPDATE ON zaak_bevinding
BEGIN SELECT RAISE(ABORT, 'bevindingen van een zaak worden niet gewijzigd'); END;
CREATE TRIGGER zaak_bevinding_blijft_bestaan BEFORE DELETE ON zaak_bevinding
BEGIN SELECT RAISE(ABORT, 'bevindingen van een zaak worden niet verwijderd'); END;
CREATE TRIGGER zaak_trekking_blijft_bestaan BEFORE DELETE ON zaak_trekking
BEGIN SELECT RAISE(ABORT, 'trekkingen worden niet verwijderd'); END;
CREATE TRIGGER zaak_uitkomst_blijft_staan BEFORE UPDATE ON zaak_uitkomst
BEGIN SELECT RAISE(ABORT, 'uitkomsten worden niet gewijzigd'); END;
CREATE TRIGGER zaak_uitkomst_blijft_bestaan BEFORE DELETE ON zaak_uitkomst
BEGIN SELECT RAISE(ABORT, 'uitkomsten worden niet verwijderd'); END;

-- Every case with what is in it and how far it is. stap: the last one that was taken.
CREATE VIEW v_zaak AS
SELECT z.zaak, z.agb, z.rol, z.van, z.tm, z.kenmerk, z.begin, z.doel,
       (SELECT count(*) FROM zaak_bevinding b WHERE b.zaak = z.zaak) AS bevindingen,
       (SELECT count(*) FROM zaak_bevinding b WHERE b.zaak = z.zaak AND b.controle = 'materieel') AS materieel,
       (SELECT stap FROM zaak_gebeurtenis g WHERE g.zaak = z.zaak AND g.soort = 'stap' ORDER BY gebeurtenis DESC LIMIT 1) AS stap,
       (SELECT datum FROM zaak_gebeurtenis g WHERE g.zaak = z.zaak AND g.soort = 'stap' ORDER BY gebeurtenis DESC LIMIT 1) AS stap_op,
       (SELECT sum(cent) FROM zaak_gebeurtenis g WHERE g.zaak = z.zaak AND g.stap = 'terugvordering') / 100.0 AS teruggevorderd_euro,
       (SELECT datum FROM zaak_gebeurtenis g WHERE g.zaak = z.zaak AND g.soort = 'sluiting') AS gesloten
  FROM zaak z;
