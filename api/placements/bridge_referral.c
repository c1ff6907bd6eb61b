#include "models/placements/bridge_referral.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "bridge:read"
#define WRITE "bridge:write"
#define B &BRIDGE_REFERRALS, &BRIDGE_REFERRAL, &BRIDGE_REFERRAL
#define R &BRIDGE_REFERRALS, NULL, &BRIDGE_REFERRAL

const struct route BRIDGE_REFERRAL_ROUTES[] = {
    { "GET", "/v1/bridge-referrals", "listBridgeReferrals", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/bridge-referrals", "addBridgeReferral", WRITE,
      B, 201, TRIES, add_row, NULL },
    { "GET", "/v1/bridge-referrals/:id", "findBridgeReferral", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/bridge-referrals/:id", "replaceBridgeReferral", WRITE,
      B, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/bridge-referrals/:id", "changeBridgeReferral", WRITE,
      B, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/bridge-referrals/:id", "deleteBridgeReferral", WRITE,
      &BRIDGE_REFERRALS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/bridge-referrals/:id/restore", "restoreBridgeReferral", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/bridge-referrals/:id/history", "bridgeReferralHistory", "history:read",
      &BRIDGE_REFERRALS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/bridge-referrals/:id/transitions", "moveBridgeReferral", WRITE,
      &BRIDGE_REFERRALS, &BRIDGE_STEP, &BRIDGE_REFERRAL, 200, TRIES, move_row, NULL },
    { "GET", "/v1/bridge-referrals/:id/transitions", "bridgeReferralTransitions", READ,
      &BRIDGE_REFERRALS, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { "POST", "/v1/bridge-referrals/:id/discussions", "addBridgeDiscussion", WRITE,
      &BRIDGE_REFERRALS, &BRIDGE_DISCUSSION, &BRIDGE_REFERRAL, 201, TRIES, add_entry, NULL },
    { "POST", "/v1/bridge-referrals/:id/reviews", "addBridgeReview", WRITE,
      &BRIDGE_REFERRALS, &BRIDGE_REVIEW, &BRIDGE_REFERRAL, 201, TRIES, add_entry, NULL },
    { "POST", "/v1/bridge-referrals/:id/contacts", "addBridgeContact", WRITE,
      &BRIDGE_REFERRALS, &BRIDGE_CONTACT, &BRIDGE_REFERRAL, 201, TRIES, add_entry, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
