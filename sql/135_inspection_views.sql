-- What the reports of a trust say together. Everything is of reports that the caller sees.
SET LOCAL search_path = app, pg_temp;

-- Each area of each report, and what it was graded the time before by the same framework. Grades of two frameworks are
-- never set beside each other: framework_id is asked for. The id is the same whenever it is told.
CREATE VIEW inspection_trend WITH (security_invoker = true) AS
SELECT r.trust_id, md5(concat_ws(' ', r.id, told->>'area'))::uuid AS id, r.inspection_id,
       (r.framework->>'id')::uuid AS framework_id, i.cycle_id, c.name AS cycle_name,
       (r.subject->>'kind')::inspection_subject AS subject_kind, (r.subject->>'school_id')::uuid AS school_id,
       (r.subject->>'school_name')::organisation_name AS school_name,
       (r.subject->>'provision_id')::uuid AS provision_id,
       (r.subject->>'provision_name')::organisation_name AS provision_name,
       (told->>'area')::framework_code AS area, (told->>'name')::label AS area_name,
       (told->>'scale')::framework_code AS scale, (told->>'grade')::framework_code AS grade,
       (told->>'grade_name')::label AS grade_name,
       (lag(told->>'grade') OVER before)::framework_code AS grade_before,
       (lag(told->>'grade_name') OVER before)::label AS grade_name_before,
       r.ends_on AS visited_on, r.finalised_on, NULL::timestamptz AS deleted_at
  FROM inspection_report r
  JOIN inspection i ON i.trust_id = r.trust_id AND i.id = r.inspection_id
  LEFT JOIN inspection_cycle c ON c.trust_id = i.trust_id AND c.id = i.cycle_id
 CROSS JOIN LATERAL jsonb_array_elements(r.areas) AS told
WINDOW before AS (PARTITION BY r.trust_id, (r.framework->>'id')::uuid, r.subject->>'kind', r.subject->>'school_id',
                  r.subject->>'provision_id', told->>'area' ORDER BY r.ends_on, r.finalised_on, r.id);
GRANT SELECT ON inspection_trend TO api_rw, api_ro;

-- ---- the plan of a school ----------------------------------------------------------------------

-- The actions that answer an area for development of a report; those that answer none when its number is NULL.
CREATE FUNCTION plan_actions(of_trust uuid, of_inspection uuid, answered integer) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'id', a.id, 'action', a.action, 'owner', a.owner, 'owner_school_id', a.owner_school_id,
               'due_on', a.due_on, 'overdue', a.status = 'open' AND a.due_on < app.today(), 'rag', a.rag,
               'status', a.status, 'evidence', a.evidence) ORDER BY a.due_on, a.id), '[]')
      FROM app.inspection_action a
     WHERE a.trust_id = of_trust AND a.inspection_id = of_inspection AND a.deleted_at IS NULL
       AND CASE WHEN answered IS NULL THEN a.areas_for_development = '[]'
                ELSE a.areas_for_development @> to_jsonb(answered) END
$$;

CREATE FUNCTION plan_of_report(one inspection_report, stage text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH area AS (SELECT n, told FROM jsonb_array_elements(one.areas) WITH ORDINALITY AS a(told, n))
    SELECT jsonb_build_object(
        'inspection_id', one.inspection_id, 'subject_kind', one.subject->'kind',
        'subject_name', coalesce(one.subject->>'provision_name', one.subject->>'school_name'),
        'framework_name', one.framework->'name', 'framework_edition', one.framework->'edition',
        'finalised_on', one.finalised_on, 'status', stage,
        'strengths', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('area', told->'area', 'area_name', told->'name', 'text', said)
                                      ORDER BY area.n, s.n), '[]')
              FROM area CROSS JOIN LATERAL jsonb_array_elements(told->'strengths') WITH ORDINALITY AS s(said, n)),
        'areas_for_development', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'number', d->'number', 'area', d->'area', 'text', d->'text',
                       'area_name', (SELECT told->'name' FROM area WHERE told->'area' = d->'area'),
                       'actions', app.plan_actions(one.trust_id, one.inspection_id, (d->>'number')::integer))
                       ORDER BY (d->>'number')::integer), '[]')
              FROM jsonb_array_elements(one.areas_for_development) AS d),
        'other_actions', app.plan_actions(one.trust_id, one.inspection_id, NULL))
$$;

-- Of each school or provision the last report by each framework, and those before as long as one of their actions is
-- open.
CREATE FUNCTION is_in_plan(one inspection_report) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM app.inspection_report later
         WHERE later.trust_id = one.trust_id AND later.subject->'school_id' = one.subject->'school_id'
           AND later.subject->'provision_id' = one.subject->'provision_id'
           AND later.framework->'id' = one.framework->'id' AND (later.ends_on, later.id) > (one.ends_on, one.id))
    OR EXISTS (
        SELECT FROM app.inspection_action a
         WHERE a.trust_id = one.trust_id AND a.inspection_id = one.inspection_id AND a.deleted_at IS NULL
           AND a.status = 'open')
$$;

CREATE FUNCTION plan_of_school(of_trust uuid, of_school uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(app.plan_of_report(r, i.status) ORDER BY r.ends_on DESC, r.id DESC), '[]')
      FROM app.inspection_report r
      JOIN app.inspection i ON i.trust_id = r.trust_id AND i.id = r.inspection_id
     WHERE r.trust_id = of_trust AND i.accountable_school_ids ? of_school::text AND app.is_in_plan(r)
$$;

-- ---- the plans of all schools ------------------------------------------------------------------

-- How the actions of each school stand, for each area of a framework. The names are those of the reports. The id is
-- the same whenever it is told.
CREATE VIEW inspection_plan WITH (security_invoker = true) AS
SELECT trust_id, md5(concat_ws(' ', framework_id, area, school_id))::uuid AS id, framework_id,
       max(framework_name)::label AS framework_name, area::framework_code, max(area_name)::label AS area_name,
       school_id, max(school_name)::organisation_name AS school_name,
       (count(*) FILTER (WHERE status = 'open'))::count AS open_count,
       (count(*) FILTER (WHERE status = 'open' AND rag = 'red'))::count AS red_count,
       (count(*) FILTER (WHERE status = 'open' AND rag = 'amber'))::count AS amber_count,
       (count(*) FILTER (WHERE status = 'open' AND rag = 'green'))::count AS green_count,
       (count(*) FILTER (WHERE status = 'open' AND due_on < today()))::count AS overdue_count,
       (count(*) FILTER (WHERE status = 'done'))::count AS done_count,
       (count(*) FILTER (WHERE status = 'closed'))::count AS closed_count,
       min(due_on) FILTER (WHERE status = 'open') AS next_due_on, NULL::timestamptz AS deleted_at
  FROM (SELECT a.trust_id, (r.framework->>'id')::uuid AS framework_id, r.framework->>'name' AS framework_name,
               a.area::text AS area, (SELECT told->>'name' FROM jsonb_array_elements(r.areas) AS told
                                       WHERE told->>'area' = a.area) AS area_name,
               a.owner_school_id AS school_id, (SELECT s->>'name'
                   FROM jsonb_array_elements(r.subject->'accountable_schools') AS s
                  WHERE s->>'school_id' = a.owner_school_id::text) AS school_name,
               a.status, a.rag, a.due_on
          FROM inspection_action a
          JOIN inspection_report r ON r.trust_id = a.trust_id AND r.inspection_id = a.inspection_id
         WHERE a.deleted_at IS NULL) AS told
 GROUP BY trust_id, framework_id, area, school_id;
GRANT SELECT ON inspection_plan TO api_rw, api_ro;
