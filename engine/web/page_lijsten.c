/* page_lijsten.c - what the page Bevindingen sends: a search, which must not stand in an address, and lists to keep. */
#include "store/lijsten.h"
#include "web/lijst.h"
#include "web/pages.h"

static void go_to_list(struct call *call, const struct lijst *lijst)
{
    struct buf url = {0};
    lijst_address(lijst, &url);
    reply_see_other(call, buf_string(&url));
    buf_release(&url);
}

/* A patient as it is stored: a BSN without blanks and points, with the zero that a spreadsheet took. */
static void patient_typed(struct text typed, struct buf *patient)
{
    uint64_t number;
    struct buf digits = {0};
    for (size_t i = 0; i < typed.n; i++)
        if (!strchr(" .-", typed.at[i]))
            buf_add(&digits, &typed.at[i], 1);
    const struct text bare = {digits.at, digits.n};
    if ((bare.n == 8 || bare.n == 9) && text_digits(bare, 9, &number))
        buf_printf(patient, "%s%.*s", bare.n == 8 ? "0" : "", (int)bare.n, bare.at);
    else
        buf_add(patient, typed.at, typed.n);
    buf_release(&digits);
}

/* Whether some finding, standing or lapsed, has a line of this AGB code. */
static bool is_known_agb(struct call *call, struct text typed, bool *is, struct error *err)
{
    const struct bevinding_filter filter = {.agb = typed, .statussen = (1U << BEVINDING_STATUSSEN) - 1};
    const struct lijst lijst = {.filter = filter};
    struct keuze keuze;
    uint64_t number;
    *is = false;
    if (typed.n != 8 || !text_digits(typed, 8, &number))
        return true;
    if (!lijst_choose(call, &lijst, &keuze, err))
        return false;
    *is = keuze.n > 0;
    keuze_release(&keuze);
    return true;
}

static void go_to_patient(struct call *call, struct text typed)
{
    struct lijst lijst = {.per = PER_USUAL, .selectie.status = "nieuw,open,vervallen"};
    struct buf patient = {0}, token = {0};
    patient_typed(typed, &patient);
    zoeksleutel_seal(&call->desk->zoeksleutel, (struct text){patient.at, patient.n}, &token);
    lijst.verzekerde = (struct text){token.at, token.n};
    go_to_list(call, &lijst);
    buf_release(&patient);
    buf_release(&token);
}

/* The number of a finding leads to it, an AGB code to the findings of that provider, anything else is a patient. */
bool action_zoeken(struct call *call, struct error *err)
{
    const struct text typed = text_trim(form_of(&call->request, "zoek"));
    char id[17];
    bool agb;
    if (!is_known_agb(call, typed, &agb, err))
        return false;
    if (!typed.n)
        reply_see_other(call, "/bevindingen");
    else if (bevinding_id_read(typed, id)) {
        struct buf url = {0};
        bevinding_address(text_of(id), (struct text){"", 0}, &url);
        reply_see_other(call, buf_string(&url));
        buf_release(&url);
    } else if (agb)
        go_to_list(call, &(const struct lijst){.per = PER_USUAL, .selectie.agb = typed.at});
    else
        go_to_patient(call, typed);
    return true;
}

static const char *wrong_in_list(const struct lijst *lijst, struct text naam)
{
    if (lijst->verzekerde.n)
        return "Een lijst van één verzekerde wordt niet bewaard.";
    if (!text_is_recordable(naam) || naam.n > 100)
        return "Geef de lijst een naam, in ten hoogste 100 tekens.";
    return longest_digits(naam) < 9 ? NULL : "Noem in de naam van een lijst geen verzekerde.";
}

static bool keep_list(struct call *call, const struct bewaarde_lijst *lijst, struct error *err)
{
    struct store store = STORE_CLOSED;
    const bool ok = call_change(call, &store, err) && lijsten_put(&store, lijst, err) && store_commit(&store, err);
    store_close(&store);
    return ok;
}

bool action_lijst_bewaren(struct call *call, struct error *err)
{
    const struct text naam = text_trim(form_of(&call->request, "naam"));
    struct lijst lijst;
    struct buf vraag = {0};
    const char *wrong = lijst_read_text(call, form_of(&call->request, "lijst"), &lijst);
    wrong = wrong ? wrong : wrong_in_list(&lijst, naam);
    if (wrong) {
        reply_refused(call, 400, "Niet bewaard", wrong);
        return true;
    }
    lijst_query(&lijst, &vraag);
    const bool ok = keep_list(call, &(const struct bewaarde_lijst){.inlog = text_of(call->sessie.naam), .naam = naam,
                                                                   .gedeeld = form_is(&call->request, "gedeeld", "ja"),
                                                                   .vraag = {buf_string(&vraag), vraag.n}}, err);
    if (ok)
        go_to_list(call, &lijst);
    buf_release(&vraag);
    return ok;
}

bool action_lijst_weg(struct call *call, struct error *err)
{
    struct store store = STORE_CLOSED;
    uint64_t number = 0;
    if (!text_digits(form_of(&call->request, "nummer"), 18, &number))
        number = 0;
    const bool ok = call_change(call, &store, err)
                    && lijsten_drop(&store, text_of(call->sessie.naam), (int64_t)number, err)
                    && store_commit(&store, err);
    store_close(&store);
    if (ok)
        reply_see_other(call, terug_of(call, "/bevindingen"));
    return ok;
}
