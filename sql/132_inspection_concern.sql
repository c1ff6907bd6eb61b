-- Safeguarding concerns that come up in an inspection. They do not wait for it and are no part of it: a concern goes
-- to the designated safeguarding leads of the schools that answer for the inspection, and to nobody else. Keeping
-- Children Safe in Education, part 1: staff who have a concern act on it immediately.
--
-- Whoever raises one is told that it has arrived and never sees it again: it is always restricted, is of the schools
-- and not of the team, and moves nothing of the inspection.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_concern (
    trust_id            uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                        REFERENCES trust,
    id                  uuid NOT NULL,
    inspection_id       uuid NOT NULL,
    school_id           uuid NOT NULL, -- where it came up
    notified_school_ids jsonb NOT NULL, -- the schools that answer for the inspection, when it was raised
    raised_on           date NOT NULL,
    raised_by           label NOT NULL, -- as the register of reviewers names whoever raised it
    text                narrative NOT NULL,
    acknowledgements    jsonb NOT NULL DEFAULT '[]',
    status              status NOT NULL DEFAULT 'open',
    status_step         status NOT NULL DEFAULT 'open',
    status_on           date NOT NULL,
    status_reason       note,
    status_reference    label,
    version             count NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    deleted_at          timestamptz,
    school_ids          uuid[] NOT NULL,
    restricted          boolean NOT NULL DEFAULT true,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT concern_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT concern_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school
);
COMMENT ON CONSTRAINT concern_of_inspection ON inspection_concern IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT concern_school_is_known ON inspection_concern IS 'school_id: is not a school of the trust';
CREATE INDEX concern_by_inspection ON inspection_concern (trust_id, inspection_id, id);
CREATE INDEX concern_by_change ON inspection_concern (trust_id, updated_at, id);
CALL tenant_table('inspection_concern', 'inspection_concern', '{text,status_reason}');

CALL add_machine('inspection_concern', 'safeguarding:write', $$
open: acknowledged
acknowledged: closed
$$);
CALL status_table('inspection_concern', 'inspection_concern');

-- Whoever has been in the team, as the register names them; NULL for anybody else. A child may tell what happened
-- there long after the visit, and somebody who has left the team was in the school, too.
CREATE FUNCTION teammate_who_acts(of_trust uuid, of_inspection uuid) RETURNS label LANGUAGE sql STABLE AS $$
    SELECT r.name FROM app.inspection_team_member m
      JOIN app.inspection_reviewer r ON r.trust_id = m.trust_id AND r.id = m.reviewer_id
     WHERE m.trust_id = of_trust AND m.inspection_id = of_inspection AND m.deleted_at IS NULL
       AND r.user_id = nullif(current_setting('app.actor', true), '')::uuid LIMIT 1
$$;

-- It is raised whatever has become of the inspection since.
--! rule concern_is_the_teams: inspection_id: concerns are raised by who is or was in the team
--! rule concern_is_raised_once_confirmed: inspection_id: concerns are raised once the team has been confirmed
--! rule concern_is_of_the_schools: school_id: is not a school that answers for the inspection
CREATE FUNCTION concern_is_raised() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at      inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
    sight   text := widen_sight();
    schools uuid[] := accountable_schools(at);
BEGIN
    NEW.raised_by := teammate_who_acts(at.trust_id, at.id);
    IF NEW.raised_by IS NULL THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'concern_is_the_teams';
    ELSIF NOT was_confirmed(at) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'concern_is_raised_once_confirmed';
    ELSIF NEW.school_id <> ALL (schools) THEN
        PERFORM break_rule('concern_is_of_the_schools');
    END IF;
    NEW.school_id := coalesce(NEW.school_id, at.school_id);
    NEW.notified_school_ids := to_jsonb(schools);
    NEW.school_ids := schools;
    NEW.raised_on := today();
    NEW.status_on := NEW.raised_on;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER a_is_raised BEFORE INSERT ON inspection_concern
    FOR EACH ROW EXECUTE FUNCTION concern_is_raised();

-- The only way in: whoever raises a concern may not see the row it becomes, nor, once they have left the team, the
-- inspection. To others than those who see it or did, there is none.
CREATE FUNCTION raise_concern(of_inspection uuid, concern uuid, at_school uuid, said text)
    RETURNS TABLE (id uuid, created_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
    seen  boolean := EXISTS (SELECT FROM inspection AS i WHERE i.trust_id = own AND i.id = of_inspection
                                AND i.deleted_at IS NULL);
    sight text := widen_sight();
BEGIN
    IF NOT seen AND teammate_who_acts(own, of_inspection) IS NULL THEN
        PERFORM narrow_sight(sight);
        RETURN;
    END IF;
    RETURN QUERY INSERT INTO inspection_concern AS c (id, inspection_id, school_id, text)
                 VALUES (concern, of_inspection, at_school, said) RETURNING c.id, c.created_at;
    PERFORM narrow_sight(sight);
END $$;
REVOKE INSERT ON inspection_concern FROM api_rw;

CREATE TRIGGER c_acknowledged BEFORE UPDATE ON inspection_concern FOR EACH ROW
    WHEN (OLD.acknowledgements IS DISTINCT FROM NEW.acknowledgements)
    EXECUTE FUNCTION safeguarding_notice_acknowledged();

--! rule concern_is_acknowledged_by_every_school: to: a school that answers for the inspection has not acknowledged
CREATE FUNCTION concern_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_array_length(NEW.acknowledgements) < jsonb_array_length(NEW.notified_school_ids) THEN
        PERFORM app.break_rule('concern_is_acknowledged_by_every_school');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON inspection_concern FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'acknowledged')
    EXECUTE FUNCTION concern_moves();
