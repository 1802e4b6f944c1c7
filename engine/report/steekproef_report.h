/* steekproef_report.h - a sample of findings on paper: the rows that were drawn, the frame, and the protocol with which
 * somebody else can draw it again. */
#ifndef REPORT_STEEKPROEF_REPORT_H
#define REPORT_STEEKPROEF_REPORT_H

#include "base/outfile.h"
#include "store/steekproef.h"

/* What the protocol says beside the sample itself. */
struct steekproef_request {
    uint64_t seed;
    uint32_t size;
    bool per_regel;
    const char *filters; /* as given, or empty */
};

/* The rows in the order of the draw: `drawn_as`, with strata `stratum`, and the columns of findings.csv. `filter` is
 * the one that the frame was read with. */
bool steekproef_csv(const struct steekproef *steekproef, sqlite3 *db, const struct bevinding_filter *filter,
                    bool per_regel, struct outfile *out, struct error *err) MUST_CHECK;
/* Every finding of the frame, by id: `bevinding_id,leidende_regel`. */
void steekproef_frame(const struct steekproef *steekproef, struct outfile *out);
/* Dutch text; holds no value of a patient. */
void steekproef_protocol(const struct steekproef *steekproef, const struct steekproef_request *request,
                         struct buf *out);

#endif
