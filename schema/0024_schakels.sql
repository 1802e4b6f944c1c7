-- The chain of runs (step 17) holds as well what a run wrote, what it changed, and what people said since the run before it: as digests, which nothing changes
-- later. What they were made of may go in a purge; then they are not worked out again, and the chain stays what it was.
CREATE TABLE uitvoer (                     -- the files that a run wrote in --out
  run    INTEGER NOT NULL REFERENCES run,
  naam   TEXT NOT NULL,
  bytes  INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (run, naam)
) STRICT, WITHOUT ROWID;
CREATE TABLE schakel (                     -- rows of other tables, the last first
  run    INTEGER NOT NULL REFERENCES run,
  soort  TEXT NOT NULL CHECK (soort IN ('gebeurtenissen', 'oordelen', 'antwoorden')), -- verdicts and answers: those of before the run
  aantal INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  gewist INTEGER NOT NULL DEFAULT 0 CHECK (gewist IN (0, 1)), -- 1: a purge took some of them
  PRIMARY KEY (run, soort)
) STRICT, WITHOUT ROWID;
