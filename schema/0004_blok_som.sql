-- A digest of every block, so that verify finds a byte that changed though it changes no finding: the first 16 hex digits of
-- BLAKE2b over eerste_patient, laatste_patient and inhoud. NULL: the block is older than this column.
ALTER TABLE blok ADD COLUMN som TEXT;
