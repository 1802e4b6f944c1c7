-- Four eyes are two people, not two names: a verdict keeps the login that it was given under, and who confirms a terugvordering has
-- another one. An installation with one user may allow it otherwise (instelling een_inlog, 'ja: ...'); each such confirmation is marked.
ALTER TABLE oordeel ADD COLUMN inlog TEXT NOT NULL DEFAULT '';    -- empty: given before logins were kept
ALTER TABLE oordeel ADD COLUMN een_inlog INTEGER NOT NULL DEFAULT 0 CHECK (een_inlog IN (0, 1)); -- 1: confirmed under one login
DROP TRIGGER oordeel_vier_ogen;
CREATE TRIGGER oordeel_vier_ogen BEFORE INSERT ON oordeel
WHEN NEW.bevestigt IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM oordeel o
   WHERE o.nummer = NEW.bevestigt AND o.oordeel = 'terugvordering' AND NEW.oordeel = 'terugvordering'
     AND o.bevestigt IS NULL AND o.door <> NEW.door AND o.rij = NEW.rij
     AND (o.inlog = '' OR NEW.inlog NOT IN ('', o.inlog)
          OR (NEW.een_inlog AND EXISTS (SELECT 1 FROM instelling WHERE sleutel = 'een_inlog' AND waarde LIKE 'ja%')))
     AND o.nummer = (SELECT max(l.nummer) FROM oordeel l WHERE l.patient = NEW.patient AND l.bevinding_id = NEW.bevinding_id))
BEGIN SELECT RAISE(ABORT, 'een terugvordering wordt bevestigd door een ander, onder een andere inlog, over dezelfde feiten'); END;

-- As in step 8, with the login; a confirmation under one login says so wherever the name stands.
DROP VIEW v_oordeel;
CREATE VIEW v_oordeel AS
SELECT o.nummer, o.bevinding_id, o.patient,
       iif(o.oordeel = 'terugvordering' AND o.bevestigt IS NULL
             AND NOT EXISTS (SELECT 1 FROM oordeel e WHERE e.bevestigt = o.nummer),
           'terugvordering (te bevestigen)', o.oordeel) AS oordeel,
       o.door || iif(o.een_inlog, ' (zelfde inlog)', '') AS door, o.op, o.reden, o.bevestigt,
       (SELECT e.door FROM oordeel e WHERE e.nummer = o.bevestigt) AS bevestigt_van,
       o.run, o.rij, o.inlog, o.een_inlog
  FROM oordeel o;
