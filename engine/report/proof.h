/* proof.h - the proof of one finding: both lines and where they stand, the arithmetic of the periods, every rule that
 * hit with its source, direction, grade and reasons, why each reason holds, contract rows, the credits that were looked
 * at, and the history. Dutch text, or JSON with the same content. */
#ifndef REPORT_PROOF_H
#define REPORT_PROOF_H

#include "report/proof_pen.h"
#include "store/bevindingen.h"

/* Writes the proof of the finding to `out`. Fails when the stored lines and recorded tables do not give this finding.
 */
bool proof_write(struct store *store, const struct bevinding_reader *finding, bool json, struct buf *out,
                 struct error *err) MUST_CHECK;

/* The same with a pen of the caller's, in whatever form. What was written before it fails is of no use. */
bool proof_tell(struct store *store, const struct bevinding_reader *finding, struct pen *pen,
                struct error *err) MUST_CHECK;

#endif
