/* queries.c - see queries.h. */
#include "store/queries.h"

static const char *const sql[] = {
    [QUERY_RUNS] = "SELECT run, opdracht, begonnen, bestanden, gelezen, afgekeurd, nieuw, herzien, vervallen FROM v_run"
                   " LIMIT 10",
    [QUERY_FILES] = "SELECT naam, iif(bestand IN (SELECT bestand FROM intrekking), 'ingetrokken', status), run,"
                    " gelezen, aanvaard, dubbel,"
                    " afgekeurd FROM bestand ORDER BY bestand DESC"
                    " LIMIT 20",
    [QUERY_REJECTS] = "SELECT reden, sum(regels) FROM afkeuring JOIN bestand USING (bestand)"
                      " WHERE run = (SELECT max(run) FROM run) GROUP BY reden ORDER BY 2 DESC, 1",
    [QUERY_WARNINGS] = "SELECT code, count(*), sum(aantal) FROM waarschuwing WHERE run = (SELECT max(run)"
                       " FROM run) GROUP BY code"
                       " ORDER BY code",
    [QUERY_ZONDER_PROGRAMMA] = "SELECT prestatiecodelijst, prestatiecode, sum(regels), sum(cent) FROM zonder_programma"
                               " JOIN bestand USING (bestand) WHERE run = (SELECT max(run) FROM bestand"
                               " WHERE status = 'ingelezen')"
                               " GROUP BY prestatiecodelijst, prestatiecode ORDER BY prestatiecodelijst, prestatiecode",
    [QUERY_COVERAGE] = "SELECT uzovi, kwartaal, programma, keten_lines, ongedekt, tabel, oordeel FROM v_dekking"
                       " ORDER BY uzovi, kwartaal, volgorde, programma",
    [QUERY_COVERED_INSURERS] = "SELECT uzovi, kwartaal, sum(keten_lines), sum(ongedekt), max(tabel),"
                               " iif(sum(ongedekt) = 0, 'gecontroleerd', iif(sum(ongedekt) = sum(keten_lines),"
                               " 'niet gecontroleerd', 'deels gecontroleerd')) FROM dekking WHERE soort = 'keten'"
                               " GROUP BY uzovi, kwartaal ORDER BY uzovi, kwartaal",
    [QUERY_COVERED_PROGRAMMES] = "SELECT uzovi, programma, sum(keten_lines), sum(ongedekt),"
                                 " min(kwartaal), max(kwartaal),"
                                 " coalesce(group_concat(kwartaal, ' ') FILTER (WHERE ongedekt), '')"
                                 " FROM (SELECT * FROM dekking ORDER BY uzovi, volgorde, programma, kwartaal)"
                                 " GROUP BY uzovi, volgorde, programma ORDER BY uzovi, volgorde, programma",
    [QUERY_AGREED] = "SELECT (SELECT count(*) FROM contract WHERE tot_run IS NULL),"
                     " (SELECT count(*) FROM relatie WHERE tot_run IS NULL)",
    [QUERY_LACKING] = "SELECT k.naam, count(*) FROM bestand_kolom k JOIN bestand b USING (bestand)"
                      " WHERE k.soort = 'ontbreekt'"
                      " AND b.run = (SELECT max(run) FROM run) GROUP BY k.naam ORDER BY 2 DESC, 1",
    [QUERY_SOORTEN] = "SELECT soort, count(*) FILTER (WHERE zekerheid = 'vast'),"
                      " count(*) FILTER (WHERE zekerheid = 'waarschijnlijk'),"
                      " count(*) FILTER (WHERE zekerheid = 'signaal'), sum(verhaal_bedrag_cent) FROM bevinding"
                      " WHERE vervallen_run IS NULL GROUP BY soort ORDER BY soort <> 'paar', soort",
    [QUERY_COUNTS] = "SELECT sum(waarde) FILTER (WHERE soort = 'nul_regels'),"
                     " sum(waarde) FILTER (WHERE soort = 'credits_applied'),"
                     " sum(waarde) FILTER (WHERE soort = 'credits_waiting'),"
                     " sum(waarde) FILTER (WHERE soort = 'anomalies'),"
                     " sum(waarde) FILTER (WHERE soort = 'wacht_op_grond_cent') FROM stand",
    [QUERY_OPEN] = "SELECT s.sleutel, (SELECT count(*) FROM v_bevinding WHERE zekerheid = s.sleutel"
                   " AND status = 'nieuw'),"
                   " (SELECT count(*) FROM v_bevinding WHERE zekerheid = s.sleutel AND status = 'open'),"
                   " s.waarde, n.waarde"
                   " FROM stand s JOIN stand n ON n.soort = 'net_cent' AND n.sleutel = s.sleutel"
                   " WHERE s.soort = 'findings_cent'"
                   " ORDER BY CASE s.sleutel WHEN 'vast' THEN 1 WHEN 'waarschijnlijk' THEN 2"
                   " ELSE 3 END",
    [QUERY_AGE] = "SELECT b.zekerheid, count(*) FILTER (WHERE dagen < 31),"
                  " count(*) FILTER (WHERE dagen BETWEEN 31 AND 92),"
                  " count(*) FILTER (WHERE dagen BETWEEN 93 AND 365), count(*) FILTER (WHERE dagen > 365),"
                  " max(runs), min(gevonden_run) FROM (SELECT zekerheid, gevonden_run,"
                  " (SELECT max(run) FROM run) - gevonden_run AS runs,"
                  " CAST(julianday((SELECT begonnen FROM run"
                  " ORDER BY run DESC LIMIT 1)) - julianday(r.begonnen) AS INTEGER)"
                  " AS dagen FROM bevinding JOIN run r ON r.run = gevonden_run"
                  " WHERE vervallen_run IS NULL) b GROUP BY b.zekerheid"
                  " ORDER BY CASE b.zekerheid WHEN 'vast' THEN 1 WHEN 'waarschijnlijk' THEN 2 ELSE 3 END",
    [QUERY_SIZE] = "SELECT (SELECT coalesce(sum(regels), 0) FROM laag), (SELECT count(*) FROM laag),"
                   " (SELECT count(DISTINCT patient) FROM bevinding WHERE vervallen_run IS NULL)",
    [QUERY_PURGES] = "SELECT voor, op, door, regels, bevindingen, oordelen FROM wissing ORDER BY wissing DESC LIMIT 5",
    [QUERY_NEXT] =
        "WITH laatste AS (SELECT * FROM bestand WHERE run = (SELECT max(run) FROM run)),"
        " open AS (SELECT * FROM dekking WHERE ongedekt AND soort = 'keten') SELECT wat, n, naam, programmas, kwartalen"
        " FROM (SELECT 1 AS nr, bestand AS volg, 'geweigerd' AS wat, 0 AS n, naam,"
        " NULL AS programmas, NULL AS kwartalen"
        " FROM laatste WHERE status = 'geweigerd'"
        " UNION ALL SELECT 2, bestand, 'afgekeurd', afgekeurd, naam, NULL, NULL FROM laatste"
        " WHERE status = 'ingelezen' AND afgekeurd"
        " UNION ALL SELECT 3, CAST(uzovi AS INTEGER), 'ongedekt', sum(ongedekt), uzovi,"
        " (SELECT group_concat(programma, ', ')"
        " FROM (SELECT DISTINCT programma, volgorde FROM open e WHERE e.uzovi = d.uzovi ORDER BY volgorde, programma)),"
        " (SELECT group_concat(kwartaal, ', ') FROM (SELECT DISTINCT kwartaal FROM open e"
        " WHERE e.uzovi = d.uzovi ORDER BY 1))"
        " FROM open d GROUP BY uzovi"
        " UNION ALL SELECT 4, 0, 'credits', waarde, NULL, NULL, NULL FROM stand"
        " WHERE soort = 'credits_waiting' AND waarde"
        " UNION ALL SELECT 5, 0, 'vast', count(*), NULL, NULL, NULL FROM bevinding WHERE vervallen_run IS NULL"
        " AND zekerheid = 'vast' HAVING count(*)) ORDER BY nr, volg",
    [QUERY_BESTAND] = "SELECT naam, sha256, run FROM bestand WHERE bestand = CAST(?1 AS INTEGER)",
    [QUERY_FOUND] = "SELECT max(run) FROM gebeurtenis WHERE bevinding_id = ?1 AND patient = ?2"
                    " AND soort <> 'vervallen'",
    [QUERY_TABLE_VERSION] = "SELECT vingerafdruk, contracten, versie, begonnen FROM run"
                            " WHERE run = CAST(?1 AS INTEGER)",
    [QUERY_EVENTS] = "SELECT g.run, r.begonnen, g.soort, g.was, g.reden FROM gebeurtenis g JOIN run r USING (run)"
                     " WHERE g.bevinding_id = ?1 AND g.patient = ?2 ORDER BY g.gebeurtenis",
    [QUERY_OORDELEN] = "SELECT nummer, op, door, oordeel, reden, bevestigt, run, inlog FROM v_oordeel"
                       " WHERE bevinding_id = ?1 AND patient = ?2 ORDER BY nummer",
    [QUERY_ANTWOORDEN] = "SELECT nummer, op, door, agb, rol, antwoord, toelichting, bestand, run FROM v_antwoord"
                         " WHERE bevinding_id = ?1 AND patient = ?2 ORDER BY nummer",
    [QUERY_PRECISIE] = "WITH per AS MATERIALIZED (SELECT * FROM v_precisie) SELECT * FROM (SELECT *"
                       " FROM per ORDER BY regel)"
                       " UNION ALL SELECT '', sum(beantwoord), sum(credit), sum(terecht), sum(onbekend)"
                       " FROM per HAVING count(*)",
    [QUERY_LAST_RUN] = "SELECT run, begonnen, versie, vingerafdruk, contracten FROM run ORDER BY run DESC LIMIT 1",
    [QUERY_TITELS] = "SELECT uzovi, agb_declarant, programma, soort, kwartaal, regels, verzekerden,"
                     " bedrag_cent, kleinste_cent,"
                     " grootste_cent, tarief_cent, boven_tarief_cent, budget_cent, boven_budget_cent, ingeschreven,"
                     " ingeschreven_75, aandeel_75 FROM titel_kwartaal WHERE ?1 IN ('', uzovi)"
                     " AND ?2 IN ('', agb_declarant)"
                     " AND ?3 IN ('', programma) ORDER BY uzovi, agb_declarant, volgorde, programma, kwartaal",
    [QUERY_INSURERS] = "SELECT DISTINCT uzovi FROM dekking ORDER BY uzovi",
    [QUERY_CONCEPT] = "SELECT r.regel, r.programma, r.tabel, r.omschrijving FROM regelset s JOIN regel r USING (rij)"
                      " WHERE s.vingerafdruk = (SELECT vingerafdruk FROM run ORDER BY run DESC LIMIT 1)"
                      " AND r.status = 'concept' ORDER BY r.regel",
};

bool statement_rows(sqlite3_stmt *stmt, query_row_fn *row_fn, void *ctx, struct error *err)
{
    struct text value[24];
    bool ok = true;
    while (db_next(stmt, &ok, err)) {
        int columns = sqlite3_column_count(stmt);
        for (int i = 0; i < columns; i++) {
            const unsigned char *at = sqlite3_column_text(stmt, i);
            value[i] = (struct text){(const char *)at, (size_t)sqlite3_column_bytes(stmt, i)};
        }
        ok = row_fn(ctx, value, err);
    }
    return ok;
}

bool query_rows(struct store *store, enum query query, const struct text *param, size_t params, query_row_fn *row,
                void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, sql[query], err);
    for (size_t i = 0; ok && i < params; i++)
        db_bind_text(stmt, (int)i + 1, param[i]);
    ok = ok && statement_rows(stmt, row, ctx, err);
    sqlite3_finalize(stmt);
    return ok;
}
