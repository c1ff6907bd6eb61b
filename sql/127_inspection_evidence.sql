-- What the team of an inspection saw. It is about groups of pupils, never about a pupil; schools never see it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_evidence (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                   REFERENCES trust,
    id             uuid NOT NULL,
    inspection_id  uuid NOT NULL,
    team_member_id uuid NOT NULL, -- who saw it
    kind           evidence_kind NOT NULL,
    areas          jsonb NOT NULL,
    pupil_group    pupil_group NOT NULL,
    seen_on        date NOT NULL,
    note           note NOT NULL,
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[] NOT NULL,
    team_user_ids  uuid[] NOT NULL,
    quality_sees   boolean NOT NULL,
    restricted     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT evidence_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT evidence_of_team_member FOREIGN KEY (trust_id, team_member_id) REFERENCES inspection_team_member,
    CONSTRAINT evidence_is_about_an_area CHECK (areas <> '[]'),
    CONSTRAINT evidence_areas_are_different CHECK (values_differ(areas)),
    CONSTRAINT evidence_is_seen_by_now CHECK (seen_on <= today())
);
COMMENT ON CONSTRAINT evidence_of_inspection ON inspection_evidence IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT evidence_of_team_member ON inspection_evidence IS
    'team_member_id: is not a member of a team';
COMMENT ON CONSTRAINT evidence_is_about_an_area ON inspection_evidence IS 'areas: at least one is needed';
COMMENT ON CONSTRAINT evidence_areas_are_different ON inspection_evidence IS 'areas: must not name one twice';
COMMENT ON CONSTRAINT evidence_is_seen_by_now ON inspection_evidence IS 'seen_on: must not be in the future';
CREATE INDEX evidence_by_inspection ON inspection_evidence (trust_id, inspection_id, id);
CREATE INDEX evidence_by_change ON inspection_evidence (trust_id, updated_at, id);
CALL team_table('inspection_evidence', 'inspection_evidence', '{note}');

CREATE FUNCTION sight_of(one inspection_evidence, at inspection) RETURNS inspection_sight
    LANGUAGE sql STABLE AS $$
    SELECT '{}'::uuid[], at.team_user_ids, app.is_told_to_schools(at.status)
$$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_evidence
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
CALL belongs_to_inspection('inspection_evidence');

-- A document or figures may be of before the visit.
--! rule evidence_is_seen_in_the_visit: seen_on: must not be before starts_on of the inspection, but for documents and data
--! rule evidence_is_of_the_last_two_years: seen_on: must be within the two years before starts_on
--! rule evidence_names_no_pupil: note: must not name a pupil or hold a UPN: evidence is about groups
CREATE FUNCTION guard_evidence(was inspection_evidence, one inspection_evidence, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT to_jsonb(app.areas_inspected(at)) @> one.areas THEN
        PERFORM app.break_rule('areas_are_inspected');
    ELSIF one.seen_on < at.starts_on AND one.kind NOT IN ('document', 'data') THEN
        PERFORM app.break_rule('evidence_is_seen_in_the_visit');
    ELSIF one.seen_on < at.starts_on - interval '2 years' THEN
        PERFORM app.break_rule('evidence_is_of_the_last_two_years');
    ELSIF app.names_a_pupil(at, app.words_brought(to_jsonb(was), to_jsonb(one), '$.note')) THEN
        PERFORM app.break_rule('evidence_names_no_pupil');
    END IF;
END $$;

-- Whoever saw it may put it right, and take it back before the drafts can rest on it.
--! rule evidence_is_the_teams: inspection_id: evidence is gathered by the team
--! rule evidence_is_its_authors: team_member_id: only whoever wrote it changes it
--! rule evidence_is_gathered_in_the_visit: inspection_id: evidence is gathered in the fieldwork and while drafts are written
--! rule evidence_stands_once_drafting_begins: deleted_at: from the drafting on evidence is put right, and not deleted
CREATE FUNCTION evidence_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
    me uuid := member_who_acts(at);
    was inspection_evidence := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF me IS NULL THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'evidence_is_the_teams';
    ELSIF TG_OP = 'UPDATE' AND me <> OLD.team_member_id THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'evidence_is_its_authors';
    ELSIF at.status NOT IN ('fieldwork', 'drafting') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'evidence_is_gathered_in_the_visit';
    ELSIF TG_OP = 'UPDATE' AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at AND EXISTS (
              SELECT FROM status_change WHERE trust_id = at.trust_id AND id = at.id AND to_status = 'drafting') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'evidence_stands_once_drafting_begins';
    END IF;
    NEW.team_member_id := me;
    PERFORM guard_evidence(was, NEW, at);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT ON inspection_evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_stands();
CREATE TRIGGER c_stands_again BEFORE UPDATE ON inspection_evidence FOR EACH ROW
    WHEN ((OLD.kind, OLD.areas, OLD.pupil_group, OLD.seen_on, OLD.note, OLD.deleted_at) IS DISTINCT FROM
          (NEW.kind, NEW.areas, NEW.pupil_group, NEW.seen_on, NEW.note, NEW.deleted_at))
    EXECUTE FUNCTION evidence_stands();
