-- pupil_search: pupil_search -> key[]
-- By UPN, current or former; or by date of birth and names, without regard to case. One in a page.
SELECT p.id FROM pupil p
 WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.deleted_at IS NULL
   AND (:upn::text IS NULL OR p.id IN (SELECT pupil_id FROM upn_holding h
            WHERE h.trust_id = nullif(current_setting('app.trust'), '')::uuid AND h.upn = :upn::text))
   AND (:date_of_birth::date IS NULL OR p.date_of_birth = :date_of_birth::date)
   AND (:legal_surname::text IS NULL OR lower(p.legal_surname) = lower(:legal_surname::text)
        OR lower(p.preferred_surname) = lower(:legal_surname::text))
   AND (:legal_forename::text IS NULL OR lower(p.legal_forename) = lower(:legal_forename::text)
        OR lower(p.preferred_forename) = lower(:legal_forename::text))
 ORDER BY p.id
 LIMIT 50;

-- pupil_fold_away: merge_step -> ()
UPDATE pupil SET deleted_at = now(), merged_into = :id
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :duplicate_id
   AND id <> :id::uuid AND deleted_at IS NULL;

-- pupil_take_over: merge_step -> ()
-- Registrations of the duplicate are taken over where the survivor has none on any of their days. A
-- permanent UPN replaces a temporary one, which ends in a letter; what was restricted stays so.
UPDATE pupil s
   SET upn = CASE WHEN s.upn ~ '[A-Z]$' AND d.upn ~ '[0-9]$' THEN d.upn
                  ELSE coalesce(s.upn, d.upn) END,
       upn_unknown_reason = CASE WHEN coalesce(s.upn, d.upn) IS NULL THEN s.upn_unknown_reason END,
       uln = coalesce(s.uln, d.uln),
       restricted = s.restricted OR d.restricted,
       former_upns = coalesce((SELECT jsonb_agg(DISTINCT u.upn)
           FROM (SELECT jsonb_array_elements_text(s.former_upns || d.former_upns)
                 UNION SELECT d.upn::text WHERE d.upn IS NOT NULL) AS u(upn)
          WHERE u.upn IS DISTINCT FROM coalesce(s.upn, d.upn)::text), '[]'),
       external_ids = coalesce((SELECT jsonb_agg(e) FROM (SELECT jsonb_array_elements(s.external_ids)
           UNION SELECT jsonb_array_elements(d.external_ids)) AS x(e)), '[]'),
       registrations = s.registrations || coalesce((SELECT jsonb_agg(r)
           FROM jsonb_array_elements(d.registrations) r
          WHERE NOT EXISTS (SELECT FROM registrations_of(jsonb_build_array(r)) a,
                                        registrations_of(s.registrations) b WHERE a.stay && b.stay)), '[]')
  FROM pupil d
 WHERE s.trust_id = nullif(current_setting('app.trust'), '')::uuid AND s.id = :id
   AND s.version = :version AND s.deleted_at IS NULL
   AND d.trust_id = s.trust_id AND d.id = :duplicate_id;

-- pupil_bring_along: merge_step -> ()
SELECT lead_to_survivor(:duplicate_id, :id);

-- pupil_timeline: key -> timeline_entry[]
SELECT t.on_ AS "on", t.kind, t.detail, t.school_id, t.version FROM (
    SELECT (r.value->>'entry_date') AS on_, 'registered' AS kind, r.value->>'status' AS detail,
           (r.value->>'school_id')::uuid AS school_id, NULL::bigint AS version
      FROM pupil p CROSS JOIN LATERAL jsonb_array_elements(p.registrations) r
     WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.id = :id
    UNION ALL
    SELECT r.value->>'leaving_date', 'left', r.value->>'status', (r.value->>'school_id')::uuid, NULL
      FROM pupil p CROSS JOIN LATERAL jsonb_array_elements(p.registrations) r
     WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.id = :id
       AND r.value->>'leaving_date' IS NOT NULL
    UNION ALL
    SELECT to_char(c.changed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), c.op, NULL, NULL, c.version
      FROM change c
     WHERE c.trust_id = nullif(current_setting('app.trust'), '')::uuid AND c.id = :id AND c.op <> 'updated'
    UNION ALL
    SELECT to_char(c.changed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), d.key,
           coalesce(d.value->>'from', '') || ' -> ' || coalesce(d.value->>'to', ''), NULL, c.version
      FROM change c CROSS JOIN LATERAL jsonb_each(c.changes) d
     WHERE c.trust_id = nullif(current_setting('app.trust'), '')::uuid AND c.id = :id
       AND d.key IN ('sen_provision', 'upn', 'nc_year')) t
 ORDER BY t.on_, t.version;

-- pupil_subject_access: subject_access_of -> subject_access
-- Who said what to a board is told to who may open it.
SELECT (d.held || jsonb_build_object(
           'held', d.held->'held' || CASE WHEN :unseals
                                          THEN jsonb_build_object('board_feedback', feedback_of_pupil(:id))
                                          ELSE '{}' END,
           'withheld', d.held->'withheld' || CASE WHEN :unseals THEN '["board_feedback.text"]'::jsonb
                                                  ELSE '["board_feedback_author.member_id"]' END))::text AS document
  FROM subject_access(:id) AS d(held);

-- pupil_purge_record: pupil_purge -> ()
SELECT purge_pupil(:id, :reason) WHERE EXISTS (SELECT FROM pupil
    WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id AND deleted_at IS NOT NULL);
