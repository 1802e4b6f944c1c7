/* ingest.c - see ingest.h.
 *
 * A chunk is whole lines, 256 KiB (it stays in the second cache) or what the file has left; the bytes after its last
 * newline are carried to the next chunk. A line over CSV_LINE_MAX bytes is never held: the reader skips it and the
 * chunk before it says that it was there. */
#include "ingest/ingest.h"

#include <errno.h>

#include "base/search.h"
#include "base/sum.h"
#include "csv/charset.h"
#include "ingest/controle.h"
#include "ingest/input.h"
#include "rules/letop.h"

enum { CHUNK = 1 << 18, TOO_LONG = CSV_LINE_MAX + 5 /* more than a longest line, its CR and a BOM */ };

const char *const bestand_status_name[] = {
    [BESTAND_INGELEZEN] = "ingelezen", [BESTAND_GEWEIGERD] = "geweigerd", [BESTAND_OVERGESLAGEN] = "overgeslagen"};

struct chunk {
    struct bestand *bestand; /* NULL: nothing left to read */
    char *at;                /* CHUNK + CSV_SLACK bytes */
    size_t n;
    uint64_t regelnr;     /* number of its first line */
    uint64_t lines;       /* line ends in it, and a last line without one */
    bool long_line_after; /* behind its lines came one that is too long to hold */
};

/* A file that is being read. It is in the hands of the thread that reads on in it, or waits for one. */
struct stream {
    struct stream *next; /* that waits: of a later file */
    struct bestand *bestand;
    struct sha256 *sha; /* NULL: it is not open yet */
    struct buf carry;
    uint64_t regelnr;
    bool skipping;    /* inside a line that is too long */
    struct buf piece; /* of a pipe: of such a line, or of the header, until it is kept */
    char last;        /* byte of the file */
    bool ended;
};

/* What all threads share. */
struct reading {
    struct ingest *ingest;
    struct letop *letop;
    pthread_mutex_t lock; /* over what follows, and over the counts of the files */
    pthread_cond_t given_back;
    struct stream *waiting; /* the earliest file first */
    unsigned taken;         /* streams in the hands of threads */
    struct bestand *next;   /* the first file that nobody began with */
    struct bestand *until;  /* behind the last one to read: before the first that failed, with `err` */
    struct error err;
};

/* Counts of a thread for one chunk, added to the file's at once. */
struct tally {
    struct telling gelezen, afgekeurd;
    uint64_t relevant, te_oud, herleidbaar;
    struct oddities odd;
    struct code_counts zonder_programma;
    struct reject *reject;
    size_t rejects, rejects_cap;
};

/* One thread. */
struct reader {
    struct reading *reading;
    unsigned number;
    struct classifier *classifier;
    struct csv_record record;
    struct normal_room room;
    char patient[PSEUDONYM_N + 1], verzekerdennummer[VERZEKERDE_N + 1]; /* pseudonyms of the line */
    struct tally tally;
    struct buf stretch; /* of a pipe: the lines of the chunk that may be asked for again */
    struct charset charset;
};

void bestand_add_reject(struct bestand *bestand, struct reject reject)
{
    ARRAY_ROOM(bestand->reject, bestand->rejects, bestand->rejects_cap);
    bestand->reject[bestand->rejects++] = reject;
}

static int by_line(const void *a, const void *b)
{
    const struct reject *p = a, *q = b;
    return (p->regelnr > q->regelnr) - (p->regelnr < q->regelnr);
}

void bestand_sort_rejects(struct bestand *bestand)
{
    if (bestand->rejects)
        qsort(bestand->reject, bestand->rejects, sizeof *bestand->reject, by_line);
}

void bestand_release(struct bestand *bestand)
{
    input_close(bestand->input);
    pipe_lines_close(bestand->pipe);
    layout_release(&bestand->layout);
    code_counts_release(&bestand->zonder_programma);
    free(bestand->fault);
    two_languages_release(&bestand->wrong);
    free(bestand->naam);
    free(bestand->reject);
    free(bestand->mark);
    *bestand = (struct bestand){0};
}

/* A line of the file's encoding to fields. */
static enum csv_result split_line(struct reader *reader, struct text line)
{
    if (!charset_to_utf8(&reader->charset, &line))
        return CSV_RECORD_ENCODING;
    return csv_record_split(&reader->record, line);
}

/* Why a header is refused: what the file really is, or else what is wrong with the header. */
static void explain_header(struct bestand *bestand, struct text sample, bool whole, const char *english,
                           const char *dutch)
{
    struct two_languages is = {.english = {0}};
    if (recognise(sample, whole, &is)) {
        two_languages_release(&bestand->wrong);
        bestand->wrong = is;
        return;
    }
    two_languages_release(&is);
    if (english) {
        buf_text(&bestand->wrong.english, english);
        buf_text(&bestand->wrong.dutch, dutch);
        return;
    }
    buf_text(&bestand->wrong.english,
             "; correct the file, or describe it with --profile ('dubbelloop profile FILE' proposes one)");
    buf_text(&bestand->wrong.dutch,
             "; verbeter het bestand of beschrijf het met --profile (dubbelloop profile doet een voorstel)");
}

/* Reads the header, and tells the file's fate by it. `sample`: the beginning of the file. */
static void take_header_line(struct reader *reader, struct bestand *bestand, struct text line, struct text sample,
                             bool whole)
{
    struct ingest *ingest = reader->reading->ingest;
    const char *english = NULL, *dutch = NULL;
    bestand->header_read = true;
    bestand->odd.lone_cr = line.n > 1 && memchr(line.at, '\r', line.n - 1) != NULL;
    if (line.n && line.at[line.n - 1] == '\r')
        line.n--;
    if (line.n == 0) {
        english = "there is no header: line 1 must name the columns";
        dutch = "er is geen kopregel: regel 1 moet de kolommen noemen";
    } else if (line.n > CSV_LINE_MAX) {
        english = "the header is longer than 65,536 bytes: have it exported again";
        dutch = "de kopregel is langer dan 65.536 bytes: laat opnieuw exporteren";
    } else if (split_line(reader, line) != CSV_RECORD_OK) {
        english = "the header has an open quote, or is not in the encoding: "
                  "correct it, or say quote and encoding in a --profile ('dubbelloop profile FILE' proposes one)";
        dutch = "de kopregel heeft een open aanhalingsteken, of is niet in de codering: verbeter haar, of noem quote "
                "en encoding in een --profile (dubbelloop profile doet een voorstel)";
    }
    if (!english && layout_read(&bestand->layout, ingest->profile, ingest->opaque, &reader->record, &bestand->wrong))
        return;
    explain_header(bestand, sample, whole, english, dutch);
    bestand->status = BESTAND_GEWEIGERD;
    bestand_add_reject(bestand, (struct reject){1, KOP_ONJUIST, GEEN_VELD, GEZIEN_NIETS, 0});
}

static size_t count_lines(const char *at, size_t n)
{
    size_t lines = 0;
    for (const char *end = at + n; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    return lines;
}

static bool open_stream(struct stream *stream, const struct ingest *ingest, struct error *err)
{
    struct bestand *bestand = stream->bestand;
    struct input_limits limits = ingest->limits;
    limits.unwanted = &bestand->unwanted;
    stream->sha = sha256_new();
    stream->regelnr = 1;
    return input_open(&bestand->input, bestand->path, limits, err)
           && (!input_is_pipe(bestand->input) || pipe_lines_open(&bestand->pipe, ingest->temp_dir, err));
}

static void end_stream(struct stream *stream)
{
    struct bestand *bestand = stream->bestand;
    if (stream->sha)
        sha256_finish(stream->sha, bestand->sha256);
    bestand->odd.open_end = bestand->bytes && stream->last != '\n';
    buf_release(&stream->carry);
    buf_release(&stream->piece);
    free(stream);
}

/* Fills the chunk's buffer behind what was carried over. A file whose content is at fault is marked so, and ends. */
static bool fill_chunk(struct stream *stream, struct chunk *chunk, struct progress *progress, struct error *err)
{
    struct bestand *bestand = stream->bestand;
    chunk->n = stream->carry.n;
    if (chunk->n)
        memcpy(chunk->at, stream->carry.at, chunk->n);
    stream->carry.n = 0;
    while (chunk->n < CHUNK && !stream->ended) {
        size_t got;
        uint64_t before = input_consumed(bestand->input);
        if (!input_read(bestand->input, chunk->at + chunk->n, CHUNK - chunk->n, &got, err)) {
            if (err->status == STATUS_DONE)
                bestand->fault = xstrdup(input_fault(bestand->input));
            stream->ended = true;
            return bestand->fault != NULL;
        }
        sha256_add(stream->sha, chunk->at + chunk->n, got);
        if (got)
            stream->last = chunk->at[chunk->n + got - 1];
        chunk->n += got;
        bestand->bytes += got;
        stream->ended = got == 0;
        progress->done += input_consumed(bestand->input) - before;
    }
    return true;
}

/* Keeps bytes of a pipe that no thread gets to work on: the header, and lines that are too long to hold. */
static bool keep_piece(struct stream *stream, uint64_t regelnr, struct text bytes, struct error *err)
{
    struct pipe_lines *pipe = stream->bestand->pipe;
    if (!pipe || bytes.n == 0)
        return true;
    pipe_lines_add(&stream->piece, regelnr, bytes);
    return pipe_lines_write(pipe, &stream->piece, err);
}

/* Drops the bytes of a line that is too long, the last one that has a number, up to its end. */
static bool skip_long_line(struct stream *stream, struct chunk *chunk, struct error *err)
{
    const char *lf = memchr(chunk->at, '\n', chunk->n);
    size_t drop = lf ? (size_t)(lf - chunk->at) + 1 : chunk->n;
    if (!keep_piece(stream, stream->regelnr - 1, (struct text){chunk->at, drop}, err))
        return false;
    memmove(chunk->at, chunk->at + drop, chunk->n - drop);
    chunk->n -= drop;
    stream->skipping = !lf && !stream->ended;
    return true;
}

/* Leaves whole lines in the chunk and carries the rest over. */
static bool cut_chunk(struct stream *stream, struct chunk *chunk, struct error *err)
{
    const char *lf = chunk->n ? memrchr(chunk->at, '\n', chunk->n) : NULL;
    size_t whole = lf ? (size_t)(lf - chunk->at) + 1 : 0;
    size_t rest = chunk->n - whole;
    const uint64_t lines = count_lines(chunk->at, whole);
    if (rest >= TOO_LONG) {
        if (!keep_piece(stream, stream->regelnr + lines, (struct text){chunk->at + whole, rest}, err))
            return false;
        chunk->long_line_after = true;
        stream->skipping = !stream->ended;
        chunk->n = whole;
    } else if (!stream->ended) {
        buf_add(&stream->carry, chunk->at + whole, rest);
        chunk->n = whole;
    }
    chunk->lines = lines + (chunk->n > whole);
    return true;
}

/* Takes the first line off the file's first chunk, which was `filled` bytes before it was cut. */
static bool take_file_header(struct reader *reader, struct stream *stream, struct chunk *chunk, size_t filled,
                             struct error *err)
{
    static const char bom[3] = "\xEF\xBB\xBF";
    size_t skip = 0;
    if (chunk->n >= sizeof bom && memcmp(chunk->at, bom, sizeof bom) == 0)
        skip = sizeof bom;
    const char *lf = chunk->n ? memchr(chunk->at, '\n', chunk->n) : NULL;
    size_t n = lf ? (size_t)(lf - chunk->at) : chunk->n;
    /* With no line at all in the chunk the header is the long line behind it. */
    take_header_line(reader, stream->bestand, (struct text){chunk->at + skip, n > skip ? n - skip : 0},
                     (struct text){chunk->at, filled}, stream->ended);
    if (chunk->lines)
        chunk->lines--;
    else
        chunk->long_line_after = false;
    n += lf != NULL;
    if (!keep_piece(stream, 1, (struct text){chunk->at, n}, err))
        return false;
    memmove(chunk->at, chunk->at + n, chunk->n - n);
    chunk->n -= n;
    chunk->regelnr++;
    return true;
}

/* Reads on in a file. chunk->bestand stays NULL when that brings nothing to work on. */
static bool read_chunk(struct reader *reader, struct stream *stream, struct chunk *chunk, struct error *err)
{
    struct ingest *ingest = reader->reading->ingest;
    struct bestand *bestand = stream->bestand;
    if (!go_on(err) || (!stream->sha && !open_stream(stream, ingest, err)))
        return false;
    uint64_t offset = bestand->bytes - stream->carry.n;
    if (!fill_chunk(stream, chunk, ingest->progress, err))
        return false;
    if (bestand->fault)
        return true;
    size_t filled = chunk->n;
    if (stream->skipping && !skip_long_line(stream, chunk, err))
        return false;
    offset += filled - chunk->n;
    if (stream->ended && chunk->n == 0 && bestand->header_read)
        return true;
    filled = chunk->n;
    chunk->long_line_after = false;
    if (!cut_chunk(stream, chunk, err))
        return false;
    chunk->regelnr = stream->regelnr;
    stream->regelnr += chunk->lines + chunk->long_line_after;
    ARRAY_ROOM(bestand->mark, bestand->marks, bestand->marks_cap);
    bestand->mark[bestand->marks++] = (struct mark){chunk->regelnr, offset};
    if (!bestand->header_read && !take_file_header(reader, stream, chunk, filled, err))
        return false;
    if (bestand->status != BESTAND_GEWEIGERD && (chunk->n || chunk->long_line_after))
        chunk->bestand = bestand;
    return true;
}

static void keep_reject(struct reader *reader, uint64_t regelnr, struct reject reject)
{
    struct tally *tally = &reader->tally;
    ARRAY_ROOM(tally->reject, tally->rejects, tally->rejects_cap);
    reject.regelnr = regelnr;
    tally->odd.headers += reject.gezien == GEZIEN_KOPREGEL;
    tally->reject[tally->rejects++] = reject;
    tally->afgekeurd.n++;
}

/* Counts what is odd about a rejected line. */
static void count_field_faults(struct reader *reader, const struct layout *layout, const struct reject *reject)
{
    reader->tally.odd.one_less += reject->reden == TE_WEINIG_VELDEN && reject->n + 1U == layout->fields;
    reader->tally.odd.one_more += reject->reden == TE_VEEL_VELDEN && reject->n == layout->fields + 1;
}

/* Counts what is odd about an accepted line. */
static void count_oddities(struct reader *reader, const struct layout *layout, const struct line *line)
{
    struct tally *tally = &reader->tally;
    tally->odd.vorig += line->vorig.n && layout_lacks(layout, COL_DEBET_CREDIT);
    if (layout->opaque && (is_scientific(line->patient) || is_formatted_number(line->patient)))
        tally->odd.damaged_ids++;
    if (letop_of(reader->reading->letop, reader->classifier, line))
        code_counts_add(&tally->zonder_programma, line->lijst, line->prestatiecode, 1, line->bedrag_cent);
}

static bool holds(struct text text, struct text part)
{
    return part.n && memmem(text.at, text.n, part.at, part.n) != NULL;
}

/* Puts pseudonyms in place of the patient's number and the verzekerdennummer. References are the declarant's, who must
 * know them again, and stay. */
static void hide_patient(struct reader *reader, struct line *line)
{
    struct pseudonyms *pseudonyms = reader->reading->ingest->pseudonyms;
    struct text number = line->patient;
    if (memchr(number.at, '/', number.n)) /* UZOVI/verzekerdennummer */
        number = line->verzekerdennummer;
    reader->tally.herleidbaar += holds(line->referentie, number) || holds(line->vorig, number);
    pseudonym_of(pseudonyms, reader->number, line->patient, reader->patient);
    line->patient = (struct text){reader->patient, PSEUDONYM_N};
    if (line->verzekerdennummer.n) {
        pseudonym_of_verzekerde(pseudonyms, reader->number, line->verzekerdennummer, reader->verzekerdennummer);
        line->verzekerdennummer = (struct text){reader->verzekerdennummer, VERZEKERDE_N};
    }
}

/* `raw`: with its line end, `text`: without LF. */
static bool take_line(struct reader *reader, const struct bestand *bestand, uint64_t regelnr, struct text text,
                      struct text raw, struct error *err)
{
    struct ingest *ingest = reader->reading->ingest;
    struct tally *tally = &reader->tally;
    static const enum afkeur by_result[] = {[CSV_RECORD_OK] = AFKEUR_GEEN,
                                            [CSV_RECORD_ENCODING] = CODERING_ONGELDIG,
                                            [CSV_RECORD_QUOTE] = AANHALING_NIET_GESLOTEN};
    if (text.n && text.at[text.n - 1] == '\r')
        text.n--;
    if (text.n == 0)
        return true;
    tally->gelezen.n++;
    enum afkeur reden = text.n > CSV_LINE_MAX ? VELD_TE_LANG : by_result[split_line(reader, text)];
    if (reden) {
        keep_reject(reader, regelnr, (struct reject){.reden = reden, .veld = GEEN_VELD});
        return true;
    }
    struct line line;
    struct reject reject;
    bool bedrag_good;
    bool good = normalise(&bestand->layout, &reader->record, &reader->room, &line, &reject, &bedrag_good);
    if (bedrag_good)
        sum_add_up(&tally->gelezen.cent, (uint64_t)line.bedrag_cent);
    if (!good) {
        count_field_faults(reader, &bestand->layout, &reject);
        keep_reject(reader, regelnr, reject);
        if (bedrag_good)
            sum_add_up(&tally->afgekeurd.cent, (uint64_t)line.bedrag_cent);
        return true;
    }
    count_oddities(reader, &bestand->layout, &line);
    enum relevance relevance = line_relevance(reader->classifier, &line);
    if (relevance == NOT_RELEVANT
        && !line.credit) /* a credit need not repeat the columns by which its debit is relevant */
        return true;
    /* Of a credit the merge decides: its debit may have stayed, and must not be held against anybody any more. */
    if (!line.credit && line_older(&line, ingest->bewaard_vanaf)) {
        tally->te_oud++;
        return true;
    }
    line.keten_code = relevance == RELEVANT_KETEN;
    tally->relevant++;
    tally->odd.relevant_debits += !line.credit;
    if (ingest->pseudonyms)
        hide_patient(reader, &line);
    line.bestand = bestand->id;
    line.regelnr = regelnr;
    return ingest->sink(ingest->ctx, reader->number, &line, raw, err);
}

/* Adds the thread's counts to the file's. Under the lock. */
static void hand_in(struct reader *reader, struct bestand *bestand)
{
    struct tally *tally = &reader->tally;
    bestand->gelezen.n += tally->gelezen.n;
    sum_add_up(&bestand->gelezen.cent, tally->gelezen.cent);
    bestand->afgekeurd.n += tally->afgekeurd.n;
    sum_add_up(&bestand->afgekeurd.cent, tally->afgekeurd.cent);
    bestand->relevant += tally->relevant;
    bestand->te_oud += tally->te_oud;
    bestand->herleidbaar += tally->herleidbaar;
    for (size_t i = 0; i < tally->rejects; i++)
        bestand_add_reject(bestand, tally->reject[i]);
    bestand->odd.headers += tally->odd.headers;
    bestand->odd.one_less += tally->odd.one_less;
    bestand->odd.one_more += tally->odd.one_more;
    bestand->odd.vorig += tally->odd.vorig;
    bestand->odd.damaged_ids += tally->odd.damaged_ids;
    bestand->odd.relevant_debits += tally->odd.relevant_debits;
    code_counts_add_all(&bestand->zonder_programma, &tally->zonder_programma);
    reader->reading->ingest->progress->lines += tally->gelezen.n;
    tally->gelezen = tally->afgekeurd = (struct telling){0};
    tally->relevant = tally->te_oud = tally->herleidbaar = 0;
    tally->odd = (struct oddities){0};
    code_counts_clear(&tally->zonder_programma);
    tally->rejects = 0;
}

static bool work_on(struct reader *reader, const struct chunk *chunk, struct error *err)
{
    const char *at = chunk->at, *end = at + chunk->n;
    const struct tally *tally = &reader->tally;
    struct pipe_lines *pipe = chunk->bestand->pipe;
    uint64_t regelnr = chunk->regelnr;
    for (; at < end; regelnr++) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        const char *stop = lf ? lf : end;
        const size_t n = (size_t)(stop - at);
        const uint64_t seen = tally->rejects + tally->relevant;
        const struct text raw = {at, n + (lf != NULL)};
        if (!take_line(reader, chunk->bestand, regelnr, (struct text){at, n}, raw, err))
            return false;
        if (pipe && tally->rejects + tally->relevant > seen)
            pipe_lines_add(&reader->stretch, regelnr, raw);
        at = stop + 1;
    }
    if (chunk->long_line_after) {
        reader->tally.gelezen.n++;
        keep_reject(reader, regelnr, (struct reject){.reden = VELD_TE_LANG, .veld = GEEN_VELD});
    }
    return !pipe || pipe_lines_write(pipe, &reader->stretch, err);
}

/* A stream to read on in: the earliest file that waits, or else the next one, so that no more are open than there are
 * threads. NULL: nothing is left to read. Under the lock. */
static struct stream *take_stream(struct reading *reading)
{
    for (;;) {
        struct stream *stream = reading->waiting;
        if (stream && stream->bestand < reading->until)
            reading->waiting = stream->next;
        else if (reading->next < reading->until) {
            stream = xcalloc(1, sizeof *stream);
            stream->bestand = reading->next++;
        } else if (reading->taken) {
            pthread_cond_wait(&reading->given_back, &reading->lock);
            continue;
        } else {
            pthread_cond_broadcast(&reading->given_back); /* nobody gives anything back any more */
            return NULL;
        }
        reading->taken++;
        return stream;
    }
}

/* Under the lock. */
static void give_back(struct reading *reading, struct stream *stream)
{
    reading->taken--;
    if (stream->ended)
        end_stream(stream);
    else {
        struct stream **at = &reading->waiting;
        while (*at && (*at)->bestand < stream->bestand)
            at = &(*at)->next;
        stream->next = *at;
        *at = stream;
    }
    pthread_cond_signal(&reading->given_back);
}

/* Neither this file nor one behind it is read any more. Those before it are, to their end: of several that fail the
 * first is told, as if they were read one by one. Under the lock. */
static void stop_before(struct reading *reading, struct bestand *bestand, const struct error *err)
{
    if (bestand >= reading->until)
        return;
    for (struct bestand *b = bestand; b < reading->until; b++)
        b->unwanted = true;
    reading->until = bestand;
    reading->err = *err;
}

/* Hands in what the last chunk gave, and reads another of any file. False: there is none. */
static bool next_chunk(struct reader *reader, struct chunk *chunk)
{
    struct reading *reading = reader->reading;
    struct stream *stream;
    pthread_mutex_lock(&reading->lock);
    if (chunk->bestand)
        hand_in(reader, chunk->bestand);
    chunk->bestand = NULL;
    while (!chunk->bestand && (stream = take_stream(reading)) != NULL) {
        struct error err = {0};
        pthread_mutex_unlock(&reading->lock);
        const bool ok = read_chunk(reader, stream, chunk, &err);
        pthread_mutex_lock(&reading->lock);
        if (!ok)
            stop_before(reading, stream->bestand, &err);
        give_back(reading, stream);
    }
    pthread_mutex_unlock(&reading->lock);
    return chunk->bestand != NULL;
}

static bool reader_run(void *ctx, unsigned number, struct error *err)
{
    struct reading *reading = ctx;
    struct ingest *ingest = reading->ingest;
    struct reader reader = {.reading = reading,
                            .number = number,
                            .classifier = classifier_new(ingest->rules),
                            .record = CSV_RECORD(ingest->profile->delimiter)};
    struct chunk chunk = {.at = xcalloc(1, CHUNK + CSV_SLACK)};
    bool ok = charset_open(&reader.charset, ingest->profile->encoding, err);
    reader.record.quote = ingest->profile->quote;
    reader.record.only_libcsv = ingest->only_libcsv;
    while (ok && next_chunk(&reader, &chunk))
        ok = work_on(&reader, &chunk, err);
    if (!ok) {
        pthread_mutex_lock(&reading->lock);
        stop_before(reading, ingest->bestand, err);
        pthread_mutex_unlock(&reading->lock);
    }
    charset_close(&reader.charset);
    classifier_free(reader.classifier);
    csv_record_release(&reader.record);
    free(reader.tally.reject);
    buf_release(&reader.stretch);
    code_counts_release(&reader.tally.zonder_programma);
    free(chunk.at);
    return ok;
}

/* More rejects than allowed: a number, or a share of the lines read (semantics.md 6). */
static bool too_many_rejects(const struct ingest *ingest, const struct bestand *bestand)
{
    if (!ingest->max_rejects.percent)
        return bestand->afgekeurd.n > ingest->max_rejects.number;
    return ingest->max_rejects.number < 100
           && bestand->afgekeurd.n * 100 > bestand->gelezen.n * ingest->max_rejects.number;
}

/* Of a file that cannot be read to its end nothing counts: what came before the fault is as little to be trusted, and
 * how much of it was seen depends on how it was read. */
static void refuse_unreadable(struct bestand *bestand)
{
    bestand->status = BESTAND_GEWEIGERD;
    bestand->gelezen = bestand->afgekeurd = (struct telling){0};
    bestand->relevant = bestand->bytes = 0;
    bestand->sha256[0] = '\0';
    bestand->rejects = 0;
    bestand_add_reject(bestand, (struct reject){1, BESTAND_ONLEESBAAR, GEEN_VELD, GEZIEN_NIETS, 0});
}

/* Refuses a file for what was asked: --strict. The row in rejects.csv is that of a header that is not right. */
static void refuse_strictly(struct bestand *bestand)
{
    bestand->status = BESTAND_GEWEIGERD;
    bestand_add_reject(bestand, (struct reject){.regelnr = 1, .reden = KOP_ONJUIST, .veld = GEEN_VELD});
    if (!bestand->odd.vorig) {
        buf_text(&bestand->wrong.english, "the bsn column holds numbers that a spreadsheet damaged (--strict): have it "
                                          "exported again, with the column as text");
        buf_text(&bestand->wrong.dutch, "in de kolom bsn staan getallen die een spreadsheet heeft beschadigd: "
                                        "exporteer opnieuw, met deze kolom als tekst");
        return;
    }
    buf_text(&bestand->wrong.english, "there are lines with a vorig_referentienummer and there is no column "
                                      "debet_credit (--strict): ask for the column, "
                                      "or name it in a --profile");
    buf_text(&bestand->wrong.dutch, "er zijn regels met een vorig_referentienummer en er is geen kolom debet_credit: "
                                    "lever die kolom, of noem haar in een profiel");
}

/* The fate of a file that was read. */
static void judge_file(const struct ingest *ingest, struct bestand *bestand)
{
    if (bestand->status != BESTAND_GEWEIGERD && !bestand->fault && ingest->end_required && bestand->odd.open_end) {
        bestand->fault = xstrdup("its last line has no line end, so that it may have been cut off (--einde-verplicht)");
        buf_text(&bestand->wrong.dutch, "de laatste regel is niet afgesloten met een regeleinde: is het bestand "
                                        "compleet? niets ervan is opgeslagen");
    }
    if (bestand->status != BESTAND_GEWEIGERD && !bestand->fault)
        controle_check(bestand);
    if (bestand->fault)
        refuse_unreadable(bestand);
    else if (bestand->status != BESTAND_GEWEIGERD && ingest->strict && (bestand->odd.vorig || bestand->odd.damaged_ids))
        refuse_strictly(bestand);
    bestand_sort_rejects(bestand);
    if (bestand->status != BESTAND_GEWEIGERD && too_many_rejects(ingest, bestand))
        bestand->status = BESTAND_GEWEIGERD;
}

bool ingest_files(struct ingest *ingest, struct error *err)
{
    struct reading reading = {.ingest = ingest,
                              .letop = letop_new(ingest->rules),
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .given_back = PTHREAD_COND_INITIALIZER,
                              .next = ingest->bestand,
                              .until = ingest->bestand + ingest->bestanden};
    const bool ok = workers_run(ingest->threads, reader_run, &reading, err) && !reading.err.status;
    if (reading.err.status)
        *err = reading.err;
    while (reading.waiting) { /* of a run that failed */
        struct stream *stream = reading.waiting;
        reading.waiting = stream->next;
        end_stream(stream);
    }
    letop_free(reading.letop);
    for (size_t i = 0; ok && i < ingest->bestanden; i++)
        judge_file(ingest, &ingest->bestand[i]);
    return ok;
}

/* Reading rejected lines again. */
struct lines {
    struct bestand *bestand;
    char *at; /* a buffer of CHUNK bytes: at[used..n) */
    size_t used, n;
    uint64_t regelnr; /* number of the line that begins, or goes on, at `used` */
    struct sha256 *sha; /* of kept ones: of what was read; else NULL */
};

static bool refill(struct lines *lines, bool *end, struct error *err)
{
    lines->used = 0;
    struct input *input = lines->bestand->input;
    bool ok = input_read(input, lines->at, CHUNK, &lines->n, err)
              || (err->status == STATUS_DONE
                  && error_set(err, STATUS_FAILED, "%s: changed while it was read: %s", lines->bestand->path,
                               input_fault(input)));
    *end = lines->n == 0;
    if (ok && lines->sha)
        sha256_add(lines->sha, lines->at, lines->n);
    return ok;
}

/* Goes to the chunk in which line `regelnr` stands, unless it is near already. */
static bool go_to_chunk(struct lines *lines, uint64_t regelnr, struct error *err)
{
    const struct bestand *bestand = lines->bestand;
    size_t behind; /* the first mark behind the line; the first of all is at line 1 */
    SEARCH_FIRST(behind, bestand->marks, i, bestand->mark[i].regelnr <= regelnr);
    const size_t at = behind ? behind - 1 : 0;
    if (bestand->mark[at].regelnr <= lines->regelnr)
        return true;
    lines->regelnr = bestand->mark[at].regelnr;
    lines->used = lines->n = 0;
    return input_seek(bestand->input, bestand->mark[at].offset, err);
}

/* Reads on to the end of line `regelnr`, handing its bytes to `take` (or to nobody). */
static bool read_line(struct lines *lines, raw_line_fn *take, void *ctx, struct error *err)
{
    for (;;) {
        bool end = false;
        if (lines->used == lines->n && !refill(lines, &end, err))
            return false;
        const char *at = lines->at + lines->used;
        const char *lf = end ? NULL : memchr(at, '\n', lines->n - lines->used);
        size_t n = lf ? (size_t)(lf - at) + 1 : lines->n - lines->used;
        if (take && n)
            take(ctx, at, n);
        lines->used += n;
        if (lf || end) {
            lines->regelnr++;
            return true;
        }
    }
}

/* One rejected line out of the file itself. */
static bool read_again(struct lines *lines, uint64_t regelnr, raw_line_fn *take, void *ctx, struct error *err)
{
    bool ok = go_to_chunk(lines, regelnr, err);
    while (ok && lines->regelnr < regelnr)
        ok = read_line(lines, NULL, NULL, err);
    return ok && read_line(lines, take, ctx, err);
}

/* One that was kept: those of the file come in their order. */
static bool read_kept(struct lines *lines, const struct reject *reject, raw_line_fn *take, void *ctx, struct error *err)
{
    const struct bestand *bestand = lines->bestand;
    return reject->reden == REFERENTIE_NIET_UNIEK
               ? bestand->kept->found(bestand->kept->ctx, bestand->id, reject->regelnr, take, ctx, err)
               : read_line(lines, take, ctx, err);
}

static char *kept_path(const struct bestand *bestand)
{
    char *name = raw_kept_name(bestand->id), *path = xprintf("%s/%s", bestand->kept->folder, name);
    free(name);
    return path;
}

static bool open_rejects(struct lines *lines, struct error *err)
{
    struct bestand *bestand = lines->bestand;
    if (!bestand->kept)
        return input_rewind(bestand->input, err);
    char *path = kept_path(bestand);
    const bool ok = input_open(&bestand->input, path, INPUT_NO_LIMITS, err);
    lines->sha = sha256_new();
    free(path);
    return ok;
}

/* What was kept is, to its end, what the split wrote: copied to another machine it may not be. */
static bool close_kept(struct lines *lines, bool ok, struct error *err)
{
    struct bestand *bestand = lines->bestand;
    char sha256[DIGEST_HEX + 1], *path = kept_path(bestand);
    for (bool end = false; ok && !end;)
        ok = refill(lines, &end, err);
    sha256_finish(lines->sha, sha256);
    if (ok && strcmp(sha256, bestand->kept_sha256) != 0)
        ok = error_set(err, STATUS_DIFFERENCE,
                       "%s: is not what the split wrote: damaged, cut short, or of another split; copy it again, or "
                       "split anew", path);
    input_close(bestand->input);
    bestand->input = NULL;
    free(path);
    return ok;
}

char *raw_kept_name(uint32_t bestand)
{
    return xprintf("rejects-%04u", bestand);
}

bool bestand_has_raw_rejects(const struct bestand *bestand)
{
    return bestand->status != BESTAND_OVERGESLAGEN
           && (bestand->rejects == 0
               || (bestand->reject[0].reden != KOP_ONJUIST && bestand->reject[0].reden != BESTAND_ONLEESBAAR));
}

static bool rejects_of_pipe(struct bestand *bestand, raw_line_fn *take, void *ctx, struct error *err)
{
    bool ok = pipe_lines_take(bestand->pipe, 1, take, ctx, err);
    for (size_t i = 0; ok && i < bestand->rejects; i++)
        if (bestand->reject[i].regelnr != 1) /* the header itself */
            ok = pipe_lines_take(bestand->pipe, bestand->reject[i].regelnr, take, ctx, err);
    return ok;
}

bool bestand_raw_rejects(struct bestand *bestand, raw_line_fn *take, void *ctx, struct error *err)
{
    if (bestand->pipe)
        return rejects_of_pipe(bestand, take, ctx, err);
    struct lines lines = {.bestand = bestand, .at = xmalloc(CHUNK), .regelnr = 1};
    bool ok = open_rejects(&lines, err) && read_line(&lines, take, ctx, err);
    for (size_t i = 0; ok && i < bestand->rejects; i++) {
        const struct reject *reject = &bestand->reject[i];
        if (reject->regelnr == 1)
            continue; /* the header itself */
        ok = bestand->kept ? read_kept(&lines, reject, take, ctx, err)
                           : read_again(&lines, reject->regelnr, take, ctx, err);
    }
    if (bestand->kept)
        ok = close_kept(&lines, ok, err);
    free(lines.at);
    return ok;
}
