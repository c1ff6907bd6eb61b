-- Cycles of peer inspection: in which every school that takes part inspects as much as it is inspected.
-- A cycle says who takes part, by which framework, and when visits may be; who visits whom is its rota.
SET LOCAL search_path = app, pg_temp;

-- ---- windows of visits: a JSON list of {"from", "to"}, inclusive --------------------------------

CREATE FUNCTION visit_windows_of(windows jsonb) RETURNS TABLE (n bigint, first_day date, last_day date)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ordinality, (w->>'from')::date, (w->>'to')::date
      FROM jsonb_array_elements(windows) WITH ORDINALITY AS l(w, ordinality)
$$;

CREATE FUNCTION windows_are_within(windows jsonb, starts_on date, ends_on date) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM app.visit_windows_of(windows)
                        WHERE first_day < starts_on OR last_day > ends_on);
END $$;

CREATE FUNCTION windows_overlap(windows jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.visit_windows_of(windows) a JOIN app.visit_windows_of(windows) b
                       ON a.n < b.n AND a.first_day <= b.last_day AND b.first_day <= a.last_day);
END $$;

-- Fieldwork is done from Monday to Friday.
CREATE FUNCTION windows_hold_a_visit(windows jsonb, visit_days integer) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM app.visit_windows_of(windows)
         WHERE first_day <= last_day
           AND visit_days > (SELECT count(*) FROM generate_series(0, least(last_day - first_day, 31)) AS d
                              WHERE extract(isodow FROM first_day + d) < 6));
END $$;

-- ---- the cycle ----------------------------------------------------------------------------------

CREATE TABLE inspection_cycle (
    trust_id               uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                           REFERENCES trust,
    id                     uuid NOT NULL,
    name                   label NOT NULL,
    framework_id           uuid NOT NULL,
    starts_on              date NOT NULL,
    ends_on                date NOT NULL,  -- inclusive
    school_ids_taking_part jsonb NOT NULL, -- they inspect and are inspected
    provision_ids          jsonb NOT NULL DEFAULT '[]', -- inspected by themselves
    visit_windows          jsonb NOT NULL, -- a visit is within one of them
    visit_days             visit_days NOT NULL,
    team_size              team_size NOT NULL,
    reciprocal_cycles      reciprocal_cycles NOT NULL,
    status                 status NOT NULL DEFAULT 'draft',
    status_step            status NOT NULL DEFAULT 'draft',
    status_on              date NOT NULL,
    status_reason          note,
    status_reference       label,
    version                count NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    deleted_at             timestamptz,
    school_ids             uuid[],
    restricted             boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT inspection_cycle_framework_is_known
        FOREIGN KEY (trust_id, framework_id) REFERENCES inspection_framework,
    CONSTRAINT inspection_cycle_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT inspection_cycle_takes_two_schools_to_a_hundred
        CHECK (jsonb_array_length(school_ids_taking_part) BETWEEN 2 AND 100),
    CONSTRAINT inspection_cycle_schools_are_different CHECK (values_differ(school_ids_taking_part)),
    CONSTRAINT inspection_cycle_provisions_are_different CHECK (values_differ(provision_ids)),
    CONSTRAINT inspection_cycle_has_windows CHECK (jsonb_array_length(visit_windows) BETWEEN 1 AND 64),
    CONSTRAINT inspection_cycle_windows_end_after_they_begin
        CHECK (NOT jsonb_path_exists(visit_windows, '$[*] ? (@.to < @.from)')),
    CONSTRAINT inspection_cycle_windows_are_within_it
        CHECK (windows_are_within(visit_windows, starts_on, ends_on)),
    CONSTRAINT inspection_cycle_windows_do_not_overlap CHECK (NOT windows_overlap(visit_windows)),
    CONSTRAINT inspection_cycle_windows_hold_a_visit CHECK (windows_hold_a_visit(visit_windows, visit_days))
);
COMMENT ON CONSTRAINT inspection_cycle_framework_is_known ON inspection_cycle IS
    'framework_id: is not a framework of the trust';
COMMENT ON CONSTRAINT inspection_cycle_ends_after_it_begins ON inspection_cycle IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT inspection_cycle_takes_two_schools_to_a_hundred ON inspection_cycle IS
    'school_ids_taking_part: must be 2 to 100 schools';
COMMENT ON CONSTRAINT inspection_cycle_schools_are_different ON inspection_cycle IS
    'school_ids_taking_part: must not name one school twice';
COMMENT ON CONSTRAINT inspection_cycle_provisions_are_different ON inspection_cycle IS
    'provision_ids: must not name one provision twice';
COMMENT ON CONSTRAINT inspection_cycle_has_windows ON inspection_cycle IS
    'visit_windows: must be 1 to 64 windows';
COMMENT ON CONSTRAINT inspection_cycle_windows_end_after_they_begin ON inspection_cycle IS
    'visit_windows: to must not be before from';
COMMENT ON CONSTRAINT inspection_cycle_windows_are_within_it ON inspection_cycle IS
    'visit_windows: must be within starts_on and ends_on';
COMMENT ON CONSTRAINT inspection_cycle_windows_do_not_overlap ON inspection_cycle IS
    'visit_windows: two fall on the same day';
COMMENT ON CONSTRAINT inspection_cycle_windows_hold_a_visit ON inspection_cycle IS
    'visit_windows: each needs as many days from Monday to Friday as visit_days';
CREATE INDEX inspection_cycle_by_start ON inspection_cycle (trust_id, starts_on, id);
CREATE INDEX inspection_cycle_by_name ON inspection_cycle (trust_id, name, id);
CREATE INDEX inspection_cycle_by_framework ON inspection_cycle (trust_id, framework_id, id);
CREATE INDEX inspection_cycle_by_status ON inspection_cycle (trust_id, status, updated_at, id);
CREATE INDEX inspection_cycle_by_change ON inspection_cycle (trust_id, updated_at, id);
CALL tenant_table('inspection_cycle', 'inspection_cycle');
CALL trust_sees('inspection_cycle');
CALL goes_by_framework('inspection_cycle');

CALL add_machine('inspection_cycle', 'inspections:write', $$
draft: scheduled, cancelled
scheduled: running, cancelled
running: closed, cancelled
$$);
CALL status_table('inspection_cycle', 'inspection_cycle');

-- What is not said is the usual.
CREATE FUNCTION inspection_cycle_as_kept(stood inspection_cycle, sent inspection_cycle) RETURNS inspection_cycle
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    sent.visit_days := coalesce(sent.visit_days, 2);
    sent.team_size := coalesce(sent.team_size, 3);
    sent.reciprocal_cycles := coalesce(sent.reciprocal_cycles, 2);
    RETURN sent;
END $$;

CREATE FUNCTION inspection_cycle_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'draft';
        NEW.status_step := 'draft';
        NEW.status_on := app.today();
    END IF;
    RETURN app.inspection_cycle_as_kept(NULL, NEW);
END $$;
CREATE TRIGGER a_begins BEFORE INSERT OR UPDATE ON inspection_cycle
    FOR EACH ROW EXECUTE FUNCTION inspection_cycle_begins();

-- ---- who takes part -----------------------------------------------------------------------------

--! rule cycle_schools_are_known: school_ids_taking_part: names a school that is not in the trust
--! rule cycle_schools_are_open: school_ids_taking_part: names a school that is not open from starts_on to ends_on
CREATE FUNCTION cycle_schools_must_be_open(one inspection_cycle) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    part uuid[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(one.school_ids_taking_part)::uuid);
BEGIN
    IF cardinality(part) > (SELECT count(*) FROM app.school
                             WHERE trust_id = one.trust_id AND id = ANY (part) AND deleted_at IS NULL) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'cycle_schools_are_known';
    ELSIF EXISTS (SELECT FROM app.school WHERE trust_id = one.trust_id AND id = ANY (part)
                     AND (status = '2' AND closed_on IS NULL OR status = '4' AND opened_on IS NULL
                          OR opened_on > one.starts_on OR closed_on < one.ends_on)) THEN
        PERFORM app.break_rule('cycle_schools_are_open');
    END IF;
END $$;

--! rule cycle_provisions_are_known: provision_ids: names a provision that is not in the trust
--! rule cycle_provisions_are_open: provision_ids: names a provision that is not open from starts_on to ends_on
CREATE FUNCTION cycle_provisions_must_be_open(one inspection_cycle) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    part uuid[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(one.provision_ids)::uuid);
BEGIN
    IF cardinality(part) > (SELECT count(*) FROM app.provision
                             WHERE trust_id = one.trust_id AND id = ANY (part) AND deleted_at IS NULL) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'cycle_provisions_are_known';
    ELSIF EXISTS (SELECT FROM app.provision WHERE trust_id = one.trust_id AND id = ANY (part)
                     AND (opened_on > one.starts_on OR closed_on < one.ends_on)) THEN
        PERFORM app.break_rule('cycle_provisions_are_open');
    END IF;
END $$;

-- A school is inspected in one cycle at a time. Whoever lets one run waits for others that do.
--! rule cycle_schools_are_in_another: school_ids_taking_part: a school is in another cycle that runs on one of these days
CREATE FUNCTION cycle_must_run_alone(one inspection_cycle) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('inspection_cycle' || one.trust_id, 0));
    IF EXISTS (SELECT FROM app.inspection_cycle other
                WHERE other.trust_id = one.trust_id AND other.id <> one.id AND other.status = 'running'
                  AND other.deleted_at IS NULL
                  AND other.starts_on <= one.ends_on AND other.ends_on >= one.starts_on
                  AND other.school_ids_taking_part
                      ?| ARRAY(SELECT jsonb_array_elements_text(one.school_ids_taking_part))) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'cycle_schools_are_in_another';
    END IF;
END $$;

-- ---- what may change, and when ------------------------------------------------------------------

-- All that its rota rests on.
CREATE FUNCTION terms_of_cycle(one inspection_cycle) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(one) - '{status,status_step,status_on,status_reason,status_reference}'::text[]
                         - '{version,updated_at,deleted_at,name,ends_on}'::text[]
$$;

--! rule cycle_stands_once_scheduled: status: once it is scheduled only its name and its end change
--! rule cycle_is_over: status: what is closed or cancelled stays as it is
--! rule cycle_is_cancelled_not_deleted: status: only a draft is deleted: cancel it
CREATE FUNCTION cycle_must_stand(was inspection_cycle, one inspection_cycle) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    same boolean := app.terms_of_cycle(was) = app.terms_of_cycle(one);
BEGIN
    IF was.status IN ('scheduled', 'running') AND NOT same THEN
        RAISE exclusion_violation USING CONSTRAINT = 'cycle_stands_once_scheduled';
    ELSIF was.status IN ('closed', 'cancelled')
          AND NOT (same AND (was.name, was.ends_on) = (one.name, one.ends_on)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'cycle_is_over';
    ELSIF was.status <> 'draft' AND was.deleted_at IS NULL AND one.deleted_at IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = 'cycle_is_cancelled_not_deleted';
    END IF;
END $$;

--! rule cycle_needs_four_schools: school_ids_taking_part: a rota takes 4 schools at least
--! rule cycle_runs_from_its_first_day: on: must not be before starts_on
--! rule cycle_is_cancelled_for_a_reason: reason: is needed to cancel
CREATE FUNCTION guard_cycle(one inspection_cycle) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.status = 'scheduled' AND jsonb_array_length(one.school_ids_taking_part) < 4 THEN
        PERFORM app.break_rule('cycle_needs_four_schools');
    ELSIF one.status = 'running' AND one.status_on < one.starts_on THEN
        PERFORM app.break_rule('cycle_runs_from_its_first_day');
    ELSIF one.status = 'cancelled' AND one.status_reason IS NULL THEN
        PERFORM app.break_rule('cycle_is_cancelled_for_a_reason');
    END IF;
END $$;

CREATE FUNCTION inspection_cycle_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    steps   boolean := TG_OP = 'UPDATE' AND OLD.status <> NEW.status;
    planned boolean := TG_OP = 'INSERT' OR (OLD.school_ids_taking_part, OLD.provision_ids, OLD.starts_on, OLD.ends_on)
                       IS DISTINCT FROM (NEW.school_ids_taking_part, NEW.provision_ids, NEW.starts_on, NEW.ends_on);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM cycle_must_stand(OLD, NEW);
    END IF;
    IF steps THEN
        PERFORM guard_cycle(NEW);
    END IF;
    IF planned OR steps AND NEW.status = 'scheduled' THEN
        PERFORM cycle_schools_must_be_open(NEW), cycle_provisions_must_be_open(NEW);
    END IF;
    IF NEW.status = 'running' AND (planned OR steps) THEN
        PERFORM cycle_must_run_alone(NEW);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT OR UPDATE ON inspection_cycle
    FOR EACH ROW EXECUTE FUNCTION inspection_cycle_stands();
CREATE TRIGGER d_framework_scheduled BEFORE UPDATE ON inspection_cycle FOR EACH ROW
    WHEN (OLD.status = 'draft' AND NEW.status = 'scheduled') EXECUTE FUNCTION framework_must_be_published();
