#include "models/ehcps/ehcp_fact.h"

#include <stddef.h>
#include <string.h>

const char *const EHCP_FACT_KINDS[] = {
    [REQUEST_RECEIVED] = "request_received",
    [DECIDED_TO_ASSESS] = "decided_to_assess",
    [REFUSED_TO_ASSESS] = "refused_to_assess",
    [ADVICE_ASKED] = "advice_asked",
    [ADVICE_RETURNED] = "advice_returned",
    [DRAFT_SERVED] = "draft_served",
    [REPRESENTATIONS_RECEIVED] = "representations_received",
    [REFUSED_TO_ISSUE] = "refused_to_issue",
    [FINAL_PLAN_SENT] = "final_plan_sent",
    [PUPIL_ADMITTED] = "pupil_admitted",
    [EXCEPTION_RECORDED] = "exception_recorded",
    [WITHDRAWN] = "withdrawn",
    [REOPENED] = "reopened",
    [REVIEW_PLANNED] = "review_planned",
    [REVIEW_INVITED] = "review_invited",
    [REVIEW_MET] = "review_met",
    [REVIEW_REPORTED] = "review_reported",
    [REVIEW_DECIDED] = "review_decided",
    [EARLY_REVIEW_CONSIDERED] = "early_review_considered",
    [AMENDMENTS_SERVED] = "amendments_served",
    [AMENDED_FINAL_SENT] = "amended_final_sent",
    [AMENDMENT_DECLINED] = "amendment_declined",
    [POST_16_TRANSFER_PLANNED] = "post_16_transfer_planned",
    [CEASE_PROPOSED] = "cease_proposed",
    [CEASE_CONSULTED] = "cease_consulted",
    [CEASE_PROPOSAL_WITHDRAWN] = "cease_proposal_withdrawn",
    [CEASED] = "ceased",
    [REASSESSMENT_REQUESTED] = "reassessment_requested",
    [REASSESSMENT_AGREED] = "reassessment_agreed",
    [REASSESSMENT_REFUSED] = "reassessment_refused",
    [REASSESSED_FINAL_SENT] = "reassessed_final_sent",
    [MOVED_INTO_AREA] = "moved_into_area",
    [FAMILY_TOLD] = "family_told",
    [TRANSFERRED_OUT] = "transferred_out",
    [DECEASED] = "deceased",
    [PUPIL_LEFT] = "pupil_left",
    [CTF_SENT] = "ctf_sent",
    [SCHOOL_SHUT] = "school_shut",
    [SCHOOL_OPEN] = "school_open",
    [CONSULTATION_SENT] = "consultation_sent",
    [CONSULTATION_RESPONDED] = "consultation_responded",
    [DECISION_NOTIFIED] = "decision_notified",
    [MEDIATION_ADVISER_CONTACTED] = "mediation_adviser_contacted",
    [MEDIATION_HELD] = "mediation_held",
    [CERTIFICATE_ISSUED] = "certificate_issued",
    [APPEAL_LODGED] = "appeal_lodged",
    [APPEAL_ENDED] = "appeal_ended",
    [TRIBUNAL_ORDERED] = "tribunal_ordered",
    [ORDER_COMPLIED] = "order_complied",
    [EHCP_FACT_KIND_COUNT] = NULL,
};

const char *const EHCP_DETAILS[] = {
    [DETAIL_NONE] = "none",
    [MAINTAIN] = "maintain",
    [AMEND] = "amend",
    [CEASE] = "cease",
    [SCHOOL_NAMED] = "school_named",
    [NEXT_PHASE_NAMED] = "next_phase_named",
    [SCHOOL_CLOSED] = "school_closed",
    [SETTING_CLOSED] = "setting_closed",
    [EXCEPTIONAL_CIRCUMSTANCES] = "exceptional_circumstances",
    [ABSENT_FROM_AREA] = "absent_from_area",
    [MISSED_APPOINTMENT] = "missed_appointment",
    [SECTION_I_ONLY] = "section_i_only",
    [MEDIATION_WANTED] = "mediation_wanted",
    [MEDIATION_DECLINED] = "mediation_declined",
    [START_ASSESSMENT] = "start_assessment",
    [ISSUE_PLAN] = "issue_plan",
    [AMEND_PLAN] = "amend_plan",
    [CHANGE_SCHOOL] = "change_school",
    [REFUSE_OR_ISSUE] = "refuse_or_issue",
    [DRAFT] = "draft",
    [FINAL] = "final",
    [REFUSED] = "refused",
    [EHCP_DETAIL_COUNT] = NULL,
};

/* Position of a text in a list that ends with NULL, or -1. */
static int position(const char *const *list, const char *text)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], text) == 0)
            return i;
    return -1;
}

bool ehcp_fact_kind_read(const char *text, enum ehcp_fact_kind *kind)
{
    const int found = position(EHCP_FACT_KINDS, text);

    if (found < 0)
        return false;
    *kind = (enum ehcp_fact_kind)found;
    return true;
}

bool ehcp_detail_read(const char *text, enum ehcp_detail *detail)
{
    const int found = text && *text ? position(EHCP_DETAILS, text) : DETAIL_NONE;

    if (found < 0)
        return false;
    *detail = (enum ehcp_detail)found;
    return true;
}
