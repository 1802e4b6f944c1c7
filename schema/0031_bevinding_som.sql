-- What a finding was when its row was written (XXH3 of its columns, engine/store/bevindingen.c), as blocks of lines have it since step 4:
-- who reads a row that is not that any more is told, before it goes to a provider. NULL: written before this step.
ALTER TABLE bevinding ADD COLUMN som INTEGER;
