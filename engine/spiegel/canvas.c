/* canvas.c - see canvas.h.
 *
 * The fonts are the files named below and nothing else that a machine may have: every canvas has a configuration of
 * fontconfig of its own that holds just these. Lato has tabular figures and the signs of the formulas; what it lacks
 * (other scripts in the text of a contract) comes from DejaVu Sans. One layout is used for all texts. */
#include "spiegel/canvas.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FONT_FILES = 3, CHARACTERS_MAX = 2400, MARKS_MAX = 2 };
static const struct {
    const char *bestand, *pakket; /* of Debian */
} letter[FONT_FILES] = {
    {"lato/Lato-Regular.ttf", "fonts-lato"},
    {"lato/Lato-Bold.ttf", "fonts-lato"},
    {"dejavu/DejaVuSans.ttf", "fonts-dejavu-core"},
};

static const struct {
    double size; /* points */
    bool bold;
    float line; /* height of a line, times that of the font */
} scale_of[STYLES] = {
    [STYLE_TITLE] = {20, true, 1},         [STYLE_FIGURE] = {25, true, 1},
    [STYLE_VERDICT] = {14, true, 1},       [STYLE_HEADING] = {11, true, 1},
    [STYLE_TEXT] = {9.5, false, 1.08F},    [STYLE_TEXT_BOLD] = {9.5, true, 1.08F},
    [STYLE_SMALL] = {8.2, false, 1.08F},   [STYLE_SMALL_BOLD] = {8.2, true, 1.08F},
    [STYLE_AXIS] = {7.5, false, 1},        [STYLE_AXIS_BOLD] = {7.5, true, 1},
    [STYLE_LETTER] = {10.5, false, 1.12F}, [STYLE_LETTER_BOLD] = {10.5, true, 1.12F},
};
/* ACCENT is dark enough to be black in print. */
static const double tint_rgb[TINTS][3] = {
    [INK] = {0.07, 0.07, 0.07}, [ACCENT] = {0.04, 0.22, 0.36}, [GREY] = {0.33, 0.33, 0.33}};

/* A text that was set. */
struct set_text {
    uint64_t hash;
    enum style style;
    enum alignment side;
    int max_lines;
    double w;
    PangoLayout *layout; /* NULL: a free place; holds the text */
};
enum { SET_TEXTS = 4096 /* a power of two */, SET_TEXTS_MAX = SET_TEXTS / 2 /* some twenty reports, or 10 MiB */ };

struct canvas {
    FcConfig *config;
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout; /* borrowed: the text that was set last */
    struct set_text *set; /* by hash; owned */
    size_t sets;
    PangoAttrList *attributes;
    PangoFontDescription *font[STYLES];
    const FcCharSet *glyphs[FONT_FILES]; /* of the config */
    struct arena arena;                       /* of one report */
    struct page_box *box;                   /* owned */
    size_t boxes, boxes_cap;
    cairo_t *cairo; /* borrowed, of one report */
    unsigned measuring; /* so many begun, not ended */
    unsigned page;
    char *missing; /* a font that could not be read; owned */
    const char *pakket;
    bool font_failed; /* and letters are missing */
};

/* Pango only warns of a font that it could open when it was looked for, and cannot any more. It does so in the thread
 * that sets the text. */
static _Thread_local bool font_failed;

static GLogWriterOutput take_warning(GLogLevelFlags level, const GLogField *field, gsize fields, gpointer unused)
{
    static const char *const begin[] = {"failed to create cairo scaled font", "font_face status is",
                                        "scaled_font status is"};
    for (gsize i = 0; i < fields; i++)
        for (size_t k = 0; strcmp(field[i].key, "MESSAGE") == 0 && k < sizeof begin / sizeof *begin; k++)
            if (g_str_has_prefix(field[i].value, begin[k])) {
                font_failed = true;
                return G_LOG_WRITER_HANDLED;
            }
    return g_log_writer_default(level, field, fields, unused);
}

static void take_warnings(void)
{
    g_log_set_writer_func(take_warning, NULL, NULL);
}

struct canvas *canvas_new(void)
{
    return canvas_new_from(DUBBELLOOP_FONTS);
}

/* False when the file is not there or cannot be read: fontconfig tells of the first only. */
static bool add_font(struct canvas *t, size_t i, const char *path)
{
    FcCharSet *glyphs;
    if (!FcConfigAppFontAddFile(t->config, (const FcChar8 *)path))
        return false;
    const FcFontSet *set = FcConfigGetFonts(t->config, FcSetApplication);
    if (set->nfont != (int)i + 1 || FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &glyphs) != FcResultMatch)
        return false;
    t->glyphs[i] = glyphs;
    return true;
}

struct canvas *canvas_new_from(const char *folder)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* for GLib allows it once */
    struct canvas *t = xcalloc(1, sizeof *t);
    pthread_once(&once, take_warnings);
    t->config = FcConfigCreate();
    if (!t->config)
        out_of_resources("a configuration of fonts");
    for (size_t i = 0; i < FONT_FILES && !t->missing; i++) {
        char *path = xprintf("%s/%s", folder, letter[i].bestand);
        if (add_font(t, i, path)) {
            free(path);
        } else {
            t->missing = path;
            t->pakket = letter[i].pakket;
        }
    }
    if (t->missing)
        return t;
    /* Else Pango starts a thread that reads the configuration of the machine, for nothing. */
    FcConfigSetCurrent(t->config);
    t->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (!t->map)
        out_of_resources("a map of fonts");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(t->map), t->config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(t->map), 72); /* a point is a unit of the page */
    t->context = pango_font_map_create_context(t->map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(t->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(t->context, FALSE);
    pango_context_set_language(t->context, pango_language_from_string("nl"));
    pango_context_set_base_dir(t->context, PANGO_DIRECTION_LTR);
    t->set = xcalloc(SET_TEXTS, sizeof *t->set);
    /* No ligatures: who copies or searches a text in the PDF finds letters. */
    t->attributes = pango_attr_list_new();
    pango_attr_list_insert(t->attributes, pango_attr_font_features_new("liga=0, clig=0"));
    for (int i = 0; i < STYLES; i++) {
        t->font[i] = pango_font_description_new();
        pango_font_description_set_family_static(t->font[i], "Lato");
        pango_font_description_set_weight(t->font[i], scale_of[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_size(t->font[i], (int)(scale_of[i].size * PANGO_SCALE));
    }
    return t;
}

static void forget_texts(struct canvas *t)
{
    for (size_t i = 0; t->set && i < SET_TEXTS; i++)
        if (t->set[i].layout)
            g_object_unref(t->set[i].layout);
    if (t->set)
        memset(t->set, 0, SET_TEXTS * sizeof *t->set);
    t->sets = 0;
}

void canvas_free(struct canvas *t)
{
    if (!t)
        return;
    forget_texts(t);
    free(t->set);
    if (t->attributes)
        pango_attr_list_unref(t->attributes);
    for (int i = 0; i < STYLES; i++)
        pango_font_description_free(t->font[i]);
    if (t->context)
        g_object_unref(t->context);
    if (t->map) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(t->map), NULL); /* Pango keeps it for ever otherwise */
        g_object_unref(t->map);
    }
    FcConfigDestroy(t->config);
    free(t->missing);
    arena_release(&t->arena);
    free(t->box);
    free(t);
}

bool canvas_begin(struct canvas *t, cairo_t *cairo, struct error *err)
{
    if (t->missing)
        return error_set(err, STATUS_FAILED,
                         "the font %s cannot be read: install the package %s, or build with -Dfonts=FOLDER",
                         t->missing, t->pakket);
    arena_reset(&t->arena);
    if (t->sets > SET_TEXTS_MAX / 2)
        forget_texts(t);
    t->boxes = 0;
    t->page = 0;
    t->measuring = 0;
    t->cairo = cairo;
    return true;
}

void canvas_next_page(struct canvas *t)
{
    t->page++;
}

bool canvas_end(struct canvas *t, struct error *err)
{
    t->cairo = NULL;
    t->font_failed |= font_failed; /* for as long as it keeps what was set */
    font_failed = false;
    return !t->font_failed
           || error_set(err, STATUS_FAILED,
                        "a font of %s could not be read any more: look at the log of the system, and try again",
                        DUBBELLOOP_FONTS);
}

const struct page_box *canvas_boxes(const struct canvas *t, size_t *n)
{
    *n = t->boxes;
    return t->box;
}

cairo_t *canvas_cairo(struct canvas *t)
{
    return t->cairo;
}

const char *sentence(struct canvas *t, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *out = arena_alloc(&t->arena, (size_t)n + 1);
    va_start(list, format);
    vsnprintf(out, (size_t)n + 1, format, list);
    va_end(list);
    return out;
}

static bool has_glyph(const struct canvas *t, gunichar c)
{
    for (size_t i = 0; i < FONT_FILES; i++)
        if (t->glyphs[i] && FcCharSetHasChar(t->glyphs[i], c))
            return true;
    return false;
}

const char *harmless(struct canvas *t, struct text text)
{
    enum { ONBEKEND = 0xFFFD };
    struct buf out = {0};
    size_t marks = 0, characters = 0;
    bool space = true; /* none at the front */
    for (size_t i = 0; i < text.n;) {
        gunichar c = g_utf8_get_char_validated(text.at + i, (gssize)(text.n - i));
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            c = ONBEKEND;
            i++;
        } else {
            i += (size_t)g_unichar_to_utf8(c, NULL);
        }
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029) {
            if (!space)
                buf_text(&out, " ");
            space = true;
            continue;
        }
        if (g_unichar_type(c) == G_UNICODE_FORMAT)
            continue; /* directions, joiners, soft hyphens */
        marks = g_unichar_ismark(c) ? marks + 1 : 0;
        if (marks > MARKS_MAX)
            continue;
        if (!has_glyph(t, c))
            c = ONBEKEND;
        if (++characters > CHARACTERS_MAX) {
            buf_text(&out, "…");
            break;
        }
        out.n += (size_t)g_unichar_to_utf8(c, buf_room(&out, 6));
        space = false;
    }
    while (out.n && out.at[out.n - 1] == ' ')
        out.n--;
    const char *kept = arena_copy(&t->arena, out.n ? out.at : "", out.n);
    buf_release(&out);
    return kept;
}

static PangoLayout *set_text(struct canvas *t, const struct set_text *how, const char *text)
{
    static const PangoAlignment alignment[] = {
        [LEFT] = PANGO_ALIGN_LEFT, [MIDDLE] = PANGO_ALIGN_CENTER, [RIGHT] = PANGO_ALIGN_RIGHT};
    PangoLayout *layout = pango_layout_new(t->context);
    pango_layout_set_auto_dir(layout, FALSE); /* a line of Hebrew stays in its column like all others */
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_attributes(layout, t->attributes);
    pango_layout_set_font_description(layout, t->font[how->style]);
    pango_layout_set_line_spacing(layout, scale_of[how->style].line);
    pango_layout_set_width(layout, how->w > 0 ? (int)(how->w * PANGO_SCALE) : -1);
    pango_layout_set_height(layout, how->max_lines ? -how->max_lines : -1);
    pango_layout_set_ellipsize(layout, how->max_lines ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_alignment(layout, alignment[how->side]);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static bool is_set(const struct set_text *set, const struct set_text *how, const char *text)
{
    return set->hash == how->hash && set->style == how->style && set->side == how->side
           && set->max_lines == how->max_lines && !(set->w < how->w) && !(set->w > how->w)
           && strcmp(pango_layout_get_text(set->layout), text) == 0;
}

/* Sets the layout for a text. */
static void set_layout(struct canvas *t, enum style style, double w, int max_lines, enum alignment side,
                       const char *text)
{
    struct set_text how = {.hash = 14695981039346656037u, .style = style, .side = side, .max_lines = max_lines, .w = w};
    for (const char *at = text; *at; at++)
        how.hash = (how.hash ^ (unsigned char)*at) * 1099511628211u; /* FNV-1a */
    if (t->sets == SET_TEXTS_MAX)
        forget_texts(t);
    size_t place = (how.hash ^ (uint64_t)style << 8) % SET_TEXTS;
    while (t->set[place].layout && !is_set(&t->set[place], &how, text))
        place = (place + 1) % SET_TEXTS;
    if (!t->set[place].layout) {
        how.layout = set_text(t, &how, text);
        t->set[place] = how;
        t->sets++;
    }
    t->layout = t->set[place].layout;
}

static double layout_height(struct canvas *t)
{
    int h;
    pango_layout_get_size(t->layout, NULL, &h);
    return (double)h / PANGO_SCALE;
}

double text_width(struct canvas *t, enum style style, const char *text)
{
    int w;
    set_layout(t, style, 0, 0, LEFT, text);
    pango_layout_get_size(t->layout, &w, NULL);
    return (double)w / PANGO_SCALE;
}

double text_height(struct canvas *t, enum style style, double w, int max_lines, const char *text)
{
    set_layout(t, style, w, max_lines, LEFT, text);
    return layout_height(t);
}

double text_fitting(struct canvas *t, enum style style, double w, const char *text)
{
    double width = text_width(t, style, text);
    return width > w ? w / width : 1;
}

static void show_layout(struct canvas *t, double scale, struct spot spot)
{
    PangoRectangle ink;
    if (t->measuring)
        return;
    pango_layout_get_extents(t->layout, &ink, NULL);
    ARRAY_ROOM(t->box, t->boxes, t->boxes_cap);
    t->box[t->boxes++] = (struct page_box){
        .page = t->page,
        .x = spot.x + scale * ink.x / PANGO_SCALE,
        .y = spot.y + scale * ink.y / PANGO_SCALE,
        .w = scale * ink.width / PANGO_SCALE,
        .h = scale * ink.height / PANGO_SCALE,
        .is_cut = pango_layout_is_ellipsized(t->layout),
        .may_cut = spot.may_cut,
    };
    draw_in_tint(t, spot.tint);
    cairo_save(t->cairo);
    cairo_translate(t->cairo, spot.x, spot.y);
    if (scale < 1)
        cairo_scale(t->cairo, scale, scale);
    pango_cairo_show_layout(t->cairo, t->layout);
    cairo_restore(t->cairo);
}

double draw_text(struct canvas *t, enum style style, struct spot spot, const char *text)
{
    if (!*text)
        return 0;
    set_layout(t, style, spot.w, spot.max_lines, spot.alignment, text);
    show_layout(t, 1, spot);
    return layout_height(t);
}

double draw_scaled(struct canvas *t, enum style style, double scale, struct spot spot, const char *text)
{
    set_layout(t, style, spot.w / scale + 1, 1, spot.alignment, text);
    show_layout(t, scale, spot);
    return scale * layout_height(t);
}

double draw_as(struct canvas *t, const char *tag, enum style style, struct spot spot, const char *text)
{
    tag_begin(t, tag);
    double h = draw_text(t, style, spot, text);
    tag_end(t, tag);
    return h;
}

/* The first `n` of the items, and how many there are more. */
static const char *joined(struct canvas *t, const char *const *item, size_t n, size_t all)
{
    struct buf out = {0};
    for (size_t i = 0; i < n; i++)
        buf_printf(&out, "%s%s", i ? "; " : "", item[i]);
    if (n < all)
        buf_printf(&out, "%sen nog %zu", n ? "; " : "", all - n);
    const char *text = arena_copy(&t->arena, buf_string(&out), out.n);
    buf_release(&out);
    return text;
}

const char *list_that_fits(struct canvas *t, enum style style, double w, int max_lines, const char *const *item,
                           size_t n)
{
    size_t fits = 0;              /* the most that is known to fit: 0 always does */
    size_t above = 0, length = 0; /* the least that is known not to */
    while (above < n
           && length <= (size_t)(max_lines * w)) /* a letter takes a point or more: no long list is set whole */
        length += strlen(item[above++]);
    for (size_t try = above++; fits + 1 < above; try = fits + (above - fits) / 2) {
        set_layout(t, style, w, max_lines, LEFT, joined(t, item, try, n));
        if (pango_layout_is_ellipsized(t->layout))
            above = try;
        else
            fits = try;
    }
    return joined(t, item, fits, n);
}

void draw_in_tint(struct canvas *t, enum tint tint)
{
    cairo_set_source_rgb(t->cairo, tint_rgb[tint][0], tint_rgb[tint][1], tint_rgb[tint][2]);
}

void draw_line(struct canvas *t, double x1, double y1, double x2, double y2, double width, enum tint tint)
{
    if (t->measuring)
        return;
    draw_in_tint(t, tint);
    cairo_set_line_width(t->cairo, width);
    cairo_move_to(t->cairo, x1, y1);
    cairo_line_to(t->cairo, x2, y2);
    cairo_stroke(t->cairo);
}

void draw_area(struct canvas *t, double x, double y, double w, double h, double grey)
{
    if (t->measuring)
        return;
    cairo_set_source_rgb(t->cairo, grey, grey, grey);
    cairo_rectangle(t->cairo, x, y, w, h);
    cairo_fill(t->cairo);
}

void measuring_begin(struct canvas *t)
{
    t->measuring++;
}

void measuring_end(struct canvas *t)
{
    t->measuring--;
}

void tag_begin(struct canvas *t, const char *tag)
{
    if (!t->measuring)
        cairo_tag_begin(t->cairo, tag, NULL);
}

void tag_end(struct canvas *t, const char *tag)
{
    if (!t->measuring)
        cairo_tag_end(t->cairo, tag);
}
