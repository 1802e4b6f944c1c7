/* page_intrekken.c - a delivery that was wrong: what goes when it is taken back, and taking it back. */
#include "passes/withdraw.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

bool is_file_number(const struct call *call)
{
    uint64_t number;
    return text_digits(call->argument, 9, &number);
}

void refuse_unknown_file(struct call *call)
{
    reply_refused(call, 404, "Niet gevonden", "Er is geen bestand met dit nummer.");
}

/* What goes: the lines that were stored, and the findings on them. */
struct going {
    struct call *call;
    bool found, ingelezen;
};

static bool show_going(void *ctx, const struct query_row *row, struct error *err)
{
    struct going *going = ctx;
    struct html *html = &going->call->html;
    const struct text naam = query_value(row, "naam");
    uint64_t stored = 0, purged = 0;
    (void)err;
    going->found = true;
    going->ingelezen = text_equal(query_value(row, "status"), TEXT("ingelezen"));
    text_digits(query_value(row, "relevant"), 18, &stored);
    text_digits(query_value(row, "gewist"), 18, &purged);
    page_begin(going->call, "Bestand intrekken");
    html_raw(html, "<p>");
    html_printf(html,
                "Van %.*s staan %llu regels in de dossiers. Die gaan eruit, en elke verzekerde wordt opnieuw bekeken, "
                "door de tabellen van de laatste run.",
                (int)naam.n, naam.at, (unsigned long long)(stored - purged));
    html_raw(html, "</p><p>Wat op die regels rust vervalt, met uw reden. De geschiedenis van bevindingen, oordelen en "
                   "antwoorden blijft. Hetzelfde bestand kan daarna opnieuw worden gelezen.</p>");
    return true;
}

static bool say_shadowed(struct call *call, struct error *err)
{
    uint64_t number = 0;
    text_digits(call->argument, 9, &number);
    const struct withdrawal withdrawal = {.bestand = (int64_t)number};
    struct buf names = {0};
    bool ok = withdraw_shadowed(&call->store, &withdrawal, &names, err);
    if (ok && names.n) {
        html_raw(&call->html,
                 "<p>Van latere bestanden zijn regels weggelaten omdat ze er al stonden, misschien door dit "
                 "bestand. Lees die daarna opnieuw in, met run --again: ");
        html_text(&call->html, (struct text){names.at, names.n});
        html_raw(&call->html, "</p>");
    }
    buf_release(&names);
    return ok;
}

static void form_intrekken(struct call *call)
{
    struct html *html = &call->html;
    char *action = xprintf("/levering/%.*s/intrekken", (int)call->argument.n, call->argument.at);
    html_raw(html,
             "<p class=\"fout\">Dit kan niet ongedaan worden gemaakt, en het kan lang duren: laat dit venster dan "
             "openstaan. Wie intussen een oordeel vastlegt, moet wachten.</p>");
    form_begin(call, action, "opgave");
    form_text_field(call, "Reden (staat bij elke bevinding die vervalt; noem geen verzekerde)", "reden", TEXT(""),
                    true);
    html_raw(html, "<label><span><input type=\"checkbox\" name=\"zeker\" value=\"ja\" required> Ik weet zeker dat dit "
                   "bestand eruit moet</span></label><button class=\"gevaar\">Intrekken</button>");
    form_end(call);
    free(action);
}

/* Where nobody said where the output of a run goes, the command is all there is. */
static void show_withdraw_command(struct call *call)
{
    struct buf command = {0};
    buf_text(&command, "dubbelloop withdraw --db ");
    text_add_shell_word(&command, text_of(call->desk->db));
    buf_text(&command, " --out MAP --by ");
    text_add_shell_word(&command, text_of(call->sessie.naam));
    buf_text(&command, " --reason 'REDEN' ");
    buf_add(&command, call->argument.at, call->argument.n);
    html_raw(&call->html,
             "<p class=\"fout\">Intrekken is een run, en deze werkbank weet niet waar de uitvoer daarvan heen moet. "
             "Daarom kan het hier niet.</p><p>Wie de server beheert geeft dit op, met de map voor de uitvoer en de "
             "reden erin (zij staat bij elke bevinding die vervalt; noem geen verzekerde):</p>"
             "<pre class=\"code tabel\" tabindex=\"0\" data-kopie>");
    html_text(&call->html, (struct text){command.at, command.n});
    buf_release(&command);
    html_raw(&call->html, "</pre><p class=\"stil\">Begint de werkbank met <code>serve --out MAP</code>, dan gaat "
                          "het op deze bladzijde.</p>");
}

bool page_intrekken(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"zekerheid", "Zekerheid", CELL_TEXT, 0},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0}};
    static const struct table table = {.title = "Bevindingen die op een regel van dit bestand rusten",
                                       .empty = "geen",
                                       .column = column,
                                       .columns = 2};
    struct going going = {.call = call};
    const struct query_param param = {":bestand", call->argument};
    if (is_file_number(call) && !query_rows(&call->store, QUERY_LEVERING, &param, 1, show_going, &going, err))
        return false;
    if (!going.found || !going.ingelezen) {
        refuse_unknown_file(call);
        return true;
    }
    bool ok = html_query_table(&call->html, &table, &call->store, QUERY_LEVERING_BEVINDINGEN, &param, 1, err)
              && say_shadowed(call, err);
    if (call->desk->withdraw)
        form_intrekken(call);
    else
        show_withdraw_command(call);
    page_end(call);
    return ok;
}

static bool withdraw_it(struct call *call, struct text reden, struct error *err)
{
    char *file = xprintf("%.*s", (int)call->argument.n, call->argument.at);
    char *back = xprintf("/levering/%s", file);
    struct withdrawal withdrawal = {.file = file, .door = text_of(call->sessie.naam), .reden = reden};
    unsigned threads;
    bool ok = true;
    if (!work_begin(call, &threads))
        refuse_busy(call);
    else {
        ok = call->desk->withdraw(call->desk->withdraw_ctx, &withdrawal, err);
        work_end(call);
        if (ok)
            reply_see_other(call, back);
    }
    withdrawal_release(&withdrawal);
    free(back);
    free(file);
    return ok;
}

bool action_intrekken(struct call *call, struct error *err)
{
    const struct text reden = text_trim(form_of(&call->request, "reden"));
    if (!is_file_number(call))
        refuse_unknown_file(call);
    else if (!call->desk->withdraw)
        reply_refused(call, 400, "Dit kan hier niet",
                      "Deze werkbank weet niet waar de uitvoer van zo'n run heen moet (serve --out).");
    else if (!text_is_recordable(reden) || !form_is(&call->request, "zeker", "ja"))
        refuse_form(call, "Niet ingetrokken", "Schrijf in een regel waarom, en vink aan dat u het zeker weet.");
    else
        return withdraw_it(call, reden, err);
    return true;
}
