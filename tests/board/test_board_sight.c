/* Who may do what with a board at which stage: every route, asked by everybody, at every stage on
 * its way. A table that hangs on boards has its routes here, too. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/recommendation_records.h"

TestSuite(board_sight, .init = cast_board, .fini = client_stop, .timeout = 300);

enum { STAGES = 3 };
static const char *const STAGE[STAGES] = { "forming", "sitting", "ended" };

/* In this order below. `some` is a SEND lead of one school; `everywhere` leads every school of the
 * trust, which is no more than to lead any. */
enum { OVERSEER, ADMIN, FACILITATOR, STRANGER, HEAD, SENCO, DSL, SOME, EVERYWHERE, BYSTANDER,
       QUALITY, INSPECTOR, AUDITOR, FINANCE, FOREIGN, ROLES };
static const char *const ROLE[ROLES] = { "overseer",   "admin",     "facilitator", "stranger",
                                         "head",       "senco",     "dsl",         "some",
                                         "everywhere", "bystander", "quality",     "inspector",
                                         "auditor",    "finance",   "foreign" };

/* For each role what becomes of it, stage by stage: + it is done, . there is no such thing (a list
 * is empty), x it is not for this caller, - it is not for this stage. One letter: always. Whatever
 * is not a GET is a dry run, where it can be. A history without the scope that reads the record has
 * no content, nor has one of which all was written before it was told. */
static const struct asked {
    const char *method, *path, *body;
    const char *comes_of_it[ROLES];
} ROUTES[] = {
    { "GET", "/v1/boards/{b}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards?id={b}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/transitions", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/boards",
      "{'name':'Another','school_ids_covered':['{school}'],'term_starts_on':'2026-09-01',"
      "'term_ends_on':'2027-07-31','seats_per_school':1,'minimum_send_share':0}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "-" } },
    { "PATCH", "/v1/boards/{b}", "{'purpose':'To be heard'}",
      { "++-", "++-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/boards/{b}/transitions", "{'to':'{next}'}",
      { "++-", "++-", "xx-", ".", "xx-", "xx-", "xx-", "xx-", "xx-", ".", "x", "x", "x", "x",
        "." } },
    { "DELETE", "/v1/boards/{b}", NULL,
      { "-", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/facilitators", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/facilitators/{f}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/facilitators/{f}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/boards/{b}/facilitators", "{'user_id':'{stranger}','name':'A third'}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/facilitators/{f}", "{'name':'Another'}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/boards/{b}/facilitators/{f}", NULL,
      { "+--", "+--", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members?school_id={other}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{m}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{o}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{m}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/boards/{b}/members", "{'school_id':'{school}','age_band':'13_to_15'}",
      { "++-", "++-", "++-", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/members/{m}", "{'need':'VI'}",
      { "++-", "++-", "++-", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/boards/{b}/members/{m}", NULL,
      { "+--", "+--", "+--", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{m}/consents", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{m}/consents/{c}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{o}/consents", NULL,
      { ".++", ".++", ".++", ".", ".", ".", ".", ".", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/members/{m}/consents/{c}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/boards/{b}/members/{m}/consents",
      "{'type':'recording','giver':'parent','given_on':'2026-09-01'}",
      { "++-", "++-", "++-", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/members/{m}/consents/{c}", "{'evidence_reference':'Folder 7'}",
      { "+", "+", "+", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings?status=minutes_published", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/boards/{b}/meetings?status=planned", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}", NULL,
      { "+", "+", "+", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/transitions", NULL,
      { "+", "+", "+", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/history", NULL,
      { "+", "+", "x", "x", ".++", ".++", ".++", ".++", ".++", ".", ".++", "x", ".++", "x",
        "." } },
    { "POST", "/v1/boards/{b}/meetings",
      "{'focus':'SEND','held_on':'{today}','school_id':'{school}'}",
      { "++-", "++-", "++-", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/meetings/{p}", "{'focus':'SEND'}",
      { "++-", "++-", "++-", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/boards/{b}/meetings/{g}/transitions",
      "{'to':'minutes_withdrawn','reason':'A slip'}",
      { "-++", "-++", "-++", ".", ".xx", ".xx", ".xx", ".xx", ".xx", ".", "x", "x", "x", "x",
        "." } },
    { "DELETE", "/v1/boards/{b}/meetings/{p}", NULL,
      { "++-", "++-", "++-", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/agenda-items", NULL,
      { "+", "+", "+", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/agenda-items/{i}", NULL,
      { "+", "+", "+", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/agenda-items/{i}/history", NULL,
      { "+", "+", "x", "x", ".", ".", ".", ".", ".", ".", ".", "x", ".", "x", "." } },
    { "POST", "/v1/boards/{b}/meetings/{p}/agenda-items", "{'title':'Lunch','put_up_by':'trust'}",
      { "++-", "++-", "++-", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/meetings/{g}/agenda-items/{i}", "{'title':'Dinner'}",
      { "+--", "+--", "+--", ".", "x", "x", ".xx", ".xx", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/attendance?member_id={m}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/attendance?member_id={o}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/attendance?facilitator_id={f}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/attendance/{w}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", ".++", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/meetings/{g}/attendance/{w}/history", NULL,
      { "+", "+", "x", "x", ".", ".", ".", ".", ".", ".", ".", "x", ".", "x", "." } },
    { "POST", "/v1/boards/{b}/meetings/{p}/attendance",
      "{'member_id':'{m}','attendance':'absent'}",
      { "++-", "++-", "++-", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/boards/{b}/meetings/{g}/attendance/{w}", "{'attendance':'absent'}",
      { "+--", "+--", "+--", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-consent-rules", NULL,
      { "+", "+", "+", "+", "+", "+", "+", "+", "+", "+", "x", "x", "x", "x", "+" } },
    { "PATCH", "/v1/board-consent-rules/{rule}", "{'givers':['parent']}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-themes/{t}", NULL,
      { "+", "+", "+", "+", "+", "+", "+", "+", "+", "+", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-themes", "{'code':'noise','name':'Noise'}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "+" } },
    { "GET", "/v1/board-disclosure-phrases?phrase=hurt", NULL,
      { "+", "+", "+", "+", "+", "+", "+", "+", "+", "+", "x", "x", "x", "x", "+" } },
    { "POST", "/v1/board-disclosure-phrases", "{'phrase':'lost'}",
      { "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x" } },
    { "POST", "/v1/board-feedback", "{'board_id':'{b}','text':'It is loud'}",
      { "++-", "++-", "++-", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "-" } },
    { "GET", "/v1/board-feedback/{a}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{passed}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{h}", NULL,
      { ".", ".", ".", ".", ".", ".", "+", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback?status=held", NULL,
      { ".", ".", ".", ".", ".", ".", "+", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{a}/transitions", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{h}/transitions", NULL,
      { ".", ".", ".", ".", ".", ".", "+", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{a}/history", NULL,
      { "+", "+", "x", "x", ".", ".", ".", ".", ".", ".", ".", "x", ".", "x", "." } },
    { "GET", "/v1/board-feedback/{passed}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "GET", "/v1/board-feedback/{h}/history", NULL,
      { ".", ".", "x", "x", ".", ".", "+", ".", ".", ".", ".", "x", ".", "x", "." } },
    { "PATCH", "/v1/board-feedback/{a}", "{'theme_codes':['food']}",
      { "+", "+", "+", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-feedback/{passed}", "{'passed_to_school':false}",
      { "+", "+", "+", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-feedback/{h}", "{'text':'Somebody hit me'}",
      { ".", ".", ".", ".", "x", "x", "+", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-feedback/{a}/transitions", "{'to':'held'}",
      { "+", "+", "+", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-feedback/{passed}/transitions", "{'to':'held'}",
      { "+", "+", "+", ".", "x", "x", "+", "+", "x", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-feedback/{passed}/transitions", "{'to':'open'}",
      { "+", "+", "+", ".", "x", "x", "x", "x", "x", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-feedback/{h}/transitions", "{'to':'open','reason':'A play'}",
      { ".", ".", ".", ".", ".", ".", "+", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-feedback/{passed}", NULL,
      { "+", "+", "+", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-feedback/{h}", NULL,
      { ".", ".", ".", ".", "x", "x", "-", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{n}/responses", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{n}/responses/{r}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback/{n}/responses/{r}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/board-feedback/{n}/responses", "{'by':'trust','text':'Soon'}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-feedback/{n}/responses", "{'by':'school','text':'Soon'}",
      { "+", "+", "x", "x", "+", "x", "x", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-feedback/{n}/responses/{r}", "{'text':'Later'}",
      { "+", "+", "x", "x", "x", "x", "x", "x", "x", ".", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-feedback/{n}/responses/{r}", NULL,
      { "-", "-", "x", "x", "x", "x", "x", "x", "x", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-feedback-holds?feedback_id={h}", NULL,
      { "x", "x", "x", "x", "x", "x", "+", "x", "x", "x", "x", "x", "x", "x", "x" } },
    { "POST", "/v1/board-feedback/{a}/author-openings", "{'reason':'In danger'}",
      { "x", "x", "x", "x", "x", "x", "+", "x", "x", "x", "x", "x", "x", "x", "x" } },
    { "GET", "/v1/board-author-openings?feedback_id={a}", NULL,
      { "x", "x", "x", "x", "x", "x", "+", "x", "x", "x", "x", "x", "x", "x", "x" } },
    { "GET", "/v1/board-recommendations/{y}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-recommendations?id={z}", NULL,
      { ".++", ".++", ".++", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-recommendations/{z}/transitions", NULL,
      { ".++", ".++", ".++", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-recommendations/{y}/history", NULL,
      { ".++", ".++", "x", "x", ".++", ".++", ".++", ".++", ".++", ".", ".++", "x", ".++", "x",
        "." } },
    { "POST", "/v1/board-recommendations",
      "{'board_id':'{b}','meeting_id':'{q}','addressed_to':'trust','text':'Teach it'}",
      { "-+-", "-+-", "-+-", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "-" } },
    { "PATCH", "/v1/board-recommendations/{y}", "{'text':'Teach it well'}",
      { ".++", ".++", ".++", ".", "x", "x", ".xx", ".xx", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-recommendations/{y}/transitions", "{'to':'accepted','response':'Yes'}",
      { ".++", ".++", ".xx", ".", ".++", ".xx", ".xx", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "POST", "/v1/board-recommendations/{z}/transitions", "{'to':'accepted','response':'Yes'}",
      { ".++", ".++", ".xx", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-recommendations/{z}", NULL,
      { ".++", ".++", ".++", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-recommendations/{yes}/transitions", "{'to':'closed'}",
      { ".--", ".--", ".--", ".", ".xx", ".xx", ".xx", ".xx", ".xx", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-recommendations/{yes}/actions", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-recommendations/{yes}/actions/{do}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-recommendations/{yes}/actions/{do}/transitions", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-recommendations/{yes}/actions/{do}/history", NULL,
      { ".++", ".++", "x", "x", ".++", ".++", ".++", ".++", ".++", ".", ".++", "x", ".++", "x",
        "." } },
    { "POST", "/v1/board-recommendations/{yes}/actions",
      "{'action':'Doors','owner':'The head','due_on':'{today}'}",
      { ".++", ".++", "x", "x", ".++", "x", "x", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-recommendations/{yes}/actions/{do}", "{'owner':'The caterer'}",
      { ".++", ".++", "x", "x", ".++", "x", "x", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-recommendations/{yes}/actions/{do}/transitions", "{'to':'done'}",
      { ".++", ".++", ".xx", ".", ".++", ".xx", ".xx", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "DELETE", "/v1/board-recommendations/{yes}/actions/{do}", NULL,
      { ".++", ".++", "x", "x", ".++", "x", "x", ".++", ".++", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-deliverables",
      "{'board_id':'{b}','title':'A film','kind':'film','reference':'B7','made_on':'{today}'}",
      { "+", "+", "+", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "-" } },
    { "GET", "/v1/board-deliverables?board_id={b}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "PATCH", "/v1/board-deliverables/{d}", "{'title':'Three films'}",
      { "+", "+", "+", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-deliverables/{d}", NULL,
      { "-", "-", "-", ".", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/uses", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/uses?school_id={other}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverable-uses?deliverable_id={d}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/uses/{u}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/uses/{v}", NULL,
      { "+", "+", "+", ".", ".", ".", ".", ".", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-deliverables/{d}/uses/{u}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/board-deliverables/{d}/uses", "{'school_id':'{school}','used_on':'{today}'}",
      { "+", "+", "+", ".", "+", "x", ".", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-deliverables/{d}/uses", "{'school_id':'{other}','used_on':'{today}'}",
      { "+", "+", "+", ".", "x", "x", ".", "x", "+", ".", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-deliverables/{d}/uses/{u}", "{'note':'In year 7'}",
      { "+", "+", "+", ".", "+", "x", ".", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/board-deliverables/{d}/uses/{v}", "{'note':'In year 7'}",
      { "+", "+", "+", ".", ".", "x", ".", ".", "+", ".", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/board-deliverables/{d}/uses/{u}", NULL,
      { "+", "+", "+", ".", "+", "x", ".", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-publications/{draft}", NULL,
      { ".++", ".++", ".++", ".", ".", ".", ".", ".", ".", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/board-publications/{told}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-publications?id={told}", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-publications/{told}/transitions", NULL,
      { ".++", ".++", ".++", ".", ".++", ".++", ".++", ".++", ".++", ".", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/board-publications/{told}/history", NULL,
      { ".++", ".++", "x", "x", ".++", ".++", ".++", ".++", ".++", ".", ".++", "x", ".++", "x",
        "." } },
    { "POST", "/v1/board-publications", "{'board_id':'{b}','you_said':'No','we_did':'Yes'}",
      { "+", "+", "+", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "-" } },
    { "PATCH", "/v1/board-publications/{draft}", "{'we_did':'All of it'}",
      { ".++", ".++", ".++", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "POST", "/v1/board-publications/{told}/transitions",
      "{'to':'under_review','reason':'A slip'}",
      { ".++", ".++", ".++", ".", ".xx", ".xx", ".xx", ".xx", ".xx", ".", "x", "x", "x", "x",
        "." } },
    { "DELETE", "/v1/board-publications/{draft}", NULL,
      { ".++", ".++", ".++", ".", "x", "x", ".", ".", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/impact-periods", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/impact-periods/{k}", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/impact-periods/{k}/history", NULL,
      { "+", "+", "x", "x", "+", "+", "+", "+", "+", ".", "+", "x", "+", "x", "." } },
    { "POST", "/v1/boards/{b}/impact-periods", /* before the term: whoever may is told so */
      "{'name':'Before','starts_on':'2020-01-01','ends_on':'2020-01-31'}",
      { "-", "-", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/boards/{b}/impact?period_id={k}&by=school", NULL,
      { "+", "+", "+", ".", "+", "+", "+", "+", "+", ".", "x", "x", "x", "x", "." } },
};

/* ---- who asks ---------------------------------------------------------------------------- */

static const char *tokens[ROLES], *board, *facilitator, *member, *other, *given, *rule,
    *meeting, *planned,
    *item, *away;
/* Said by the member: anonymously, passed on to their school, held; and passed on and answered. */
static const char *anonymous, *passed, *held, *answered, *response, *theme;
/* Held with a quorum, and what it recommends to {school} and to the trust, once the board sits. */
static const char *quorate, *advice[2], *taken, *action; /* and what {school} accepted */
static const char *draft, *told_of; /* what is told of that */
static const char *film, *use, *use_elsewhere;
static const char *period; /* in which nothing was said */

static void cast_the_others(void)
{
    const char *school = parts.schools[0], *here = text_of("[\"%s\"]", school);

    tokens[OVERSEER] = parts.overseer.token;
    tokens[ADMIN] = trust_admin();
    tokens[FACILITATOR] = parts.facilitators[0].token;
    tokens[STRANGER] = parts.stranger.token;
    tokens[HEAD] = parts.head.token;
    tokens[SENCO] = parts.senco.token;
    tokens[DSL] = parts.dsl.token;
    tokens[SOME] = new_person("send_lead", here).token;
    tokens[EVERYWHERE] = new_person("school_leader", NULL).token;
    tokens[BYSTANDER] = parts.bystander.token;
    tokens[QUALITY] = new_person("quality_lead", NULL).token;
    tokens[INSPECTOR] = new_person("inspector", NULL).token;
    tokens[AUDITOR] = new_person("auditor", NULL).token;
    tokens[FINANCE] = new_person("finance", NULL).token;
    tokens[FOREIGN] = token_of(1, "trust_admin");
    board = new_board("");
    facilitator = facilitator_of(board, parts.facilitators[0]);
    member = member_of(board, parts.schools[0]);
    other = member_of(board, parts.schools[1]);
    given = recorded(consent_to(board, member, "participation", "parent", ""));
    rule = consent_rule("13_to_15", false);
    meeting = recorded(plan_meeting(board, ""));
    planned = recorded(plan_meeting(board, ""));
    item = recorded(send_as(parts.overseer.token, "POST",
                            meeting_at(board, meeting, "/agenda-items"),
                            "{'title':'A quiet place','put_up_by':'board'}"));
    away = recorded(attend(board, meeting, text_of("'member_id':'%s'", other),
                           "'attendance':'apologies'"));
    period = recorded(send_as(parts.overseer.token, "POST", board_at(board, "/impact-periods"),
                              text_of("{'name':'A period','starts_on':'%s','ends_on':'%s'}",
                                      day_from_today(-60), day_from_today(-30))));
}

static void say_something(void)
{
    const char *by = text_of("'member_id':'%s'", member);

    quorate = advice[0] = advice[1] = taken = action = draft = told_of = board; /* none yet */
    recorded(consent_to(board, member, "participation", "pupil", ""));
    theme = recorded(post_over(parts.overseer.token, "/v1/board-themes",
                               "{'code':'food','name':'Food'}", ""));
    anonymous = said_to(board, by);
    passed = said_to(board, text_of("%s,'anonymous':false,'passed_to_school':true", by));
    answered = said_to(board, text_of("%s,'anonymous':false,'passed_to_school':true", by));
    move_feedback(parts.overseer.token, answered, "open", "");
    response = recorded(post_over(parts.overseer.token, feedback_at(answered, "/responses"),
                                  "{'by':'trust','text':'We pad the doors'}", ""));
    held = said_to(board, text_of("%s,'text':'He hit me'", by));
}

static void meet(void)
{
    const char *to = text_of("'addressed_to':'school','school_id':'%s'", parts.schools[0]);

    bring_meeting(board, meeting, "minutes_published");
    quorate = quorate_meeting(board, -5);
    for (size_t i = 0; i < 2; i++)
        advice[i] = recorded(recommend(board, quorate, i ? "" : to));
    taken = recorded(recommend(board, quorate, to));
    decide(taken, "accepted");
    action = recorded(plan_board_action(parts.head.token, taken, ""));
    const char *done = recorded(plan_board_action(parts.head.token, taken, ""));
    move_board_action(parts.head.token, taken, done, "done", "");
    draft = recorded(draft_publication(board, ""));
    told_of = recorded(draft_publication(
        board, text_of("'recommendation_ids':['%s'],'action_ids':['%s']", taken, done)));
    move_publication(told_of, "published", "");
}

static const char *used_at(const char *school)
{
    return recorded(post_over(parts.overseer.token, text_of("/v1/board-deliverables/%s/uses", film),
                              text_of("{'school_id':'%s','used_on':'%s'}", school,
                                      day_from_today(-1)), ""));
}

static void bring_something_about(void)
{
    film = recorded(post_over(parts.overseer.token, "/v1/board-deliverables",
                              text_of("{'board_id':'%s','title':'Two films','kind':'film',"
                                      "'reference':'Shelf 7','made_on':'%s'}",
                                      board, day_from_today(-9)), ""));
    use = used_at(parts.schools[0]);
    use_elsewhere = used_at(parts.schools[1]);
}

/* {b} the board, {f} one of its facilitators, {m} a member of {school} and {o} one of {other},
 * {c} a consent of {m}, {g} a meeting with minutes once the board sits, {i} on its agenda, {w} that
 * {o} was away, {p} one that is planned, {rule} whose consent it takes, {stranger} a user, {next}
 * the step to the next stage, {t} a theme, {a}, {passed}, {h} and {n} what was said (above),
 * {r} a response to {n}, {q} a meeting with a quorum, {y} and {z} what it
 * recommends (above), {yes} what was accepted and {do} what is done about it, {draft} and {told}
 * are told of what was, {d} a deliverable, {u} that {school} has used it and {v} that {other} has,
 * {k} a period that was closed. */
static const char *filled(const char *text, size_t stage)
{
    const char *next = STAGE[stage + 1 < STAGES ? stage + 1 : stage];
    const char *const WORDS[][2] = {
        { "{b}", board }, { "{f}", facilitator }, { "{stranger}", parts.stranger.user },
        { "{school}", parts.schools[0] }, { "{next}", next }, { "{m}", member }, { "{o}", other },
        { "{other}", parts.schools[1] }, { "{c}", given }, { "{rule}", rule },
        { "{g}", meeting }, { "{p}", planned }, { "{today}", day_from_today(0) },
        { "{i}", item }, { "{w}", away },
        { "{t}", theme }, { "{a}", anonymous }, { "{passed}", passed }, { "{h}", held },
        { "{n}", answered }, { "{r}", response },
        { "{q}", quorate }, { "{y}", advice[0] }, { "{z}", advice[1] },
        { "{yes}", taken }, { "{do}", action }, { "{draft}", draft }, { "{told}", told_of },
        { "{d}", film }, { "{u}", use }, { "{v}", use_elsewhere },
        { "{k}", period },
    };

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *at = strstr(text, WORDS[i][0]);

        if (at)
            text = text_of("%.*s%s%s", (int)(at - text), text, WORDS[i][1],
                           at + strlen(WORDS[i][0]));
    }
    return text;
}

static char letter_of(const struct reply *r)
{
    const json_t *rows = json_at(r->json, "/data");

    if (r->status == 404 || (rows && r->status == 200 && !json_array_size(rows)))
        return '.';
    if (r->status == 403)
        return 'x';
    return r->status == 409 || r->status == 422 ? '-' : r->status < 300 ? '+' : '?';
}

static const struct reply *ask(const struct asked *route, size_t role, size_t stage)
{
    const bool reads = strcmp(route->method, "GET") == 0;
    const bool at_once = strstr(route->path, "author-openings") ||
                         strstr(route->path, "impact-periods");
    const bool tries = !reads && !at_once;
    const char *path = text_of("%s%s", route->path, tries ? "?dry_run=true" : "");

    return send_as(tokens[role], route->method, filled(path, stage),
                   route->body ? filled(route->body, stage) : NULL);
}

static void expect_sight(const struct asked *route, size_t stage)
{
    for (size_t role = 0; role < ROLES; role++) {
        const char *all = route->comes_of_it[role];
        const struct reply *r = ask(route, role, stage);

        cr_assert(strlen(all) == 1 || strlen(all) == STAGES, "%s: %s", route->path, all);
        cr_expect_eq(letter_of(r), all[all[1] ? stage : 0], "%s %s, %s, %s: %ld %s", route->method,
                     route->path, ROLE[role], STAGE[stage], r->status, r->text);
    }
}

Test(board_sight, every_route_is_asked_by_everybody_at_every_stage)
{
    cast_the_others();
    say_something();
    bring_something_about();
    for (size_t stage = 0; stage < STAGES; stage++) {
        bring_board(board, STAGE[stage]);
        if (stage == 1)
            meet();
        for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++)
            expect_sight(&ROUTES[i], stage);
    }
}

/* ---- what else sees nothing -------------------------------------------------------------- */

static long long told(const char *token, const char *after, const char *type)
{
    const struct reply *r =
        send_as(token, "GET", text_of("/v1/changes?after=%s&types=%s", after, type), NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return (long long)json_array_size(json_at(r->json, "/data"));
}

/* A member of schools[2] whose pupil is restricted: seen by those above the schools alone. */
static const char *restricted_member(const char *of_board)
{
    const char *pupil = add_pupil(parts.schools[2]), *here = text_of("[\"%s\"]", parts.schools[2]);
    const char *member_id = recorded(post_over(parts.overseer.token, board_at(of_board, "/members"),
                                               text_of("{'school_id':'%s','pupil_id':'%s'}",
                                                       parts.schools[2], pupil), ""));
    const struct reply *r = send_as(token_over("trust_admin dsl", parts.schools[2], here), "PATCH",
                                    text_of("/v1/pupils/%s", pupil), "{'restricted':true}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    return member_id;
}

/* Who oversees boards assures no quality of inspections, nor the other way round. */
Test(board_sight, to_oversee_is_not_to_assure_quality)
{
    const char *trust = narrowed(parts.overseer.token,
                                 "'board:read','inspections:read','inspections:quality',"
                                 "'changes:read'");
    const char *boards = narrowed(parts.overseer.token,
                                  "'board:read','inspections:read','board:oversee','changes:read'");
    const char *id = new_board(""), *at = member_at(id, restricted_member(id), "");
    const char *after = text_at(send_as(boards, "GET", "/v1/changes/latest", NULL), "/next_after");

    cr_expect_eq(send_as(trust, "GET", board_at(id, ""), NULL)->status, 200);
    cr_expect_eq(send_as(boards, "GET", at, NULL)->status, 200);
    EXPECT_PROBLEM(send_as(trust, "GET", at, NULL), 404, "not_found");
    cr_expect_eq(send_as(parts.overseer.token, "PATCH", at, "{'need':'VI'}")->status, 200);
    fed(boards, after, "board_member", 1);
    cr_expect_eq(told(trust, after, "board_member"), 0);
    const char *reviewer = register_at(add_school());
    EXPECT_PROBLEM(send_as(boards, "GET", text_of("/v1/inspection-reviewers/%s", reviewer), NULL),
                   404, "not_found");
    cr_expect_eq(send_as(trust, "GET", text_of("/v1/inspection-reviewers/%s", reviewer), NULL)
                     ->status, 200);
    cr_expect_eq(told(boards, after, "inspection_reviewer"), 0);
}

/* The machine that pushes rolls for a school hears of its boards only with their scope. */
Test(board_sight, the_feed_is_for_those_who_read)
{
    const char *sync = token_over("mis_sync", parts.schools[0],
                                  text_of("[\"%s\"]", parts.schools[0]));
    const char *after = text_at(send_as(sync, "GET", "/v1/changes/latest", NULL), "/next_after");

    new_board("");
    const struct reply *r = fed(parts.overseer.token, after, "board", 1);
    cr_expect_str_eq(text_at(r, "/data/0/type"), "board", "%s", r->text);
    cr_expect_eq(told(sync, after, "board"), 0);
    cr_expect_eq(told(sync, after, "board_facilitator"), 0);
}
