/* queries.c - see queries.h. */
#include "store/queries.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

/* Of fewer patients than :minst. */
#define FEW "(patienten < CAST(:minst AS INTEGER))"
#define FEWER(number) "iif(" number " < CAST(:minst AS INTEGER), 'minder dan ' || :minst, " number ") AS " number
#define SHOWN_PATIENTS FEWER("patienten")
#define SHOWN(figure) "iif(" FEW ", '\u2013', " figure ") AS " figure
/* Whose line is to be recovered. */
#define VERHAAL_AGB "iif(verhaal = 'keten', keten_agb, conflict_agb)"
#define LAST_RULES                                                                                                     \
    " FROM regelset s JOIN regel r USING (rij)"                                                                        \
    " WHERE s.vingerafdruk = (SELECT vingerafdruk FROM run ORDER BY run DESC LIMIT 1)"
#define BY_PAGE " LIMIT coalesce(CAST(:aantal AS INTEGER), -1) OFFSET coalesce(CAST(:vanaf AS INTEGER), 0)"

static const char *const sql[] = {
    [QUERY_RUNS] = "SELECT run, opdracht, begonnen, bestanden, gelezen, afgekeurd, nieuw, herzien, vervallen"
                   " FROM v_run LIMIT 10",
    [QUERY_FILES] = "SELECT naam AS bestand, iif(bestand IN (SELECT bestand FROM intrekking), 'ingetrokken', status)"
                    " AS status, run, gelezen, aanvaard, dubbel, afgekeurd FROM bestand b ORDER BY b.bestand DESC"
                    " LIMIT 20",
    [QUERY_REJECTS] = "SELECT reden, sum(regels) AS regels FROM afkeuring JOIN bestand USING (bestand)"
                      " WHERE run = (SELECT max(run) FROM run) GROUP BY reden ORDER BY 2 DESC, 1",
    [QUERY_WARNINGS] = "SELECT code, count(*) AS keren, sum(aantal) AS aantal FROM waarschuwing"
                       " WHERE run = (SELECT max(run) FROM run) GROUP BY code ORDER BY code",
    [QUERY_ZONDER_PROGRAMMA] = "SELECT prestatiecodelijst, prestatiecode, sum(regels) AS regels, sum(cent) AS euro"
                               " FROM zonder_programma"
                               " JOIN bestand USING (bestand) WHERE run = (SELECT max(run) FROM bestand"
                               " WHERE status = 'ingelezen')"
                               " GROUP BY prestatiecodelijst, prestatiecode ORDER BY prestatiecodelijst, prestatiecode",
    [QUERY_COVERAGE] = "SELECT uzovi, kwartaal, programma, keten_lines, ongedekt, tabel, oordeel FROM v_dekking"
                       " ORDER BY uzovi, kwartaal, volgorde, programma",
    [QUERY_COVERED_INSURERS] =
        "SELECT uzovi, kwartaal, sum(keten_lines) AS keten_lines, sum(ongedekt) AS ongedekt,"
        " max(tabel) AS tabel, iif(sum(ongedekt) = 0, 'gecontroleerd', iif(sum(ongedekt) = sum(keten_lines),"
        " 'niet gecontroleerd', 'deels gecontroleerd')) AS oordeel FROM dekking WHERE soort = 'keten'"
        " GROUP BY uzovi, kwartaal ORDER BY uzovi, kwartaal",
    [QUERY_COVERED_PROGRAMMES] = "SELECT uzovi, programma, sum(keten_lines) AS ketenregels, sum(ongedekt) AS ongedekt,"
                                 " min(kwartaal) AS van, max(kwartaal) AS tm,"
                                 " coalesce(group_concat(kwartaal, ' ') FILTER (WHERE ongedekt), '')"
                                 " AS ongedekte_kwartalen"
                                 " FROM (SELECT * FROM dekking WHERE :uzovi IS NULL OR uzovi = :uzovi"
                                 " ORDER BY uzovi, volgorde, programma, kwartaal)"
                                 " GROUP BY uzovi, volgorde, programma ORDER BY uzovi, volgorde, programma",
    [QUERY_AGREED] = "SELECT (SELECT count(*) FROM contract WHERE tot_run IS NULL) AS contractregels,"
                     " (SELECT count(*) FROM relatie WHERE tot_run IS NULL) AS relaties",
    [QUERY_LACKING] =
        "SELECT k.naam AS kolom, count(*) AS bestanden FROM bestand_kolom k JOIN bestand b USING (bestand)"
        " WHERE k.soort = 'ontbreekt'"
        " AND b.run = (SELECT max(run) FROM run) GROUP BY k.naam ORDER BY 2 DESC, 1",
    [QUERY_SOORTEN] = "SELECT soort, count(*) FILTER (WHERE zekerheid = 'vast') AS vast,"
                      " count(*) FILTER (WHERE zekerheid = 'waarschijnlijk') AS waarschijnlijk,"
                      " count(*) FILTER (WHERE zekerheid = 'signaal') AS signaal,"
                      " sum(verhaal_bedrag_cent) AS cent FROM bevinding"
                      " WHERE vervallen_run IS NULL GROUP BY soort ORDER BY soort <> 'paar', soort",
    [QUERY_COUNTS] = "SELECT sum(waarde) FILTER (WHERE soort = 'nul_regels') AS nul_regels,"
                     " sum(waarde) FILTER (WHERE soort = 'credits_applied') AS credits_verrekend,"
                     " sum(waarde) FILTER (WHERE soort = 'credits_waiting') AS credits_wachten,"
                     " sum(waarde) FILTER (WHERE soort = 'anomalies') AS anomalies,"
                     " sum(waarde) FILTER (WHERE soort = 'wacht_op_grond_cent') AS wacht_op_grond_cent FROM stand",
    [QUERY_OPEN] = "SELECT s.sleutel AS zekerheid, coalesce(t.nieuw, 0) AS nieuw, coalesce(t.open, 0) AS open,"
                   " s.waarde AS cent, n.waarde AS netto_cent"
                   " FROM stand s JOIN stand n ON n.soort = 'net_cent' AND n.sleutel = s.sleutel"
                   " LEFT JOIN (SELECT zekerheid, count(*) FILTER (WHERE gevonden_run = l.run) AS nieuw,"
                   " count(*) FILTER (WHERE gevonden_run <> l.run) AS open"
                   " FROM bevinding, (SELECT max(run) AS run FROM run) l WHERE vervallen_run IS NULL"
                   " GROUP BY zekerheid) t ON t.zekerheid = s.sleutel"
                   " WHERE s.soort = 'findings_cent'"
                   " ORDER BY CASE s.sleutel WHEN 'vast' THEN 1 WHEN 'waarschijnlijk' THEN 2 ELSE 3 END",
    [QUERY_AGE] = "SELECT b.zekerheid, count(*) FILTER (WHERE dagen < 31) AS dagen_tot_31,"
                  " count(*) FILTER (WHERE dagen BETWEEN 31 AND 92) AS dagen_31_92,"
                  " count(*) FILTER (WHERE dagen BETWEEN 93 AND 365) AS dagen_93_365,"
                  " count(*) FILTER (WHERE dagen > 365) AS dagen_meer, max(runs) AS oudste_runs,"
                  " min(gevonden_run) AS oudste_run FROM (SELECT zekerheid, gevonden_run,"
                  " (SELECT max(run) FROM run) - gevonden_run AS runs,"
                  " CAST(julianday((SELECT begonnen FROM run"
                  " ORDER BY run DESC LIMIT 1)) - julianday(r.begonnen) AS INTEGER)"
                  " AS dagen FROM bevinding JOIN run r ON r.run = gevonden_run"
                  " WHERE vervallen_run IS NULL) b GROUP BY b.zekerheid"
                  " ORDER BY CASE b.zekerheid WHEN 'vast' THEN 1 WHEN 'waarschijnlijk' THEN 2 ELSE 3 END",
    [QUERY_SIZE] = "SELECT (SELECT coalesce(sum(regels), 0) FROM laag) AS regels,"
                   " (SELECT count(*) FROM laag) AS lagen,"
                   " (SELECT count(DISTINCT patient) FROM bevinding WHERE vervallen_run IS NULL) AS patienten",
    [QUERY_PURGES] = "SELECT voor, op, door, regels, bevindingen, oordelen FROM wissing ORDER BY wissing DESC LIMIT 5",
    [QUERY_BESTAND] = "SELECT naam, sha256, run FROM bestand WHERE bestand = CAST(:bestand AS INTEGER)",
    [QUERY_FOUND] = "SELECT max(run) AS run FROM gebeurtenis WHERE bevinding_id = :id AND patient = :patient"
                    " AND soort <> 'vervallen'",
    [QUERY_TABLE_VERSION] = "SELECT vingerafdruk AS tabellen_vingerafdruk, contracten AS contracten_sha256,"
                            " versie AS dubbelloop_versie FROM run WHERE run = CAST(:run AS INTEGER)",
    [QUERY_EVENTS] =
        "SELECT g.run, r.begonnen, g.soort AS wijziging, g.was, g.reden FROM gebeurtenis g JOIN run r USING (run)"
        " WHERE g.bevinding_id = :id AND g.patient = :patient ORDER BY g.gebeurtenis",
    [QUERY_OORDELEN] = "SELECT nummer, op, door, oordeel, reden, bevestigt AS bevestigt_nummer, run AS na_run,"
                       " inlog FROM v_oordeel WHERE bevinding_id = :id AND patient = :patient ORDER BY nummer",
    [QUERY_ANTWOORDEN] =
        "SELECT nummer, op, door, agb, rol, antwoord, toelichting, bestand,"
        " run AS na_run FROM v_antwoord WHERE bevinding_id = :id AND patient = :patient ORDER BY nummer",
    [QUERY_NOTITIES] = "SELECT op, inlog, tekst FROM notitie WHERE bevinding_id = :id AND patient = :patient"
                       " ORDER BY nummer",
    [QUERY_ZELFDE_ID] =
        "SELECT b.patient, b.keten_bestand || '-' || b.keten_regelnummer AS plaats, b.status, b.programma, b.keten_van,"
        " b.keten_tm, b.verhaal_bedrag_cent, k.naam AS bestand, b.keten_regelnummer FROM v_beoordeeld b"
        " LEFT JOIN bestand k ON k.bestand = b.keten_bestand WHERE b.bevinding_id = :id ORDER BY b.patient",
    [QUERY_ROND_BEVINDING] =
        "SELECT o.door, r.omschrijving, r.bron FROM v_beoordeeld b LEFT JOIN oordeel o ON o.nummer = b.oordeel_nummer"
        " JOIN run g ON g.run = b.gewijzigd_run"
        " LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel"
        " LEFT JOIN regel r ON r.rij = s.rij WHERE b.bevinding_id = :id AND b.patient = :patient",
    [QUERY_IN_ZAKEN] = "SELECT zaak, nummer FROM zaak_bevinding WHERE patient = :patient AND bevinding_id = :id"
                       " ORDER BY zaak",
    [QUERY_VAN_PATIENT] = "SELECT bevinding_id, status, zekerheid, categorie, programma, keten_van, keten_tm,"
                          " verhaal_bedrag_cent, oordeel FROM v_beoordeeld WHERE patient = :patient"
                          " ORDER BY keten_van, bevinding_id",
    [QUERY_PRECISIE] = "WITH per AS MATERIALIZED (SELECT * FROM v_precisie) SELECT * FROM (SELECT *"
                       " FROM per ORDER BY regel)"
                       " UNION ALL SELECT '', sum(beantwoord), sum(credit), sum(terecht), sum(onbekend)"
                       " FROM per HAVING count(*)",
    [QUERY_LAST_RUN] = "SELECT run, begonnen, versie, vingerafdruk, contracten FROM run ORDER BY run DESC LIMIT 1",
    [QUERY_TITELS] =
        "SELECT uzovi, agb_declarant, programma, soort, kwartaal, " SHOWN("regels") ", "
        FEWER("verzekerden") ", " SHOWN("bedrag_cent") ", "
        SHOWN("kleinste_cent") ", " SHOWN("grootste_cent") ", tarief_cent, " SHOWN("boven_tarief_cent") ", budget_cent,"
        " " SHOWN("boven_budget_cent") ", " FEWER("ingeschreven") ", " FEWER("ingeschreven_75") ","
        " iif(" FEW " OR ingeschreven_75 < CAST(:minst AS INTEGER), '\u2013', aandeel_75) AS aandeel_75"
        " FROM (SELECT *, verzekerden AS patienten FROM titel_kwartaal) t"
        " WHERE :uzovi IN ('', uzovi) AND :agb_declarant IN ('', agb_declarant) AND :programma IN ('', programma)"
        " ORDER BY iif(:op = 'boven', -coalesce(t.boven_tarief_cent, 0) - coalesce(t.boven_budget_cent, 0), 0),"
        " uzovi, agb_declarant, volgorde, programma, t.kwartaal" BY_PAGE,
    [QUERY_AANBIEDER_RONDES] =
        "SELECT kwartaal, op, rol, iif(achtergehouden, 'achtergehouden', 'rapport gemaakt') AS rapport"
        " FROM ronde JOIN ronde_aanbieder USING (ronde) WHERE agb = :agb ORDER BY ronde DESC, rol",
    [QUERY_AANBIEDER_ANTWOORDEN] =
        "WITH a AS (SELECT a.rol, a.antwoord, count(*) AS bevindingen, count(DISTINCT a.patient) AS patienten,"
        " sum(b.vervallen_run IS NOT NULL) AS vervallen, max(a.nummer), a.op FROM v_antwoord a"
        " CROSS JOIN bevinding b USING (patient, bevinding_id) WHERE a.telt AND a.agb = :agb"
        " GROUP BY a.rol, a.antwoord)"
        " SELECT rol, antwoord, " SHOWN("bevindingen") ", " SHOWN_PATIENTS ", " SHOWN("vervallen") ","
        " op AS laatste FROM a ORDER BY rol, antwoord",
    [QUERY_AANBIEDER_OORDELEN] =
        "WITH a AS (SELECT o.oordeel, count(*) AS bevindingen, count(DISTINCT b.patient) AS patienten FROM v_oordeel o"
        " CROSS JOIN bevinding b USING (patient, bevinding_id) WHERE b.vervallen_run IS NULL"
        " AND " VERHAAL_AGB " = :agb AND o.nummer = (SELECT max(l.nummer)"
        " FROM oordeel l WHERE l.patient = o.patient AND l.bevinding_id = o.bevinding_id) GROUP BY o.oordeel)"
        " SELECT oordeel, " SHOWN("bevindingen") ", " SHOWN_PATIENTS " FROM a ORDER BY oordeel",
    [QUERY_REGELS] =
        "SELECT r.regel, r.tabel, r.programma, iif(r.soort = '', 'paar', r.soort) AS soort, r.categorie, r.zekerheid,"
        " r.geldig_van, r.geldig_tot, r.status, p.beantwoord, p.credit, r.omschrijving FROM regelset s JOIN regel r"
        " USING (rij) LEFT JOIN v_precisie p ON p.regel = s.regel"
        " WHERE s.vingerafdruk = (SELECT vingerafdruk FROM run ORDER BY run DESC LIMIT 1)"
        " AND :tabel IN ('', r.tabel) AND :programma IN ('', r.programma) AND :regel IN ('', r.regel) ORDER BY r.regel",
    [QUERY_REGEL] =
        "SELECT r.omschrijving, r.tabel, r.programma, iif(r.soort = '', 'paar', r.soort) AS soort, r.categorie,"
        " r.zekerheid, r.verhaal, r.controle, r.status, r.geldig_van, r.geldig_tot, r.prestatiecodelijst, r.code_van,"
        " r.code_tm, r.codeset, r.zorgproduct, r.specialisme, r.zorgsoort, r.conflict_programma, r.verwijsdiagnoses,"
        " r.betreft, r.voorwaarde, r.overlap, r.gedoogkwartaal, r.eenmalig, r.max_dagen, r.bron, r.herkomst" LAST_RULES
        " AND s.regel = :regel",
    [QUERY_REGEL_RUNS] =
        "SELECT van_run, (SELECT begonnen FROM run WHERE run = van_run) AS van,"
        " tm_run, (SELECT begonnen FROM run WHERE run = tm_run) AS tm,"
        " r.zekerheid, r.geldig_van, r.geldig_tot, r.status, r.omschrijving"
        " FROM (SELECT s.rij, min(u.run) AS van_run, max(u.run) AS tm_run FROM regelset s"
        " JOIN run u USING (vingerafdruk) WHERE s.regel = :regel GROUP BY s.rij) JOIN regel r USING (rij)"
        " ORDER BY tm_run DESC",
    [QUERY_TABELLEN_REGELS] = "SELECT r.tabel, count(*) AS regels" LAST_RULES " GROUP BY r.tabel ORDER BY r.tabel",
    [QUERY_REGELS_PROGRAMMAS] = "SELECT DISTINCT r.programma" LAST_RULES " ORDER BY r.programma",
    [QUERY_ALL_RUNS] = "SELECT run, opdracht, begonnen, versie, bestanden, geweigerd, gelezen, aanvaard, dubbel,"
                       " afgekeurd, nieuw, herzien, vervallen FROM v_run" BY_PAGE,
    [QUERY_ALL_FILES] =
        "SELECT bestand AS nummer_bestand, naam, iif(bestand IN (SELECT bestand FROM intrekking), 'ingetrokken',"
        " status)"
        " AS status, run, gelezen, aanvaard, dubbel, afgekeurd, iif(bestand IN (SELECT bestand FROM v_te_herstellen),"
        " 'wacht', iif(bestand IN (SELECT bestand FROM afhandeling), 'afgehandeld', '')) AS te_doen"
        " FROM bestand WHERE :run = '' OR run = CAST(:run AS INTEGER)"
        " ORDER BY bestand DESC" BY_PAGE,
    [QUERY_RUN_BEGONNEN] = "SELECT begonnen FROM run WHERE run = CAST(:run AS INTEGER)",
    [QUERY_RUN_WARNINGS] = "SELECT code, bestand AS nummer_bestand, aantal FROM waarschuwing"
                           " WHERE run = CAST(:run AS INTEGER) ORDER BY nummer" BY_PAGE,
    [QUERY_LEVERING] =
        "SELECT b.naam, iif(i.bestand IS NULL, b.status, 'ingetrokken') AS status, b.run, u.begonnen, b.bytes,"
        " b.sha256,"
        " b.profiel, b.controle, b.gelezen, b.aanvaard, b.dubbel, b.afgekeurd, b.relevant, b.gewist, b.gelezen_cent,"
        " b.aanvaard_cent, b.dubbel_cent, b.afgekeurd_cent, i.run AS ingetrokken_run, i.op AS ingetrokken_op,"
        " i.door AS ingetrokken_door, i.reden AS ingetrokken_reden, i.regels AS ingetrokken_regels,"
        " a.op AS afgehandeld_op, a.door AS afgehandeld_door, a.reden AS afgehandeld_reden,"
        " coalesce((SELECT soort FROM v_te_herstellen h WHERE h.bestand = b.bestand), '') AS wacht"
        " FROM bestand b JOIN run u USING (run) LEFT JOIN intrekking i USING (bestand)"
        " LEFT JOIN afhandeling a USING (bestand) WHERE b.bestand = CAST(:bestand AS INTEGER)",
    [QUERY_LEVERING_KOLOMMEN] = "SELECT naam AS kolom, soort FROM bestand_kolom"
                                " WHERE bestand = CAST(:bestand AS INTEGER) ORDER BY soort DESC, naam",
    [QUERY_LEVERING_REJECTS] = "SELECT reden, regels FROM afkeuring WHERE bestand = CAST(:bestand AS INTEGER)"
                               " ORDER BY regels DESC, reden",
    [QUERY_LEVERING_WARNINGS] = "SELECT code, count(*) AS keren, sum(aantal) AS aantal FROM waarschuwing"
                                " WHERE bestand = CAST(:bestand AS INTEGER) GROUP BY code ORDER BY code",
    [QUERY_LEVERING_ZONDER_PROGRAMMA] =
        "SELECT prestatiecodelijst, prestatiecode, regels, cent FROM zonder_programma"
        " WHERE bestand = CAST(:bestand AS INTEGER) ORDER BY prestatiecodelijst, prestatiecode",
    [QUERY_LEVERING_BEVINDINGEN] =
        "SELECT zekerheid, count(*) AS bevindingen FROM bevinding"
        " WHERE vervallen_run IS NULL AND CAST(:bestand AS INTEGER) IN (keten_bestand, conflict_bestand)"
        " GROUP BY zekerheid ORDER BY CASE zekerheid WHEN 'vast' THEN 1 WHEN 'waarschijnlijk' THEN 2 ELSE 3 END",
    [QUERY_CONTRACTEN] =
        "SELECT uzovi, agb_declarant, programma, prestatiecode, geldig_van, geldig_tot, voorwaarden, extra_tabel,"
        " tarief_cent, budget_cent FROM contract WHERE tot_run IS NULL AND agb_declarant >= :agb"
        " AND agb_declarant < :agb || 'x' ORDER BY uzovi, agb_declarant, programma, prestatiecode, geldig_van" BY_PAGE,
    [QUERY_RELATIES] =
        "SELECT van_agb, naar_agb, soort, geldig_van, geldig_tot, bron FROM relatie WHERE tot_run IS NULL"
        " AND ((van_agb >= :agb AND van_agb < :agb || 'x') OR (naar_agb >= :agb AND naar_agb < :agb || 'x'))"
        " ORDER BY naar_agb, van_agb, geldig_van" BY_PAGE,
    [QUERY_KWARTALEN] = "SELECT DISTINCT kwartaal FROM dekking ORDER BY kwartaal DESC",
    [QUERY_TITELS_PROGRAMMAS] = "SELECT DISTINCT programma FROM titel_kwartaal ORDER BY volgorde, programma",
    [QUERY_INSURERS] = "SELECT DISTINCT uzovi FROM dekking ORDER BY uzovi",
    [QUERY_SINDS] = "SELECT (SELECT count(*) FROM run WHERE begonnen > :op) AS runs,"
                    " (SELECT coalesce(sum(nieuw), 0) FROM run WHERE begonnen > :op) AS nieuw,"
                    " (SELECT coalesce(sum(herzien), 0) FROM run WHERE begonnen > :op) AS herzien,"
                    " (SELECT coalesce(sum(vervallen), 0) FROM run WHERE begonnen > :op) AS vervallen,"
                    " (SELECT count(*) FROM oordeel WHERE op > :op AND inlog <> :inlog) AS oordelen,"
                    " (SELECT count(*) FROM antwoord WHERE op > :op) AS antwoorden",
    [QUERY_CONCEPT] = "SELECT r.regel, r.programma, r.tabel, r.omschrijving FROM regelset s JOIN regel r USING (rij)"
                      " WHERE s.vingerafdruk = (SELECT vingerafdruk FROM run ORDER BY run DESC LIMIT 1)"
                      " AND r.status = 'concept' ORDER BY r.regel",
    [QUERY_GEWOONTE_TERECHT] =
        "SELECT a.agb, a.rol, b.leidende_regel AS regel, count(*) AS n,"
        " count(*) FILTER (WHERE a.antwoord = 'terecht') AS y"
        " FROM v_antwoord a JOIN bevinding b USING (patient, bevinding_id)"
        " WHERE a.telt AND a.rol = iif(b.verhaal = 'keten', 'ketencontractant', 'declarant')"
        " AND NOT instr(';' || b.redenen || ';', ';kant_onbepaald;') GROUP BY a.agb, a.rol, b.leidende_regel",
    [QUERY_GEWOONTE_HERHAALD] =
        "WITH eigen AS MATERIALIZED (SELECT iif(verhaal = 'keten', keten_agb, conflict_agb) AS agb,"
        " iif(verhaal = 'keten', 'ketencontractant', 'declarant') AS rol, leidende_regel AS regel, patient,"
        " bevinding_id,"
        " iif(verhaal = 'keten', keten_referentie, conflict_referentie) AS referentie,"
        " iif(verhaal = 'keten', keten_van, conflict_begindatum) AS begint,"
        " substr(overlap_van, 1, 4) || 'Q' || ((substr(overlap_van, 6, 2) + 2) / 3) AS kwartaal, gevonden_run,"
        " vervallen_run, vervallen_run IS NULL AND zekerheid <> 'signaal' AND oordeel IS NOT 'afgewezen' AS staat"
        " FROM v_beoordeeld WHERE NOT instr(';' || redenen || ';', ';kant_onbepaald;')),"
        " wist AS (SELECT agb, rol, regel, min(op) AS op FROM (SELECT e.agb, e.rol, e.regel, a.op FROM eigen e"
        " JOIN antwoord a ON a.patient = e.patient AND a.bevinding_id = e.bevinding_id AND a.rol = e.rol"
        " UNION ALL SELECT e.agb, e.rol, e.regel, r.op FROM ronde r JOIN ronde_aanbieder x ON x.ronde = r.ronde"
        " AND x.achtergehouden = 0 JOIN eigen e ON e.agb = x.agb AND e.rol = x.rol AND e.kwartaal = r.kwartaal"
        " AND e.gevonden_run <= r.run AND (e.vervallen_run IS NULL OR e.vervallen_run > r.run)"
        " UNION ALL SELECT z.agb, z.rol, b.regel, g.datum FROM zaak z JOIN zaak_bevinding b ON b.zaak = z.zaak"
        " JOIN zaak_gebeurtenis g ON g.zaak = z.zaak AND g.soort = 'stap'"
        " AND g.stap IN ('aankondiging', 'voorgenomen_uitkomst')) GROUP BY agb, rol, regel),"
        " venster AS (SELECT agb, rol, regel, julianday(substr(op, 1, 10)) AS dag, min(CAST(:dagen AS INTEGER),"
        " julianday((SELECT substr(begonnen, 1, 10) FROM run ORDER BY run DESC LIMIT 1))"
        " - julianday(substr(op, 1, 10))) AS dagen FROM wist)"
        " SELECT agb, rol, regel, count(DISTINCT wie) FILTER (WHERE d > -dagen AND d <= 0) AS n,"
        " count(DISTINCT wie) FILTER (WHERE d > 0 AND d <= dagen AND staat) AS y"
        " FROM (SELECT v.*, e.staat, e.patient || '/' || e.referentie AS wie, julianday(e.begint) - v.dag AS d"
        " FROM venster v JOIN eigen e USING (agb, rol, regel) WHERE dagen > 0) GROUP BY agb, rol, regel",
    [QUERY_ZELFCHECK] =
        "SELECT iif(k, keten_bestand, conflict_bestand) AS bestand,"
        " iif(k, keten_regelnummer, conflict_regelnummer) AS regelnummer,"
        " iif(k, keten_referentie, conflict_referentie) AS referentienummer,"
        " iif(k, keten_prestatiecode, conflict_prestatiecode) AS prestatiecode,"
        " iif(k, keten_van, conflict_begindatum) AS datum, bedrag_cent, zekerheid, redenen,"
        " regel_omschrijving AS waarom, iif(k, conflict_bestand, keten_bestand) AS naast_bestand,"
        " iif(k, conflict_regelnummer, keten_regelnummer) AS naast_regelnummer,"
        " iif(k, conflict_referentie, keten_referentie) AS naast_referentienummer,"
        " iif(k, conflict_prestatiecode, keten_prestatiecode) AS naast_prestatiecode, programma,"
        " substr(keten_van, 1, 4) || 'Q' || ((substr(keten_van, 6, 2) + 2) / 3) AS kwartaal,"
        " regel_bron AS bron, leidende_regel AS regel_id, soort"
        " FROM (SELECT *, verhaal = 'keten' AS k, CAST(round(verhaal_bedrag_euro * 100) AS INTEGER) AS bedrag_cent"
        " FROM v_bevinding WHERE uzovi = :uzovi AND status <> 'vervallen') ORDER BY bestand, regelnummer, bevinding_id",
    [QUERY_ZELFCHECK_SUMS] =
        "SELECT (SELECT count(*) FROM (SELECT DISTINCT iif(verhaal = 'keten', keten_bestand, conflict_bestand),"
        " iif(verhaal = 'keten', keten_regelnummer, conflict_regelnummer) FROM bevinding"
        " WHERE uzovi = :uzovi AND vervallen_run IS NULL)) AS regels,"
        " coalesce(sum(keten_lines) FILTER (WHERE uzovi = :uzovi), 0) AS ketenregels,"
        " coalesce(sum(ongedekt) FILTER (WHERE uzovi = :uzovi), 0) AS ongedekt,"
        " coalesce(sum(keten_lines) FILTER (WHERE uzovi <> :uzovi), 0) AS anderen FROM dekking WHERE soort = 'keten'",
};

struct text query_value(const struct query_row *row, const char *column)
{
    size_t i = 0;
    while (i < row->n && strcmp(row->name[i], column) != 0)
        i++;
    assert(i < row->n);
    return row->value[i];
}

bool statement_rows(sqlite3_stmt *stmt, query_row_fn *take, void *ctx, struct error *err)
{
    struct query_row row = {.n = (size_t)sqlite3_column_count(stmt)};
    bool ok = true;
    assert(row.n <= QUERY_COLUMNS_MAX);
    while (db_next(stmt, &ok, err)) {
        for (size_t i = 0; i < row.n; i++) {
            const unsigned char *at = sqlite3_column_text(stmt, (int)i);
            row.value[i] = (struct text){(const char *)at, (size_t)sqlite3_column_bytes(stmt, (int)i)};
            row.name[i] = sqlite3_column_name(stmt, (int)i);
            if (!row.name[i])
                out_of_resources("memory for SQLite");
        }
        ok = take(ctx, &row, err);
    }
    return ok;
}

bool query_rows(struct store *store, enum query query, const struct query_param *param, size_t params,
                query_row_fn *take, void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, sql[query], err);
    for (size_t i = 0; ok && i < params; i++)
        db_set_text(stmt, param[i].name, param[i].value);
    ok = ok && statement_rows(stmt, take, ctx, err);
    sqlite3_finalize(stmt);
    return ok;
}
