#include "models/board/board.h"
#include "models/board/board_action.h"
#include "models/board/board_agenda_item.h"
#include "models/board/board_attendance.h"
#include "models/board/board_author_opening.h"
#include "models/board/board_consent.h"
#include "models/board/board_consent_rule.h"
#include "models/board/board_deliverable.h"
#include "models/board/board_deliverable_use.h"
#include "models/board/board_disclosure_phrase.h"
#include "models/board/board_facilitator.h"
#include "models/board/board_meeting.h"
#include "models/board/board_feedback.h"
#include "models/board/board_feedback_hold.h"
#include "models/board/board_feedback_response.h"
#include "models/board/board_impact_period.h"
#include "models/board/board_member.h"
#include "models/board/board_publication.h"
#include "models/board/board_recommendation.h"
#include "models/board/board_theme.h"
#include "models/ehcps/appeal.h"
#include "models/ehcps/consultation.h"
#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"
#include "models/ehcps/mediation.h"
#include "models/ehcps/review.h"
#include "models/funding/funding_agreement.h"
#include "models/funding/funding_band.h"
#include "models/funding/funding_dispute.h"
#include "models/funding/funding_payment.h"
#include "models/funding/funding_period.h"
#include "models/funding/funding_receipt.h"
#include "models/funding/funding_reconciliation.h"
#include "models/funding/funding_reversal.h"
#include "models/funding/funding_run.h"
#include "models/funding/ledger_entry.h"
#include "models/funding/place_rate.h"
#include "models/funding/placement_band.h"
#include "models/identity/client.h"
#include "models/identity/grant.h"
#include "models/identity/user.h"
#include "models/inspections/inspection.h"
#include "models/inspections/inspection_accuracy_comment.h"
#include "models/inspections/inspection_action.h"
#include "models/inspections/inspection_concern.h"
#include "models/inspections/inspection_cycle.h"
#include "models/inspections/inspection_evidence.h"
#include "models/inspections/inspection_follow_up.h"
#include "models/inspections/inspection_framework.h"
#include "models/inspections/inspection_judgement.h"
#include "models/inspections/inspection_plan.h"
#include "models/inspections/inspection_report.h"
#include "models/inspections/inspection_reviewer.h"
#include "models/inspections/inspection_schedule.h"
#include "models/inspections/inspection_self_evaluation.h"
#include "models/inspections/inspection_team_member.h"
#include "models/inspections/inspection_trend.h"
#include "models/placements/bridge_base.h"
#include "models/placements/bridge_referral.h"
#include "models/placements/placement.h"
#include "models/placements/placement_complaint.h"
#include "models/placements/provision.h"
#include "models/placements/safeguarding_notice.h"
#include "models/pupils/pupil.h"
#include "models/pupils/school.h"
#include "models/pupils/school_closure.h"
#include "models/pupils/transfer_file.h"
#include "models/trust_setting.h"

struct resource *const RESOURCES[] = {
    &SCHOOLS, &PUPILS, &EHCPS, &DEADLINES, &USERS, &CLIENTS, &GRANTS, &REVIEWS, &CONSULTATIONS,
    &APPEALS, &MEDIATIONS, &BRIDGE_BASES, &BRIDGE_REFERRALS, &PLACEMENT_COMPLAINTS,
    &SAFEGUARDING_NOTICES, &PROVISIONS, &PLACEMENTS, &TRUST_SETTINGS, &FUNDING_RUNS,
    &FUNDING_RUN_LINES, &FUNDING_PERIODS, &LEDGER_ENTRIES, &FUNDING_BANDS, &PLACE_RATES,
    &PLACEMENT_BANDS, &FUNDING_RECEIPTS, &FUNDING_PAYMENTS, &FUNDING_REVERSALS,
    &FUNDING_RECONCILIATIONS, &FUNDING_DISPUTES, &FUNDING_AGREEMENTS, &SCHOOL_CLOSURES,
    &TRANSFER_FILES, &INSPECTION_FRAMEWORKS, &INSPECTION_CYCLES, &INSPECTION_REVIEWERS,
    &INSPECTIONS, &INSPECTION_TEAM_MEMBERS, &INSPECTION_EVIDENCES, &INSPECTION_JUDGEMENTS,
    &INSPECTION_ACCURACY_COMMENTS, &INSPECTION_SELF_EVALUATIONS, &INSPECTION_REPORTS,
    &INSPECTION_CONCERNS, &INSPECTION_ACTIONS, &INSPECTION_FOLLOW_UPS, &INSPECTION_TRENDS, &BOARDS,
    &BOARD_FACILITATORS, &INSPECTION_SCHEDULES, &INSPECTION_PLANS, &BOARD_MEMBERS, &BOARD_CONSENTS,
    &BOARD_CONSENT_RULES, &BOARD_MEETINGS, &BOARD_AGENDA_ITEMS, &BOARD_ATTENDANCES, &BOARD_THEMES,
    &BOARD_DISCLOSURE_PHRASES, &BOARD_FEEDBACKS, &BOARD_FEEDBACK_HOLDS, &BOARD_AUTHOR_OPENINGS,
    &BOARD_FEEDBACK_RESPONSES, &BOARD_RECOMMENDATIONS, &BOARD_ACTIONS, &BOARD_DELIVERABLES,
    &BOARD_DELIVERABLE_USES, &BOARD_PUBLICATIONS, &BOARD_IMPACT_PERIODS, NULL
};
