-- Placements: a pupil's place at a provision, from the proposal to the day it ends. A place is held from
-- the day it is agreed; how many may be held on a day is what is commissioned (sql/065_provision.sql).
SET LOCAL search_path = app, pg_temp;

CREATE FUNCTION holds_a_place(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('agreed', 'named', 'active', 'suspended_share', 'ending', 'ended')
$$;

-- The pupil has been admitted: the registers follow the placement.
CREATE FUNCTION is_admitted(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('active', 'suspended_share', 'ending', 'ended')
$$;

CREATE TABLE placement (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    pupil_id             uuid NOT NULL, -- the case's, as la_code
    ehcp_id              uuid NOT NULL,
    provision_id         uuid NOT NULL,
    named_school_id      uuid,          -- in section I, where it names one
    registered_school_id uuid NOT NULL, -- on whose admission register the pupil is
    host_school_id       uuid NOT NULL, -- on whose premises the pupil is taught
    provider_school_id   uuid NOT NULL, -- which employs the staff
    la_code              la_code NOT NULL,
    band                 label,
    rank                 placement_rank NOT NULL,
    register_as          register_model NOT NULL,
    starts_on            date NOT NULL,
    ends_on              date,          -- inclusive
    status               status NOT NULL DEFAULT 'proposed',
    status_step          status NOT NULL DEFAULT 'proposed',
    status_on            date NOT NULL,
    status_reason        note,
    status_reference     label,
    ending_reason        ending_reason,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[],
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT placement_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil ON DELETE CASCADE,
    CONSTRAINT placement_case_is_known FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT placement_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT placement_named_school_is_known FOREIGN KEY (trust_id, named_school_id) REFERENCES school,
    CONSTRAINT placement_registered_school_is_known
        FOREIGN KEY (trust_id, registered_school_id) REFERENCES school,
    CONSTRAINT placement_host_school_is_known FOREIGN KEY (trust_id, host_school_id) REFERENCES school,
    CONSTRAINT placement_provider_school_is_known FOREIGN KEY (trust_id, provider_school_id) REFERENCES school,
    CONSTRAINT placement_authority_is_known FOREIGN KEY (la_code) REFERENCES local_authority,
    CONSTRAINT placement_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT placement_main_and_subsidiary_differ
        CHECK (register_as = 'single_and_guest' OR registered_school_id <> host_school_id),
    CONSTRAINT placement_ends_on_a_day CHECK (status NOT IN ('ending', 'ended') OR ends_on IS NOT NULL),
    CONSTRAINT placement_ends_for_a_reason
        CHECK (status NOT IN ('ending', 'ended') OR ending_reason IS NOT NULL),
    CONSTRAINT placement_has_a_reason_only_when_it_ends
        CHECK (status IN ('ending', 'ended') OR ending_reason IS NULL),
    CONSTRAINT placement_is_the_only_one_of_its_rank EXCLUDE USING gist (
        trust_id WITH =, pupil_id WITH =, rank WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL AND holds_a_place(status)),
    CONSTRAINT placement_does_not_overlap_at_the_provision EXCLUDE USING gist (
        trust_id WITH =, pupil_id WITH =, provision_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL AND status NOT IN ('declined', 'withdrawn', 'superseded'))
);
COMMENT ON CONSTRAINT placement_pupil_is_known ON placement IS 'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT placement_case_is_known ON placement IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT placement_provision_is_known ON placement IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT placement_named_school_is_known ON placement IS
    'named_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_registered_school_is_known ON placement IS
    'registered_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_host_school_is_known ON placement IS
    'host_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_provider_school_is_known ON placement IS
    'provider_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_authority_is_known ON placement IS
    'la_code: is not the code of a local authority';
COMMENT ON CONSTRAINT placement_ends_after_it_begins ON placement IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT placement_main_and_subsidiary_differ ON placement IS
    'register_as: main_and_subsidiary takes two different schools';
COMMENT ON CONSTRAINT placement_ends_on_a_day ON placement IS 'ends_on: is needed to end';
COMMENT ON CONSTRAINT placement_ends_for_a_reason ON placement IS 'ending_reason: is needed to end';
COMMENT ON CONSTRAINT placement_has_a_reason_only_when_it_ends ON placement IS
    'ending_reason: goes with a placement that ends';
COMMENT ON CONSTRAINT placement_is_the_only_one_of_its_rank ON placement IS
    'starts_on: the pupil holds another place of this rank on one of these days';
COMMENT ON CONSTRAINT placement_does_not_overlap_at_the_provision ON placement IS
    'starts_on: the pupil has another placement at this provision on one of these days';
CREATE INDEX placement_by_pupil ON placement (trust_id, pupil_id, id);
CREATE INDEX placement_by_case ON placement (trust_id, ehcp_id, id);
CREATE INDEX placement_by_provision ON placement (trust_id, provision_id, starts_on, id);
CREATE INDEX placement_by_status ON placement (trust_id, status, updated_at, id);
CREATE INDEX placement_by_start ON placement (trust_id, starts_on, id);
CREATE INDEX placement_by_change ON placement (trust_id, updated_at, id);
CALL tenant_table('placement', 'placement');
CALL belongs_to_case('placement');

CALL add_machine('placement', 'placements:write', $$
proposed: consulting, declined, withdrawn
consulting: agreed, objected, declined, withdrawn
objected: la_decides
la_decides: agreed, declined
agreed: named, declined, withdrawn
named: active, superseded
active: suspended_share, ending
suspended_share: active
ending: ended
$$);
UPDATE transition SET scope = 'placements:decide'
 WHERE machine = 'placement' AND (step IN ('agreed', 'named') OR from_status = 'la_decides');
CALL status_table('placement', 'placement');
