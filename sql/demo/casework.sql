-- The casework of the demo: a hundred plans in every status of the machine, five bases (one of 50
-- places, one full with a queue), the placements in them, and a Bridge in use. Nothing is put into a
-- status: every plan walks the steps that a plan walks, and the guards hold for it. Days are counted
-- back from today, so that there is always something due and something overdue. `tamar demo` calls
--
--   demo_casework(position, seed)               after schools and pupils of the trust are there
CREATE FUNCTION pg_temp.demo_id(seed text, "position" integer, what text, n integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.demo_uuid(7000000000 + n, format('%s:%s:%s:%s', seed, "position", what, n))
$$;

CREATE FUNCTION pg_temp.demo_step(of_case uuid, step text, becomes text, days_ago integer,
                                  reference text DEFAULT NULL, why text DEFAULT NULL) RETURNS void
    LANGUAGE sql AS $$
    UPDATE app.ehcp SET status = becomes, status_step = step, status_on = app.today() - days_ago,
           status_reference = reference, status_reason = NULL, cease_reason = coalesce(why, cease_reason)
     WHERE id = of_case
$$;

CREATE FUNCTION pg_temp.demo_write(of_case uuid, sections text[], school uuid) RETURNS void
    LANGUAGE sql AS $$
    INSERT INTO app.ehcp_section (ehcp_id, plan_version, section, text, named_school_id)
    SELECT e.id, e.plan_version + 1, s,
           CASE s WHEN 'b' THEN 'Finds it hard to begin a task that has not been seen before.'
                  WHEN 'e' THEN 'By the end of the key stage begins a familiar task within two minutes.'
                  WHEN 'f' THEN 'Twenty minutes a day with an adult in a group of no more than three.'
                  ELSE 'The school named here.' END,
           CASE s WHEN 'i' THEN school END
      FROM app.ehcp e, unnest(sections) AS s WHERE e.id = of_case
$$;

-- How far the n-th plan has come, and how many days ago it was requested.
CREATE FUNCTION pg_temp.demo_road(n integer) RETURNS TABLE (goes_to text, days integer)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN k < 5 THEN 'requested' WHEN k < 6 THEN 'withdrawn' WHEN k < 8 THEN 'refused_to_assess'
                WHEN k < 13 THEN 'assessing' WHEN k < 15 THEN 'refused_to_issue' WHEN k < 19 THEN 'draft_issued'
                WHEN k < 27 THEN 'in_review' WHEN k < 31 THEN 'amend_proposed' WHEN k < 34 THEN 'amended'
                WHEN k < 36 THEN 'reassessing' WHEN k < 38 THEN 'cease_proposed' WHEN k < 39 THEN 'ceased'
                WHEN k < 40 THEN 'transferred_out' WHEN k < 41 THEN 'reopened' ELSE 'active' END,
           CASE WHEN k < 5 THEN 12 + 15 * k WHEN k < 8 THEN 70 + 3 * k WHEN k < 19 THEN 75 + 7 * k
                WHEN k < 41 THEN 470 + k % 20 WHEN k % 12 = 0 THEN 560 ELSE 300 + k END
      FROM (SELECT n % 100 AS k) AS one
$$;

CREATE FUNCTION pg_temp.demo_review(of_case uuid, id uuid, met integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.review (id, ehcp_id, kind, planned_on, invited_on, met_on, reported_on,
                            preparation_for_adulthood)
    VALUES (id, of_case, 'annual', app.today() - met, app.today() - met - 21, app.today() - met,
            app.today() - met + 10, true)
$$;

-- From a plan in force on.
CREATE FUNCTION pg_temp.demo_walk_on(of_case uuid, goes_to text, review uuid, school uuid) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF goes_to IN ('in_review', 'amend_proposed', 'amended', 'cease_proposed', 'ceased') THEN
        PERFORM pg_temp.demo_review(of_case, review, CASE goes_to WHEN 'ceased' THEN 150 ELSE 40 END);
        PERFORM pg_temp.demo_step(of_case, 'in_review', 'in_review',
                                  CASE goes_to WHEN 'ceased' THEN 150 ELSE 40 END);
    END IF;
    IF goes_to IN ('amend_proposed', 'amended') THEN
        PERFORM pg_temp.demo_step(of_case, 'amend_proposed', 'amend_proposed', 20);
        PERFORM pg_temp.demo_write(of_case, '{f}', school);
    ELSIF goes_to IN ('cease_proposed', 'ceased') THEN
        PERFORM pg_temp.demo_step(of_case, 'cease_proposed', 'cease_proposed',
                                  CASE goes_to WHEN 'ceased' THEN 130 ELSE 20 END, NULL, '2');
    ELSIF goes_to = 'reassessing' THEN
        UPDATE app.ehcp SET reassessment_requested_on = app.today() - 45 WHERE id = of_case;
        PERFORM pg_temp.demo_step(of_case, 'reassessing', 'reassessing', 35);
    ELSIF goes_to = 'transferred_out' THEN
        PERFORM pg_temp.demo_step(of_case, goes_to, goes_to, 15);
    END IF;
    IF goes_to = 'amended' THEN
        PERFORM pg_temp.demo_step(of_case, 'active', 'active', 3);
    ELSIF goes_to = 'ceased' THEN
        PERFORM pg_temp.demo_step(of_case, 'ceased', 'ceased', 20, NULL, '2');
    END IF;
END $$;

-- From the request to a plan in force, or as far as it goes.
CREATE FUNCTION pg_temp.demo_walk(of_case uuid, goes_to text, days integer, school uuid) RETURNS boolean
    LANGUAGE plpgsql AS $$
BEGIN
    IF goes_to IN ('requested') THEN
        RETURN false;
    ELSIF goes_to IN ('withdrawn', 'refused_to_assess') THEN
        PERFORM pg_temp.demo_step(of_case, goes_to, goes_to, days - 40);
        RETURN false;
    ELSIF goes_to = 'reopened' THEN
        PERFORM pg_temp.demo_step(of_case, 'refused_to_assess', 'refused_to_assess', days - 40);
        PERFORM pg_temp.demo_step(of_case, 'assessing', 'assessing', days - 150, 'EH901/26/00041');
        RETURN false;
    END IF;
    PERFORM pg_temp.demo_step(of_case, 'assessing', 'assessing', days - 40);
    UPDATE app.ehcp SET advice = jsonb_build_array(
               jsonb_build_object('source', 'school', 'asked_on', status_on, 'returned_on', NULL),
               jsonb_build_object('source', 'educational_psychology', 'asked_on', status_on,
                                  'returned_on', CASE WHEN days > 100 THEN status_on + 38 END))
     WHERE id = of_case;
    IF goes_to = 'assessing' THEN
        RETURN false;
    ELSIF goes_to = 'refused_to_issue' THEN
        PERFORM pg_temp.demo_step(of_case, goes_to, goes_to, 10);
        RETURN false;
    END IF;
    PERFORM pg_temp.demo_write(of_case, '{b,e,f}', NULL);
    PERFORM pg_temp.demo_step(of_case, 'draft_issued', 'draft_issued',
                              CASE goes_to WHEN 'draft_issued' THEN 12 ELSE days - 105 END);
    IF goes_to = 'draft_issued' THEN
        RETURN false;
    END IF;
    PERFORM pg_temp.demo_write(of_case, '{i}', school);
    PERFORM pg_temp.demo_step(of_case, 'final', 'active', days - 135);
    RETURN true;
END $$;

-- The bases, and the special schools themselves, as provisions.
CREATE FUNCTION pg_temp.demo_provisions("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.provision (id, kind, name, host_school_id, provider_school_id, needs, nc_year_from,
                               nc_year_to, places, lease, staff_ratio, timetable_share_from,
                               timetable_share_to, base_manager, opened_on)
    SELECT pg_temp.demo_id(seed, "position", 'provision', n), kind, b.name, h.id, p.id, b.needs::jsonb, f, t,
           jsonb_build_array(jsonb_build_object('from', '2024-09-01', 'to', NULL, 'commissioned', b.commissioned)),
           CASE WHEN kind = 'arb' THEN jsonb_build_object('starts_on', '2022-09-01', 'ends_on',
                    (app.today() + lease_days)::text, 'signed_on', '2022-06-20', 'reference', 'L/' || n) END,
           ratio, lessons_from, lessons_to, NULL, '2022-09-01'
      FROM (VALUES
        (1, 1, 'arb', 'Ashcombe Base', 5, 1, '["SLD","ASD"]', 'R', '6', 12, 200, 3, 10, 40),
        (1, 2, 'arb', 'Torridge Centre', 13, 1, '["SLD","PMLD","ASD","SLCN"]', '7', '13', 50, 900, 4, 0, 60),
        (1, 3, 'arb', 'Sound View Base', 14, 2, '["SEMH","ASD"]', '7', '11', 10, 900, 5, 30, 80),
        (1, 4, 'arb', 'Redstone Base', 15, 3, '["ASD","SLCN"]', '7', '11', 2, 80, 4, 20, 70),
        (1, 5, 'special_unit', 'Withycombe Unit', 10, 10, '["MLD","SLCN"]', 'R', '6', 8, NULL, 6, 50, 90),
        (2, 1, 'arb', 'Clun Bridge Base', 3, 1, '["SLD","ASD"]', 'R', '6', 8, 400, 4, 10, 40)
      ) AS b(trust, n, kind, name, host, provider, needs, f, t, commissioned, lease_days, ratio, lessons_from,
             lessons_to)
      JOIN pg_temp.demo_school_list("position", seed) h ON h.number = b.host
      JOIN pg_temp.demo_school_list("position", seed) p ON p.number = b.provider
     WHERE b.trust = "position"
$$;

-- A placement and how far it comes; days are counted from today.
CREATE FUNCTION pg_temp.demo_place(new_id uuid, of_case uuid, base uuid, goes_to text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    step text;
    begins date := app.today() - 60;
BEGIN
    INSERT INTO app.placement (id, ehcp_id, provision_id, named_school_id, registered_school_id, host_school_id,
                               provider_school_id, band, rank, register_as, starts_on, status_on)
    SELECT new_id, of_case, base, e.named_school_id, p.provider_school_id, p.host_school_id,
           p.provider_school_id, 'B' || 1 + ascii(right(of_case::text, 1)) % 4, 1, 'single_and_guest',
           CASE WHEN goes_to IN ('proposed', 'consulting') THEN app.today() + 40 ELSE begins END, begins - 30
      FROM app.ehcp e, app.provision p WHERE e.id = of_case AND p.id = base;
    FOREACH step IN ARRAY '{consulting,agreed,named,active}'::text[] LOOP
        EXIT WHEN goes_to = 'proposed';
        UPDATE app.placement SET status = step, status_step = step,
               status_on = app.today(),
               status_reference = CASE WHEN step IN ('agreed', 'named') THEN 'SEN panel, minute 14' END
         WHERE id = new_id;
        EXIT WHEN goes_to = step;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.demo_bridge("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    base uuid := pg_temp.demo_id(seed, "position", 'bridge_base', 1);
    here uuid := (SELECT id FROM pg_temp.demo_school_list("position", seed)
                   WHERE needs = 'mainstream' AND year_from >= 7 ORDER BY number LIMIT 1);
    n    integer := 0;
    one  record;
    step text;
    id_  uuid;
BEGIN
    INSERT INTO app.provision (id, kind, name, host_school_id, provider_school_id, nc_year_from, nc_year_to,
                               base_manager, opened_on)
    VALUES (pg_temp.demo_id(seed, "position", 'provision', 100), 'bridge', 'The Bridge', here, here, '7', '11',
            'Base manager', '2024-09-01');
    INSERT INTO app.bridge_base (id, school_id, provision_id, name, manager, staff, pupils_per_staff, max_weeks,
                                 review_weeks)
    VALUES (base, here, pg_temp.demo_id(seed, "position", 'provision', 100), 'The Bridge', 'Base manager', 2, 4, 26, 6);
    FOR one IN SELECT p.id FROM app.pupil p
                WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.school_id = here
                  AND NOT p.restricted AND p.sen_provision <> 'E' ORDER BY p.id LIMIT 6
    LOOP
        n := n + 1;
        id_ := pg_temp.demo_id(seed, "position", 'bridge_referral', n);
        INSERT INTO app.bridge_referral (id, pupil_id, bridge_base_id, reason, mode, referred_on, base_manager,
                                         review_due_on, discussions)
        VALUES (id_, one.id, base, (ARRAY['settling', 'vulnerable_nurture', 'health'])[1 + n % 3],
                (ARRAY['full', 'partial', 'drop_in'])[1 + n % 3], app.today() - 40, 'Base manager',
                app.today() - 40 + 35 - 3 * n, jsonb_build_array(jsonb_build_object('on', app.today() - 37,
                    'summary', 'Talked about at the weekly pastoral meeting', 'outcome', 'A place is offered')));
        FOREACH step IN ARRAY '{discussed,accepted,active}'::text[] LOOP
            EXIT WHEN n = 1;
            UPDATE app.bridge_referral SET status = step, status_step = step,
                   status_on = app.today() - CASE step WHEN 'active' THEN 30 ELSE 36 END WHERE id = id_;
            EXIT WHEN n = 2;
        END LOOP;
    END LOOP;
END $$;

-- A half term that is over, and holidays to come with a training day behind them.
CREATE FUNCTION pg_temp.demo_closures("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.school_closure (id, school_id, starts_on, ends_on, reason, note)
    SELECT pg_temp.demo_id(seed, "position", 'closure', 3 * row_number() OVER (ORDER BY s.id)::integer + c.n), s.id,
           date_trunc('week', app.today() + c.days)::date,
           date_trunc('week', app.today() + c.days)::date + c.length, c.reason, c.note
      FROM app.school s
     CROSS JOIN (VALUES (0, -28, 4, 'holiday', 'Half term'), (1, 28, 11, 'holiday', NULL),
                        (2, 42, 0, 'inset', NULL)) AS c(n, days, length, reason, note)
     WHERE s.trust_id = nullif(current_setting('app.trust'), '')::uuid
$$;

CREATE FUNCTION pg_temp.demo_casework("position" integer, seed text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n    integer := 0;
    of_  uuid;
    one  record;
    road record;
BEGIN
    PERFORM pg_temp.demo_provisions("position", seed), pg_temp.demo_bridge("position", seed),
            pg_temp.demo_closures("position", seed),
            set_config('app.sections', 'a,b,c,d,e,f,g,h,i,j,k', true);
    -- Of mainstream schools while no plan is in force yet, then of special schools, which the bases are for.
    FOR one IN SELECT p.id, p.school_id, s.la_code
                 FROM (SELECT *, row_number() OVER (PARTITION BY special_school ORDER BY id) AS place
                         FROM app.pupil) p
                 JOIN app.school s ON s.trust_id = p.trust_id AND s.id = p.school_id
                WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.sen_provision = 'E'
                  AND NOT p.restricted AND p.deleted_at IS NULL
                ORDER BY CASE WHEN p.special_school THEN 1 WHEN p.place <= 30 THEN 0 ELSE 2 END, p.place
                LIMIT CASE "position" WHEN 1 THEN 100 ELSE 20 END
    LOOP
        of_ := pg_temp.demo_id(seed, "position", 'ehcp', n);
        SELECT * INTO road FROM pg_temp.demo_road(n);
        INSERT INTO app.ehcp (id, pupil_id, la_code, request_source, requested_on, status_on)
        VALUES (of_, one.id, one.la_code, (1 + n % 3)::text, app.today() - road.days, app.today() - road.days);
        IF pg_temp.demo_walk(of_, road.goes_to, road.days, one.school_id) THEN
            PERFORM pg_temp.demo_walk_on(of_, road.goes_to, pg_temp.demo_id(seed, "position", 'review', n),
                                         one.school_id);
        END IF;
        n := n + 1;
    END LOOP;
    PERFORM pg_temp.demo_placements("position", seed);
    RETURN n;
END $$;

-- Into each base, pupils of its provider with a plan in force, up to what it can hold; where it cannot
-- hold all, the rest wait.
CREATE FUNCTION pg_temp.demo_placements("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one  record;
BEGIN
    FOR one IN
        SELECT row_number() OVER ()::integer AS n, v.id AS provision, e.id AS ehcp,
               row_number() OVER (PARTITION BY v.id ORDER BY e.id) AS rank,
               (v.places->0->>'commissioned')::integer AS places
          FROM app.provision v
          JOIN app.pupil p ON p.trust_id = v.trust_id AND p.school_id = v.provider_school_id
          JOIN app.ehcp e ON e.trust_id = p.trust_id AND e.pupil_id = p.id AND e.status = 'active'
               AND e.issued_on < app.today() - 60
         WHERE v.trust_id = nullif(current_setting('app.trust'), '')::uuid AND v.kind = 'arb'
           AND pg_temp.demo_year(p.nc_year) BETWEEN pg_temp.demo_year(v.nc_year_from)
                                                AND pg_temp.demo_year(v.nc_year_to)
         ORDER BY v.id, e.id
    LOOP
        PERFORM pg_temp.demo_place(pg_temp.demo_id(seed, "position", 'placement', one.n), one.ehcp, one.provision,
                                   CASE WHEN one.rank <= one.places THEN 'active'
                                        WHEN one.rank % 2 = 0 THEN 'proposed' ELSE 'consulting' END);
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.demo_year(nc_year text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE nc_year WHEN 'R' THEN 0 WHEN 'N1' THEN -2 WHEN 'N2' THEN -1
                        ELSE CASE WHEN nc_year ~ '^[0-9]+$' THEN nc_year::integer END END
$$;
