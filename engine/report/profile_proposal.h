/* profile_proposal.h - what was found out about a foreign export, as a profile with comments in Dutch: what could not
 * be told at its top, and a preview of three lines at its end. The preview holds values of patients, with bsn and
 * verzekerdennummer masked: it goes where the user asked, and nowhere else. */
#ifndef REPORT_PROFILE_PROPOSAL_H
#define REPORT_PROFILE_PROPOSAL_H

#include "base/memory.h"
#include "ingest/sniff.h"

/* Adds the profile, which `run --profile` takes as it is. `file` is the name of the export. */
void profile_proposal(const struct sniff *sniff, const char *file, struct buf *out);

#endif
