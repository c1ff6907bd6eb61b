-- Inspections: peers inspect a school, or a provision for which its host and its provider both answer. A row
-- is who is inspected, when and how far it has come; what is found hangs on it (sql/125 ff.).
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection (
    trust_id                 uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                             REFERENCES trust,
    id                       uuid NOT NULL,
    cycle_id                 uuid,
    framework_id             uuid,          -- the cycle's, when not said
    subject_kind             inspection_subject NOT NULL,
    school_id                uuid,          -- that is inspected; of a provision its host
    provision_id             uuid,
    accountable_school_ids   jsonb NOT NULL,
    scope                    jsonb NOT NULL, -- codes of areas; none: all that are not optional
    needs_specialist         boolean NOT NULL,
    planned_on               date NOT NULL,
    starts_on                date,          -- of the fieldwork; both inclusive
    ends_on                  date,
    report_due_on            date,          -- by the framework's working days after ends_on
    factual_accuracy_ends_on date,          -- until when the schools may comment
    sharing_consents         jsonb NOT NULL, -- the last word of each school that answers for it
    shared_with              inspection_sharing NOT NULL, -- what all of them agree to
    shared_with_school_ids   jsonb NOT NULL,
    status                   status NOT NULL DEFAULT 'planned',
    status_step              status NOT NULL DEFAULT 'planned',
    status_on                date NOT NULL,
    status_reason            note,
    status_reference         label,
    version                  count NOT NULL DEFAULT 1,
    created_at               timestamptz NOT NULL DEFAULT now(),
    updated_at               timestamptz NOT NULL DEFAULT now(),
    deleted_at               timestamptz,
    school_ids               uuid[] NOT NULL,
    team_user_ids            uuid[] NOT NULL DEFAULT '{}',
    quality_sees             boolean NOT NULL DEFAULT true,
    restricted               boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT inspection_cycle_is_known FOREIGN KEY (trust_id, cycle_id) REFERENCES inspection_cycle,
    CONSTRAINT inspection_framework_is_known FOREIGN KEY (trust_id, framework_id)
        REFERENCES inspection_framework,
    CONSTRAINT inspection_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT inspection_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT inspection_goes_by_a_framework CHECK (framework_id IS NOT NULL),
    CONSTRAINT inspection_of_a_school_names_it CHECK (subject_kind = 'provision' OR school_id IS NOT NULL),
    CONSTRAINT inspection_of_a_provision_names_it
        CHECK ((subject_kind = 'provision') = (provision_id IS NOT NULL)),
    CONSTRAINT inspection_areas_are_different CHECK (values_differ(scope)),
    CONSTRAINT inspection_is_planned_in_the_past CHECK (planned_on <= today()),
    CONSTRAINT inspection_has_a_first_and_a_last_day CHECK ((starts_on IS NULL) = (ends_on IS NULL)),
    CONSTRAINT inspection_ends_after_it_starts CHECK (ends_on >= starts_on),
    CONSTRAINT inspection_is_short CHECK (ends_on < starts_on + 31),
    CONSTRAINT inspection_is_shared_with_named_schools
        CHECK ((shared_with = 'schools') = (shared_with_school_ids <> '[]'))
);
COMMENT ON CONSTRAINT inspection_cycle_is_known ON inspection IS 'cycle_id: is not a cycle of the trust';
COMMENT ON CONSTRAINT inspection_framework_is_known ON inspection IS
    'framework_id: is not a framework of the trust';
COMMENT ON CONSTRAINT inspection_school_is_known ON inspection IS 'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT inspection_provision_is_known ON inspection IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT inspection_goes_by_a_framework ON inspection IS
    'framework_id: is needed without a cycle';
COMMENT ON CONSTRAINT inspection_of_a_school_names_it ON inspection IS 'school_id: is needed to inspect a school';
COMMENT ON CONSTRAINT inspection_of_a_provision_names_it ON inspection IS
    'provision_id: goes with the subject kind provision, which needs it';
COMMENT ON CONSTRAINT inspection_areas_are_different ON inspection IS 'scope: must not name one area twice';
COMMENT ON CONSTRAINT inspection_is_planned_in_the_past ON inspection IS
    'planned_on: must not be in the future';
COMMENT ON CONSTRAINT inspection_has_a_first_and_a_last_day ON inspection IS
    'ends_on: goes with starts_on: both or neither';
COMMENT ON CONSTRAINT inspection_ends_after_it_starts ON inspection IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT inspection_is_short ON inspection IS 'ends_on: must be within 31 days of starts_on';
COMMENT ON CONSTRAINT inspection_is_shared_with_named_schools ON inspection IS
    'shared_with_school_ids: goes with schools, which needs at least one';
CREATE UNIQUE INDEX inspection_is_one_of_a_cycle ON inspection (trust_id, cycle_id, coalesce(provision_id, school_id))
    WHERE deleted_at IS NULL AND status <> 'cancelled';
COMMENT ON INDEX inspection_is_one_of_a_cycle IS 'cycle_id: it is inspected once in this cycle already';
CREATE INDEX inspection_by_school ON inspection (trust_id, school_id, id);
CREATE INDEX inspection_by_provision ON inspection (trust_id, provision_id, id);
CREATE INDEX inspection_by_framework ON inspection (trust_id, framework_id, id);
CREATE INDEX inspection_by_status ON inspection (trust_id, status, updated_at, id);
CREATE INDEX inspection_by_start ON inspection (trust_id, starts_on, id);
CREATE INDEX inspection_by_planning ON inspection (trust_id, planned_on, id);
CREATE INDEX inspection_by_change ON inspection (trust_id, updated_at, id);
CALL team_table('inspection', 'inspection');
CALL goes_by_framework('inspection');

-- Whose step it is, its scope says: the lead's (write), the accountable schools' (respond) or the trust's
-- quality assurance's (quality). Once the fieldwork has begun it is not put off: what was found belongs to this
-- visit, and another is another inspection.
CALL add_machine('inspection', 'inspections:quality', $$
planned: team_confirmed, postponed, cancelled
team_confirmed: self_evaluation_submitted, postponed, cancelled
self_evaluation_submitted: fieldwork, postponed, cancelled
fieldwork: drafting, cancelled
drafting: factual_accuracy, cancelled
factual_accuracy: moderated, cancelled
moderated: final, cancelled
postponed: planned, cancelled
final: action_plan
action_plan: follow_up
follow_up: closed
$$);
UPDATE transition SET scope = 'inspections:write'
 WHERE machine = 'inspection' AND step IN ('fieldwork', 'drafting', 'factual_accuracy');
UPDATE transition SET scope = 'inspections:respond'
 WHERE machine = 'inspection' AND step IN ('self_evaluation_submitted', 'action_plan');
CALL status_table('inspection', 'inspection');

CREATE FUNCTION is_final(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('final', 'action_plan', 'follow_up', 'closed')
$$;

-- Nobody has set out yet, so what is planned may change.
CREATE FUNCTION is_before_fieldwork(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('planned', 'team_confirmed', 'self_evaluation_submitted')
$$;

-- What is written is written now, from the first day of the fieldwork until the report.
CREATE FUNCTION is_under_way(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('fieldwork', 'drafting', 'factual_accuracy', 'moderated')
$$;

-- It has been said who comes, so that neither the team nor the inspection is struck out any more.
CREATE FUNCTION was_confirmed(one inspection) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.status_change
                    WHERE trust_id = one.trust_id AND id = one.id AND to_status = 'team_confirmed')
$$;

CREATE FUNCTION accountable_schools(one inspection) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(one.accountable_school_ids)::uuid)
$$;

CREATE FUNCTION assures_quality() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.quality', true), '') = '1'
$$;

-- Others it is shared with are told its steps, and not why they were taken.
CREATE FUNCTION are_told_why(of_trust uuid, of_inspection uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.inspection i
                    WHERE i.trust_id = of_trust AND i.id = of_inspection
                      AND (app.assures_quality() OR app.speaks_for_one_of(app.accountable_schools(i))
                           OR i.team_user_ids @> ARRAY[nullif(current_setting('app.actor', true), '')::uuid]))
$$;

-- ---- what a row follows ------------------------------------------------------------------------

-- Of a base the host and the provider answer, as they are when it is planned. The framework is the cycle's.
CREATE FUNCTION inspection_as_kept(stood inspection, sent inspection) RETURNS inspection
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    own uuid := nullif(current_setting('app.trust', true), '')::uuid;
    at  app.provision;
BEGIN
    IF stood.id IS NULL THEN
        SELECT * INTO at FROM app.provision WHERE trust_id = own AND id = sent.provision_id;
        sent.school_id := coalesce(sent.school_id, at.host_school_id);
        sent.accountable_school_ids := (
            SELECT coalesce(jsonb_agg(DISTINCT s), '[]')
              FROM unnest(ARRAY[sent.school_id, at.host_school_id, at.provider_school_id]) AS r(s)
             WHERE s IS NOT NULL);
        sent.framework_id := coalesce(sent.framework_id, (
            SELECT framework_id FROM app.inspection_cycle WHERE trust_id = own AND id = sent.cycle_id));
        sent.planned_on := coalesce(sent.planned_on, app.today());
        sent.sharing_consents := '[]';
        sent.shared_with := 'nobody';
        sent.shared_with_school_ids := '[]';
    END IF;
    sent.scope := coalesce(sent.scope, '[]');
    sent.needs_specialist := sent.needs_specialist OR sent.subject_kind = 'provision';
    RETURN sent;
END $$;

CREATE FUNCTION inspection_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    NEW := inspection_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'planned';
        NEW.status_step := 'planned';
        NEW.status_on := NEW.planned_on;
        NEW.team_user_ids := '{}';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_keeps BEFORE INSERT OR UPDATE ON inspection
    FOR EACH ROW EXECUTE FUNCTION inspection_keeps();

-- Who, when and how far is told to the schools that answer for it; to others when it is final and shared, for as long
-- as they are schools of the trust.
CREATE FUNCTION schools_of_inspection(one inspection) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT s ORDER BY s), '{}') FROM (
        SELECT unnest(app.accountable_schools(one))
        UNION ALL
        SELECT id FROM app.school WHERE trust_id = one.trust_id AND deleted_at IS NULL AND app.is_final(one.status)
           AND (one.shared_with = 'trust' OR one.shared_with_school_ids ? id::text)) AS r(s)
$$;

-- A school that comes to the trust sees what is shared with all of it; one that leaves no longer does.
CREATE FUNCTION school_sees_what_is_shared() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE inspection AS i SET school_ids = schools_of_inspection(i)
     WHERE i.trust_id IN (SELECT trust_id FROM new_rows) AND i.shared_with <> 'nobody' AND is_final(i.status);
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER sees_what_is_shared AFTER INSERT ON school REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION school_sees_what_is_shared();

--! rule school_answers_for_an_inspection: id: answers for an inspection that is not over
CREATE FUNCTION school_leaves_inspections() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NEW.deleted_at IS NOT NULL AND EXISTS (
           SELECT FROM inspection WHERE trust_id = NEW.trust_id AND accountable_school_ids ? NEW.id::text
              AND deleted_at IS NULL AND status NOT IN ('closed', 'cancelled')) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'school_answers_for_an_inspection';
    END IF;
    UPDATE inspection AS i SET school_ids = schools_of_inspection(i)
     WHERE i.trust_id = NEW.trust_id AND is_final(i.status)
       AND (i.shared_with = 'trust' OR i.shared_with_school_ids ? NEW.id::text);
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER leaves_inspections AFTER UPDATE ON school FOR EACH ROW
    WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION school_leaves_inspections();

-- ---- what is planned ---------------------------------------------------------------------------

--! rule inspection_school_is_the_host: school_id: is not the host of the provision
--! rule inspection_is_of_what_is_there: school_id: has been deleted
--! rule inspection_cycle_is_over: cycle_id: is closed or cancelled
--! rule inspection_goes_by_the_cycles_framework: framework_id: is not that of the cycle
--! rule inspection_takes_part_in_the_cycle: cycle_id: it does not take part in this cycle
CREATE FUNCTION guard_subject(one inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    at provision;
    of_cycle inspection_cycle;
BEGIN
    SELECT * INTO at FROM app.provision WHERE trust_id = one.trust_id AND id = one.provision_id;
    SELECT * INTO of_cycle FROM app.inspection_cycle WHERE trust_id = one.trust_id AND id = one.cycle_id FOR SHARE;
    IF one.school_id <> at.host_school_id THEN
        PERFORM app.break_rule('inspection_school_is_the_host');
    ELSIF at.deleted_at IS NOT NULL OR EXISTS (SELECT FROM app.school WHERE trust_id = one.trust_id
              AND id = one.school_id AND deleted_at IS NOT NULL) THEN
        PERFORM app.break_rule('inspection_is_of_what_is_there');
    ELSIF of_cycle.id IS NULL THEN
        RETURN;
    ELSIF of_cycle.status IN ('closed', 'cancelled') OR of_cycle.deleted_at IS NOT NULL THEN
        PERFORM app.break_rule('inspection_cycle_is_over');
    ELSIF one.framework_id <> of_cycle.framework_id THEN
        PERFORM app.break_rule('inspection_goes_by_the_cycles_framework');
    ELSIF NOT coalesce(of_cycle.provision_ids ? one.provision_id::text,
                       of_cycle.school_ids_taking_part ? one.school_id::text) THEN
        PERFORM app.break_rule('inspection_takes_part_in_the_cycle');
    END IF;
END $$;

--! rule inspection_areas_are_of_the_framework: scope: names an area that the framework does not have
--! rule inspection_days_are_of_the_cycle: starts_on: the days must be within those of the cycle
CREATE FUNCTION guard_plan(one inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    areas jsonb := (SELECT jsonb_path_query_array(areas, '$[*].code') FROM app.inspection_framework
                     WHERE trust_id = one.trust_id AND id = one.framework_id);
BEGIN
    IF NOT areas @> one.scope THEN
        PERFORM app.break_rule('inspection_areas_are_of_the_framework');
    ELSIF EXISTS (SELECT FROM app.inspection_cycle WHERE trust_id = one.trust_id AND id = one.cycle_id
                     AND (one.starts_on < starts_on OR one.ends_on > ends_on)) THEN
        PERFORM app.break_rule('inspection_days_are_of_the_cycle');
    END IF;
END $$;

-- For which of the schools that answer for it the caller decides who else sees what came of it.
--! rule inspection_is_shared_by_its_school: school_id: is shared by who acts for this school, which answers for the inspection
--! rule inspection_is_shared_for_one_school: school_id: is needed by who acts for several schools that answer for it
CREATE FUNCTION school_that_shares(one inspection, said uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    mine uuid[] := ARRAY(SELECT s FROM unnest(app.accountable_schools(one)) AS s WHERE app.speaks_for(ARRAY[s]));
BEGIN
    IF mine = '{}' OR said <> ALL (mine) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'inspection_is_shared_by_its_school';
    ELSIF said IS NULL AND cardinality(mine) > 1 THEN
        PERFORM app.break_rule('inspection_is_shared_for_one_school');
    END IF;
    RETURN coalesce(said, mine[1]);
END $$;

--! rule inspection_is_shared_with_schools: shared_with_school_ids: names a school that is not in the trust
CREATE FUNCTION guard_consent(one inspection, said jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (said->>'shared_with' = 'schools') <> (said->'shared_with_school_ids' <> '[]') THEN
        PERFORM app.break_rule('inspection_is_shared_with_named_schools');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(said->'shared_with_school_ids') AS s(id)
                   WHERE NOT EXISTS (SELECT FROM app.school WHERE trust_id = one.trust_id
                                        AND school.id = s.id::uuid AND deleted_at IS NULL)) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'inspection_is_shared_with_schools';
    END IF;
END $$;

-- What is said last in the list takes the place of what that school said before.
CREATE FUNCTION consents_with_the_last(was inspection, one inspection) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    said   jsonb := one.sharing_consents->-1;
    school uuid := app.school_that_shares(one, (said->>'school_id')::uuid);
BEGIN
    PERFORM app.guard_consent(one, said);
    RETURN (SELECT coalesce(jsonb_agg(c ORDER BY n), '[]')
              FROM jsonb_array_elements(was.sharing_consents) WITH ORDINALITY AS a(c, n)
             WHERE c->>'school_id' <> school::text)
        || (said || jsonb_build_object('school_id', school, 'agreed_on', app.today()));
END $$;

-- No more is shared than all the schools that answer for it agree to: of named schools, those that each names.
CREATE FUNCTION schools_shared_with(one inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(s.id ORDER BY s.id), '[]') FROM app.school s
     WHERE s.trust_id = one.trust_id AND NOT EXISTS (
           SELECT FROM jsonb_array_elements(one.sharing_consents) AS c
            WHERE c->>'shared_with' = 'schools' AND NOT c->'shared_with_school_ids' ? s.id::text)
$$;

CREATE FUNCTION as_all_agree(one inspection) RETURNS inspection LANGUAGE plpgsql STABLE AS $$
DECLARE
    words jsonb := jsonb_path_query_array(one.sharing_consents, '$[*].shared_with');
BEGIN
    one.shared_with := 'nobody';
    one.shared_with_school_ids := '[]';
    IF jsonb_array_length(words) < jsonb_array_length(one.accountable_school_ids) OR words ? 'nobody' THEN
        RETURN one;
    ELSIF NOT words ? 'schools' THEN
        one.shared_with := 'trust';
        RETURN one;
    END IF;
    one.shared_with_school_ids := app.schools_shared_with(one);
    one.shared_with := CASE one.shared_with_school_ids WHEN '[]' THEN 'nobody' ELSE 'schools' END;
    RETURN one;
END $$;

--! rule inspection_is_planned_by_quality_assurance: status: inspections are planned by the quality assurance of the trust
--! rule inspection_plan_stands: status: what is planned stands from the fieldwork on, but for ends_on until it is over, and while it is postponed
--! rule inspection_is_cancelled_not_deleted: status: what is postponed, or had its team confirmed, is not deleted: cancel it
CREATE FUNCTION inspection_must_stand(was inspection, one inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    same  boolean := (was.scope, was.needs_specialist, was.starts_on) IS NOT DISTINCT FROM
                     (one.scope, one.needs_specialist, one.starts_on);
    lasts boolean := was.ends_on IS NOT DISTINCT FROM one.ends_on;
BEGIN
    IF (NOT same OR NOT lasts OR was.deleted_at IS DISTINCT FROM one.deleted_at) AND NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'inspection_is_planned_by_quality_assurance';
    ELSIF NOT app.is_before_fieldwork(was.status) AND NOT (same AND (lasts OR was.status = 'fieldwork')) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'inspection_plan_stands';
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL
          AND (was.status NOT IN ('planned', 'cancelled') OR app.was_confirmed(was)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'inspection_is_cancelled_not_deleted';
    END IF;
END $$;

CREATE FUNCTION inspection_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT assures_quality() THEN
            RAISE insufficient_privilege USING CONSTRAINT = 'inspection_is_planned_by_quality_assurance';
        END IF;
        PERFORM guard_subject(NEW), guard_plan(NEW);
    ELSE
        IF OLD.status = NEW.status THEN
            PERFORM inspection_must_stand(OLD, NEW);
        END IF;
        IF OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL THEN -- the trust may have moved on meanwhile
            PERFORM guard_subject(NEW), guard_plan(NEW);
        ELSIF (OLD.scope, OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.scope, NEW.starts_on, NEW.ends_on) THEN
            PERFORM guard_plan(NEW);
        END IF;
        IF OLD.sharing_consents <> NEW.sharing_consents THEN
            NEW.sharing_consents := consents_with_the_last(OLD, NEW);
            NEW := as_all_agree(NEW);
        END IF;
    END IF;
    NEW.report_due_on := working_day_after(NEW.ends_on, (
        SELECT report_working_days FROM inspection_framework
         WHERE trust_id = NEW.trust_id AND id = NEW.framework_id));
    NEW.school_ids := schools_of_inspection(NEW);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_stands BEFORE INSERT OR UPDATE ON inspection
    FOR EACH ROW EXECUTE FUNCTION inspection_stands();

-- ---- its steps ---------------------------------------------------------------------------------

-- Whose step it is. The lead's are guarded where the team is (sql/125_inspection_team.sql).
--! rule inspection_step_is_quality_assurances: to: is taken by the quality assurance of the trust
--! rule inspection_step_is_the_schools: to: is taken by a school that answers for the inspection
CREATE FUNCTION guard_step_taker(was inspection, one inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    takes text := (SELECT scope FROM app.transition WHERE machine = 'inspection'
                      AND from_status = was.status AND step = one.status_step);
BEGIN
    IF takes = 'inspections:quality' AND NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'inspection_step_is_quality_assurances';
    ELSIF takes = 'inspections:respond' AND NOT app.speaks_for_one_of(app.accountable_schools(one)) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'inspection_step_is_the_schools';
    END IF;
END $$;

-- What a step demands of the row itself. What it demands of something else is a trigger of the table that keeps
-- it: BEFORE UPDATE ON inspection, named c_..., WHEN (OLD.status IS DISTINCT FROM NEW.status AND ...).
--! rule inspection_has_days_to_confirm: starts_on: is needed before the team is confirmed
--! rule inspection_begins_on_its_first_day: on: fieldwork does not begin before starts_on
--! rule inspection_is_drafted_after_the_fieldwork: on: drafting does not begin before ends_on: cut the visit short first
--! rule inspection_is_put_off_for_a_reason: reason: is needed to postpone or to cancel
CREATE FUNCTION inspection_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM guard_step_taker(OLD, NEW);
    IF NEW.status = 'team_confirmed' AND NEW.starts_on IS NULL THEN
        PERFORM break_rule('inspection_has_days_to_confirm');
    ELSIF NEW.status = 'fieldwork' AND NEW.status_on < NEW.starts_on THEN
        PERFORM break_rule('inspection_begins_on_its_first_day');
    ELSIF NEW.status = 'drafting' AND NEW.status_on < NEW.ends_on THEN
        PERFORM break_rule('inspection_is_drafted_after_the_fieldwork');
    ELSIF NEW.status IN ('postponed', 'cancelled') AND NEW.status_reason IS NULL THEN
        PERFORM break_rule('inspection_is_put_off_for_a_reason');
    ELSIF NEW.status = 'factual_accuracy' THEN
        NEW.factual_accuracy_ends_on := working_day_after(today(), 5);
    ELSIF NEW.status = 'postponed' THEN
        NEW.starts_on := NULL;
        NEW.ends_on := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION inspection_moves();

-- ---- what hangs on an inspection ---------------------------------------------------------------

-- Who sees a row that hangs on an inspection follows from the inspection, and from the row where that is its own:
-- FUNCTION sight_of(one x, at inspection) RETURNS inspection_sight says it once, and CALL
-- belongs_to_inspection('x') keeps it so. x is a table of teams with inspection_id; triggers of its own that
-- guard what changes leave these three columns out.
CREATE TYPE inspection_sight AS (school_ids uuid[], team_user_ids uuid[], quality_sees boolean);

CREATE FUNCTION inspection_of(of_trust uuid, of_inspection uuid) RETURNS inspection
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   inspection;
BEGIN
    SELECT * INTO one FROM inspection WHERE trust_id = of_trust AND id = of_inspection;
    PERFORM narrow_sight(sight);
    RETURN one;
END $$;

-- Nothing is hung on an inspection that the caller does not see.
--! rule inspection_is_in_sight: inspection_id: is not an inspection of the trust
CREATE FUNCTION inspection_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM app.inspection WHERE trust_id = NEW.trust_id AND id = NEW.inspection_id AND deleted_at IS NULL
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'inspection_is_in_sight';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION follow_inspection() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    seen  inspection_sight := sight_of(NEW, inspection_of(NEW.trust_id, NEW.inspection_id));
BEGIN
    NEW.school_ids := coalesce(seen.school_ids, '{}');
    NEW.team_user_ids := coalesce(seen.team_user_ids, '{}');
    NEW.quality_sees := coalesce(seen.quality_sees, false);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;

-- Whatever hangs on the row in a table looks anew who sees it.
CREATE FUNCTION tell_below() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    EXECUTE format('UPDATE app.%1$I SET %2$I = %2$I WHERE trust_id = $1 AND %2$I = $2', TG_ARGV[0], TG_ARGV[1])
      USING NEW.trust_id, NEW.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;

CREATE PROCEDURE hears_of(parent text, tenant text, by_column text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON app.%I FOR EACH ROW
                    WHEN ((OLD.status, OLD.school_ids, OLD.team_user_ids)
                          IS DISTINCT FROM (NEW.status, NEW.school_ids, NEW.team_user_ids))
                    EXECUTE FUNCTION app.tell_below(%L, %L)', 'tells_' || tenant, parent, tenant, by_column);
END $$;

CREATE PROCEDURE belongs_to_inspection(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER a_inspection_in_sight BEFORE INSERT ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.inspection_must_be_in_sight()', tenant);
    EXECUTE format('CREATE TRIGGER a_follow_inspection BEFORE INSERT OR UPDATE ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.follow_inspection()', tenant);
    CALL app.hears_of('inspection', tenant, 'inspection_id');
END $$;

-- ---- what its records share --------------------------------------------------------------------

-- From here on its schools are told what was found, and quality assurance sees how.
CREATE FUNCTION is_told_to_schools(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('factual_accuracy', 'moderated') OR app.is_final(status)
$$;

-- The areas that are inspected: those of the scope, or all that are not optional.
CREATE FUNCTION areas_inspected(at inspection) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT area->>'code' FROM app.inspection_framework f
                  CROSS JOIN LATERAL jsonb_array_elements(f.areas) AS area
                  WHERE f.trust_id = at.trust_id AND f.id = at.framework_id
                    AND CASE WHEN at.scope = '[]' THEN NOT coalesce((area->>'optional')::boolean, false)
                             ELSE at.scope ? (area->>'code') END)
$$;

-- The grades that an area may be given: none where it is told in words alone.
CREATE FUNCTION grades_of_area(at inspection, of_area text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT point->>'code' FROM app.inspection_framework f
                  CROSS JOIN LATERAL jsonb_array_elements(f.areas) AS area
                  CROSS JOIN LATERAL jsonb_array_elements(f.scales) AS scale
                  CROSS JOIN LATERAL jsonb_array_elements(scale->'points') AS point
                  WHERE f.trust_id = at.trust_id AND f.id = at.framework_id
                    AND area->>'code' = of_area AND scale->>'code' = area->>'scale')
$$;

--! rule grade_is_of_the_area: grade: is not a point of the scale that the area is graded on
--! rule area_is_graded: grade: is needed: the area is graded
CREATE FUNCTION guard_grade(at inspection, of_area text, grade text, needed boolean) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    grades text[] := app.grades_of_area(at, of_area);
BEGIN
    IF grade IS NOT NULL AND grade <> ALL (grades) THEN
        PERFORM app.break_rule('grade_is_of_the_area');
    ELSIF needed AND grade IS NULL AND grades <> '{}' THEN
        PERFORM app.break_rule('area_is_graded');
    END IF;
END $$;

-- A text as its words in small letters without accents, each between blanks: " zoe o neill ".
CREATE FUNCTION words_of(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || trim(regexp_replace(
               regexp_replace(normalize(lower(said COLLATE "en-GB-x-icu"), NFD), '[\u0300-\u036f]', '', 'g'),
               '[^[:alnum:]]+', ' ', 'g')) || ' '
$$;

-- Its sentences, with a blank line for the end of one; an initial or a title ends none.
CREATE FUNCTION sentences_of(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_split_to_array(said COLLATE "en-GB-x-icu",
        '(?:(?<!\m(?:[[:alpha:]]|mrs?|ms|dr|st))[.]|[!?\u2026])[^[:alnum:][:space:]]*[[:space:]]+'
        || '|\n[[:blank:]\r]*\n', 'i')
$$;

-- A UPN is found however it is spaced; a pupil of one of these schools by forename and surname next to each other
-- in either order, or anywhere in a line of a sentence when both begin with a capital: a boy called Will Page is not
-- in "pupils will turn the page", and a girl called Reading Leaders not in "They like Reading. Leaders know it".
CREATE FUNCTION names_a_pupil(of_trust uuid, schools uuid[], said text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight    text := app.widen_sight();
    apart    text[] := app.sentences_of(said);
    words    text := (SELECT string_agg(app.words_of(sentence), '|') FROM unnest(apart) AS s(sentence));
    capitals text[] := ARRAY(
        SELECT app.words_of(regexp_replace(line COLLATE "en-GB-x-icu", '\m[[:lower:]]\w*', ' ', 'g'))
          FROM unnest(apart) AS s(sentence) CROSS JOIN LATERAL string_to_table(sentence, E'\n') AS line);
    named    boolean;
BEGIN
    named := said ~* '(^|[^[:alnum:]])[a-z]([ -]?[0-9]){11}[ -]?[0-9a-z]($|[^[:alnum:]])' OR EXISTS (
        SELECT FROM app.pupil p
         CROSS JOIN LATERAL (SELECT app.words_of(surname) AS last
                               FROM (VALUES (p.legal_surname), (p.preferred_surname)) AS s(surname) OFFSET 0) AS s
         CROSS JOIN LATERAL (SELECT app.words_of(forename) AS first
                               FROM (VALUES (p.legal_forename), (p.preferred_forename)) AS f(forename) OFFSET 0) AS f
         WHERE p.trust_id = of_trust AND p.school_ids && schools
           AND strpos(words, last) > 0 AND strpos(words, first) > 0
           AND (strpos(words, first || ltrim(last)) > 0 OR strpos(words, last || ltrim(first)) > 0
                OR EXISTS (SELECT FROM unnest(capitals) AS line
                            WHERE strpos(line, first) > 0 AND strpos(line, last) > 0)));
    PERFORM app.narrow_sight(sight);
    RETURN named;
END $$;

-- The words that a change brings into a row, at these places of it; between texts of a list is a blank line.
-- Whoever has come since the others were written cannot be kept out of them any more. What is restored comes anew.
CREATE FUNCTION words_brought(was jsonb, one jsonb, VARIADIC said_at jsonpath[]) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(said #>> '{}', E'\n\n') FROM unnest(said_at) AS at(path)
     CROSS JOIN LATERAL (SELECT jsonb_path_query(one, path)
                         EXCEPT SELECT jsonb_path_query(was, path) WHERE was->>'deleted_at' IS NULL) AS s(said)
$$;

-- What is written of an inspection tells of groups.
CREATE FUNCTION names_a_pupil(at inspection, said text) RETURNS boolean LANGUAGE sql AS $$
    SELECT app.names_a_pupil(at.trust_id, app.accountable_schools(at), said)
$$;
