/* The workbench without its library of HTTP: whatever path, values and forms come, and from whom, there is an answer
 * that is whole, and what was asked comes back as text only.
 *
 * Input: lines. The first: the rights of who asks (a digit of enum recht, in hexadecimal, two), G or P, and the path;
 * then "?NAME=VALUE" for each value of the address and "NAME=VALUE" for each of the form, "@NAME=VALUE" for an upload
 * called "x.csv". Every form brings back what shows that it is ours. The database stays from one input to the next. */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "fuzz.h"
#include "web/answer.h"
#include "web/routes.h"

static const char export[] =
    "bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,"
    "zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,"
    "referentienummer,vorig_referentienummer\n"
    "999999886,,3311,01999914,,,008,12001,,,L15,2022-02-24,2022-02-24,1,2044,D,1,\n"
    "999999886,,3311,53999902,,,056,40001,,,,2022-01-01,2022-03-31,1,10465,D,K1,\n"
    "999999011,,3311,53999903,,,056,40021,,,,2023-04-01,2023-04-01,1,6285,D,G1,\n";

static struct desk desk;

static void log_nothing(void *ctx, enum log_level level, const char *code, const char *text)
{
    (void)ctx, (void)level, (void)code, (void)text;
}

static void make_desk(void)
{
    struct error err = {0};
    MUST(freopen("/dev/null", "w", stdout), "standard output cannot be sent away");
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    static char *db;
    db = xprintf("%s/web.db", fuzz_dir());
    char *file = fuzz_file("export.csv", export, sizeof export - 1);
    char *out = xprintf("%s/uit", fuzz_dir());
    const char *const word[] = {"run", "--quiet", "--threads", "1", "--db", db, "--out", out, file};
    enum { WORDS = sizeof word / sizeof *word };
    char *own[WORDS], *argv[WORDS + 1] = {NULL};
    for (size_t i = 0; i < WORDS; i++)
        argv[i] = own[i] = xstrdup(word[i]);
    MUST(command_run_line(&command_run, WORDS, argv, &err) == STATUS_DONE, "the database cannot be made: %s", err.text);
    for (size_t i = 0; i < WORDS; i++)
        free(own[i]);
    free(out);
    free(file);
    desk = (struct desk){.db = db, .log = {log_nothing, NULL}};
    web_config_default(&desk.config);
    desk.config.verzoeken_per_seconde = 999999;
    MUST(must_tell(desk_open(&desk, 1, &err), &err), "no desk");
}

static struct text next_line(struct text *rest)
{
    const char *lf = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    const struct text line = {rest->at, lf ? (size_t)(lf - rest->at) : rest->n};
    *rest = (struct text){rest->at + line.n + (lf != NULL), rest->n - line.n - (lf != NULL)};
    return line;
}

static void add_value(struct request *request, struct text line)
{
    const bool query = line.n && line.at[0] == '?', file = line.n && line.at[0] == '@';
    line = (struct text){line.at + (query || file), line.n - (query || file)};
    const char *is = line.n ? memchr(line.at, '=', line.n) : NULL;
    const struct text name = {line.at, is ? (size_t)(is - line.at) : line.n};
    const struct text value = {is ? is + 1 : "", is ? line.n - name.n - 1 : 0};
    (void)!request_add(request, query ? &request->query : &request->form, name, value,
                       file ? TEXT("x.csv") : (struct text){"", 0});
}

static bool holds(const struct buf *buf, const char *part)
{
    return buf->n && memmem(buf->at, buf->n, part, strlen(part));
}

/* Nobody's "<xss" is an element, no letter turns the others about, and a browser stays in this house. */
static void check_reply(const struct call *call)
{
    static const char turn[] = {(char)0xE2, (char)0x80, (char)0xAE, 0}; /* RIGHT-TO-LEFT OVERRIDE */
    static const unsigned statuses[] = {200, 303, 400, 403, 404, 405, 409, 413, 415, 429, 500, 503};
    const struct reply *reply = &call->reply;
    const struct buf *page = &call->html.out, *to = &reply->location;
    size_t i = 0;
    while (i < sizeof statuses / sizeof *statuses && statuses[i] != reply->status)
        i++;
    MUST(i < sizeof statuses / sizeof *statuses, "status %u", reply->status);
    MUST(reply->status != 303 || (to->n && to->at[0] == '/' && (to->n == 1 || (to->at[1] != '/' && to->at[1] != '\\'))),
         "a browser is sent to %.*s", (int)to->n, to->at);
    for (size_t c = 0; c < to->n; c++)
        MUST((unsigned char)to->at[c] > ' ' && to->at[c] != 0x7F, "a header has the byte %d", to->at[c]);
    if (reply->type) /* a file */
        return;
    MUST(reply->status == 303 || reply->fd >= 0 || holds(page, "</html>"), "a page of %s has no end",
         call->route ? call->route->path : "no route");
    MUST(!holds(page, "<xss") && !holds(page, turn) && !holds(page, "\x1b"), "what was asked is no text");
    MUST(!page->n || text_is_utf8((struct text){page->at, page->n}), "a page is not UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size}, first = next_line(&rest);
    unsigned rechten = 0;
    if (!desk.db)
        make_desk();
    if (first.n < 5 || sscanf(first.at, "%2x", &rechten) != 1)
        return -1;
    struct call call = {.desk = &desk};
    struct sessie sessie;
    sessies_begin(desk.sessies, TEXT("anna"), rechten & RECHT_ALLES, "", &sessie);
    sessies_set_reden(desk.sessies, sessie.id, TEXT("een vraag"));
    call.request.method = first.at[3] == 'P' ? METHOD_POST : METHOD_GET;
    if (request_path(&call.request, (struct text){first.at + 5, first.n - 5})) {
        while (rest.n)
            add_value(&call.request, next_line(&rest));
        (void)!request_add(&call.request, &call.request.form, TEXT("_csrf"), text_of(sessie.csrf), TEXT(""));
        request_settle(&call.request);
        const struct visitor visitor = {.cookie = text_of(sessie.id), .user = {"", 0}, .ours = true};
        call_answer(&call, &visitor);
        check_reply(&call);
        if (call.reply.fd >= 0)
            close(call.reply.fd);
    }
    call_release(&call);
    sessies_end(desk.sessies, sessie.id);
    return 0;
}
