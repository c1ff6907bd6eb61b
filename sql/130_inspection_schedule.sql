-- The rota of a cycle: who inspects whom in which window (models/rota/rota.h). A row is a proposal, made
-- from the facts as they were; with the step that accepts it its inspections and teams are made.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_schedule (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    cycle_id           uuid NOT NULL,
    seed               count NOT NULL,
    time_limit_ms      schedule_time_limit NOT NULL,
    weights            jsonb,          -- NULL: soft rules go by order
    visited_may_supply boolean NOT NULL,
    outcome            schedule_outcome NOT NULL,
    cut_by_clock       boolean NOT NULL,
    proof              jsonb,
    assignments        jsonb NOT NULL, -- subject_kind, school_id, provision_id, window, starts_on, ends_on, team
    costs              jsonb NOT NULL, -- rule, count, weight, cost
    total_cost         count,          -- NULL: by order
    broken_rules       jsonb NOT NULL, -- rule, says
    facts_digest       label NOT NULL, -- of what it was made from
    inspection_ids     jsonb NOT NULL DEFAULT '[]', -- once it is accepted, in the order of assignments
    status             status NOT NULL DEFAULT 'proposed',
    status_step        status NOT NULL DEFAULT 'proposed',
    status_on          date NOT NULL,
    status_reason      note,
    status_reference   label,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,    -- never
    school_ids         uuid[] NOT NULL DEFAULT '{}',
    team_user_ids      uuid[] NOT NULL DEFAULT '{}',
    quality_sees       boolean NOT NULL DEFAULT true,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT inspection_schedule_of_cycle FOREIGN KEY (trust_id, cycle_id) REFERENCES inspection_cycle
);
COMMENT ON CONSTRAINT inspection_schedule_of_cycle ON inspection_schedule IS
    'cycle_id: is not a cycle of the trust';
CREATE INDEX inspection_schedule_by_cycle ON inspection_schedule (trust_id, cycle_id, id);
CREATE INDEX inspection_schedule_by_change ON inspection_schedule (trust_id, updated_at, id);
CALL team_table('inspection_schedule', 'inspection_schedule');
CALL add_machine('inspection_schedule', 'inspections:quality', $$
proposed: accepted, superseded, withdrawn
$$);
CALL status_table('inspection_schedule', 'inspection_schedule');

CREATE FUNCTION inspection_schedule_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status := 'proposed';
    NEW.status_step := 'proposed';
    NEW.status_on := app.today();
    RETURN NEW;
END $$;
CREATE TRIGGER a_begins BEFORE INSERT ON inspection_schedule
    FOR EACH ROW EXECUTE FUNCTION inspection_schedule_begins();

-- ---- when a visit would be ---------------------------------------------------------------------

-- The days of a visit in each window, in order of time: of those that are still to come the ones with the fewest
-- bank holidays, then when the fewest of these schools are shut, then without a weekend between, then the first.
-- None: the window is over. All visits of a window are on the same days, so that whoever is free is free for any.
CREATE FUNCTION visits_of_windows(of_cycle inspection_cycle, schools uuid[])
    RETURNS TABLE (number bigint, first_day date, last_day date, starts_on date, ends_on date)
    LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (ORDER BY w.first_day) - 1, w.first_day, w.last_day, v.starts_on, v.ends_on
      FROM app.visit_windows_of(of_cycle.visit_windows) AS w
      LEFT JOIN LATERAL (
           SELECT s.starts_on, s.ends_on
             FROM (SELECT w.first_day + n AS starts_on,
                          lead(w.first_day + n, of_cycle.visit_days - 1) OVER (ORDER BY n) AS ends_on
                     FROM generate_series(0, w.last_day - w.first_day) AS n
                    WHERE extract(isodow FROM w.first_day + n) < 6) AS s
            WHERE s.ends_on IS NOT NULL AND s.starts_on >= app.today()
            ORDER BY (SELECT count(*) FROM app.bank_holiday h WHERE h.day BETWEEN s.starts_on AND s.ends_on),
                     (SELECT count(DISTINCT c.school_id) FROM app.school_closure c
                       WHERE c.trust_id = of_cycle.trust_id AND c.school_id = ANY (schools)
                         AND c.deleted_at IS NULL AND c.starts_on <= s.ends_on AND c.ends_on >= s.starts_on),
                     s.ends_on - s.starts_on, s.starts_on
            LIMIT 1) AS v ON true
$$;

-- ---- the facts ---------------------------------------------------------------------------------

-- What is still to be inspected, as the inspections would be. Their ids are those of the schools and provisions.
CREATE FUNCTION inspections_to_plan(of_cycle inspection_cycle) RETURNS SETOF inspection LANGUAGE sql STABLE AS $$
    SELECT app.inspection_as_kept(NULL, jsonb_populate_record(NULL::app.inspection, jsonb_build_object(
               'id', s.id, 'trust_id', of_cycle.trust_id, 'cycle_id', of_cycle.id, 'needs_specialist', false,
               'subject_kind', s.kind, CASE s.kind WHEN 'school' THEN 'school_id' ELSE 'provision_id' END, s.id)))
      FROM (SELECT 'school' AS kind, jsonb_array_elements_text(of_cycle.school_ids_taking_part)::uuid AS id
             UNION ALL
            SELECT 'provision', jsonb_array_elements_text(of_cycle.provision_ids)::uuid) AS s
     WHERE EXISTS (SELECT FROM app.school WHERE trust_id = of_cycle.trust_id AND id = s.id AND deleted_at IS NULL
                    UNION ALL
                   SELECT FROM app.provision WHERE trust_id = of_cycle.trust_id AND id = s.id AND deleted_at IS NULL)
       AND NOT EXISTS (SELECT FROM app.inspection i
                        WHERE i.trust_id = of_cycle.trust_id AND i.cycle_id = of_cycle.id
                          AND i.deleted_at IS NULL AND i.status <> 'cancelled'
                          AND coalesce(i.provision_id, i.school_id) = s.id)
$$;

-- Whoever may be sent: they sign in to write what they find.
CREATE FUNCTION reviewers_to_send(of_cycle inspection_cycle) RETURNS SETOF inspection_reviewer LANGUAGE sql STABLE AS $$
    SELECT * FROM app.inspection_reviewer
     WHERE trust_id = of_cycle.trust_id AND active AND deleted_at IS NULL AND user_id IS NOT NULL
$$;

-- A bit for each type of need, and for knowing bases.
CREATE FUNCTION bits_of_specialisms(specialisms jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bit_or(1::bigint << (array_position(
               '{SPLD,MLD,SLD,PMLD,SEMH,SLCN,HI,VI,MSI,PD,ASD,DS,OTH,arb}'::text[], one) - 1)), 0)
      FROM jsonb_array_elements_text(specialisms) AS one
$$;

-- A fact is one row of one form; which members it has follows from its kind. Things are told by their number in
-- their kind, from 0; `windows` has a 1 for each in which it goes, in order.
CREATE TYPE rota_fact AS (kind text, number bigint, id uuid, name text, school bigint, other bigint, easting bigint,
    northing bigint, amount bigint, fields bigint, is_so boolean, windows text, first_day date, last_day date,
    starts_on date, ends_on date, says text);

--! rule schedule_is_quality_assurances: cycle_id: its rota is made by the quality assurance of the trust
--! rule schedule_cycle_is_over: cycle_id: is closed or cancelled
--! rule schedule_has_inspections_to_plan: cycle_id: everything that takes part has its inspection already
--! rule schedule_plans_three_hundred_inspections: cycle_id: more than 300 inspections are to be planned
--! rule schedule_sends_fifteen_hundred_reviewers: cycle_id: more than 1500 reviewers may be sent
CREATE FUNCTION guard_rota(of_cycle inspection_cycle) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    inspections bigint := (SELECT count(*) FROM app.inspections_to_plan(of_cycle));
BEGIN
    IF NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'schedule_is_quality_assurances';
    ELSIF of_cycle.status IN ('closed', 'cancelled') THEN
        PERFORM app.break_rule('schedule_cycle_is_over');
    ELSIF inspections = 0 THEN
        PERFORM app.break_rule('schedule_has_inspections_to_plan');
    ELSIF inspections > 300 THEN
        PERFORM app.break_rule('schedule_plans_three_hundred_inspections');
    ELSIF (SELECT count(*) FROM app.reviewers_to_send(of_cycle)) > 1500 THEN
        PERFORM app.break_rule('schedule_sends_fifteen_hundred_reviewers');
    END IF;
END $$;

-- Whoever has a conflict on one of the days has it all cycle long. That a school is not inspected by one that it
-- inspected is told of schools (`past`), as the rota itself adds to it.
CREATE FUNCTION facts_of_rota(of_cycle inspection_cycle) RETURNS SETOF rota_fact LANGUAGE plpgsql STABLE AS $$
DECLARE
    ats       inspection[] := ARRAY(SELECT one FROM app.inspections_to_plan(of_cycle) AS one);
    reviewers inspection_reviewer[] := ARRAY(SELECT one FROM app.reviewers_to_send(of_cycle) AS one);
BEGIN
    RETURN QUERY
    WITH taking_part AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY s.id) - 1 AS number, s.* FROM app.school s
         WHERE s.trust_id = of_cycle.trust_id
           AND s.id IN (SELECT jsonb_array_elements_text(of_cycle.school_ids_taking_part)::uuid)
    ), window_ AS MATERIALIZED (
        SELECT * FROM app.visits_of_windows(of_cycle, ARRAY(SELECT id FROM taking_part))
    ), subject AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY (one).subject_kind DESC, (one).id) - 1 AS number, one
          FROM unnest(ats) AS one
    ), reviewer AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY (one).id) - 1 AS number, one FROM unnest(reviewers) AS one
    ), fact AS (
        SELECT ROW('cycle', of_cycle.reciprocal_cycles, of_cycle.id, NULL, NULL, NULL, NULL, NULL,
                   of_cycle.team_size, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::app.rota_fact AS f
        UNION ALL
        SELECT ROW('school', number, id, name, NULL, NULL, easting, northing, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL)::app.rota_fact FROM taking_part
        UNION ALL
        SELECT ROW('window', number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, first_day, last_day,
                   starts_on, ends_on, NULL)::app.rota_fact FROM window_
        UNION ALL
        SELECT ROW('subject', s.number, (s.one).id, coalesce(p.name, own.name), host.number, provider.number, NULL,
                   NULL, NULL, app.bits_of_specialisms(p.needs || '["arb"]'), p.id IS NOT NULL, (
                   SELECT string_agg(CASE WHEN w.starts_on IS NULL OR EXISTS (
                              SELECT FROM app.school_closure c WHERE c.trust_id = of_cycle.trust_id
                                 AND c.school_id = ANY (app.accountable_schools(s.one)) AND c.deleted_at IS NULL
                                 AND c.starts_on <= w.ends_on AND c.ends_on >= w.starts_on) THEN '0' ELSE '1' END,
                              '' ORDER BY w.number) FROM window_ w),
                   NULL, NULL, NULL, NULL, (s.one).school_id::text)::app.rota_fact
          FROM subject s
          JOIN app.school own ON own.trust_id = of_cycle.trust_id AND own.id = (s.one).school_id
          LEFT JOIN app.provision p ON p.trust_id = of_cycle.trust_id AND p.id = (s.one).provision_id
          LEFT JOIN taking_part host ON host.id = (s.one).school_id
          LEFT JOIN taking_part provider ON provider.id = p.provider_school_id
        UNION ALL
        SELECT ROW('reviewer', r.number, (r.one).id, (r.one).name, s.number, NULL, NULL, NULL,
                   app.visits_left(r.one, of_cycle.id), app.bits_of_specialisms((r.one).specialisms),
                   (r.one).lead_accredited_on IS NOT NULL, (
                   SELECT string_agg(CASE WHEN w.starts_on IS NULL OR app.is_taken(r.one,
                              daterange(w.starts_on, w.ends_on, '[]')) THEN '0' ELSE '1' END,
                              '' ORDER BY w.number) FROM window_ w),
                   NULL, NULL, NULL, NULL, NULL)::app.rota_fact
          FROM reviewer r LEFT JOIN taking_part s ON s.id = (r.one).school_id
        UNION ALL
        SELECT ROW('conflict', r.number, NULL, NULL, NULL, s.number, NULL, NULL, NULL, NULL, c.hard, NULL, NULL, NULL,
                   NULL, NULL, c.kind)::app.rota_fact
          FROM app.conflicts_between(reviewers, ats, ARRAY(SELECT w.starts_on FROM window_ w
                                                            WHERE w.starts_on IS NOT NULL)) AS c
          JOIN reviewer r ON (r.one).id = c.reviewer_id
          JOIN subject s ON (s.one).id = c.inspection_id
         WHERE c.kind <> 'reciprocal_pair'
        UNION ALL
        SELECT ROW('past', p.cycles_ago, NULL, NULL, by_school.number, inspected.number, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL)::app.rota_fact
          FROM (SELECT h.inspector_id, h.school_id, min(h.cycles_ago) AS cycles_ago FROM subject s
                 CROSS JOIN LATERAL app.schools_inspected_by(s.one) AS h GROUP BY 1, 2) AS p
          JOIN taking_part by_school ON by_school.id = p.inspector_id
          JOIN taking_part inspected ON inspected.id = p.school_id
    )
    SELECT (f).* FROM fact ORDER BY (f).kind, (f).number, (f).school, (f).other, (f).says;
END $$;

-- Of everything but the names: a plan stands when somebody is called otherwise.
CREATE FUNCTION digest_of_facts(facts rota_fact[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(string_agg(to_jsonb(f)::text, E'\n' ORDER BY n), 'UTF8')), 'hex')
      FROM unnest(facts) WITH ORDINALITY AS u(kind, number, id, name, school, other, easting, northing, amount, fields,
                                              is_so, windows, first_day, last_day, starts_on, ends_on, says, n)
     CROSS JOIN LATERAL (SELECT u.kind, u.number, u.id, u.school, u.other, u.easting, u.northing, u.amount, u.fields,
                                u.is_so, u.windows, u.first_day, u.last_day, u.starts_on, u.ends_on, u.says) AS f
$$;

-- What a rota is made from, with its digest as the last row.
CREATE FUNCTION read_rota_facts(of_cycle_id uuid) RETURNS SETOF rota_fact
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight    text := widen_sight();
    of_cycle inspection_cycle;
    facts    rota_fact[];
BEGIN
    SELECT * INTO of_cycle FROM inspection_cycle
     WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid AND id = of_cycle_id;
    PERFORM guard_rota(of_cycle);
    facts := ARRAY(SELECT f FROM facts_of_rota(of_cycle) AS f);
    PERFORM narrow_sight(sight);
    RETURN QUERY SELECT * FROM unnest(facts);
    RETURN QUERY SELECT 'digest', NULL::bigint, NULL::uuid, NULL, NULL::bigint, NULL::bigint, NULL::bigint,
                        NULL::bigint, NULL::bigint, NULL::bigint, NULL::boolean, NULL, NULL::date, NULL::date,
                        NULL::date, NULL::date, digest_of_facts(facts);
END $$;

-- ---- accepting it ------------------------------------------------------------------------------

-- Nothing but a step changes a proposal.
--! rule schedule_has_assignments: to: no rota was found that could be accepted
--! rule schedule_is_stale: to: something that it was made from has changed: propose again
CREATE FUNCTION guard_schedule(one inspection_schedule, of_cycle inspection_cycle) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.assignments = '[]' THEN
        PERFORM app.break_rule('schedule_has_assignments');
    ELSIF of_cycle.status IN ('closed', 'cancelled') THEN
        PERFORM app.break_rule('schedule_cycle_is_over');
    ELSIF one.facts_digest <> app.digest_of_facts(ARRAY(SELECT f FROM app.facts_of_rota(of_cycle) AS f)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'schedule_is_stale';
    ELSIF one.status_reason IS NULL AND jsonb_path_exists(one.broken_rules,
              '$[*] ? (@.rule == "reciprocal" || @.rule == "same_reviewer" || @.rule == "own_child_attends")') THEN
        PERFORM app.break_rule('schedule_is_accepted_for_a_reason');
    END IF;
END $$;

-- The inspections, planned, in the order of the assignments.
CREATE FUNCTION plan_assignments(one inspection_schedule) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    assigned jsonb;
    made     uuid;
    ids      uuid[] := '{}';
BEGIN
    FOR assigned IN SELECT * FROM jsonb_array_elements(one.assignments) LOOP
        made := app.uuid7();
        INSERT INTO app.inspection (trust_id, id, cycle_id, subject_kind, school_id, provision_id, needs_specialist,
                                    starts_on, ends_on)
        VALUES (one.trust_id, made, one.cycle_id, assigned->>'subject_kind', (assigned->>'school_id')::uuid,
                (assigned->>'provision_id')::uuid, false, (assigned->>'starts_on')::date,
                (assigned->>'ends_on')::date);
        ids := ids || made;
    END LOOP;
    RETURN ids;
END $$;

-- Who of these has a conflict that may be overridden, as the teams are now. All inspections are on one day.
CREATE FUNCTION reviewers_to_override(reviewers uuid[], ats inspection[]) RETURNS TABLE (reviewer_id uuid,
                                                                                        inspection_id uuid)
    LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT c.reviewer_id, c.inspection_id FROM app.conflicts_between(
               ARRAY(SELECT r FROM app.inspection_reviewer r
                      WHERE r.trust_id = (ats[1]).trust_id AND r.id = ANY (reviewers)),
               ats, ARRAY[(ats[1]).starts_on]) AS c
     WHERE NOT c.hard;
END $$;

--! rule schedule_is_accepted_for_a_reason: reason: is needed: a member of a team has a conflict to be overridden
CREATE FUNCTION reason_to_override(one inspection_schedule) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF one.status_reason IS NULL THEN
        PERFORM app.break_rule('schedule_is_accepted_for_a_reason');
    END IF;
    RETURN one.status_reason;
END $$;

-- Their teams. What is soft is overridden for the reason of the step: first what is there when a team is seated.
CREATE FUNCTION seat_team(one inspection_schedule, at inspection, team jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    members uuid[] := ARRAY(SELECT (seat->>'reviewer_id')::uuid FROM jsonb_array_elements(team) AS seat);
    soft    uuid[] := ARRAY(SELECT reviewer_id FROM app.reviewers_to_override(members, ARRAY[at]));
BEGIN
    INSERT INTO app.inspection_team_member (trust_id, id, inspection_id, reviewer_id, role, override_reason)
    SELECT one.trust_id, app.uuid7(), at.id, members[n], seat->>'role',
           CASE WHEN members[n] = ANY (soft) THEN app.reason_to_override(one) END
      FROM jsonb_array_elements(team) WITH ORDINALITY AS t(seat, n) ORDER BY n;
END $$;

-- And then, of two schools that inspect each other, what the second team is to the first.
CREATE FUNCTION override_pairs(one inspection_schedule, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ats inspection[];
BEGIN
    FOR ats IN SELECT array_agg(i) FROM app.inspection i
                WHERE i.trust_id = one.trust_id AND i.id = ANY (ids) GROUP BY i.starts_on LOOP
        UPDATE app.inspection_team_member m SET override_reason = app.reason_to_override(one)
          FROM app.reviewers_to_override(ARRAY(
                   SELECT t.reviewer_id FROM app.inspection_team_member t
                    WHERE t.trust_id = one.trust_id AND t.inspection_id IN (SELECT id FROM unnest(ats))), ats) AS c
         WHERE m.trust_id = one.trust_id AND m.inspection_id = c.inspection_id AND m.reviewer_id = c.reviewer_id
           AND m.override_reason IS NULL;
    END LOOP;
END $$;

CREATE FUNCTION seat_assignments(one inspection_schedule, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM app.seat_team(one, i, one.assignments->(n - 1)::int->'team')
       FROM unnest(ids) WITH ORDINALITY AS u(id, n)
       JOIN app.inspection i ON i.trust_id = one.trust_id AND i.id = u.id
      ORDER BY n;
    PERFORM app.override_pairs(one, ids);
END $$;

CREATE FUNCTION schedule_is_accepted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight    text := widen_sight();
    of_cycle inspection_cycle;
    made     uuid[];
BEGIN
    SELECT * INTO of_cycle FROM inspection_cycle WHERE trust_id = NEW.trust_id AND id = NEW.cycle_id
       FOR NO KEY UPDATE;
    PERFORM guard_schedule(NEW, of_cycle);
    IF of_cycle.status = 'draft' THEN
        UPDATE inspection_cycle SET status = 'scheduled', status_step = 'scheduled', status_on = today(),
               status_reason = NULL, status_reference = NULL
         WHERE trust_id = NEW.trust_id AND id = NEW.cycle_id;
    END IF;
    made := plan_assignments(NEW);
    PERFORM seat_assignments(NEW, made);
    NEW.inspection_ids := to_jsonb(made);
    UPDATE inspection_schedule SET status = 'superseded', status_step = 'superseded', status_on = today(),
           status_reason = NULL, status_reference = NULL
     WHERE trust_id = NEW.trust_id AND cycle_id = NEW.cycle_id AND id <> NEW.id AND status = 'proposed';
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_accepted BEFORE UPDATE ON inspection_schedule FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'accepted')
    EXECUTE FUNCTION schedule_is_accepted();
