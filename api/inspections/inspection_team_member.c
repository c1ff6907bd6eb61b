#include "models/inspections/inspection_team_member.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "inspections:read"
#define QUALITY "inspections:quality"
#define M &INSPECTION_TEAM_MEMBERS, &INSPECTION_TEAM_MEMBER, &INSPECTION_TEAM_MEMBER
#define R &INSPECTION_TEAM_MEMBERS, NULL, &INSPECTION_TEAM_MEMBER

const struct route INSPECTION_TEAM_MEMBER_ROUTES[] = {
    { "GET", "/v1/inspections/:inspection_id/team-members", "listTeamMembers", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/inspections/:inspection_id/team-members", "addTeamMember", QUALITY,
      M, 201, TRIES, add_row, NULL },
    { "GET", "/v1/inspections/:inspection_id/team-members/:id", "findTeamMember", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/inspections/:inspection_id/team-members/:id", "replaceTeamMember", QUALITY,
      M, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/inspections/:inspection_id/team-members/:id", "changeTeamMember", QUALITY,
      M, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/inspections/:inspection_id/team-members/:id", "deleteTeamMember", QUALITY,
      &INSPECTION_TEAM_MEMBERS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/inspections/:inspection_id/team-members/:id/restore", "restoreTeamMember",
      QUALITY, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/inspections/:inspection_id/team-members/:id/history", "teamMemberHistory",
      "history:read", &INSPECTION_TEAM_MEMBERS, NULL, &VERSION_MADE, 200, 0, row_history,
      HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
