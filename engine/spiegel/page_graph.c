/* page_graph.c - see page_graph.h.
 *
 * The funnel shows y/E, "how many times what was expected", against E on a logarithmic axis: sizes of providers differ
 * by factors, and a layman reads a horizontal line at 1 better than a diagonal. What lies above the axis is drawn on
 * its edge as a triangle, so that one odd peer does not press all others flat; the provider's own dot always lies
 * inside.
 *
 * Dots of peers are one path, and of the dots that come to lie on the same quarter of a point only one is in it: on
 * paper they are one. So 5,000 peers do not make a file of half a megabyte. */
#include "spiegel/page_graph.h"

#include <assert.h>
#include <math.h>

#include "spiegel/page_words.h"
#include "spiegel/statistics.h"

/* Where values come to lie. */
struct assen {
    double x, y, w, h;       /* the box of the plot */
    double log_min, log_max; /* of E */
    double top;              /* of y/E */
};
static double plot_x(const struct assen *a, double expected)
{
    return a->x + a->w * (log10(expected) - a->log_min) / (a->log_max - a->log_min);
}
static double plot_y(const struct assen *a, double ratio)
{
    return a->y + a->h * (1 - ratio / a->top);
}

/* A step of 1, 2 or 5 times a power of ten that cuts `range` in at most `parts`. */
static double nice_step(double range, double parts)
{
    double power = pow(10, floor(log10(range / parts)));
    static const double nice[] = {1, 2, 5};
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (range / (nice[i] * power) <= parts)
            return nice[i] * power;
    return 10 * power;
}

static struct assen funnel_axes(const struct rapport *rapport, double x, double y, double w, double h)
{
    const struct groep_cijfers *groep = rapport->groep;
    const struct kwartaalcijfer *now = rapport_now(rapport);
    assert(groep->dots && groep->dot[0].expected > 0);
    double low = groep->dot[0].expected, high = groep->dot[groep->dots - 1].expected;
    double top = 2.4;
    if (rapport_has_dot(rapport)) {
        low = fmin(low, now->expected);
        high = fmax(high, now->expected);
        /* The limit above one's own dot is on the axis, unless so little is expected that it is far off. */
        top = fmax(top, fmin(6, 1.1 * rapport->limit998_high / now->expected));
        top = fmax(top, 1.15 * now->y / now->expected);
    }
    /* The limit that decides is in sight at the right end. */
    top = fmax(top, 1.05 * (1 + LIMIT_998 * sqrt(groep->phi / high)));
    /* Peers raise the axis too, but not to more than three times the upper limit halfway. */
    double middle = sqrt(low * high), bound = 3 * (1 + LIMIT_998 * sqrt(groep->phi / middle));
    for (size_t i = 0; i < groep->dots; i++) {
        const double peer = fmin(bound, 1.1 * groep->dot[i].y / groep->dot[i].expected);
        if (peer > top) /* as fmax it ends gcc 12 for arm64 with an error of its own */
            top = peer;
    }
    double step = nice_step(top, 6);
    return (struct assen){x, y, w, h, log10(low / 1.15), log10(high * 1.15), ceil(top / step - 1e-9) * step};
}

/* The axis of E is divided at 1, 2 and 5 times powers of ten: at those powers only when there are many, and at each
 * digit when there is no whole one. */
static void funnel_grid(struct canvas *t, const struct assen *a)
{
    double step = nice_step(a->top, 6);
    for (int i = 0; i * step <= a->top + 1e-9; i++) {
        double at = plot_y(a, i * step);
        cairo_set_source_rgb(canvas_cairo(t), 0.88, 0.88, 0.88);
        cairo_set_line_width(canvas_cairo(t), 0.5);
        cairo_move_to(canvas_cairo(t), a->x, at);
        cairo_line_to(canvas_cairo(t), a->x + a->w, at);
        cairo_stroke(canvas_cairo(t));
        const char *label = sentence(t, "%s ×", nl_number(t, i * step, step < 0.1 ? 2 : step < 1 ? 1 : 0));
        draw_text(t, STYLE_AXIS,
                  (struct spot){.x = a->x - 44, .y = at - 4.5, .w = 40, .alignment = RIGHT, .tint = GREY}, label);
    }
    static const int few[] = {1, 2, 5}, each[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double powers = a->log_max - a->log_min;
    const int *part = powers > 1 ? few : each;
    size_t parts = powers > 3 ? 1 : powers > 1 ? 3 : 9;
    double free_from = a->x - 16; /* where the next label may begin */
    for (int power = (int)floor(a->log_min); power <= (int)ceil(a->log_max); power++)
        for (size_t i = 0; i < parts; i++) {
            double expected = part[i] * pow(10, power), at;
            if (log10(expected) < a->log_min || log10(expected) > a->log_max)
                continue;
            at = plot_x(a, expected);
            draw_line(t, at, a->y + a->h, at, a->y + a->h + 3, 0.5, GREY);
            const char *label = nl_number(t, expected, expected < 0.1 ? 2 : expected < 1 ? 1 : 0);
            double half = text_width(t, STYLE_AXIS, label) / 2;
            if (at - half < free_from)
                continue;
            draw_text(t, STYLE_AXIS,
                        (struct spot){.x = at - 30, .y = a->y + a->h + 4, .w = 60, .alignment = MIDDLE, .tint = GREY},
                        label);
            free_from = at + half + 6;
        }
    draw_line(t, a->x, a->y + a->h, a->x + a->w, a->y + a->h, 0.7, GREY);
}

/* One of the limits, as far as it lies in the plot. */
static void funnel_limit(struct canvas *t, const struct assen *a, double phi, double z)
{
    static const int pieces = 96;
    cairo_t *cr = canvas_cairo(t);
    for (int i = 0; i <= pieces; i++) {
        double log_e = a->log_min + (a->log_max - a->log_min) * i / pieces;
        double ratio = 1 + z * sqrt(phi / pow(10, log_e));
        cairo_line_to(cr, a->x + a->w * i / pieces, plot_y(a, ratio));
    }
    cairo_stroke(cr);
}

static void funnel_limits(struct canvas *t, const struct assen *a, double phi)
{
    static const double dashes[] = {3, 2};
    cairo_t *cr = canvas_cairo(t);
    cairo_save(cr);
    cairo_rectangle(cr, a->x, a->y, a->w, a->h);
    cairo_clip(cr);
    draw_in_tint(t, ACCENT);
    cairo_set_line_width(cr, 1.1);
    funnel_limit(t, a, phi, LIMIT_998);
    funnel_limit(t, a, phi, -LIMIT_998);
    cairo_set_line_width(cr, 0.9);
    cairo_set_dash(cr, dashes, 2, 0);
    funnel_limit(t, a, phi, LIMIT_95);
    funnel_limit(t, a, phi, -LIMIT_95);
    cairo_restore(cr);
    draw_line(t, a->x, plot_y(a, 1), a->x + a->w, plot_y(a, 1), 0.9, INK);

    /* The names stand at the right end, pushed apart where the lines run together. */
    static const double apart = 9.5;
    double narrow = sqrt(phi / pow(10, a->log_max));
    double up95 = fmin(plot_y(a, 1 + LIMIT_95 * narrow), plot_y(a, 1) - apart);
    double up998 = fmin(plot_y(a, 1 + LIMIT_998 * narrow), up95 - apart);
    double down95 = fmax(plot_y(a, 1 - LIMIT_95 * narrow), plot_y(a, 1) + apart);
    double down998 = fmax(plot_y(a, 1 - LIMIT_998 * narrow), down95 + apart);
    struct {
        double at;
        bool shown;
        const char *name;
    } label[] = {
        {up998, up998 > a->y - 6, "grens 99,8%"},
        {up95, up95 > a->y + 3, "grens 95%"},
        {plot_y(a, 1), true, "zoals verwacht"},
        {down95, 1 - LIMIT_95 * narrow > 0 && down95 < a->y + a->h, "grens 95%"},
        {down998, 1 - LIMIT_998 * narrow > 0 && down998 < a->y + a->h, "grens 99,8%"},
    };
    for (size_t i = 0; i < sizeof label / sizeof *label; i++)
        if (label[i].shown)
            draw_text(
                t, i == 2 ? STYLE_AXIS_BOLD : STYLE_AXIS,
                (struct spot){.x = a->x + a->w + 5, .y = label[i].at - 4.6, .w = 70, .tint = i == 2 ? INK : ACCENT},
                label[i].name);
    if (up998 - 30 > a->y)
        draw_text(t, STYLE_AXIS_BOLD, (struct spot){.x = a->x + a->w + 5, .y = up998 - 26, .w = 70},
                  "hoger dan\nverwacht");
}

static void funnel_peers(struct canvas *t, const struct assen *a, const struct groep_cijfers *groep)
{
    cairo_t *cr = canvas_cairo(t);
    const unsigned parts = groep->dots > 1500 ? 2 : 4; /* of a point */
    size_t wide = (size_t)(a->w * parts) + 2, high = (size_t)(a->h * parts) + 2, above = 0;
    unsigned char *taken = xcalloc(wide * high, 1);
    double size = groep->dots <= 250 ? 4 : groep->dots <= 1500 ? 2.6 : 1.6;
    cairo_save(cr);
    cairo_set_source_rgb(cr, 0.52, 0.52, 0.52);
    for (size_t i = 0; i < groep->dots; i++) {
        const struct funnel_dot *p = &groep->dot[i];
        double ratio = ratio_of(p->y, p->expected);
        double x = floor((plot_x(a, p->expected) - a->x) * parts + 0.5),
               y = floor((plot_y(a, ratio) - a->y) * parts + 0.5);
        if (ratio > a->top) {
            above++;
            cairo_move_to(cr, a->x + x / parts, a->y);
            cairo_rel_line_to(cr, 2.5, 4.5);
            cairo_rel_line_to(cr, -5, 0);
            cairo_close_path(cr);
            cairo_fill(cr);
            continue;
        }
        taken[(size_t)y * wide + (size_t)x] = 1;
    }
    for (size_t y = 0; y < high; y++)
        for (size_t x = 0; x < wide; x++)
            if (taken[y * wide + x]) {
                cairo_move_to(cr, a->x + (double)x / parts, a->y + (double)y / parts);
                cairo_rel_line_to(cr, 0, 0);
            }
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, size);
    cairo_stroke(cr);
    cairo_restore(cr);
    free(taken);
    if (above) /* then the axis reaches to three times the limit and more: no other label is so high */
        draw_text(t, STYLE_AXIS, (struct spot){.x = a->x + a->w + 5, .y = a->y - 5, .w = 70, .tint = GREY},
                    sentence(t, "driehoek:\nnog hoger (%s)", nl_count(t, above)));
}

/* A diamond with a white edge, and its label on white, on the side with room. */
static void funnel_own(struct canvas *t, const struct assen *a, const struct rapport *rapport)
{
    cairo_t *cr = canvas_cairo(t);
    const struct kwartaalcijfer *now = rapport_now(rapport);
    double x = plot_x(a, now->expected), y = plot_y(a, ratio_of(now->y, now->expected)), r = 6;
    for (int edge = 1; edge >= 0; edge--) {
        double size = r + 1.8 * edge;
        cairo_move_to(cr, x, y - size);
        cairo_line_to(cr, x + size, y);
        cairo_line_to(cr, x, y + size);
        cairo_line_to(cr, x - size, y);
        cairo_close_path(cr);
        if (edge)
            cairo_set_source_rgb(cr, 1, 1, 1);
        else
            draw_in_tint(t, INK);
        cairo_fill(cr);
    }
    const char *label = sentence(t, "u: %s, verwacht %s", nl_count(t, now->y), nl_expected(t, now->expected));
    double w = text_width(t, STYLE_SMALL_BOLD, label) + 6, h = 12;
    double left = x + r + 5;
    if (left + w > a->x + a->w)
        left = x - r - 5 - w;
    double top = fmin(fmax(y - h / 2, a->y + 1), a->y + a->h - h - 1);
    draw_area(t, left, top, w, h, 1);
    cairo_rectangle(cr, left, top, w, h);
    cairo_set_line_width(cr, 0.6);
    draw_in_tint(t, INK);
    cairo_stroke(cr);
    draw_text(t, STYLE_SMALL_BOLD, (struct spot){.x = left + 3, .y = top + 0.9, .w = 0}, label);
}

void draw_funnel(struct canvas *t, const struct rapport *rapport, double x, double y, double w, double h)
{
    struct assen a = funnel_axes(rapport, x + 34, y + 6, w - 34 - 74, h - 6 - 28);
    funnel_grid(t, &a);
    funnel_peers(t, &a, rapport->groep);
    funnel_limits(t, &a, rapport->groep->phi);
    if (rapport_has_dot(rapport))
        funnel_own(t, &a, rapport);
    draw_text(t, STYLE_AXIS, (struct spot){.x = a.x, .y = a.y + a.h + 15, .w = a.w, .alignment = MIDDLE, .tint = GREY},
                rapport->rol == ROL_KETENCONTRACTANT
                    ? "verwacht aantal om na te kijken (naar rechts: meer keten-dbc’s)"
                    : "verwacht aantal regels om na te kijken (naar rechts: meer patiënten)");
}

/* Nothing of it was checked. */
static bool trend_unchecked(const struct rapport *rapport, int k)
{
    const struct kwartaalcijfer *q = &rapport->trend[k];
    return rapport->about->trend_unchecked[k] || (q->n == 0 && q->n_ongedekt > 0);
}

bool trend_has_partly(const struct rapport *rapport)
{
    for (int k = 0; k < TREND_KWARTALEN; k++)
        if (!trend_unchecked(rapport, k) && kwartaal_partly(&rapport->trend[k]))
            return true;
    return false;
}

/* Whether E of a quarter is drawn. */
static bool has_mark(const struct rapport *rapport, int k)
{
    return groep_showable(rapport->groep) && !trend_unchecked(rapport, k)
           && kwartaal_comparable(&rapport->trend[k]);
}

/* A quarter that was not checked: lines from corner to corner, so that it cannot be taken for a bar. */
static void trend_not_checked(struct canvas *t, double x, double y, double w, double h)
{
    cairo_t *cr = canvas_cairo(t);
    cairo_save(cr);
    cairo_rectangle(cr, x, y, w, h);
    cairo_clip(cr);
    cairo_set_source_rgb(cr, 0.85, 0.85, 0.85);
    cairo_set_line_width(cr, 0.6);
    for (double at = -h; at < w; at += 6) {
        cairo_move_to(cr, x + at, y + h);
        cairo_rel_line_to(cr, h, -h);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
    draw_area(t, x, y + h / 2 - 11, w, 22, 1);
    draw_text(t, STYLE_AXIS,
              (struct spot){.x = x - 4, .y = y + h / 2 - 9, .w = w + 8, .alignment = MIDDLE, .tint = GREY},
              "niet\ngecontroleerd");
}

bool trend_has_expectation(const struct rapport *rapport)
{
    for (int k = 0; k < TREND_KWARTALEN; k++)
        if (has_mark(rapport, k))
            return true;
    return false;
}

void draw_trend(struct canvas *t, const struct rapport *rapport, double x, double y, double w, double h)
{
    static const double label_h = 13, gap = 12;
    bool expected = trend_has_expectation(rapport);
    double below = expected ? 24 : 13, top = 1, column = w / (double)TREND_KWARTALEN, plot = h - below - label_h;
    for (int k = 0; k < TREND_KWARTALEN; k++) {
        const struct kwartaalcijfer *q = &rapport->trend[k];
        if (!trend_unchecked(rapport, k))
            top = fmax(top, fmax(q->y, has_mark(rapport, k) ? q->expected : 0));
    }
    double floor_y = y + label_h + plot;
    cairo_t *cr = canvas_cairo(t);
    for (int k = 0; k < TREND_KWARTALEN; k++) {
        const struct kwartaalcijfer *q = &rapport->trend[k];
        double left = x + k * column + gap / 2, wide = column - gap;
        bool last = k == TREND_KWARTALEN - 1;
        draw_text(
            t, last ? STYLE_AXIS_BOLD : STYLE_AXIS,
            (struct spot){
                .x = x + k * column, .y = floor_y + 3, .w = column, .alignment = MIDDLE, .tint = last ? INK : GREY},
            nl_kwartaal_short(t, rapport->about->trend_kwartaal[k]));
        if (trend_unchecked(rapport, k)) {
            trend_not_checked(t, left, y + label_h, wide, plot);
            continue;
        }
        double bar = plot * q->y / top, mark = bar;
        draw_area(t, left, floor_y - bar, wide, bar, last ? 0.45 : 0.78);
        if (kwartaal_partly(q)) { /* a dashed frame round the column: it says less than the others */
            static const double dashes[] = {2, 2};
            cairo_save(cr);
            cairo_set_dash(cr, dashes, 2, 0);
            cairo_set_line_width(cr, 0.7);
            draw_in_tint(t, GREY);
            cairo_rectangle(cr, left - 5, y - 3, wide + 10, plot + label_h + 3);
            cairo_stroke(cr);
            cairo_restore(cr);
        }
        if (has_mark(rapport, k)) {
            double at = plot * q->expected / top;
            if (at > bar - 3 && at < bar + 17)
                mark = fmax(bar, at); /* else the number stands right above its bar */
            cairo_set_source_rgb(cr, 1, 1, 1);
            cairo_rectangle(cr, left - 4, floor_y - at - 1.9, wide + 8, 3.8);
            cairo_fill(cr);
            draw_line(t, left - 4, floor_y - at, left + wide + 4, floor_y - at, 1.8, INK);
            draw_text(
                t, STYLE_AXIS,
                (struct spot){.x = x + k * column, .y = floor_y + 13, .w = column, .alignment = MIDDLE, .tint = GREY},
                sentence(t, "verw. %s", nl_expected(t, q->expected)));
        }
        draw_text(t, STYLE_SMALL_BOLD,
                    (struct spot){.x = x + k * column, .y = floor_y - mark - 12.5, .w = column, .alignment = MIDDLE},
                    nl_count(t, q->y));
    }
    draw_line(t, x, floor_y, x + w, floor_y, 0.7, GREY);
}
