#include "models/inspections/inspection_report.h"

#include "api/collection.h"
#include "api/documents.h"
#include "api/inspections/report_page.h"

static bool find_report(struct ctx *c)
{
    void *row;

    if (!find_parent(c) || !done(c, report_find(c->db, c->path_values[0], &row)))
        return false;
    return c->form == FORM_HTML ? tell_page_of(c, row, REPORT_CSS_DIGEST, put_report_page)
                                : is_new_to_client(c, row) && tell(c, row);
}

const struct route INSPECTION_REPORT_ROUTES[] = {
    { "GET", "/v1/inspections/:inspection_id/report", "findReport", "inspections:read",
      &INSPECTION_REPORTS, NULL, &INSPECTION_REPORT, 200, AS_HTML, find_report, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
