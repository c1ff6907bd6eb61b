-- Complaints about a placement, and arbitration: recorded here and routed to the local authority, which
-- decides. They belong to a case (sql/060_ehcp.sql) and are seen by whoever sees it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE placement_complaint (
    trust_id                     uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                                 REFERENCES trust,
    id                           uuid NOT NULL,
    ehcp_id                      uuid NOT NULL,
    pupil_id                     uuid NOT NULL,
    placement_id                 uuid,           -- that it is about; NULL: about none, or none recorded here
    la_code                      la_code NOT NULL,
    raised_by                    complainant NOT NULL,
    raised_on                    date NOT NULL,
    subject                      complaint_subject NOT NULL,
    summary                      note NOT NULL,
    routed_on                    date,
    la_reference                 label,          -- of the complaint, at the authority
    acknowledged_by_authority_on date,
    response_due_on              date,           -- 28 days after it was routed, when not said
    outcome                      note,
    status                       status NOT NULL DEFAULT 'received',
    status_step                  status NOT NULL DEFAULT 'received',
    status_on                    date NOT NULL,
    status_reason                note,
    status_reference             label,
    version                      count NOT NULL DEFAULT 1,
    created_at                   timestamptz NOT NULL DEFAULT now(),
    updated_at                   timestamptz NOT NULL DEFAULT now(),
    deleted_at                   timestamptz,
    school_ids                   uuid[],
    restricted                   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT placement_complaint_plan_is_known FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp
        ON DELETE CASCADE,
    CONSTRAINT placement_complaint_placement_is_known FOREIGN KEY (trust_id, placement_id) REFERENCES placement,
    CONSTRAINT placement_complaint_is_of_the_past
        CHECK (raised_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT placement_complaint_comes_first CHECK (raised_on <= status_on),
    CONSTRAINT placement_complaint_routed_has_a_reference CHECK (status IN ('received', 'withdrawn')
        OR num_nonnulls(routed_on, la_reference) = 2),
    CONSTRAINT placement_complaint_is_acknowledged_once_routed CHECK (acknowledged_by_authority_on IS NULL
        OR coalesce(acknowledged_by_authority_on >= routed_on, false)),
    CONSTRAINT placement_complaint_is_due_once_routed CHECK (response_due_on IS NULL
        OR coalesce(response_due_on >= routed_on, false)),
    CONSTRAINT placement_complaint_decision_has_an_outcome CHECK (outcome IS NOT NULL
        OR status NOT IN ('upheld', 'partly_upheld', 'not_upheld', 'arbitrated'))
);
COMMENT ON CONSTRAINT placement_complaint_plan_is_known ON placement_complaint IS
    'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT placement_complaint_placement_is_known ON placement_complaint IS
    'placement_id: is not a placement of the trust';
COMMENT ON CONSTRAINT placement_complaint_is_of_the_past ON placement_complaint IS
    'raised_on: must not be in the future';
COMMENT ON CONSTRAINT placement_complaint_comes_first ON placement_complaint IS
    'raised_on: must not be after what followed it';
COMMENT ON CONSTRAINT placement_complaint_routed_has_a_reference ON placement_complaint IS
    'la_reference: is needed once the complaint is routed: give the reference with the step';
COMMENT ON CONSTRAINT placement_complaint_is_acknowledged_once_routed ON placement_complaint IS
    'acknowledged_by_authority_on: must not be before the complaint was routed';
COMMENT ON CONSTRAINT placement_complaint_is_due_once_routed ON placement_complaint IS
    'response_due_on: must not be before the complaint was routed';
COMMENT ON CONSTRAINT placement_complaint_decision_has_an_outcome ON placement_complaint IS
    'outcome: is needed with a decision';
CREATE INDEX placement_complaint_by_case ON placement_complaint (trust_id, ehcp_id, id);
CREATE INDEX placement_complaint_by_pupil ON placement_complaint (trust_id, pupil_id, id);
CREATE INDEX placement_complaint_by_placement ON placement_complaint (trust_id, placement_id, id);
CREATE INDEX placement_complaint_by_status ON placement_complaint (trust_id, status, updated_at, id);
CREATE INDEX placement_complaint_by_response ON placement_complaint (trust_id, response_due_on, id);
CREATE INDEX placement_complaint_by_change ON placement_complaint (trust_id, updated_at, id);
CALL tenant_table('placement_complaint', 'placement_complaint');
CALL belongs_to_case('placement_complaint', true);

CALL add_machine('placement_complaint', 'placements:write', $$
received: routed, withdrawn
routed: upheld, partly_upheld, not_upheld, to_arbitration, withdrawn
to_arbitration: arbitrated
$$);
CALL status_table('placement_complaint', 'placement_complaint');

-- Behind a_follow_case, which gives the pupil. The placement may have been under an earlier plan.
--! rule placement_complaint_placement_is_the_pupils: placement_id: is not a placement of the pupil
CREATE FUNCTION complaint_placement_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.placement_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.placement_id IS DISTINCT FROM NEW.placement_id)
       AND NOT EXISTS (SELECT FROM app.placement WHERE trust_id = NEW.trust_id AND id = NEW.placement_id
                          AND pupil_id = NEW.pupil_id AND deleted_at IS NULL) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'placement_complaint_placement_is_the_pupils';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_placement_in_sight BEFORE INSERT OR UPDATE OF placement_id ON placement_complaint
    FOR EACH ROW EXECUTE FUNCTION complaint_placement_must_be_in_sight();

CREATE FUNCTION placement_complaint_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status := 'received';
    NEW.status_step := 'received';
    NEW.status_on := NEW.raised_on;
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON placement_complaint
    FOR EACH ROW EXECUTE FUNCTION placement_complaint_begins();

CREATE FUNCTION placement_complaint_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.routed_on := NEW.status_on;
    NEW.la_reference := NEW.status_reference;
    NEW.response_due_on := coalesce(NEW.response_due_on, NEW.status_on + 28);
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON placement_complaint FOR EACH ROW
    WHEN (OLD.status <> 'routed' AND NEW.status = 'routed')
    EXECUTE FUNCTION placement_complaint_moves();
