-- A sieve has the codes of lines where it had their lists: those that there are say nothing of codes. A layer gets its own when it is
-- merged or written anew.
DELETE FROM zeef;
UPDATE laag SET gezeefd = 0;
