/* funnel_svg.c - see funnel_svg.h. */
#include "spiegel/funnel_svg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "spiegel/statistics.h"

/* 1234567 -> 1.234.567 */
void dutch_count(struct buf *out, uint64_t number)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_text(out, ".");
        buf_add(out, digits + i, 1);
    }
}

/* -1234.56 -> -1.234,56 */
void dutch_number(struct buf *out, double number)
{
    double cents = round(fabs(number) * 100);
    if (number < 0 && cents > 0)
        buf_text(out, "\u2212");
    dutch_count(out, (uint64_t)(cents / 100));
    buf_printf(out, ",%02u", (unsigned)fmod(cents, 100));
}

/* The funnel: the ratio y / E against E, on a logarithmic axis, so that small and large providers can both be told
 * apart. What lies above the axis stands at its upper edge. */
enum { F_WIDTH = 720, F_HEIGHT = 380, F_LEFT = 44, F_RIGHT = 56, F_TOP = 14, F_BOTTOM = 44, F_STEPS = 60 };
struct funnel {
    double from, until; /* of E */
    double top;         /* of the ratio */
};

static double funnel_x(const struct funnel *f, double e)
{
    double left = F_LEFT, width = F_WIDTH - F_LEFT - F_RIGHT;
    return left + width * log(e / f->from) / log(f->until / f->from);
}

static double funnel_y(const struct funnel *f, double ratio)
{
    double top = F_TOP, height = F_HEIGHT - F_TOP - F_BOTTOM;
    return top + height * (1 - fmin(ratio, f->top) / f->top);
}

/* False: nobody has a dot. */
static bool make_funnel_axes(const struct funnel_group *groep, struct funnel *f)
{
    double low = INFINITY, high = 0, ratio = 0;
    for (size_t i = 0; i < groep->n; i++) {
        const struct kwartaalcijfer *now = rapport_now(&groep->rapport[i]);
        if (!kwartaal_comparable(now))
            continue;
        low = fmin(low, now->expected);
        high = fmax(high, now->expected);
        ratio = fmax(ratio, ratio_of(now->y, now->expected));
    }
    if (high > 0 && groep_showable(groep->rapport->groep)) /* the limits are in sight at least for the largest */
        ratio = fmax(ratio, 1 + LIMIT_998 * sqrt(groep->rapport->groep->phi / high));
    /* From end to end at least a factor 5, so that the axis has numbers. */
    double wider = fmax(1.15, sqrt(5 * low / high));
    *f = (struct funnel){low / wider, high * wider, fmax(ceil(ratio * 1.05), 2)}; /* it holds every dot */
    return high > 0;
}

static void add_axes(struct buf *out, const struct funnel *f)
{
    static const double mantissa[] = {1, 2, 5};
    double bottom = funnel_y(f, 0), last = -100, step = f->top > 8 ? ceil(f->top / 8) : f->top > 4 ? 1 : 0.5;
    for (double ratio = 0; ratio <= f->top; ratio += step) {
        double y = funnel_y(f, ratio);
        buf_printf(out,
                   "<path class=\"%s\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d%s</text>",
                   ratio == 1 ? "een" : "as", F_LEFT, y, F_WIDTH - F_RIGHT, F_LEFT - 6, y + 4, (int)ratio,
                   step >= 1               ? ""
                   : ratio == floor(ratio) ? ",0"
                                           : ",5");
    }
    for (double ten = 1e-4; ten < 1e9; ten *= 10)
        for (int m = 0; m < 3; m++) {
            double e = ten * mantissa[m], x = e < f->from || e > f->until ? -100 : funnel_x(f, e);
            if (x < last + 64)
                continue;
            last = x;
            buf_printf(out,
                       "<path class=\"as\" d=\"M%.1f %.1fv5\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", x,
                       bottom, x, bottom + 18);
            if (e >= 1)
                dutch_count(out, (uint64_t)(e + 0.5));
            else {
                char text[16];
                snprintf(text, sizeof text, "%g", e);
                char *point = strchr(text, '.');
                if (point)
                    *point = ',';
                buf_text(out, text);
            }
            buf_text(out, "</text>");
        }
    buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">verwacht aantal regels E</text>",
               (F_LEFT + F_WIDTH - F_RIGHT) / 2, F_HEIGHT - 6);
    buf_printf(out, "<text x=\"12\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 12 %d)\">y / E</text>",
               (F_TOP + F_HEIGHT - F_BOTTOM) / 2, (F_TOP + F_HEIGHT - F_BOTTOM) / 2);
}

/* One limit, above and below, with its name at the right end, above `*label`: where the name of another one stands. */
static void add_limit(struct buf *out, const struct funnel *f, double width, double phi, const char *class,
                      const char *name, double *label)
{
    for (int side = -1; side <= 1; side += 2) {
        bool pen = false;
        double y = 0;
        buf_printf(out, "<path class=\"%s\" d=\"", class);
        for (int i = 0; i <= F_STEPS; i++) {
            double e = f->from * pow(f->until / f->from, (double)i / (double)F_STEPS),
                   ratio = 1 + side * width * sqrt(phi / e);
            if (ratio > f->top || ratio < 0)
                continue;
            y = funnel_y(f, ratio);
            buf_printf(out, "%c%.1f %.1f", pen ? 'L' : 'M', funnel_x(f, e), y);
            pen = true;
        }
        buf_text(out, "\"/>");
        if (pen && side > 0) {
            *label = fmin(y + 4, *label - 13);
            buf_printf(out, "<text x=\"%d\" y=\"%.1f\">%s</text>", F_WIDTH - F_RIGHT + 5, *label, name);
        }
    }
}

static void add_dot_title(struct buf *out, const struct rapport *r)
{
    const struct kwartaalcijfer *now = rapport_now(r);
    buf_printf(out, "<title>AGB %08u: N ", r->agb);
    dutch_count(out, now->n);
    buf_text(out, ", y ");
    dutch_count(out, now->y);
    buf_text(out, ", E ");
    dutch_number(out, now->expected);
    buf_printf(out, ", %s", verdict_name[r->verdict]);
    if (rapport_enough(r))
        buf_printf(out, " (E onder %d: al bij y = %u)", SPIEGEL_FEW, rapport_enough(r));
    buf_text(out, "</title>");
}

static void add_dot(struct buf *out, const struct funnel *f, const struct rapport *r, double size,
                    funnel_address_fn *address)
{
    const struct kwartaalcijfer *now = rapport_now(r);
    double x = funnel_x(f, now->expected), y = funnel_y(f, ratio_of(now->y, now->expected));
    bool higher = r->verdict == HIGHER_THAN_EXPECTED;
    if (address) {
        buf_text(out, "<a href=\"");
        address(out, r);
        buf_text(out, "\">");
    }
    if (higher) /* another shape too: not everybody tells the colours apart */
        buf_printf(out, "<path class=\"hoger\" d=\"M%.1f %.1fl6 6-6 6-6-6z\">", x, y - 6);
    else
        buf_printf(out, "<circle class=\"punt\" cx=\"%.1f\" cy=\"%.1f\" r=\"%g\">", x, y, size);
    if (address)
        add_dot_title(out, r);
    buf_printf(out, "</%s>%s", higher ? "path" : "circle", address ? "</a>" : "");
}

/* By E, so that the arrow keys go from left to right. */
static int by_expected_count(const void *a, const void *b)
{
    const struct rapport *p = *(const struct rapport *const *)a, *q = *(const struct rapport *const *)b;
    double left = rapport_now(p)->expected, right = rapport_now(q)->expected;
    return left != right ? (left > right) - (left < right) : (p->agb > q->agb) - (p->agb < q->agb);
}

/* A ring around one's own, and its name when the others have none. */
static void add_own(struct buf *out, const struct funnel *f, const struct rapport *own)
{
    const struct kwartaalcijfer *now = rapport_now(own);
    const double x = funnel_x(f, now->expected), y = funnel_y(f, ratio_of(now->y, now->expected));
    buf_printf(out, "\n<circle class=\"eigen\" cx=\"%.1f\" cy=\"%.1f\" r=\"9\">", x, y);
    add_dot_title(out, own);
    buf_text(out, "</circle>");
}

bool funnel_svg(const struct funnel_group *groep, struct buf *out)
{
    const struct rapport **dot = xcalloc(groep->n, sizeof *dot);
    struct funnel axes, *f = &axes;
    size_t dots = 0;
    for (size_t i = 0; i < groep->n; i++)
        if (kwartaal_comparable(rapport_now(&groep->rapport[i])))
            dot[dots++] = &groep->rapport[i];
    if (!make_funnel_axes(groep, f)) {
        free(dot);
        return false;
    }
    qsort(dot, dots, sizeof *dot, by_expected_count);
    buf_printf(out,
               "<svg viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"Funnel: "
               "y / E tegen E, %zu aanbieders%s\">\n",
               F_WIDTH, F_HEIGHT, dots, groep->hint);
    add_axes(out, f);
    if (groep_showable(groep->rapport->groep)) {
        double label = F_HEIGHT;
        add_limit(out, f, LIMIT_95, groep->rapport->groep->phi, "g95", "95%", &label);
        add_limit(out, f, LIMIT_998, groep->rapport->groep->phi, "g998", "99,8%", &label);
    }
    for (size_t i = 0; i < dots; i++) {
        buf_text(out, "\n");
        add_dot(out, f, dot[i], dots > 1000 ? 2.5 : dots > 200 ? 3 : 4, groep->address);
    }
    if (groep->own && kwartaal_comparable(rapport_now(groep->own)))
        add_own(out, f, groep->own);
    buf_text(out, "\n</svg>\n");
    free(dot);
    return true;
}
