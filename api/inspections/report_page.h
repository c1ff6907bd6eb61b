#pragma once

#include "models/buffer.h"

/* A struct inspection_report as a page to print, in UTF-8 and English: all it needs is in it, and
 * its style is REPORT_CSS (api/documents.h). Without memory the buffer turns `failed`. */
void put_report_page(struct buffer *out, const void *report);
