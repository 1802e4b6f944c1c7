/* filters.c - see filters.h. */
#include "cli/filters.h"

/* "nieuw,open" to a set. */
static bool read_statussen(const char *text, unsigned *set)
{
    while (*text) {
        size_t n = strcspn(text, ","), s = 0;
        while (s < BEVINDING_STATUSSEN
               && !text_equal((struct text){text, n}, text_of(bevinding_status_name[s])))
            s++;
        if (s == BEVINDING_STATUSSEN)
            return false;
        *set |= 1U << s;
        text += n + (text[n] == ',');
    }
    return true;
}

static bool is_one_of(const char *value, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(value, name[i]) == 0)
            return true;
    return value[0] == '\0';
}

const char *filters_read(const struct filter_options *options, struct bevinding_filter *filter)
{
    filter->zekerheid = text_of(options->zekerheid);
    filter->categorie = text_of(options->categorie);
    filter->agb = text_of(options->agb);
    filter->uzovi = text_of(options->uzovi);
    return !read_statussen(options->status, &filter->statussen)            ? "--status takes nieuw, open, vervallen"
           : !is_one_of(options->zekerheid, zekerheid_name, ZEKERHEDEN)    ? "--zekerheid: no such grade"
           : !is_one_of(options->categorie, categorie_name, CATEGORIEEN)   ? "--categorie: no such category"
                                                                           : NULL;
}
