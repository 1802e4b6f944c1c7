-- As in step 8, the same text byte for byte, put together at once: to add a piece of it sixty times took most of a verdict, a work list
-- and a case. A NULL, of a single, is empty.
DROP VIEW v_bevinding_rij;
CREATE VIEW v_bevinding_rij AS
SELECT b.*,
       printf('vervallen: %s
bevinding_id: %s
zekerheid: %s
redenen: %s
uzovi: %s
patient: %s
programma: %s
categorie: %s
regels: %s
tabel: %s
keten_agb: %s
keten_referentie: %s
keten_prestatiecode: %s
keten_van: %s
keten_tm: %s
keten_bedrag_cent: %s
conflict_agb: %s
conflict_referentie: %s
conflict_prestatiecodelijst: %s
conflict_prestatiecode: %s
conflict_zorgproductcode: %s
conflict_begindatum: %s
conflict_einddatum: %s
conflict_bedrag_cent: %s
overlap_van: %s
overlap_tm: %s
verhaal: %s
verhaal_bedrag_cent: %s
%s',
              iif(vervallen_run IS NULL, 'nee', 'ja'), bevinding_id, zekerheid, redenen, uzovi, patient, programma,
              categorie, regels, tabel, keten_agb, keten_referentie, keten_prestatiecode, keten_van, keten_tm,
              keten_bedrag_cent, conflict_agb, conflict_referentie, conflict_prestatiecodelijst,
              conflict_prestatiecode, conflict_zorgproductcode, conflict_begindatum, conflict_einddatum,
              conflict_bedrag_cent, overlap_van, overlap_tm, verhaal, verhaal_bedrag_cent,
              iif(soort = 'paar', '', 'soort: ' || soort || char(10))) AS rij
  FROM bevinding b;
