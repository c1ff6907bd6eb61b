#include "models/transition.h"

#include <string.h>

const struct shape TRANSITION_ASK = SHAPE("transition_ask", transition_ask,
                                          FIELD(transition_ask, machine, LABEL, REQUIRED),
                                          FIELD(transition_ask, status, STATUS, REQUIRED));

const struct shape TRANSITION_RULE = SHAPE("transition_rule", transition_rule,
                                           FIELD(transition_rule, to, STATUS, READ_ONLY),
                                           FIELD(transition_rule, status, STATUS, READ_ONLY),
                                           FIELD(transition_rule, scope, SCOPE, READ_ONLY));

const struct shape TRANSITION = SHAPE("transition", transition, TRANSITION_FIELDS(transition));

const struct shape STATUS_CHANGE = SHAPE(
    "status_change", status_change, FIELD(status_change, from, STATUS, READ_ONLY),
    FIELD(status_change, to, STATUS, READ_ONLY), FIELD(status_change, status, STATUS, READ_ONLY),
    FIELD(status_change, on, DAY, READ_ONLY), FIELD(status_change, reason, NOTE, READ_ONLY),
    FIELD(status_change, reference, LABEL, READ_ONLY),
    FIELD(status_change, version, COUNT, READ_ONLY), FIELD(status_change, actor, UUID, READ_ONLY),
    FIELD(status_change, at, INSTANT, READ_ONLY));

static void take_over(const struct field *from, const void *step, const struct field *to, void *row)
{
    if (from->base == INTEGER)
        *field_int(to, row) = *(const int64_t *)field_at(from, step);
    else if (from->base == BOOLEAN)
        *field_flag(to, row) = *(const bool *)field_at(from, step);
    else
        *field_text(to, row) = *(const char *const *)field_at(from, step);
}

void transition_apply(const struct step_taken *taken, const struct shape *shape, void *row)
{
    static const char *const SPECIAL[][2] = { { "to", "status_step" },
                                              { "on", "status_on" },
                                              { "reason", "status_reason" },
                                              { "reference", "status_reference" } };
    const size_t special = sizeof SPECIAL / sizeof *SPECIAL;
    const struct shape *from = taken->shape;

    for (size_t i = 0; i < special; i++)
        set_text(shape, row, SPECIAL[i][1], get_text(from, taken->step, SPECIAL[i][0]));
    set_text(shape, row, "status", taken->status);
    if (!get_text(from, taken->step, "on"))
        set_text(shape, row, "status_on", taken->today);
    for (size_t i = special; i < from->count; i++) {
        const struct field *to = shape_field(shape, from->fields[i].name);

        if (to && !field_absent(&from->fields[i], taken->step))
            take_over(&from->fields[i], taken->step, to, row);
    }
}
