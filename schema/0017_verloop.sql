-- The runs as a chain: SHA-256 over that of the run before it, the row of the run and those of its files. Two databases in which a run has
-- the same one have had the same runs up to it; so a state that is kept elsewhere (--state) tells an older copy, or another database.
ALTER TABLE run ADD COLUMN verloop TEXT NOT NULL DEFAULT ''; -- empty: of before this step
