/* What an inspection tells in the end: the snapshot that the step `final` makes, in JSON and as a
 * page, who sees it, and that it stays. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
}

TestSuite(reports, .init = start, .fini = client_stop, .timeout = 300);

static const char *in_report(const char *said)
{
    return owner_says(cast.inspected,
                      text_of("SELECT %s FROM app.inspection_report WHERE inspection_id = '%s'",
                              said, inspection));
}

Test(reports, it_stays_whoever_writes_it)
{
    static const char *const WRITES[] = {
        "UPDATE app.inspection_report SET areas = '[]'",
        "UPDATE app.inspection_report SET deleted_at = now()",
        "UPDATE app.inspection_report SET version = 7",
        "DELETE FROM app.inspection_report",
    };

    bring_inspection(inspection, "final");
    for (size_t i = 0; i < sizeof WRITES / sizeof *WRITES; i++)
        owner_says(cast.inspected,
                   text_of("DO $$ DECLARE broken text; BEGIN %s; RAISE 'it was written';"
                           " EXCEPTION WHEN exclusion_violation THEN"
                           " GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;"
                           " ASSERT broken = 'report_stands', broken; END $$",
                           WRITES[i]));
    cr_expect_str_eq(in_report("jsonb_array_length(areas) || ' ' || version"), "2 1");
    cr_expect_str_eq(owner_says(cast.inspected,
                                "SELECT has_table_privilege('api_rw', 'app.inspection_report',"
                                " 'INSERT') OR has_table_privilege('api_rw',"
                                " 'app.inspection_report', 'UPDATE')"), "f");
}

/* Whoever came after the words were written may bear a name that is in them. */
Test(reports, it_names_no_pupil)
{
    const char *words = "UPDATE app.inspection_judgement SET strengths = '[\"Loveday Pascoe\"]'"
                        " WHERE kind = 'agreed' AND area = 'outcomes'";

    bring_inspection(inspection, "moderated");
    owner_says(cast.inspected, text_of("SET session_replication_role = replica; %s", words));
    add_pupil(cast.inspected);
    refused_for(move_inspection(cast.quality.token, inspection, "final", -1, ""), 422,
                "validation_failed", "/to report_names_no_pupil");
    cr_expect_str_eq(in_report("count(*)"), "0");
}

Test(reports, what_is_to_be_developed_is_numbered)
{
    bring_inspection(inspection, "final");
    cr_expect_str_eq(owner_says(cast.inspected,
                                text_of("SELECT string_agg(number || ' ' || area || ' ' || said,"
                                        " ', ') FROM app.inspection_report r CROSS JOIN LATERAL"
                                        " app.areas_for_development(r.trust_id, r.inspection_id)"
                                        " WHERE r.inspection_id = '%s'", inspection)),
                     "1 leadership Reading, 2 outcomes Reading");
}
