-- Where only the sight of a team's row moved, there is nothing to tell whoever saw it all along.
-- change_history: history_of -> version_made[]
SELECT c.version, c.op, c.changed_at AS at, c.actor, c.request_id,
       coalesce((SELECT jsonb_agg(jsonb_build_object('member', d.key, 'from', d.value->'from',
                                                     'to', d.value->'to') ORDER BY d.key)
                   FROM jsonb_each(c.changes) d WHERE d.key <> ALL (:hidden::text[])), '[]') AS changes
  FROM change c
 WHERE c.trust_id = nullif(current_setting('app.trust'), '')::uuid AND c.id = :id
   AND NOT (c.team_user_ids IS NOT NULL AND c.op = 'updated' AND c.changed_fields = '{}')
   AND (:before::bigint IS NULL OR c.version < :before)
 ORDER BY c.version DESC, c.seq DESC
 LIMIT :limit;

-- change_feed: changes_after -> change[]
-- Only below the oldest transaction still running: what commits later sorts later, so nothing is missed.
-- What a caller could not see before and can see now is told as gained; the other way round, as lost.
SELECT c.xid, c.seq, c.type,
       CASE WHEN c.op IN ('created', 'purged') THEN c.op
            WHEN NOT s.before AND s.after THEN 'access_gained'
            WHEN s.before AND NOT s.after THEN 'access_lost'
            ELSE c.op END AS op,
       c.id, c.version, c.changed_at, to_jsonb(c.changed_fields) AS changed_fields
  FROM change c
 CROSS JOIN (SELECT coalesce(current_setting('app.all_schools', true), '') = '1' AS everywhere,
                    coalesce(current_setting('app.safeguarding', true), '') = '1' AS safeguarding,
                    coalesce(current_setting('app.quality', true), '') = '1' AS quality,
                    coalesce(current_setting('app.overseer', true), '') = '1' AS overseer,
                    ARRAY[nullif(current_setting('app.actor', true), '')::uuid] AS me,
                    coalesce(string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[],
                             '{}') AS mine,
                    coalesce(string_to_array(nullif(current_setting('app.safeguarding_schools', true), ''),
                                             ',')::uuid[], '{}') AS guarded) w
-- Restricted rows are kept from the schools; a team, and those above it, see what names them.
 CROSS JOIN LATERAL (SELECT coalesce(((w.everywhere AND (c.team_user_ids IS NULL OR c.school_ids_before <> '{}'))
                                      OR c.school_ids_before && w.mine)
                                     AND (w.safeguarding OR NOT c.restricted_before
                                          OR coalesce(c.school_ids_before && w.guarded, false)), false)
                            OR coalesce(c.team_user_ids_before @> w.me OR (w.quality AND c.quality_sees_before)
                                        OR (w.overseer AND c.overseer_sees_before), false) AS before,
                            coalesce(((w.everywhere AND (c.team_user_ids IS NULL OR c.school_ids <> '{}'))
                                      OR c.school_ids && w.mine)
                                     AND (w.safeguarding OR NOT c.restricted
                                          OR coalesce(c.school_ids && w.guarded, false)), false)
                            OR coalesce(c.team_user_ids @> w.me OR (w.quality AND c.quality_sees)
                                        OR (w.overseer AND c.overseer_sees), false) AS after) s
 WHERE c.trust_id = nullif(current_setting('app.trust'), '')::uuid
   AND (c.xid, c.seq) > (:xid::bigint, :seq::bigint)
   AND c.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
   AND c.type = ANY (:types::text[])
   AND (s.before OR s.after)
   AND NOT (s.before AND s.after AND c.team_user_ids IS NOT NULL AND c.op = 'updated' AND c.changed_fields = '{}')
 ORDER BY c.xid, c.seq
 LIMIT :limit;

-- change_latest: key -> change
-- The point from which on nothing has been told yet.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS xid, 9007199254740991 AS seq,
       '' AS type, '' AS op, :id::uuid AS id, 0 AS version, now() AS changed_at, '[]' AS changed_fields;

-- tombstone_find: key -> key
SELECT id FROM tombstone WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id;

-- audit_list: audit_filter -> audit_event[]
-- Newest first; ids rise with time, so they are the page's key. What is kept back is not found by it either.
SELECT e.id, e.at, CASE WHEN NOT k.kept THEN e.actor END AS actor, e.action, e.subject_type,
       to_jsonb(e.subject_ids) AS subject_ids, CASE WHEN NOT k.kept THEN e.request_id END AS request_id,
       CASE WHEN NOT k.kept THEN e.reason END AS reason
  FROM audit_event e
 CROSS JOIN LATERAL (SELECT leads_to_a_school(e) AS kept OFFSET 0) k
 WHERE e.trust_id = nullif(current_setting('app.trust'), '')::uuid
   AND (:before::uuid IS NULL OR e.id < :before)
   AND (:since::timestamptz IS NULL OR e.at >= :since)
   AND (:until::timestamptz IS NULL OR e.at < :until)
   AND (:actor::uuid IS NULL OR e.actor = :actor)
   AND (:actor::uuid IS NULL OR NOT k.kept)
   AND (:action::text IS NULL OR e.action = :action)
   AND (:subject_id::uuid IS NULL OR :subject_id = ANY (e.subject_ids))
 ORDER BY e.id DESC
 LIMIT :limit;
