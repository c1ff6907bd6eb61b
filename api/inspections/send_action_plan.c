/* What a school does about its reports, for its governors. */
#include "models/inspections/send_action_plan.h"

#include "api/collection.h"
#include "models/pupils/school.h"

static bool tell_plan(struct ctx *c)
{
    struct send_action_plan told;
    const char *id;
    void *school;

    return ask_key(c, &id) && find_live(c, id, &school) &&
           done(c, send_action_plan_read(c->db, id, &told)) && tell(c, &told);
}

const struct route SEND_ACTION_PLAN_ROUTES[] = {
    { "GET", "/v1/schools/:id/send-action-plan", "sendActionPlan", "inspections:read", &SCHOOLS,
      NULL, &SEND_ACTION_PLAN, 200, 0, tell_plan, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
