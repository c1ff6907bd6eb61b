-- What happened in a case, in the words of the clock (models/ehcps/ehcp_fact.h), read from where it is kept: the
-- case, the steps it took, and the records that hang on it. Nothing is written down for the clock's sake.
SET LOCAL search_path = app, pg_temp;

-- The same id every time for a part of a record that has none of its own.
CREATE FUNCTION id_within(record uuid, part text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(record || part)::uuid
$$;

-- What members of a record said, from which day on: from the first day on what they said at its end, and
-- from there on whenever a day ended with something else. Told from the history, so that what is told of a
-- day does not change with what is written later.
CREATE FUNCTION said_by_day(of_record uuid, stands jsonb, began timestamptz)
    RETURNS TABLE ("on" date, said jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    first date := (began AT TIME ZONE 'Europe/London')::date;
    one   record;
BEGIN
    said := stands;
    FOR one IN SELECT (h.changed_at AT TIME ZONE 'Europe/London')::date AS day, h.changes FROM app.change h
                WHERE h.trust_id = nullif(current_setting('app.trust', true), '')::uuid AND h.id = of_record
                  AND h.changed_fields && ARRAY(SELECT jsonb_object_keys(stands)) AND h.changes IS NOT NULL
                ORDER BY h.version DESC, h.seq DESC LOOP
        IF one.day > first AND one.day IS DISTINCT FROM "on" THEN
            "on" := one.day;
            RETURN NEXT;
        END IF;
        IF one.day > first THEN
            said := said || (SELECT coalesce(jsonb_object_agg(key, value->'from'), '{}')
                               FROM jsonb_each(one.changes) WHERE stands ? key);
        END IF;
    END LOOP;
    "on" := first;
    RETURN NEXT;
END $$;

-- Every step of these cases: how many plans had been issued by then, what section I of the plan it issued
-- names and what it named before, which review it decided, and which notice of amendment it answers.
CREATE FUNCTION ehcp_steps(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, number bigint, from_status text, step text, "on" date, version bigint,
                   issues boolean, named_school_id uuid, named_before uuid, review_id uuid,
                   notice_id uuid, notice_kind text) LANGUAGE sql STABLE AS $$
    WITH taken AS (
        SELECT s.trust_id, s.id AS ehcp_id, s.number, s.from_status, s.step, s."on", s.version, i.issues,
               count(*) FILTER (WHERE i.issues) OVER earlier AS plan_version,
               max(s.version) FILTER (WHERE s.step = 'amend_proposed') OVER earlier AS notice
          FROM app.status_change s
         CROSS JOIN LATERAL (SELECT s.step = 'final' OR (s.step = 'active'
                                    AND s.from_status IN ('amend_proposed', 'reassessing')) AS issues) AS i
         WHERE s.trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND s.id = ANY (of_cases) AND s.type = 'ehcp'
        WINDOW earlier AS (PARTITION BY s.id ORDER BY s.number))
    SELECT t.ehcp_id, t.number, t.from_status, t.step, t."on", t.version, t.issues,
           now_in_force.named_school_id, before.named_school_id, r.id,
           CASE WHEN t.notice IS NOT NULL THEN coalesce(n.id, app.id_within(t.ehcp_id, 'notice ' || t.notice)) END,
           n.kind::text
      FROM taken t
      LEFT JOIN app.review r ON r.trust_id = t.trust_id AND r.ehcp_id = t.ehcp_id
                            AND r.decided_in_version = t.version
      LEFT JOIN app.review n ON n.trust_id = t.trust_id AND n.ehcp_id = t.ehcp_id
                            AND n.decided_in_version = t.notice
      LEFT JOIN app.ehcp_section AS now_in_force
        ON t.issues AND now_in_force.section = 'i' AND now_in_force.plan_version = t.plan_version
       AND now_in_force.trust_id = t.trust_id AND now_in_force.ehcp_id = t.ehcp_id
      LEFT JOIN app.ehcp_section AS before
        ON t.issues AND before.section = 'i' AND before.plan_version = t.plan_version - 1
       AND before.trust_id = t.trust_id AND before.ehcp_id = t.ehcp_id
$$;

-- Facts from steps. Their order is that of the steps (`place`), then `turn`.
CREATE FUNCTION ehcp_step_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, detail text, "on" date, about_on date, record_id uuid,
                   place bigint, turn bigint, named_school_id uuid) LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT s.*, k.kind, k.turn, CASE
                   WHEN k.kind = 'amended_final_sent' AND s.notice_kind = 'phase_transfer'
                       THEN 'next_phase_named'
                   WHEN s.issues AND s.named_school_id IS DISTINCT FROM s.named_before
                        AND s.named_school_id IS NOT NULL THEN 'school_named' END AS detail,
               CASE WHEN k.kind IN ('amendments_served', 'amended_final_sent', 'amendment_declined')
                        THEN s.notice_id END AS record_id
          FROM app.ehcp_steps(of_cases) s
          JOIN (VALUES ('assessing', 'requested', 'decided_to_assess', 1),
                       ('assessing', 'refused_to_assess', 'reopened', 1),
                       ('assessing', 'refused_to_issue', 'reopened', 1),
                       ('draft_issued', 'refused_to_issue', 'reopened', 1),
                       ('refused_to_assess', NULL, 'refused_to_assess', 2),
                       ('draft_issued', NULL, 'draft_served', 2),
                       ('refused_to_issue', NULL, 'refused_to_issue', 2),
                       ('final', NULL, 'final_plan_sent', 2),
                       ('withdrawn', NULL, 'withdrawn', 2),
                       ('amend_proposed', NULL, 'amendments_served', 2),
                       ('active', 'amend_proposed', 'amended_final_sent', 2),
                       ('amend_declined', NULL, 'amendment_declined', 2),
                       ('reassessing', NULL, 'reassessment_agreed', 2),
                       ('active', 'reassessing', 'reassessed_final_sent', 2),
                       ('cease_proposed', NULL, 'cease_proposed', 2),
                       ('active', 'cease_proposed', 'cease_proposal_withdrawn', 2),
                       ('ceased', NULL, 'ceased', 2),
                       ('transferred_out', NULL, 'transferred_out', 2),
                       ('deceased', NULL, 'deceased', 2)) AS k(step, from_status, kind, turn)
            ON k.step = s.step AND (k.from_status IS NULL OR k.from_status = s.from_status))
    SELECT t.ehcp_id, t.kind, t.detail, t."on", NULL::date, t.record_id, t.number, t.turn,
           CASE t.detail WHEN 'school_named' THEN t.named_school_id END
      FROM told t
    UNION ALL -- the decision notice goes before what it says will be done
    SELECT s.ehcp_id, 'review_decided', r.outcome, s."on", NULL, r.id, s.number, 0, NULL
      FROM app.ehcp_steps(of_cases) s
      JOIN app.review r ON r.trust_id = nullif(current_setting('app.trust', true), '')::uuid
                       AND r.id = s.review_id
    UNION ALL -- notified with the proposal, unless an appeal or a mediation says so
    SELECT s.ehcp_id, 'decision_notified', 'cease', s."on", NULL,
           app.id_within(s.ehcp_id, 'cease ' || s.version), s.number, 3, NULL
      FROM app.ehcp_steps(of_cases) s
     WHERE s.step = 'cease_proposed'
       AND NOT EXISTS (SELECT FROM app.appeal a WHERE a.ehcp_id = s.ehcp_id AND a.decision_type = 'cease'
                          AND a.decided_on = s."on" AND a.deleted_at IS NULL
                          AND a.trust_id = nullif(current_setting('app.trust', true), '')::uuid)
       AND NOT EXISTS (SELECT FROM app.mediation m WHERE m.ehcp_id = s.ehcp_id AND m.decision_type = 'cease'
                          AND m.decided_on = s."on" AND m.deleted_at IS NULL
                          AND m.trust_id = nullif(current_setting('app.trust', true), '')::uuid)
$$;

-- Facts about decisions that may be appealed against. An appeal and a mediation about the same decision
-- are one record to the clock: the appeal, or without one the first mediation.
CREATE FUNCTION ehcp_appeal_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, detail text, "on" date, record_id uuid, follows text[], turn bigint)
    LANGUAGE sql STABLE AS $$
    WITH appeals AS (
        SELECT * FROM app.appeal WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND ehcp_id = ANY (of_cases) AND deleted_at IS NULL),
    mediations AS (
        SELECT * FROM app.mediation WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND ehcp_id = ANY (of_cases) AND deleted_at IS NULL),
    decisions AS (
        SELECT DISTINCT ON (ehcp_id, decision_type, decided_on) *
          FROM (SELECT ehcp_id, decision_type, decided_on, section_i_only, id, created_at, 1 AS rank FROM appeals
                UNION ALL
                SELECT ehcp_id, decision_type, decided_on, false, id, created_at, 2 FROM mediations) AS d
         ORDER BY ehcp_id, decision_type, decided_on, rank, created_at, id),
    a AS (SELECT appeals.* FROM appeals),
    m AS (SELECT mediations.*, d.id AS record_id FROM mediations
            JOIN decisions d USING (ehcp_id, decision_type, decided_on)),
    certificates AS (
        SELECT ehcp_id, certificate_on, id AS record_id FROM a WHERE certificate_on IS NOT NULL
        UNION
        SELECT ehcp_id, certificate_on, record_id FROM m WHERE certificate_on IS NOT NULL)
    SELECT ehcp_id, 'reassessment_refused', NULL, decided_on, NULL::uuid, '{*}'::text[], 100::bigint
      FROM decisions WHERE decision_type = 'not_to_reassess'
    UNION ALL
    SELECT ehcp_id, 'decision_notified', CASE WHEN decision_type = 'cease' THEN 'cease'
                                              WHEN section_i_only THEN 'section_i_only' END,
           decided_on, id, '{*}', 101 FROM decisions
    UNION ALL
    SELECT ehcp_id, 'mediation_adviser_contacted',
           CASE WHEN wants_mediation THEN 'mediation_wanted' ELSE 'mediation_declined' END,
           adviser_contacted_on, record_id, '{*}', 102 FROM m
    UNION ALL
    SELECT ehcp_id, 'mediation_held', NULL, session_on, record_id, '{*}', 103 FROM m
     WHERE outcome <> 'not_pursued'
    UNION ALL
    SELECT ehcp_id, 'certificate_issued', NULL, certificate_on, record_id, '{*}', 104 FROM certificates
    UNION ALL
    SELECT ehcp_id, 'appeal_lodged', NULL, lodged_on, id, '{*}', 105 FROM a
    UNION ALL
    SELECT ehcp_id, 'appeal_ended', NULL, outcome_on, id, '{*}', 106 FROM a WHERE outcome <> 'ordered'
    UNION ALL -- the case may be opened again on the day of the order
    SELECT ehcp_id, 'tribunal_ordered', order_kind, outcome_on, id,
           CASE WHEN outcome_on = lodged_on THEN '{*}'::text[] END, 107 FROM a WHERE outcome = 'ordered'
    UNION ALL
    SELECT ehcp_id, 'order_complied', 'draft', complied_draft_on, id, '{*}', 108 FROM a
    UNION ALL
    SELECT ehcp_id, 'order_complied',
           CASE WHEN order_kind = 'issue_plan' THEN 'final'
                WHEN order_kind = 'refuse_or_issue' AND EXISTS (
                     SELECT FROM app.status_change s WHERE s.trust_id = a.trust_id AND s.id = a.ehcp_id
                        AND s.step = 'refused_to_issue' AND s."on" = a.complied_on) THEN 'refused'
                WHEN order_kind = 'refuse_or_issue' THEN 'final' END,
           complied_on, id, '{*}', 109 FROM a
$$;

-- Facts from the case itself, from its reviews and from consultations. What was planned is told when it was
-- written down, though no later than anything that came of it, and again when it is moved.
CREATE FUNCTION ehcp_record_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, detail text, "on" date, about_on date, record_id uuid,
                   follows text[], turn bigint) LANGUAGE sql STABLE AS $$
    WITH cases AS (
        SELECT * FROM app.ehcp WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND id = ANY (of_cases)),
    reviews AS (
        SELECT * FROM app.review WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND ehcp_id = ANY (of_cases) AND deleted_at IS NULL),
    planned_meetings AS (
        SELECT r.ehcp_id, r.id, r.met_on, h.day, h.before,
               CASE WHEN h.before IS NULL THEN least(h."on", h.day, r.invited_on, r.met_on) ELSE h."on" END AS "on"
          FROM reviews r CROSS JOIN LATERAL (
               SELECT "on", (said->>'planned_on')::date AS day,
                      lag((said->>'planned_on')::date) OVER (ORDER BY "on") AS before
                 FROM app.said_by_day(r.id, jsonb_build_object('planned_on', r.planned_on), r.created_at)) h),
    planned_moves AS (
        SELECT c.id, h.day, h.before, CASE WHEN h.earlier IS NULL THEN least(h."on", h.day) ELSE h."on" END AS "on"
          FROM cases c CROSS JOIN LATERAL (
               SELECT "on", (said->>'post_16_transfer_on')::date AS day,
                      lag((said->>'post_16_transfer_on')::date) OVER (ORDER BY "on") AS before,
                      max(said->>'post_16_transfer_on') OVER (ORDER BY "on" ROWS BETWEEN UNBOUNDED PRECEDING
                                                                AND 1 PRECEDING) AS earlier
                 FROM app.said_by_day(c.id, jsonb_build_object('post_16_transfer_on', c.post_16_transfer_on),
                                      c.created_at)) h),
    consultations AS (
        SELECT * FROM app.consultation WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid
           AND ehcp_id = ANY (of_cases) AND deleted_at IS NULL)
    SELECT id, 'request_received', NULL, requested_on, NULL::date, NULL::uuid, NULL::text[], 0::bigint FROM cases
    UNION ALL
    SELECT id, 'moved_into_area', NULL, moved_in_on, NULL, NULL, NULL, 1 FROM cases
    UNION ALL
    SELECT id, 'family_told', NULL, family_told_on, NULL, NULL, NULL, 2 FROM cases
    UNION ALL
    SELECT id, 'reassessment_requested', NULL, reassessment_requested_on, NULL, NULL, NULL, 3 FROM cases
    UNION ALL
    SELECT id, 'post_16_transfer_planned', NULL, "on", day, NULL, NULL, 4 FROM planned_moves
     WHERE day IS DISTINCT FROM before
    UNION ALL
    SELECT id, 'representations_received', NULL, representations_on, NULL, NULL,
           '{draft_served,amendments_served}', 30 FROM cases
    UNION ALL
    SELECT id, 'cease_consulted', NULL, cease_consulted_on, NULL, NULL, '{cease_proposed}', 31 FROM cases
    UNION ALL
    SELECT c.id, k.kind, NULL, k."on", NULL, app.id_within(c.id, a.n::text),
           '{decided_to_assess,reopened,reassessment_agreed}', k.turn
      FROM cases c CROSS JOIN LATERAL jsonb_array_elements(c.advice) WITH ORDINALITY AS a(one, n)
     CROSS JOIN LATERAL (VALUES ('advice_asked', (a.one->>'asked_on')::date, 20000 + a.n),
                                ('advice_returned', (a.one->>'returned_on')::date, 30000 + a.n))
           AS k(kind, "on", turn)
    UNION ALL
    SELECT c.id, 'exception_recorded', x->>'exception', (x->>'recorded_on')::date, NULL, NULL, NULL, 5
      FROM cases c CROSS JOIN LATERAL jsonb_array_elements(c.exceptions) AS x
    UNION ALL
    SELECT ehcp_id, 'review_planned', NULL, "on", day, id, NULL, 10 FROM planned_meetings
     WHERE day IS DISTINCT FROM before AND (before IS NULL OR "on" < coalesce(met_on, 'infinity'))
    UNION ALL
    SELECT r.ehcp_id, k.kind, NULL, k."on", NULL, r.id, NULL, k.turn
      FROM reviews r CROSS JOIN LATERAL (VALUES
           ('review_invited', r.invited_on, 11), ('review_met', r.met_on, 12),
           ('review_reported', r.reported_on, 13)) AS k(kind, "on", turn)
    UNION ALL
    SELECT c.ehcp_id, k.kind, NULL, k."on", NULL, c.id, '{draft_served,amendments_served}', k.turn
      FROM consultations c CROSS JOIN LATERAL (VALUES
           ('consultation_sent', c.sent_on, 32), ('consultation_responded', c.responded_on, 33))
           AS k(kind, "on", turn)
$$;

-- How the schools that were left are shut around that time, as the clock comes to know of it: a closure
-- that is entered late is told when it begins, one that is moved or taken back when that is done.
CREATE FUNCTION closures_of_left(of_school uuid, left_on date)
    RETURNS TABLE (kind text, "on" date, starts_on date, ends_on date) LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT c.id, (h.said->>'starts_on')::date AS starts_on, (h.said->>'ends_on')::date AS ends_on,
               h.said->>'deleted_at' IS NULL AS stands,
               CASE WHEN row_number() OVER w > 1 THEN h."on"
                    ELSE least(h."on", (h.said->>'starts_on')::date) END AS known,
               lead(h."on") OVER w AS until
          FROM app.school_closure c CROSS JOIN LATERAL app.said_by_day(c.id, jsonb_build_object(
                   'starts_on', c.starts_on, 'ends_on', c.ends_on, 'deleted_at', c.deleted_at), c.created_at) h
         WHERE c.trust_id = nullif(current_setting('app.trust', true), '')::uuid AND c.school_id = of_school
        WINDOW w AS (PARTITION BY c.id ORDER BY h."on"))
    SELECT k.kind, greatest(k."on", left_on), t.starts_on, t.ends_on
      FROM told t CROSS JOIN LATERAL (VALUES ('school_shut', t.known), ('school_open', t.until)) AS k(kind, "on")
     WHERE t.stands AND k."on" IS NOT NULL AND t.ends_on > left_on AND t.starts_on < left_on + 366
       AND coalesce(t.until > left_on AND t.until > t.known, true)
$$;

-- Facts from the registers: the pupil joins the school that a plan names, or has been there all along; it
-- leaves a school, which is shut on some days after that, and its file is sent.
CREATE FUNCTION ehcp_pupil_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, "on" date, about_on date, until date, record_id uuid, turn bigint)
    LANGUAGE sql STABLE AS $$
    WITH stays AS (
        SELECT c.id AS ehcp_id, c.requested_on, p.id AS pupil_id, r.school_id, r.status, lower(r.stay) AS entry,
               upper(r.stay) - 1 AS leaving
          FROM app.ehcp c JOIN app.pupil p ON p.trust_id = c.trust_id AND p.id = c.pupil_id
         CROSS JOIN LATERAL app.registrations_of(p.registrations) r
         WHERE c.trust_id = nullif(current_setting('app.trust', true), '')::uuid AND c.id = ANY (of_cases)),
    departures AS (
        SELECT s.*, app.id_within(s.school_id, s.entry::text) AS record_id FROM stays s
         WHERE s.leaving BETWEEN s.requested_on AND app.today() AND s.status IN ('C', 'M')
           AND NOT EXISTS (SELECT FROM stays n -- it stays on the roll in another way
                            WHERE n.ehcp_id = s.ehcp_id AND n.school_id = s.school_id
                              AND n.status IN ('C', 'M', 'S') AND n.entry = s.leaving + 1))
    SELECT f.ehcp_id, 'pupil_admitted', min(greatest(s.entry, f."on")), NULL::date, NULL::date, f.record_id,
           120::bigint
      FROM app.ehcp_step_facts(of_cases) f
      JOIN stays s ON s.ehcp_id = f.ehcp_id AND s.school_id = f.named_school_id AND s.status IN ('C', 'M', 'S')
                  AND coalesce(s.leaving, 'infinity') >= f."on" AND s.entry <= app.today()
     GROUP BY f.ehcp_id, f.record_id, f.place
    UNION ALL
    SELECT d.ehcp_id, k.kind, k."on", k.starts_on, k.ends_on, d.record_id,
           CASE k.kind WHEN 'school_open' THEN 121 ELSE 122 END
      FROM departures d CROSS JOIN LATERAL app.closures_of_left(d.school_id, d.leaving) k
    UNION ALL
    SELECT ehcp_id, 'pupil_left', leaving, NULL, NULL, record_id, 123 FROM departures
    UNION ALL -- a file that was sent ahead is there when the pupil leaves
    SELECT d.ehcp_id, 'ctf_sent', greatest(f.sent_on, d.leaving), NULL, NULL, d.record_id, 124
      FROM departures d
      JOIN app.transfer_file f ON f.trust_id = nullif(current_setting('app.trust', true), '')::uuid
       AND f.pupil_id = d.pupil_id AND f.from_school_id = d.school_id AND f.kind = 'ctf'
       AND f.deleted_at IS NULL AND f.sent_on >= d.entry
     WHERE NOT EXISTS (SELECT FROM stays n WHERE n.ehcp_id = d.ehcp_id AND n.school_id = d.school_id
                          AND n.entry > d.leaving AND n.entry <= f.sent_on)
$$;

-- Every fact of these cases, by case and in order: by day, and within a day as it happened. A fact that is
-- no step goes before the steps of its day, or behind those it follows from; '*' are all. It shows what
-- the caller sees: to tell the clock it is asked with sight of everything. To plan this takes several times
-- as long as to do it, hence the one plan, which a connection keeps.
CREATE FUNCTION ehcp_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, detail text, "on" date, about_on date, until date, record_id uuid,
                   "position" integer)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH steps AS MATERIALIZED (SELECT * FROM app.ehcp_step_facts(of_cases)),
    others AS (
        SELECT row_number() OVER () AS n, o.*
          FROM (SELECT ehcp_id, kind, detail, "on", about_on, NULL::date AS until, record_id, follows, turn
                  FROM app.ehcp_record_facts(of_cases)
                UNION ALL
                SELECT ehcp_id, kind, detail, "on", NULL, NULL, record_id, follows, turn
                  FROM app.ehcp_appeal_facts(of_cases)
                UNION ALL
                SELECT ehcp_id, kind, NULL, "on", about_on, until, record_id, '{*}', turn
                  FROM app.ehcp_pupil_facts(of_cases)) AS o
         WHERE o."on" IS NOT NULL),
    followed AS (
        SELECT o.n, max(s.place) AS place
          FROM others o JOIN steps s ON s.ehcp_id = o.ehcp_id AND s."on" = o."on" AND s.kind = ANY (o.follows)
         GROUP BY o.n),
    placed AS (
        SELECT ehcp_id, kind, detail, "on", about_on, NULL::date AS until, record_id, place, turn FROM steps
        UNION ALL
        SELECT o.ehcp_id, o.kind, o.detail, o."on", o.about_on, o.until, o.record_id,
               CASE WHEN o.follows = '{*}' THEN 9223372036854775807 ELSE coalesce(f.place, 0) END, o.turn
          FROM others o LEFT JOIN followed f USING (n))
    SELECT ehcp_id, kind, detail, "on", about_on, until, record_id,
           row_number() OVER (PARTITION BY ehcp_id ORDER BY "on", place, turn, record_id, kind, about_on)::integer
      FROM placed ORDER BY 1, 7;
END $$;
