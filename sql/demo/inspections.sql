-- The peer inspections of the demo: a register of reviewers, one from each school, a cycle of the special
-- schools that is closed, and one of all schools that is running, with an inspection at every stage. Nothing is
-- put into a stage: the team is found as the conflicts allow, drafts, agrees and is moderated, and every guard
-- holds for it. Days are counted back from today. `tamar demo` calls
--
--   demo_inspections(position, seed)            after the casework and the users of the trust are there
CREATE FUNCTION pg_temp.demo_monday(day date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT day - extract(isodow FROM day)::integer + 1
$$;

-- Whoever it is from here on: somebody of a team, or the quality assurance of the trust.
CREATE FUNCTION pg_temp.demo_act(who uuid) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('app.actor', coalesce(who::text, ''), true),
           set_config('app.quality', CASE WHEN who IS NULL THEN '1' ELSE '' END, true)
$$;

-- ---- who inspects ----------------------------------------------------------------------------------

-- The person who signs in as inspector works at the second school and leads. Every school sends one; those of
-- special schools are experts in what it is there for.
CREATE FUNCTION pg_temp.demo_reviewers("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.user_account (id, email, name, enabled)
    SELECT pg_temp.demo_id(seed, "position", 'reviewer_user', s.number),
           format('reviewer-%s@%s.example', s.number, CASE "position" WHEN 1 THEN 'saltmarsh' ELSE 'longmeadow' END),
           pg_temp.demo_pick(n.girls || n.boys, s.number, 'forename') || ' '
           || pg_temp.demo_pick(n.surnames, s.number, 'surname'), true
      FROM pg_temp.demo_school_list("position", seed) AS s
      JOIN pg_temp.demo_names() AS n ON n.origin = 'british'
     WHERE s.number <> 2;
    INSERT INTO app.inspection_reviewer (id, user_id, name, school_id, kind, lead_accredited_on, specialisms, ties,
                                         unavailable, max_visits, active)
    SELECT pg_temp.demo_id(seed, "position", 'inspection_reviewer', s.number), u.id, u.name, s.id,
           CASE WHEN s.number % 3 = 0 THEN 'senco' ELSE 'school_leader' END,
           CASE WHEN s.number % 2 = 0 THEN date '2023-01-09' END,
           CASE s.needs WHEN 'severe' THEN '["SLD","PMLD","arb"]' WHEN 'social' THEN '["SEMH","arb"]'
                        WHEN 'autism' THEN '["ASD","SLCN","arb"]' WHEN 'moderate' THEN '["MLD","SLCN","arb"]'
                        ELSE '[]' END::jsonb, '[]', '[]', 20, true
      FROM pg_temp.demo_school_list("position", seed) AS s
      JOIN app.user_account u ON u.trust_id = nullif(current_setting('app.trust'), '')::uuid
       AND (u.id = pg_temp.demo_id(seed, "position", 'reviewer_user', s.number)
            OR s.number = 2 AND u.email LIKE 'inspector@%')
$$;

-- Of each kind whoever has the fewest visits: nobody with a conflict, or in another team on one of the days.
CREATE FUNCTION pg_temp.demo_team("position" integer, seed text, of_inspection uuid, n integer) RETURNS uuid
    LANGUAGE plpgsql AS $$
DECLARE
    at   app.inspection := (SELECT i FROM app.inspection i WHERE i.id = of_inspection);
    role text;
    k    integer := 0;
BEGIN
    FOREACH role IN ARRAY CASE WHEN at.needs_specialist THEN ARRAY['lead', 'specialist', 'reviewer']
                               ELSE ARRAY['lead', 'reviewer', 'reviewer'] END LOOP
        k := k + 1;
        INSERT INTO app.inspection_team_member (id, inspection_id, reviewer_id, role)
        SELECT pg_temp.demo_id(seed, "position", 'inspection_team_member', 10 * n + k), at.id, r.id, role
          FROM app.inspection_reviewer r
         WHERE r.trust_id = at.trust_id
           AND (role <> 'lead' OR r.lead_accredited_on IS NOT NULL)
           AND (role <> 'specialist' OR r.specialisms ?| ARRAY(
                    SELECT jsonb_array_elements_text(p.needs) FROM app.provision p
                     WHERE p.trust_id = at.trust_id AND p.id = at.provision_id))
           AND NOT EXISTS (SELECT FROM app.reviewer_conflicts(r, at))
           AND NOT EXISTS (SELECT FROM app.inspection_team_member m
                             JOIN app.inspection i ON i.trust_id = m.trust_id AND i.id = m.inspection_id
                            WHERE m.trust_id = at.trust_id AND m.reviewer_id = r.id
                              AND (i.id = at.id OR i.starts_on <= at.ends_on AND i.ends_on >= at.starts_on))
         ORDER BY (SELECT count(*) FROM app.inspection_team_member m
                    WHERE m.trust_id = at.trust_id AND m.reviewer_id = r.id), r.id
         LIMIT 1;
    END LOOP;
    RETURN at.id;
END $$;

-- The first of a team in this role.
CREATE FUNCTION pg_temp.demo_act_as(of_inspection uuid, of_role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.demo_act(NULL);
    PERFORM pg_temp.demo_act(r.user_id) FROM app.inspection_team_member m
       JOIN app.inspection_reviewer r ON r.trust_id = m.trust_id AND r.id = m.reviewer_id
      WHERE m.inspection_id = of_inspection AND m.role = of_role ORDER BY m.id LIMIT 1;
END $$;

-- ---- what is found ---------------------------------------------------------------------------------

-- Of each area of either framework: grades from high to low, and what is said of it.
CREATE FUNCTION pg_temp.demo_findings() RETURNS TABLE (area text, grades text[], sees text, narrative text,
                                                      strength text, development text)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT areas[edition], CASE edition WHEN 1 THEN '{good,requires_improvement}'::text[]
                                        ELSE '{strong_standard,expected_standard}' END,
           sees, narrative, strength, development
      FROM (VALUES
        ('{behaviour_and_attitudes,inclusion}'::text[],
        'In five of six lessons adults adapted the task before pupils began, not after they had failed at it.',
        'Leaders know which pupils need more and what each of them gets. Pupils say that adults listen to them. '
        'What is written in plans reaches most classrooms, though not every supply teacher.',
        'Reasonable adjustments are agreed with pupils and are looked at again each half-term.',
        'Make sure that adults who are new to a class have the pupils'' adjustments on their first morning.'),
        ('{quality_of_education,curriculum_and_teaching}',
        'Work in books showed the same sequence of small steps in every subject that was looked at.',
        'The curriculum is broken into steps that build on each other. Teaching checks what pupils have remembered '
        'before it goes on. Pupils with the greatest difficulty in reading do not yet practise often enough.',
        'Teachers check what pupils remember from earlier work before they go on.',
        'Give pupils who find reading hardest daily practice with an adult who has been trained for it.')
      ) AS f(areas, sees, narrative, strength, development), generate_series(1, 2) AS edition
$$;

-- The two areas that an inspection of the demo looks at.
CREATE FUNCTION pg_temp.demo_area(of_inspection uuid, k integer) RETURNS text LANGUAGE sql AS $$
    SELECT scope->>(k - 1) FROM app.inspection WHERE id = of_inspection
$$;

CREATE FUNCTION pg_temp.demo_evaluate(of_inspection uuid, new_id uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.inspection_self_evaluation (id, inspection_id, areas, strengths, areas_for_development)
    SELECT new_id, of_inspection,
           jsonb_agg(jsonb_build_object('area', f.area, 'grade', grades[1], 'narrative', narrative)),
           jsonb_agg(strength), jsonb_agg(development)
      FROM app.inspection i JOIN pg_temp.demo_findings() AS f ON i.scope ? f.area
     WHERE i.id = of_inspection
$$;

CREATE FUNCTION pg_temp.demo_gather(new_id uuid, of_inspection uuid, about text, kind text, on_day date)
    RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO app.inspection_evidence (id, inspection_id, kind, areas, pupil_group, seen_on, note)
    SELECT new_id, of_inspection, kind, jsonb_build_array(area), 'send_support', on_day, sees
      FROM pg_temp.demo_findings() WHERE area = about
    RETURNING id
$$;

CREATE FUNCTION pg_temp.demo_judge(new_id uuid, of_inspection uuid, of_kind text, about text, given integer)
    RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.inspection_judgement (id, inspection_id, kind, area, grade, narrative, strengths,
                                          areas_for_development, evidence_ids)
    SELECT new_id, of_inspection, of_kind, area, grades[given], narrative, jsonb_build_array(strength),
           jsonb_build_array(development), jsonb_build_array((
               SELECT id FROM app.inspection_evidence WHERE inspection_id = of_inspection AND areas ? about
                ORDER BY id LIMIT 1))
      FROM pg_temp.demo_findings() WHERE area = about;
    UPDATE app.inspection_judgement SET status = 'submitted', status_step = 'submitted', status_on = app.today()
     WHERE id = new_id AND of_kind = 'draft'
$$;

-- Two members draft each on their own, and the lead agrees with one of them: the other saw it a grade lower.
CREATE FUNCTION pg_temp.demo_draft("position" integer, seed text, of_inspection uuid, n integer) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    k   integer := 10 * n;
    one record;
BEGIN
    FOR one IN SELECT a, role, step, k + 3 * (a - 1) + step AS number
                 FROM (VALUES (1), (2)) AS l(a), (VALUES ('lead', 1), ('reviewer', 2), ('agreed', 3)) AS r(role, step)
                ORDER BY a, step
    LOOP
        PERFORM pg_temp.demo_act_as(of_inspection, CASE one.role WHEN 'agreed' THEN 'lead' ELSE one.role END);
        PERFORM pg_temp.demo_judge(pg_temp.demo_id(seed, "position", 'inspection_judgement', one.number),
                                   of_inspection, CASE one.role WHEN 'agreed' THEN 'agreed' ELSE 'draft' END,
                                   pg_temp.demo_area(of_inspection, one.a),
                                   CASE WHEN one.role = 'reviewer' AND one.a = 1 OR n % 3 = 0 THEN 2 ELSE 1 END);
    END LOOP;
END $$;

-- Each school has something to say or nothing; what it says the lead decides.
CREATE FUNCTION pg_temp.demo_hear("position" integer, seed text, of_inspection uuid, n integer) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    said uuid := pg_temp.demo_id(seed, "position", 'inspection_accuracy_comment', 10 * n);
BEGIN
    INSERT INTO app.inspection_accuracy_comment (id, inspection_id, school_id, kind, area, comment)
    SELECT pg_temp.demo_id(seed, "position", 'inspection_accuracy_comment', 10 * n + (s.k - 1)::integer), of_inspection,
           s.school::uuid, CASE s.k WHEN 1 THEN 'comment' ELSE 'none' END, CASE s.k WHEN 1 THEN i.scope->>0 END,
           CASE s.k WHEN 1 THEN 'Adjustments have been looked at each half-term since September, not since January.' END
      FROM app.inspection i
     CROSS JOIN LATERAL jsonb_array_elements_text(i.accountable_school_ids) WITH ORDINALITY AS s(school, k)
     WHERE i.id = of_inspection;
    PERFORM pg_temp.demo_act_as(of_inspection, 'lead');
    UPDATE app.inspection_accuracy_comment SET status = 'accepted', status_step = 'accepted', status_on = app.today(),
           status_reason = 'Adjustments have been looked at each half-term since September: the plan shows it'
     WHERE id = said;
END $$;

-- Quality assurance finds one grade too high for what is written under it.
CREATE FUNCTION pg_temp.demo_moderate(of_inspection uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE app.inspection_judgement SET status = 'moderated', status_step = 'moderated', status_on = app.today(),
           status_reason = 'What is said of pupils who find reading hardest does not bear this grade',
           moderated_grade = grades[2]
      FROM pg_temp.demo_findings() AS f
     WHERE inspection_id = of_inspection AND kind = 'agreed' AND inspection_judgement.area = f.area
       AND f.area = pg_temp.demo_area(of_inspection, 2) AND grade = grades[1]
$$;

-- The schools plan an action for each area for development, of which the first is done by the first follow-up and the
-- other is late.
CREATE FUNCTION pg_temp.demo_plan("position" integer, seed text, of_inspection uuid, n integer) RETURNS void
    LANGUAGE sql AS $$
    INSERT INTO app.inspection_action (id, inspection_id, area, areas_for_development, action, owner, owner_school_id,
                                       due_on, rag, status_on)
    SELECT pg_temp.demo_id(seed, "position", 'inspection_action', 10 * n + d.number), r.inspection_id, d.area,
           jsonb_build_array(d.number), CASE WHEN d.area IN ('behaviour_and_attitudes', 'inclusion')
           THEN 'Write a one-page profile with each pupil who has an '
           'adjustment, and put it into the pack for cover'
           ELSE 'Train two assistants in the reading programme and '
           'timetable it every morning' END, CASE WHEN d.area IN ('behaviour_and_attitudes', 'inclusion')
           THEN 'SENCO' ELSE 'Lead for reading' END, i.school_id,
           r.finalised_on + 30 * d.number, CASE d.number WHEN 1 THEN 'green' ELSE 'amber' END, app.today()
      FROM app.inspection_report r JOIN app.inspection i ON i.trust_id = r.trust_id AND i.id = r.inspection_id
     CROSS JOIN LATERAL app.areas_for_development(r.trust_id, r.inspection_id) AS d
     WHERE r.inspection_id = of_inspection
$$;

CREATE FUNCTION pg_temp.demo_finish_action(of_action uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.inspection_action SET status = 'done', status_step = 'done', status_on = app.today()
     WHERE id = of_action;
    UPDATE app.inspection_action SET status = 'closed', status_step = 'closed', status_on = app.today(),
           status_reason = 'Seen in three classrooms'
     WHERE id = of_action;
END $$;

CREATE FUNCTION pg_temp.demo_hold(of_inspection uuid, of_kind text) RETURNS void LANGUAGE sql AS $$
    UPDATE app.inspection_follow_up SET held_on = due_on, held_by = 'The lead of the team',
           findings = CASE kind WHEN 'one_term' THEN 'The profiles are in use. Training in reading began late.'
                                ELSE 'Both actions have become the practice of the school.' END,
           actions_seen = (SELECT jsonb_agg(jsonb_build_object('action_id', a.id, 'seen', 'In lessons and in plans'))
                             FROM app.inspection_action a WHERE a.inspection_id = of_inspection)
     WHERE inspection_id = of_inspection AND kind = of_kind
$$;

CREATE FUNCTION pg_temp.demo_follow_up("position" integer, seed text, of_inspection uuid, n integer) RETURNS void
    LANGUAGE sql AS $$
    SELECT pg_temp.demo_finish_action(pg_temp.demo_id(seed, "position", 'inspection_action', 10 * n + k))
      FROM generate_series(1, 2) AS k;
    SELECT pg_temp.demo_hold(of_inspection, 'one_term');
    SELECT pg_temp.demo_hold(of_inspection, 'one_year');
$$;

-- ---- how far it comes ------------------------------------------------------------------------------

-- Each stage, whose step it is, and how many days after the first day of the fieldwork it is taken.
CREATE FUNCTION pg_temp.demo_stages() RETURNS TABLE (k integer, stage text, taken_by text, days integer)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (0, 'planned', NULL, -60), (1, 'team_confirmed', NULL, -40), (2, 'self_evaluation_submitted', NULL, -10),
       (3, 'fieldwork', 'lead', 0), (4, 'drafting', 'lead', 2), (5, 'factual_accuracy', 'lead', 9),
       (6, 'moderated', NULL, 16), (7, 'final', NULL, 21), (8, 'action_plan', NULL, 30), (9, 'follow_up', NULL, 45),
       (10, 'closed', NULL, 400)
$$;

-- What a stage asks for before it is reached.
CREATE FUNCTION pg_temp.demo_before("position" integer, seed text, of_inspection uuid, n integer, stage text,
                                    first_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF stage = 'team_confirmed' THEN
        PERFORM pg_temp.demo_team("position", seed, of_inspection, n);
    ELSIF stage = 'self_evaluation_submitted' THEN
        PERFORM pg_temp.demo_evaluate(of_inspection,
                                      pg_temp.demo_id(seed, "position", 'inspection_self_evaluation', n));
    ELSIF stage = 'drafting' THEN
        PERFORM pg_temp.demo_act_as(of_inspection, 'lead');
        PERFORM pg_temp.demo_gather(pg_temp.demo_id(seed, "position", 'inspection_evidence', 10 * n), of_inspection,
                                    pg_temp.demo_area(of_inspection, 1), 'lesson_visit', first_day);
        PERFORM pg_temp.demo_act_as(of_inspection, 'reviewer');
        PERFORM pg_temp.demo_gather(pg_temp.demo_id(seed, "position", 'inspection_evidence', 10 * n + 1),
                                    of_inspection, pg_temp.demo_area(of_inspection, 2), 'work_scrutiny', first_day);
    ELSIF stage = 'factual_accuracy' THEN
        PERFORM pg_temp.demo_draft("position", seed, of_inspection, n);
    ELSIF stage = 'moderated' THEN
        PERFORM pg_temp.demo_moderate(of_inspection), pg_temp.demo_hear("position", seed, of_inspection, n);
    ELSIF stage = 'action_plan' THEN
        PERFORM pg_temp.demo_plan("position", seed, of_inspection, n);
    ELSIF stage = 'closed' THEN
        PERFORM pg_temp.demo_follow_up("position", seed, of_inspection, n);
    END IF;
END $$;

CREATE FUNCTION pg_temp.demo_bring("position" integer, seed text, of_inspection uuid, n integer, to_stage text,
                                   first_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT s.* FROM pg_temp.demo_stages() AS s, pg_temp.demo_stages() AS last
                WHERE last.stage = to_stage AND s.k BETWEEN 1 AND last.k ORDER BY s.k
    LOOP
        PERFORM pg_temp.demo_act(NULL);
        PERFORM pg_temp.demo_before("position", seed, of_inspection, n, one.stage, first_day);
        PERFORM pg_temp.demo_act_as(of_inspection, one.taken_by);
        UPDATE app.inspection SET status = one.stage, status_step = one.stage, status_on = first_day + one.days,
               factual_accuracy_ends_on = CASE WHEN one.stage = 'moderated'
                   THEN app.working_day_after(status_on, 5) ELSE factual_accuracy_ends_on END
         WHERE id = of_inspection;
    END LOOP;
    PERFORM pg_temp.demo_act(NULL);
END $$;

-- ---- cycles ----------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.demo_cycle(new_id uuid, called text, by_edition text, schools uuid[], bases uuid[],
                                   first_day date, last_day date) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO app.inspection_cycle (id, name, framework_id, starts_on, ends_on, school_ids_taking_part,
                                      provision_ids, visit_windows, visit_days, team_size, reciprocal_cycles)
    SELECT new_id, called, id, first_day, last_day, to_jsonb(schools), to_jsonb(bases),
           (SELECT jsonb_agg(jsonb_build_object('from', monday, 'to', monday + 4))
              FROM (SELECT pg_temp.demo_monday(first_day) + 7 * k AS monday
                      FROM generate_series(1, (last_day - first_day) / 7 - 1) AS k LIMIT 60) AS weeks), 2, 3, 2
      FROM app.inspection_framework WHERE edition = by_edition
       AND trust_id = nullif(current_setting('app.trust'), '')::uuid
    RETURNING id
$$;

CREATE FUNCTION pg_temp.demo_move_cycle(of_cycle uuid, step text) RETURNS void LANGUAGE sql AS $$
    UPDATE app.inspection_cycle SET status = step, status_step = step, status_on = app.today() WHERE id = of_cycle
$$;

CREATE FUNCTION pg_temp.demo_inspect("position" integer, seed text, n integer, of_cycle uuid, school uuid, base uuid,
                                     first_day date) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO app.inspection (id, cycle_id, subject_kind, school_id, provision_id, scope, needs_specialist,
                                planned_on, starts_on, ends_on)
    VALUES (pg_temp.demo_id(seed, "position", 'inspection', n), of_cycle,
            CASE WHEN base IS NULL THEN 'school' ELSE 'provision' END, school, base,
            (SELECT jsonb_agg(f.area ORDER BY f.area DESC) FROM pg_temp.demo_findings() AS f
               JOIN app.inspection_cycle c ON c.id = of_cycle
               JOIN app.inspection_framework w ON w.trust_id = c.trust_id AND w.id = c.framework_id
              WHERE jsonb_path_exists(w.areas, '$[*] ? (@.code == $code)', jsonb_build_object('code', f.area))),
            base IS NOT NULL, least(first_day - 60, app.today()), first_day, first_day + 1)
    RETURNING id
$$;

-- In the first cycle the special schools inspected each other by the framework that was in force then; all of it is
-- over. In the second every school takes part, and the base that is full; each inspection has come as far as its
-- place among the stages.
CREATE FUNCTION pg_temp.demo_closed_cycle("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    cycle   uuid := pg_temp.demo_id(seed, "position", 'inspection_cycle', 1);
    schools uuid[] := ARRAY(SELECT id FROM pg_temp.demo_school_list("position", seed)
                             WHERE number <= 4 ORDER BY number);
    began   date := pg_temp.demo_monday(app.today() - 440);
BEGIN
    PERFORM pg_temp.demo_cycle(cycle, 'Special schools, 2025-26', '2019', schools, '{}', began - 30, app.today() - 200);
    PERFORM pg_temp.demo_move_cycle(cycle, 'scheduled'), pg_temp.demo_move_cycle(cycle, 'running');
    FOR n IN 1 .. cardinality(schools) LOOP
        PERFORM pg_temp.demo_bring("position", seed, pg_temp.demo_inspect(
                    "position", seed, n, cycle, schools[n], NULL, began + 7 * n), n, 'closed', began + 7 * n);
    END LOOP;
    PERFORM pg_temp.demo_move_cycle(cycle, 'closed');
END $$;

CREATE FUNCTION pg_temp.demo_running_cycle("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    cycle   uuid := pg_temp.demo_id(seed, "position", 'inspection_cycle', 2);
    schools uuid[] := ARRAY(SELECT id FROM pg_temp.demo_school_list("position", seed) ORDER BY number);
    base    uuid := pg_temp.demo_id(seed, "position", 'provision', 2);
    one     record;
BEGIN
    PERFORM pg_temp.demo_cycle(cycle, 'All schools, 2026-27', 'November 2025', schools, ARRAY[base],
                               app.today() - 150, app.today() + 210);
    PERFORM pg_temp.demo_move_cycle(cycle, 'scheduled'), pg_temp.demo_move_cycle(cycle, 'running');
    FOR one IN SELECT stage, of_base, 20 + row_number() OVER ()::integer AS n,
                      pg_temp.demo_monday(app.today() + days) AS day
                 FROM (VALUES ('planned', false, 70), ('planned', false, 77), ('team_confirmed', false, 35),
                              ('self_evaluation_submitted', false, 9), ('fieldwork', false, 0), ('drafting', false, -5),
                              ('factual_accuracy', true, -14), ('moderated', false, -21), ('final', false, -28),
                              ('action_plan', false, -42), ('follow_up', false, -84), ('postponed', false, 21), ('cancelled', false, 28)) AS s(stage, of_base, days)
    LOOP
        PERFORM pg_temp.demo_bring("position", seed, pg_temp.demo_inspect(
                    "position", seed, one.n, cycle, CASE WHEN NOT one.of_base THEN schools[one.n - 20] END,
                    CASE WHEN one.of_base THEN base END, one.day), one.n, one.stage, one.day);
        IF one.stage IN ('postponed', 'cancelled') THEN
            UPDATE app.inspection SET status = one.stage, status_step = one.stage, status_on = app.today(),
                   status_reason = 'The school moves into its new building that week'
             WHERE id = pg_temp.demo_id(seed, "position", 'inspection', one.n);
        END IF;
    END LOOP;
END $$;

-- The smaller trust has a register only.
CREATE FUNCTION pg_temp.demo_inspections("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.demo_act(NULL);
    PERFORM pg_temp.demo_reviewers("position", seed);
    IF "position" = 1 THEN
        PERFORM pg_temp.demo_closed_cycle("position", seed), pg_temp.demo_running_cycle("position", seed);
    END IF;
    PERFORM set_config('app.actor', '', true), set_config('app.quality', '', true);
END $$;
