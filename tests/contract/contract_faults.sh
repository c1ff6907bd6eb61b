#!/usr/bin/env bash
# The contract tests can fail. Plants one fault of each kind, in a copy of
# openapi.yaml or in a database of its own, and sees the test of it, and the words, that catch it.
# Wants the surroundings of tests/with_service.
set -euo pipefail
umask 077
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd -P)
build=$(realpath "${TAMAR_BUILD:-$root/build}")
owner=${TAMAR_TEST_OWNER_DSN:?run this in tests/with_service}
scratch=$(mktemp -d)
planted=0 missed=0

sql() {
    PGOPTIONS='-c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 "$1" "${@:2}"
}

# shellcheck disable=SC2317  # a trap calls it
leave() {
    sql "$owner" -c 'DROP DATABASE IF EXISTS contract_fault' \
        -c 'DROP DATABASE IF EXISTS contract_sound' -c 'DROP ROLE IF EXISTS api_fault' || true
    rm -rf "$scratch"
}

# run PROGRAM TEST: what the tests of a pattern say.
run() {
    "$build/tests/test_$1" -j1 --color=never --short-filename --filter "$1/$2" >"$scratch/said" 2>&1
}

# see PROGRAM TEST WORDS: they fail, and for this reason.
see() {
    planted=$((planted + 1))
    if run "$1" "$2"; then
        printf 'not caught by %s: %s\n' "$2" "$3"
    elif ! grep -qF -- "$3" "$scratch/said"; then
        printf 'caught by %s for another reason than: %s\n' "$2" "$3"
        head -5 "$scratch/said"
    else
        return 0
    fi
    missed=$((missed + 1))
}

# document PROGRAM TEST WORDS SED...: with a copy of openapi.yaml that was edited.
document() {
    export OPENAPI=$scratch/openapi.yaml
    sed -E "${@:4}" "$root/openapi.yaml" >"$OPENAPI"
    if cmp -s "$root/openapi.yaml" "$OPENAPI"; then
        printf 'nothing was planted for: %s\n' "$3"
        missed=$((missed + 1))
    else
        see "$1" "$2" "$3"
    fi
    unset OPENAPI
}

# database PROGRAM TEST WORDS SQL: with a database in which that was done.
database() {
    sql "$owner" -c 'DROP DATABASE IF EXISTS contract_fault' \
        -c 'CREATE DATABASE contract_fault TEMPLATE contract_sound'
    sql "$owner dbname=contract_fault" -c 'SET search_path = app, pg_temp' -c "$4"
    TAMAR_TEST_OWNER_DSN="$owner dbname=contract_fault" see "$1" "$2" "$3"
}

drift() {
    database contract_schema nothing_has_drifted "$1" "$2"
}

trap leave EXIT
cd "$root"
sql "$owner" -c 'DROP DATABASE IF EXISTS contract_sound' -c 'CREATE DATABASE contract_sound'
TAMAR_STATE=$scratch DATABASE_URL="$owner dbname=contract_sound" \
    TAMAR_OWNER_URL="$owner dbname=contract_sound" "$build/tamar" migrate >/dev/null
for program in contract contract_kinds contract_schema; do
    TAMAR_TEST_OWNER_DSN="$owner dbname=contract_sound" run "$program" '*' ||
        { cat "$scratch/said" && exit 1; }
done

# ---- operations --------------------------------------------------------------------------------
document contract every_route_is_documented 'openapi.yaml lacks GET /v1/me' 's|^  /v1/me:|  /v1/you:|'
document contract every_documented_operation_is_served 'get /v1/you is not served' \
    's|^  /v1/me:|  /v1/you:|'
document contract every_route_is_documented 'GET /v1/me' 's|operationId: findMe|operationId: who|'
document contract every_reference_leads_somewhere 'nowhere leads nowhere' \
    's|(components/responses/)conflict|\1nowhere|'
document contract the_scope_is_that_of_the_route 'purgePupil takes pupils:purge' \
    '/operationId: purgePupil/,/^$/s|pupils:purge|pupils:read|'
document contract the_scope_is_that_of_the_route 'listCodes is public' \
    '/operationId: listCodes$/,/^$/s|security: \[\]|security: [{bearer: []}]|'
document contract the_schemes_list_the_scopes_there_are 'no board:unseal' '/^ +.board:unseal.:/d'
document contract bodies_are_those_of_the_route 'mergePupils takes pupil_purge' \
    '/operationId: mergePupils/,/^$/s|schemas/pupil_merge|schemas/pupil_purge|'
document contract bodies_are_those_of_the_route 'changePupil: no application/merge-patch+json' \
    '/operationId: changePupil/,/^$/s|application/merge-patch.json|application/merge|'
document contract answers_are_those_of_the_route 'listPupils: data' \
    '/operationId: listPupils/,/^$/s|schemas/pupil_page|schemas/school_page|'
document contract answers_are_those_of_the_route 'addPupil: no 201' \
    "/operationId: addPupil/,/^\$/s|^( +)'201'|\1'202'|"
document contract refusals_follow_from_the_route 'changePupil may answer 428' \
    "/operationId: changePupil/,/^\$/{/^ +'428'/d}"
document contract refusals_follow_from_the_route 'pupilTimeline never answers 415' \
    "/operationId: pupilTimeline\$/,/^\$/s|^( +)'410'|\1'415'|"
document contract query_parameters_are_those_that_are_taken 'parameter sen_provision.in' \
    's|name: sen_provision.in|name: sen_provision.among|'
document contract query_parameters_are_those_that_are_taken 'kind of sex.ne' \
    '/name: sex.ne/,/schema/s|schemas/sex|schemas/phase|'
# shellcheck disable=SC2016  # a dollar of the file
document contract query_parameters_are_those_that_are_taken 'listChanges takes 3' \
    '/operationId: listChanges/,/responses/s|^( +)parameters:|&\n\1  - $ref: "#/components/parameters/cursor"|'
document contract query_parameters_are_those_that_are_taken 'sort=-name' "s|, '-name'||"
document contract path_and_header_parameters_are_those_that_are_taken 'mergePupils: Idempotency-Key' \
    '/operationId: mergePupils/,/^$/{/Idempotency-Key/d}'
document contract path_and_header_parameters_are_those_that_are_taken 'deletePupil: If-Match' \
    '/operationId: deletePupil/,/^$/s|parameters/If-Match|&-optional|'
document contract examples_of_bodies_are_acceptable 'example new_pupil: /upn' \
    '/^    new_pupil:/,/sex/s|H908401026001|A908401026001|'
document contract every_problem_is_documented 'invalid_transition' \
    's|title: The state does not allow this|title: The state forbids it|'

# ---- kinds and shapes --------------------------------------------------------------------------
document contract_kinds the_same_line_is_drawn_everywhere 'person_name: C takes and openapi.yaml' \
    '/^    person_name:/,/^$/s|maxLength: 100|maxLength: 99|'
document contract_kinds the_same_line_is_drawn_everywhere 'ukprn: C refuses and openapi.yaml' \
    '/^    ukprn:/,/^$/s|\^1|^[0-9]|'
document contract_kinds the_same_line_is_drawn_everywhere 'nc_year: C takes and openapi.yaml' \
    '/^    nc_year:/,/^$/s|, X\]|]|'
document contract_kinds the_same_line_is_drawn_everywhere 'need_rank: C takes and openapi.yaml' \
    '/^    need_rank:/,/^$/s|minimum: 1|minimum: 2|'
document contract_kinds the_example_is_acceptable_and_shown 'urn: example' \
    '/^    urn:/,/^$/s|137031|137032|'
document contract_kinds shapes_have_the_documented_members 'pupil.sex' \
    '/^  schemas:$/,$ {/^    pupil:$/,/^$/s|schemas/sex|schemas/phase|}'
document contract_kinds shapes_have_the_documented_members 'pupil.nc_year required' \
    '/^  schemas:$/,$ {/^    pupil:$/,/properties/s|nc_year, ||}'
document contract_kinds shapes_have_the_documented_members 'readOnly' \
    '/^  schemas:$/,$ {/^    school:$/,/^$/{/^ +readOnly: true/d}}'
document contract_kinds shapes_have_the_documented_members 'user.password writeOnly' '/writeOnly: true/d'
document contract_kinds shapes_have_the_documented_members 'client_secret.client_id is not there' \
    '/^  schemas:$/,$ {/^    client_secret:$/,/^$/s|^        client_id:|        client:|}'
document contract_kinds patches_have_the_members_that_can_be_written 'school_patch.ukprn: null' \
    '/^    school_patch:/,/^$/{/^ +ukprn:/,/null/{/null/d}}'
database contract_kinds the_same_line_is_drawn_everywhere 'urn: C refuses and SQL' \
    'ALTER DOMAIN urn DROP CONSTRAINT urn_format'
database contract_kinds the_same_line_is_drawn_everywhere 'sex: C takes and SQL' \
    "ALTER DOMAIN sex ADD CHECK (VALUE <> 'U')"

# ---- the database ------------------------------------------------------------------------------
database contract_schema members_are_columns_of_their_kind school.ukprn \
    'ALTER TABLE school ALTER ukprn TYPE text'
database contract_schema members_are_columns_of_their_kind 'school.name: NOT NULL' \
    'ALTER TABLE school ALTER name DROP NOT NULL'
database contract_schema members_are_columns_of_their_kind 'school.postcode: null in openapi.yaml' \
    'ALTER TABLE school ALTER postcode SET NOT NULL'
database contract_schema every_statement_prepares audit_list \
    'ALTER TABLE audit_event RENAME reason TO why'
database contract_schema every_statement_prepares 'idempotent_find: type of status' \
    'ALTER TABLE idempotent_request ALTER status TYPE text'
database contract_schema every_composed_statement_prepares school \
    'ALTER TABLE school RENAME postcode TO post_code'
database contract_schema every_filter_and_sort_prepares grant \
    'ALTER TABLE access_grant RENAME la_code TO authority'
database contract_schema every_constraint_states_its_rule 'school_is_tall of school states no rule' \
    'ALTER TABLE school ADD CONSTRAINT school_is_tall CHECK (true)'
database contract_schema every_constraint_states_its_rule 'school_name_once of school states no rule' \
    'CREATE UNIQUE INDEX school_name_once ON school (trust_id, name)'
database contract_schema every_stated_rule_is_kept_by_something school_closes_after_it_opens \
    'ALTER TABLE school DROP CONSTRAINT school_closes_after_it_opens'
database contract_schema every_rule_that_a_trigger_raises_is_stated unheard_of \
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS
     \$\$ BEGIN RAISE check_violation USING CONSTRAINT = 'unheard_of'; END \$\$"
database contract_schema closed_kinds_are_code_sets 'sex is not the code set' \
    "UPDATE code SET retired = true WHERE code_set = 'sex' AND code = 'U'"
database contract_schema closed_kinds_are_code_sets 'duty_code is not the code set' \
    "DELETE FROM code WHERE code_set = 'duty_code' AND code = 'appeal'"
document contract_schema the_feed_says_which_types_it_has 'type: `trust_setting`' \
    's/\btrust_setting\]$/trust_setting_]/'
document contract_schema the_feed_says_which_types_it_has 'types: `review`' 's/`grant`, `review`,/`grant`,/'
database contract_schema members_are_columns_of_their_kind 'deadline_told.la_code: null' \
    'ALTER TABLE deadline ALTER la_code DROP NOT NULL'
database contract_schema claim_sets_carry_scopes_there_are 'auditor carries pupils:eat' \
    "UPDATE claim_set SET scopes = scopes || 'pupils:eat'::text WHERE name = 'auditor'"
database contract_schema some_claim_set_carries_every_scope_that_is_asked_for listAuditEvents \
    "UPDATE claim_set SET scopes = array_remove(scopes, 'audit:read')"

drift 'row-level security is not forced: school' 'ALTER TABLE school NO FORCE ROW LEVEL SECURITY'
drift 'a table with a trust_id is outside row-level security: code' \
    'ALTER TABLE code ADD trust_id uuid'
drift 'no policy lets the rows of the trust in: school' 'DROP POLICY tenant ON school'
drift 'a policy does not name the trust: school.all' 'CREATE POLICY "all" ON school USING (true)'
drift 'a policy reads a setting that may be missing: school.careless' \
    "CREATE POLICY careless ON school AS RESTRICTIVE USING (current_setting('app.trust') <> '')"
drift "a function with its owner's rights has no search_path" \
    'ALTER FUNCTION purge_pupil RESET search_path'
drift "a function with its owner's rights is anybody's: issue_plan" \
    'GRANT EXECUTE ON FUNCTION issue_plan TO PUBLIC'
drift "a function with its owner's rights is anybody's: born_open" \
    'CREATE FUNCTION born_open() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = app AS $$ $$'
drift 'a trigger fires before the clock is noted: ehcp.lead_case_tables' \
    'ALTER TRIGGER a_moves_clock ON ehcp RENAME TO moves_clock'
drift "a view runs with its owner's rights: everybody" 'CREATE VIEW everybody AS SELECT * FROM pupil'
drift 'a serving role has too much power: api_fault' \
    'DROP ROLE IF EXISTS api_fault; CREATE ROLE api_fault BYPASSRLS'
sql "$owner" -c 'DROP ROLE api_fault'
drift 'a serving role owns something: school' \
    'GRANT CREATE ON SCHEMA app TO api_rw; ALTER TABLE school OWNER TO api_rw'
drift 'a serving role may do what nobody serving does: api_rw TRUNCATE' 'GRANT TRUNCATE ON pupil TO api_rw'
drift 'a serving role may do what nobody serving does: api_ro UPDATE' 'GRANT UPDATE ON pupil TO api_ro'
drift 'a serving role may do what nobody serving does: PUBLIC SELECT' 'GRANT SELECT ON pupil TO PUBLIC'
drift 'what is recorded can be rewritten: DELETE change' 'GRANT DELETE ON change TO api_rw'
drift 'api_ro reads what opens doors: credential' 'GRANT SELECT ON credential TO api_ro'
drift 'changes of a table are not recorded: pupil' 'ALTER TABLE pupil DISABLE TRIGGER record_update'
drift 'an audit event can be changed: audit_event' \
    'ALTER TABLE audit_event DISABLE TRIGGER never_changed'
drift 'a key does not begin with the trust: loose' 'CREATE UNIQUE INDEX loose ON school (urn)'
drift 'a reference may cross trusts: loose' \
    'ALTER TABLE school ADD UNIQUE (id);
     ALTER TABLE registration ADD CONSTRAINT loose FOREIGN KEY (school_id) REFERENCES school (id)'
drift 'a number is not whole: school.area' 'ALTER TABLE school ADD area numeric'

printf '%d faults planted, %d missed\n' "$planted" "$missed"
((missed == 0))
