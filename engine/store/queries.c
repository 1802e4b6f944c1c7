/* queries.c - see queries.h. */
#include "store/queries.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

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
                                 " FROM (SELECT * FROM dekking ORDER BY uzovi, volgorde, programma, kwartaal)"
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
    [QUERY_OPEN] = "SELECT s.sleutel AS zekerheid,"
                   " (SELECT count(*) FROM v_bevinding WHERE zekerheid = s.sleutel AND status = 'nieuw') AS nieuw,"
                   " (SELECT count(*) FROM v_bevinding WHERE zekerheid = s.sleutel AND status = 'open') AS open,"
                   " s.waarde AS cent, n.waarde AS netto_cent"
                   " FROM stand s JOIN stand n ON n.soort = 'net_cent' AND n.sleutel = s.sleutel"
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
    [QUERY_PRECISIE] = "WITH per AS MATERIALIZED (SELECT * FROM v_precisie) SELECT * FROM (SELECT *"
                       " FROM per ORDER BY regel)"
                       " UNION ALL SELECT '', sum(beantwoord), sum(credit), sum(terecht), sum(onbekend)"
                       " FROM per HAVING count(*)",
    [QUERY_LAST_RUN] = "SELECT run, begonnen, versie, vingerafdruk, contracten FROM run ORDER BY run DESC LIMIT 1",
    [QUERY_TITELS] = "SELECT uzovi, agb_declarant, programma, soort, kwartaal, regels, verzekerden,"
                     " bedrag_cent, kleinste_cent,"
                     " grootste_cent, tarief_cent, boven_tarief_cent, budget_cent, boven_budget_cent, ingeschreven,"
                     " ingeschreven_75, aandeel_75 FROM titel_kwartaal WHERE :uzovi IN ('', uzovi)"
                     " AND :agb_declarant IN ('', agb_declarant)"
                     " AND :programma IN ('', programma) ORDER BY uzovi, agb_declarant, volgorde, programma, kwartaal",
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
