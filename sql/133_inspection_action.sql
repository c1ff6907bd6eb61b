-- What the schools do about the report of an inspection: an action has an owner, a day by which it is due, how it
-- stands and what shows it. The school that owns it does it; the lead or quality assurance closes it with what they
-- saw.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_action (
    trust_id              uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                          REFERENCES trust,
    id                    uuid NOT NULL,
    inspection_id         uuid NOT NULL,
    area                  framework_code NOT NULL,
    areas_for_development jsonb NOT NULL, -- numbers of the report that it answers
    action                note NOT NULL,
    owner                 label NOT NULL, -- a role, not a person
    owner_school_id       uuid NOT NULL,
    due_on                date NOT NULL,
    rag                   rag NOT NULL,
    progress              jsonb NOT NULL DEFAULT '[]',
    evidence              note,
    carried_over_reason   note, -- why the inspection is closed without it
    status                status NOT NULL DEFAULT 'open',
    status_step           status NOT NULL DEFAULT 'open',
    status_on             date NOT NULL,
    status_reason         note,
    status_reference      label,
    version               count NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    school_ids            uuid[] NOT NULL,
    team_user_ids         uuid[] NOT NULL,
    quality_sees          boolean NOT NULL,
    restricted            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT action_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT action_owner_school_is_known FOREIGN KEY (trust_id, owner_school_id) REFERENCES school,
    CONSTRAINT action_answers_each_area_once CHECK (values_differ(areas_for_development)),
    CONSTRAINT action_progress_has_been CHECK (NOT jsonb_path_exists(progress, '$[*] ? (@.on > $day)',
        jsonb_build_object('day', (updated_at AT TIME ZONE 'Europe/London')::date)))
);
COMMENT ON CONSTRAINT action_of_inspection ON inspection_action IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT action_owner_school_is_known ON inspection_action IS
    'owner_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT action_answers_each_area_once ON inspection_action IS
    'areas_for_development: must not name one twice';
COMMENT ON CONSTRAINT action_progress_has_been ON inspection_action IS 'progress: must not be in the future';
CREATE INDEX action_by_inspection ON inspection_action (trust_id, inspection_id, id);
CREATE INDEX action_by_due_day ON inspection_action (trust_id, due_on, id);
CREATE INDEX action_by_change ON inspection_action (trust_id, updated_at, id);
CALL team_table('inspection_action', 'inspection_action');

CALL add_machine('inspection_action', 'inspections:write', $$
open: done
done: closed, open
closed: open
$$);
UPDATE transition SET scope = 'inspections:respond' WHERE machine = 'inspection_action' AND step = 'done';
CALL status_table('inspection_action', 'inspection_action');

-- The schools share what was found if they like; what they do about it stays with them.
CREATE FUNCTION sight_of(one inspection_action, at inspection) RETURNS inspection_sight LANGUAGE sql STABLE AS $$
    SELECT app.accountable_schools(at), at.team_user_ids, true
$$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_action
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
CALL belongs_to_inspection('inspection_action');

-- ---- what it says ------------------------------------------------------------------------------

--! rule action_answers_the_report: areas_for_development: names a number that the report does not have
--! rule action_is_owned_by_a_school_of_the_inspection: owner_school_id: is not a school that answers for the inspection
--! rule action_names_no_pupil: action: neither it nor what is said of it may name a pupil or hold a UPN
CREATE FUNCTION guard_action(was inspection_action, one inspection_action, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF one.area <> ALL (app.areas_inspected(at)) THEN
        PERFORM app.break_rule('area_is_inspected');
    ELSIF NOT (SELECT coalesce(jsonb_agg(number), '[]') FROM app.areas_for_development(at.trust_id, at.id))
              @> one.areas_for_development THEN
        PERFORM app.break_rule('action_answers_the_report');
    ELSIF one.owner_school_id <> ALL (app.accountable_schools(at)) THEN
        PERFORM app.break_rule('action_is_owned_by_a_school_of_the_inspection');
    ELSIF app.names_a_pupil(at, app.words_brought(
              to_jsonb(was), to_jsonb(one), '$.action', '$.owner', '$.evidence', '$.carried_over_reason',
              '$.progress[*].note')) THEN
        PERFORM app.break_rule('action_names_no_pupil');
    END IF;
END $$;

--! rule action_is_due_after_the_report: due_on: must be after the day on which the report was final
--! rule action_is_due_within_three_years: due_on: must be within three years of the report
CREATE FUNCTION guard_due_day(one inspection_action) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told_on date := (SELECT finalised_on FROM app.inspection_report
                      WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id);
BEGIN
    IF one.due_on <= told_on THEN
        PERFORM app.break_rule('action_is_due_after_the_report');
    ELSIF one.due_on > told_on + interval '3 years' THEN
        PERFORM app.break_rule('action_is_due_within_three_years');
    END IF;
END $$;

-- ---- who writes it, and when -------------------------------------------------------------------

-- From the step follow_up on there is an action for every area for development, and it stays so; what the schools
-- were told at the close stands.
--! rule action_is_the_schools: inspection_id: actions are written by who acts for a school that answers for the inspection, or by quality assurance
--! rule action_follows_the_report: inspection_id: actions are written once the inspection is final
--! rule action_stands_once_closed: inspection_id: once the inspection is closed no action is planned, changed or told of: quality assurance opens one again
--! rule action_stands_once_done: status: an action that was done stands: it is opened again
--! rule action_stands_in_the_follow_up: deleted_at: from follow_up on an action is done or carried over, and not deleted
--! rule action_goes_on_answering: areas_for_development: from follow_up on it answers at least what it did
--! rule action_is_carried_over_by_quality_assurance: carried_over_reason: is said by the quality assurance of the trust
CREATE FUNCTION guard_action_change(was inspection_action, one inspection_action, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    followed boolean := was.id IS NOT NULL AND at.status = 'follow_up';
BEGIN
    IF NOT app.assures_quality() AND NOT app.speaks_for_one_of(app.accountable_schools(at)) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'action_is_the_schools';
    ELSIF NOT app.is_final(at.status) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'action_follows_the_report';
    ELSIF at.status = 'closed' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'action_stands_once_closed';
    ELSIF was.status <> 'open' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'action_stands_once_done';
    ELSIF followed AND was.deleted_at IS DISTINCT FROM one.deleted_at THEN
        RAISE exclusion_violation USING CONSTRAINT = 'action_stands_in_the_follow_up';
    ELSIF followed AND NOT one.areas_for_development @> was.areas_for_development THEN
        PERFORM app.break_rule('action_goes_on_answering');
    ELSIF was.carried_over_reason IS DISTINCT FROM one.carried_over_reason AND NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'action_is_carried_over_by_quality_assurance';
    END IF;
END $$;

-- How it stands is what was told of it last.
CREATE FUNCTION action_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
    was   inspection_action := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'open';
        NEW.status_step := 'open';
        NEW.status_on := today();
    ELSIF OLD.progress <> NEW.progress THEN
        NEW.rag := coalesce(NEW.progress->-1->>'rag', NEW.rag);
    END IF;
    PERFORM guard_action_change(was, NEW, at), guard_action(was, NEW, at);
    IF was.due_on IS DISTINCT FROM NEW.due_on THEN
        PERFORM guard_due_day(NEW);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT ON inspection_action
    FOR EACH ROW EXECUTE FUNCTION action_stands();
CREATE TRIGGER c_stands_again BEFORE UPDATE ON inspection_action FOR EACH ROW
    WHEN ((OLD.area, OLD.areas_for_development, OLD.action, OLD.owner, OLD.owner_school_id, OLD.due_on, OLD.rag,
           OLD.progress, OLD.evidence, OLD.carried_over_reason, OLD.deleted_at)
          IS DISTINCT FROM
          (NEW.area, NEW.areas_for_development, NEW.action, NEW.owner, NEW.owner_school_id, NEW.due_on, NEW.rag,
           NEW.progress, NEW.evidence, NEW.carried_over_reason, NEW.deleted_at))
    EXECUTE FUNCTION action_stands();

-- ---- its steps ---------------------------------------------------------------------------------

-- Who looks at what came of it: whoever led the team, or quality assurance.
CREATE FUNCTION looks_back(at inspection) RETURNS boolean LANGUAGE sql AS $$
    SELECT app.assures_quality() OR EXISTS (SELECT FROM app.team_of(at.trust_id, at.id)
                                             WHERE (member).id = app.member_who_acts(at)
                                               AND (member).role = 'lead')
$$;

--! rule action_is_done_by_its_school: to: is taken by who acts for the school that owns the action
--! rule action_is_judged_by_the_lead: to: is taken by the lead of the team, or by quality assurance
--! rule action_is_reopened_by_quality_assurance: to: what was closed is opened again by the quality assurance of the trust
--! rule action_is_moved_after_the_close_by_quality_assurance: to: once the inspection is closed steps are taken by the quality assurance of the trust
--! rule action_is_judged_with_a_reason: reason: is needed to close an action, which tells what was seen, and to open it again
CREATE FUNCTION action_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
BEGIN
    IF at.status = 'closed' AND NOT assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'action_is_moved_after_the_close_by_quality_assurance';
    ELSIF NEW.status = 'done' THEN
        IF NOT speaks_for(ARRAY[NEW.owner_school_id]) THEN
            RAISE insufficient_privilege USING CONSTRAINT = 'action_is_done_by_its_school';
        END IF;
    ELSIF NOT looks_back(at) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'action_is_judged_by_the_lead';
    ELSIF OLD.status = 'closed' AND NOT assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'action_is_reopened_by_quality_assurance';
    ELSIF NEW.status_reason IS NULL THEN
        PERFORM break_rule('action_is_judged_with_a_reason');
    END IF;
    IF names_a_pupil(at, NEW.status_reason) THEN
        PERFORM break_rule('action_names_no_pupil');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON inspection_action FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION action_moves();

-- ---- the step that waits for them --------------------------------------------------------------

--! rule inspection_needs_an_action_for_each_area: to: an area for development of the report has no action
CREATE FUNCTION areas_must_be_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM areas_for_development(NEW.trust_id, NEW.id) AS told
                WHERE NOT EXISTS (
                      SELECT FROM inspection_action a
                       WHERE a.trust_id = NEW.trust_id AND a.inspection_id = NEW.id
                         AND a.deleted_at IS NULL AND a.areas_for_development @> to_jsonb(told.number))) THEN
        PERFORM break_rule('inspection_needs_an_action_for_each_area');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_areas_are_answered BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'follow_up')
    EXECUTE FUNCTION areas_must_be_answered();
