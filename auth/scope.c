#include "auth/scope.h"

#include <string.h>

const char *const AUTH_SCOPES[] = {
    "pupils:read",
    "pupils:write",
    "pupils:sensitive", /* ethnicity, care, and whom a payer named */
    "pupils:purge",
    "schools:read",
    "schools:write",
    "ehcps:read",
    "ehcps:write",
    "ehcps:section_a", /* of a plan, each on its own: regulation 17 */
    "ehcps:section_b",
    "ehcps:section_c",
    "ehcps:section_d",
    "ehcps:section_e",
    "ehcps:section_f",
    "ehcps:section_g",
    "ehcps:section_h",
    "ehcps:section_i",
    "ehcps:section_j",
    "ehcps:section_k",
    "placements:read",
    "placements:write",
    "placements:decide",
    "bridge:read",
    "bridge:write",
    "funding:read",
    "funding:write",
    "funding:approve",
    "funding:sign",    /* an agreement, for its host */
    "funding:dispute", /* a line of a statement, for its host */
    "inspections:read",
    "inspections:write",
    "inspections:quality", /* plans them, moderates, overrides soft conflicts: for the trust */
    "inspections:respond", /* for the school that is inspected */
    "board:read",
    "board:write",
    "board:oversee", /* sets boards up and sees all of them: for the trust */
    "board:respond", /* answers what a board asks, for the school or the trust */
    "board:unseal",
    "safeguarding:read",
    "safeguarding:write",
    "changes:read",
    "history:read",
    "audit:read",
    "identity:read",
    "identity:write",
    NULL
};

static uint64_t bit_of(const char *name, size_t length)
{
    for (size_t i = 0; AUTH_SCOPES[i]; i++) {
        if (strlen(AUTH_SCOPES[i]) == length && memcmp(AUTH_SCOPES[i], name, length) == 0)
            return UINT64_C(1) << i;
    }
    return 0;
}

uint64_t auth_scope(const char *name)
{
    return bit_of(name, strlen(name));
}

uint64_t auth_scopes_of_trust(void)
{
    return auth_scope("inspections:quality") | auth_scope("board:oversee");
}

bool auth_scopes_read(const char *text, uint64_t *out)
{
    uint64_t scopes = 0;

    for (;; text++) {
        const size_t length = strcspn(text, " ");
        const uint64_t bit = bit_of(text, length);

        if (!bit)
            return false;
        scopes |= bit;
        text += length;
        if (!*text)
            break;
    }
    *out = scopes;
    return true;
}

void auth_scopes_write(uint64_t scopes, char *out)
{
    char *at = out;

    for (size_t i = 0; AUTH_SCOPES[i]; i++) {
        if (!(scopes >> i & 1))
            continue;
        if (at != out)
            *at++ = ' ';
        const size_t length = strlen(AUTH_SCOPES[i]);
        memcpy(at, AUTH_SCOPES[i], length);
        at += length;
    }
    *at = '\0';
}
