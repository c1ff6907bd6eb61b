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
