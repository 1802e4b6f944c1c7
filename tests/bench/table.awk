# table.awk - results.tsv of bench.sh as Markdown: medians, and medians of the ratios within a round.
# Columns: size, what, round, wall, cpu, peak KiB, findings, counted time.

{
    size = $1; what = $2
    if (!(size in seen_size)) { seen_size[size] = 1; size_of[++sizes] = size }
    n = ++count[size, what]
    wall[size, what, n] = $4; cpu[size, what, n] = $5; peak[size, what, n] = $6; counted[size, what, n] = $8
    findings[size, what] = $7
}

# The median of values[prefix, first..last].
function median(values, size, what, first, last,    n, i, j, t, sorted) {
    n = 0
    for (i = first; i <= last; i++) {
        t = values[size, what, i]
        for (j = n++; j > 0 && sorted[j] > t; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = t
    }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

# The median over the rounds first..last of counted(what) / counted(other); empty when there is no such row.
function ratio(size, what, other, first, last,    i) {
    if (!count[size, what] || !count[size, other]) return ""
    if (last > count[size, other]) last = count[size, other]
    for (i = first; i <= last; i++)
        quotient[size, what, i] = counted[size, what, i] / counted[size, other, i]
    return sprintf("%.2f", median(quotient, size, what, first, last))
}

function row(size, what, name, other, first, last,    versus_wc) {
    if (!count[size, what]) return
    if (!last) { first = 1; last = count[size, what] }
    versus_wc = what ~ /night|load/ ? "" : ratio(size, what, "wc", first, last)
    printf "| %s M | %s | %.2f | %.2f | %.2f | %.0f | %s | %s | %s |\n", size, name, median(counted, size, what, first, last),
        median(wall, size, what, first, last), median(cpu, size, what, first, last), median(peak, size, what, first, last) / 1024,
        versus_wc, ratio(size, what, other, first, last), findings[size, what] == "-" ? "" : findings[size, what]
}

function goal(text, value, most) {
    if (value != "") printf "| %s | %s | %s | %s |\n", text, most, value, value + 0 <= most ? "yes" : "NO"
}

END {
    print "| lines | what | time s | process s | CPU s | peak MiB | / `wc -l` | / DuckDB | findings vast/waarschijnlijk/signaal |"
    print "|---|---|---:|---:|---:|---:|---:|---:|---|"
    for (s = 1; s <= sizes; s++) {
        size = size_of[s]
        row(size, "wc", "`wc -l`", "duckdb")
        row(size, "engine", "dubbelloop run, fresh database", "duckdb")
        row(size, "engine_ceiling", "the same, --memory " ceiling, "duckdb")
        row(size, "libcsv", "the same, libcsv only", "duckdb")
        row(size, "engine_recheck", "dubbelloop recheck", "duckdb")
        row(size, "duckdb", "DuckDB, query on the CSV", "duckdb")
        row(size, "sqlite", "sqlite3 shell, import and query", "duckdb")
        row(size, "duckdb_load", "DuckDB, stored table and findings", "duckdb")
        nights = count[size, "engine_night"]
        row(size, "engine_night", "dubbelloop run, a night of " night_lines " lines", "duckdb_night")
        row(size, "duckdb_night", "DuckDB, the same night on its store", "duckdb_night")
        if (nights >= 6) {
            row(size, "engine_night", "dubbelloop, the last three of " nights " nights", "duckdb_night", nights - 2, nights)
            row(size, "duckdb_night", "DuckDB, the last three of " nights " nights", "duckdb_night", nights - 2, nights)
        }
    }
    print ""
    print "| goal | at most | measured | met |"
    print "|---|---:|---:|---|"
    if (count[10, "engine"] && count[10, "duckdb_load"]) {
        same = median(counted, 10, "engine", 1, count[10, "engine"]) / counted[10, "duckdb_load", 1]
        goal("10 M, fresh: the time of DuckDB's same work times", sprintf("%.2f", same), 0.30)
    }
    goal("10 M, fresh: the time of DuckDB's query times", ratio(10, "engine", "duckdb", 1, count[10, "engine"]), 0.55)
    goal("10 M, fresh: `wc -l` times", ratio(10, "engine", "wc", 1, count[10, "engine"]), 14)
    if (count[10, "engine"]) goal("10 M, fresh: peak MiB", sprintf("%.0f", median(peak, 10, "engine", 1, count[10, "engine"]) / 1024), 2048)
    if (count[10, "engine_ceiling"])
        goal("10 M, --memory " ceiling ": peak MiB", sprintf("%.0f", median(peak, 10, "engine_ceiling", 1, count[10, "engine_ceiling"]) / 1024), 512)
    goal("10 M, --memory " ceiling ": times the full run", ratio(10, "engine_ceiling", "engine", 1, count[10, "engine"]), 2)
    if (count[50, "engine"] && count[10, "engine"]) {
        growth = median(counted, 50, "engine", 1, count[50, "engine"]) / median(counted, 10, "engine", 1, count[10, "engine"])
        goal("50 M, fresh: times the 10 M time", sprintf("%.2f", growth), 5.5)
    }
    goal("50 M, recheck: times the load", ratio(50, "engine_recheck", "engine", 1, count[50, "engine"]), 0.5)
    nights = count[50, "engine_night"]
    goal("50 M, a night: DuckDB's time times", ratio(50, "engine_night", "duckdb_night", 1, nights < 3 ? nights : 3), 0.3)
    if (nights >= 30) goal("50 M, nights 28-30: DuckDB's time times", ratio(50, "engine_night", "duckdb_night", nights - 2, nights), 0.5)
}
