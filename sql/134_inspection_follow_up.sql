-- Going back to see what has become of a report: once after a term, once after a year. The step follow_up makes both;
-- an inspection is closed when they were held, and every action is done or carried over.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_follow_up (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                  REFERENCES trust,
    id            uuid NOT NULL,
    inspection_id uuid NOT NULL,
    kind          follow_up_kind NOT NULL,
    due_on        date NOT NULL,
    held_on       date,
    held_by       label, -- a role, not a person
    findings      inspection_text,
    actions_seen  jsonb NOT NULL DEFAULT '[]',
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[] NOT NULL,
    team_user_ids uuid[] NOT NULL,
    quality_sees  boolean NOT NULL,
    restricted    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT follow_up_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT follow_up_has_been CHECK (held_on <= today()),
    CONSTRAINT follow_up_tells_what_was_found CHECK ((held_on IS NULL) = (findings IS NULL)),
    CONSTRAINT follow_up_sees_an_action_once
        CHECK (values_differ(jsonb_path_query_array(actions_seen, '$[*].action_id')))
);
COMMENT ON CONSTRAINT follow_up_of_inspection ON inspection_follow_up IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT follow_up_has_been ON inspection_follow_up IS 'held_on: must not be in the future';
COMMENT ON CONSTRAINT follow_up_tells_what_was_found ON inspection_follow_up IS
    'findings: goes with held_on: both or neither';
COMMENT ON CONSTRAINT follow_up_sees_an_action_once ON inspection_follow_up IS
    'actions_seen: must not name an action twice';
CREATE UNIQUE INDEX follow_up_is_one_of_its_kind ON inspection_follow_up (trust_id, inspection_id, kind);
COMMENT ON INDEX follow_up_is_one_of_its_kind IS 'kind: the inspection has this follow-up already';
CREATE INDEX follow_up_by_due_day ON inspection_follow_up (trust_id, due_on, id);
CREATE INDEX follow_up_by_change ON inspection_follow_up (trust_id, updated_at, id);
CALL team_table('inspection_follow_up', 'inspection_follow_up');

CREATE FUNCTION sight_of(one inspection_follow_up, at inspection) RETURNS inspection_sight LANGUAGE sql STABLE AS $$
    SELECT app.accountable_schools(at), at.team_user_ids, true
$$;
CALL belongs_to_inspection('inspection_follow_up');
REVOKE INSERT ON inspection_follow_up FROM api_rw;

-- Schools have different terms, and tell when they are shut and not when a term ends: four months are one.
CREATE FUNCTION follow_ups_are_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO inspection_follow_up (trust_id, id, inspection_id, kind, due_on)
    SELECT NEW.trust_id, uuid7(), NEW.id, due.kind, r.finalised_on + due.after
      FROM inspection_report r
     CROSS JOIN (VALUES ('one_term', interval '4 months'), ('one_year', interval '1 year')) AS due(kind, after)
     WHERE r.trust_id = NEW.trust_id AND r.inspection_id = NEW.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER makes_follow_ups AFTER UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'follow_up')
    EXECUTE FUNCTION follow_ups_are_made();

-- ---- what was seen -----------------------------------------------------------------------------

-- Each looks at what has become of the report by then, and the second at what has become of it since the first.
--! rule follow_up_is_held_when_due: held_on: must not be more than 28 days before due_on
--! rule follow_up_of_the_year_comes_second: held_on: the follow-up after a year is not held before the one after a term
CREATE FUNCTION guard_held_day(one inspection_follow_up) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    other date := (SELECT held_on FROM app.inspection_follow_up
                    WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id AND id <> one.id);
BEGIN
    IF one.held_on < one.due_on - 28 THEN
        PERFORM app.break_rule('follow_up_is_held_when_due');
    ELSIF one.kind = 'one_year' AND one.held_on < coalesce(other, 'infinity')
       OR one.kind = 'one_term' AND other < coalesce(one.held_on, 'infinity') THEN
        PERFORM app.break_rule('follow_up_of_the_year_comes_second');
    END IF;
END $$;

--! rule follow_up_sees_actions_of_the_inspection: actions_seen: names an action that this inspection does not have
--! rule follow_up_names_no_pupil: findings: neither they nor what was seen may name a pupil or hold a UPN
CREATE FUNCTION guard_follow_up(was inspection_follow_up, one inspection_follow_up, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements(one.actions_seen) AS seen
                   WHERE NOT EXISTS (SELECT FROM app.inspection_action
                                      WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id
                                        AND id = (seen->>'action_id')::uuid AND deleted_at IS NULL)) THEN
        PERFORM app.break_rule('follow_up_sees_actions_of_the_inspection');
    ELSIF app.names_a_pupil(at, app.words_brought(
              to_jsonb(was), to_jsonb(one), '$.held_by', '$.findings', '$.actions_seen[*].seen')) THEN
        PERFORM app.break_rule('follow_up_names_no_pupil');
    END IF;
END $$;

--! rule follow_up_is_the_leads: inspection_id: follow-ups are held by the lead of the team, or by quality assurance
--! rule follow_up_is_held_in_its_stage: inspection_id: follow-ups are held while the inspection is in follow_up
CREATE FUNCTION follow_up_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
BEGIN
    IF NOT looks_back(at) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'follow_up_is_the_leads';
    ELSIF at.status <> 'follow_up' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'follow_up_is_held_in_its_stage';
    END IF;
    PERFORM guard_held_day(NEW), guard_follow_up(OLD, NEW, at), narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON inspection_follow_up FOR EACH ROW
    WHEN ((OLD.held_on, OLD.held_by, OLD.findings, OLD.actions_seen) IS DISTINCT FROM
          (NEW.held_on, NEW.held_by, NEW.findings, NEW.actions_seen))
    EXECUTE FUNCTION follow_up_stands();

-- ---- the last step -----------------------------------------------------------------------------

--! rule inspection_is_followed_up_twice: to: a follow-up has not been held
--! rule inspection_actions_are_done_or_carried_over: to: an action is open, and not carried over with a reason
CREATE FUNCTION all_must_be_followed_up() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM inspection_follow_up
                WHERE trust_id = NEW.trust_id AND inspection_id = NEW.id AND held_on IS NULL) THEN
        PERFORM break_rule('inspection_is_followed_up_twice');
    ELSIF EXISTS (SELECT FROM inspection_action
                   WHERE trust_id = NEW.trust_id AND inspection_id = NEW.id AND deleted_at IS NULL
                     AND status = 'open' AND carried_over_reason IS NULL) THEN
        PERFORM break_rule('inspection_actions_are_done_or_carried_over');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_followed_up BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'closed')
    EXECUTE FUNCTION all_must_be_followed_up();
