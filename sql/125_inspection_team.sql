-- The team of an inspection, and what stands between a reviewer and a school. What an inspector sees comes from
-- being in one: team_user_ids of the inspection follows this table, and with it all that hangs on it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_team_member (
    trust_id        uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                    REFERENCES trust,
    id              uuid NOT NULL,
    inspection_id   uuid NOT NULL,
    reviewer_id     uuid NOT NULL,
    role            inspection_role NOT NULL,
    override_reason note, -- of quality assurance, for conflicts that may be overridden
    change_reason   note, -- why a team that was confirmed has changed
    left_on         date, -- no longer in the team
    version         count NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,
    school_ids      uuid[] NOT NULL,
    team_user_ids   uuid[] NOT NULL,
    quality_sees    boolean NOT NULL,
    restricted      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT team_member_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT team_member_is_a_reviewer FOREIGN KEY (trust_id, reviewer_id) REFERENCES inspection_reviewer,
    CONSTRAINT team_member_leaves_for_a_reason CHECK (left_on IS NULL OR change_reason IS NOT NULL),
    CONSTRAINT team_member_has_left CHECK (left_on <= today())
);
COMMENT ON CONSTRAINT team_member_of_inspection ON inspection_team_member IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT team_member_is_a_reviewer ON inspection_team_member IS
    'reviewer_id: is not a reviewer of the trust';
COMMENT ON CONSTRAINT team_member_leaves_for_a_reason ON inspection_team_member IS
    'change_reason: is needed with left_on';
COMMENT ON CONSTRAINT team_member_has_left ON inspection_team_member IS 'left_on: must not be in the future';
CREATE UNIQUE INDEX team_member_is_there_once ON inspection_team_member (trust_id, inspection_id, reviewer_id)
    WHERE deleted_at IS NULL AND left_on IS NULL;
COMMENT ON INDEX team_member_is_there_once IS 'reviewer_id: is in the team already';
CREATE UNIQUE INDEX inspection_team_has_one_lead ON inspection_team_member (trust_id, inspection_id)
    WHERE role = 'lead' AND deleted_at IS NULL AND left_on IS NULL;
COMMENT ON INDEX inspection_team_has_one_lead IS 'role: the team has a lead already';
CREATE INDEX team_member_of_reviewer ON inspection_team_member (trust_id, reviewer_id, inspection_id);
CALL team_table('inspection_team_member', 'inspection_team_member', '{override_reason}');

-- Who is in a team now.
CREATE FUNCTION is_in_team(one inspection_team_member) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT one.deleted_at IS NULL AND one.left_on IS NULL
$$;

CREATE FUNCTION team_of(of_trust uuid, of_inspection uuid) RETURNS TABLE (member inspection_team_member,
                                                                         reviewer inspection_reviewer)
    LANGUAGE sql STABLE AS $$
    SELECT m, r FROM app.inspection_team_member m
      JOIN app.inspection_reviewer r ON r.trust_id = m.trust_id AND r.id = m.reviewer_id
     WHERE m.trust_id = of_trust AND m.inspection_id = of_inspection AND app.is_in_team(m)
$$;

CREATE FUNCTION users_of_team(of_trust uuid, of_inspection uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT (reviewer).user_id ORDER BY (reviewer).user_id), '{}')
      FROM app.team_of(of_trust, of_inspection)
     WHERE (reviewer).user_id IS NOT NULL AND (reviewer).deleted_at IS NULL
$$;

-- Seen as the inspection is, by the team as it will be with this row in it.
CREATE FUNCTION sight_of(one inspection_team_member, at inspection) RETURNS inspection_sight
    LANGUAGE sql STABLE AS $$
    SELECT at.school_ids, ARRAY(
               SELECT (reviewer).user_id FROM app.team_of(one.trust_id, one.inspection_id)
                WHERE (member).id <> one.id AND (reviewer).user_id IS NOT NULL AND (reviewer).deleted_at IS NULL
                UNION SELECT user_id FROM app.inspection_reviewer
                WHERE trust_id = one.trust_id AND id = one.reviewer_id AND app.is_in_team(one)
                  AND user_id IS NOT NULL AND deleted_at IS NULL
                ORDER BY 1), true
$$;

-- Two who change one team come one after the other.
CREATE FUNCTION hold_inspection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM app.inspection WHERE trust_id = NEW.trust_id AND id = NEW.inspection_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_team_member
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
CALL belongs_to_inspection('inspection_team_member');

CREATE FUNCTION team_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM FROM inspection WHERE trust_id = NEW.trust_id AND id = NEW.inspection_id FOR NO KEY UPDATE;
    UPDATE inspection SET team_user_ids = users_of_team(NEW.trust_id, NEW.inspection_id)
     WHERE trust_id = NEW.trust_id AND id = NEW.inspection_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER team_joined AFTER INSERT ON inspection_team_member
    FOR EACH ROW EXECUTE FUNCTION team_follows();
CREATE TRIGGER team_changed AFTER UPDATE ON inspection_team_member FOR EACH ROW
    WHEN ((OLD.left_on, OLD.deleted_at) IS DISTINCT FROM (NEW.left_on, NEW.deleted_at))
    EXECUTE FUNCTION team_follows();

CREATE FUNCTION is_in_team_of(one inspection_reviewer, statuses text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM app.inspection_team_member m
          JOIN app.inspection i ON i.trust_id = m.trust_id AND i.id = m.inspection_id
         WHERE m.trust_id = one.trust_id AND m.reviewer_id = one.id AND app.is_in_team(m)
           AND i.deleted_at IS NULL AND i.status = ANY (statuses))
$$;

-- Another user signs in for a reviewer, or the reviewer is taken off the register. Whoever has been in the school
-- does not hand on what they see of it with their name: somebody else joins in their own.
--! rule reviewer_is_in_a_team: id: is in the team of an inspection that is not over
--! rule reviewer_keeps_their_user: user_id: is in the team of an inspection from its fieldwork until it is closed
CREATE FUNCTION reviewer_leads_teams() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight  text := widen_sight();
    begun  text[] := '{fieldwork,drafting,factual_accuracy,moderated,final,action_plan,follow_up}';
    before text[] := '{planned,postponed,team_confirmed,self_evaluation_submitted}';
BEGIN
    IF NEW.deleted_at IS NOT NULL AND is_in_team_of(NEW, before || begun) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'reviewer_is_in_a_team';
    ELSIF OLD.user_id IS DISTINCT FROM NEW.user_id AND OLD.user_id IS NOT NULL AND is_in_team_of(NEW, begun) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'reviewer_keeps_their_user';
    END IF;
    UPDATE inspection SET team_user_ids = users_of_team(trust_id, id)
     WHERE trust_id = NEW.trust_id AND id IN (SELECT inspection_id FROM inspection_team_member
                                               WHERE trust_id = NEW.trust_id AND reviewer_id = NEW.id);
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER leads_teams AFTER UPDATE ON inspection_reviewer FOR EACH ROW
    WHEN ((OLD.user_id, OLD.deleted_at) IS DISTINCT FROM (NEW.user_id, NEW.deleted_at))
    EXECUTE FUNCTION reviewer_leads_teams();

-- ---- conflicts of interest ---------------------------------------------------------------------

-- How many cycles lie from one inspection to another, of those that this one's schools take part in; years
-- where either is of no cycle.
CREATE FUNCTION cycles_apart(one inspection, other inspection) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    first date := (SELECT starts_on FROM app.inspection_cycle WHERE trust_id = one.trust_id AND id = one.cycle_id);
    last  date := (SELECT starts_on FROM app.inspection_cycle WHERE trust_id = one.trust_id AND id = other.cycle_id);
BEGIN
    IF first IS NULL OR last IS NULL THEN
        RETURN abs(coalesce(one.starts_on, one.planned_on) - coalesce(other.starts_on, other.planned_on)) / 365;
    END IF;
    RETURN (SELECT count(*) FROM app.inspection_cycle
             WHERE trust_id = one.trust_id AND deleted_at IS NULL AND status <> 'cancelled'
               AND starts_on > least(first, last) AND starts_on <= greatest(first, last)
               AND school_ids_taking_part ?| ARRAY(SELECT jsonb_array_elements_text(one.accountable_school_ids)));
END $$;

-- Which schools those that answer for an inspection have inspected within the last cycles, and how many ago.
CREATE FUNCTION schools_inspected_by(at inspection)
    RETURNS TABLE (inspector_id uuid, school_id uuid, cycles_ago integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    within bigint := coalesce((SELECT reciprocal_cycles FROM app.inspection_cycle
                                WHERE trust_id = at.trust_id AND id = at.cycle_id), 2);
    schools uuid[] := app.accountable_schools(at);
BEGIN
    RETURN QUERY
    WITH staff AS MATERIALIZED ( -- in this order whatever is planned: few reviewers, their teams, the cycles between
        SELECT r.id, r.school_id AS by_school FROM app.inspection_reviewer r
         WHERE r.trust_id = at.trust_id AND r.school_id = ANY (schools)
    ), by_them AS MATERIALIZED (
        SELECT DISTINCT m.inspection_id, f.by_school FROM staff f
          JOIN app.inspection_team_member m ON m.trust_id = at.trust_id AND m.reviewer_id = f.id
         WHERE app.is_in_team(m)
    ), others AS MATERIALIZED (
        SELECT t.by_school, other FROM by_them t
          JOIN app.inspection other ON other.trust_id = at.trust_id AND other.id = t.inspection_id
         WHERE other.id <> at.id AND other.deleted_at IS NULL AND other.status NOT IN ('cancelled', 'postponed')
    ), counted AS MATERIALIZED (
        SELECT o.by_school, o.other, app.cycles_apart(at, o.other) AS ago FROM others o
    )
    SELECT c.by_school, s, min(c.ago) FROM counted c
     CROSS JOIN LATERAL unnest(app.accountable_schools(c.other)) AS s
     WHERE c.ago <= within GROUP BY 1, 2;
END $$;

-- The inspection before this one of the same school or provision.
CREATE FUNCTION inspection_before(at inspection, on_day date) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT id FROM app.inspection p
     WHERE p.trust_id = at.trust_id AND p.id <> at.id AND p.deleted_at IS NULL
       AND p.status NOT IN ('cancelled', 'postponed')
       AND (p.subject_kind, coalesce(p.provision_id, p.school_id))
         = (at.subject_kind, coalesce(at.provision_id, at.school_id))
       AND coalesce(p.starts_on, p.planned_on) < on_day
     ORDER BY coalesce(p.starts_on, p.planned_on) DESC, p.id DESC LIMIT 1
$$;

-- Which schools have a part in a base of one of these on one of the days, as its host, its provider, or the
-- school where its pupils are registered.
CREATE FUNCTION schools_that_share_a_base(of_trust uuid, schools uuid[], days date[])
    RETURNS TABLE (school_id uuid, partner_id uuid) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT school, partner FROM (
        SELECT ARRAY[host_school_id, provider_school_id] AS parts, daterange(opened_on, closed_on, '[]') AS stay
          FROM app.provision
         WHERE trust_id = of_trust AND deleted_at IS NULL
           AND (host_school_id = ANY (schools) OR provider_school_id = ANY (schools))
        UNION ALL
        SELECT ARRAY[registered_school_id, host_school_id], daterange(starts_on, ends_on, '[]')
          FROM app.placement
         WHERE trust_id = of_trust AND deleted_at IS NULL AND app.is_admitted(status)
           AND (registered_school_id = ANY (schools) OR host_school_id = ANY (schools))) AS b
     CROSS JOIN LATERAL unnest(parts) AS school
     CROSS JOIN LATERAL unnest(parts) AS partner
     WHERE school = ANY (schools) AND EXISTS (SELECT FROM unnest(days) AS day WHERE stay @> day)
$$;

-- What stands between reviewers and inspections that begin on one of these days. What is hard is not to be
-- overridden.
CREATE FUNCTION conflicts_between(reviewers inspection_reviewer[], ats inspection[], days date[])
    RETURNS TABLE (reviewer_id uuid, inspection_id uuid, kind text, hard boolean, detail text)
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH r AS MATERIALIZED (
        SELECT * FROM unnest(reviewers)
    ), a AS MATERIALIZED (
        SELECT one AS at, one.trust_id, one.id, s AS school_id
          FROM unnest(ats) AS one CROSS JOIN LATERAL unnest(app.accountable_schools(one)) AS s
    ), own (reviewer, inspected) AS (
        SELECT r.id, a.id FROM r JOIN a ON a.school_id = r.school_id
    ), found (reviewer, inspected, code) AS (
        SELECT o.*, 'own_school' FROM own o
        UNION
        SELECT r.id, a.id, 'same_base'
          FROM (SELECT a.trust_id, array_agg(DISTINCT a.school_id) AS schools FROM a GROUP BY 1) AS t
         CROSS JOIN LATERAL app.schools_that_share_a_base(t.trust_id, t.schools, days) AS b
          JOIN a ON a.school_id = b.school_id
          JOIN r ON r.school_id = b.partner_id
         WHERE (r.id, a.id) NOT IN (SELECT * FROM own)
        UNION
        SELECT r.id, (one).id, 'reciprocal_pair'
          FROM unnest(ats) AS one CROSS JOIN LATERAL app.schools_inspected_by(one) AS p
          JOIN r ON r.school_id = p.school_id
        UNION
        SELECT r.id, (one).id, 'same_reviewer_twice'
          FROM unnest(ats) AS one
         CROSS JOIN LATERAL (SELECT min(day), max(day) FROM unnest(days) AS day) AS d(first, last)
          JOIN app.inspection_team_member m ON m.trust_id = (one).trust_id AND app.is_in_team(m)
           AND m.inspection_id IN (app.inspection_before(one, d.first), app.inspection_before(one, d.last))
          JOIN r ON r.id = m.reviewer_id
        UNION
        SELECT r.id, a.id, tie->>'kind'
          FROM r CROSS JOIN LATERAL jsonb_array_elements(r.ties) AS tie
          JOIN a ON a.school_id = (tie->>'school_id')::uuid
         WHERE EXISTS (SELECT FROM unnest(days) AS day
                        WHERE coalesce((tie->>'from')::date <= day, true)
                          AND coalesce((tie->>'to')::date >= CASE tie->>'kind'
                                  WHEN 'employed' THEN (day - interval '3 years')::date ELSE day END, true))
    )
    SELECT f.reviewer, f.inspected, f.code, k.is_hard, k.says FROM found f JOIN (
        VALUES ('own_school', true, 'The reviewer works at a school that answers for the inspection'),
               ('same_base', true,
                'The reviewer works at a school with a part in a base of a school that answers for the inspection'),
               ('employed', true, 'The reviewer has been employed there in the last three years'),
               ('close_family', true, 'Close family of the reviewer is there'),
               ('governor', true, 'The reviewer is a governor or trustee there'),
               ('line_managed_by_head', true, 'The reviewer is line-managed by the head there'),
               ('reciprocal_pair', false,
                'The school that is inspected has inspected the reviewer''s within the last cycles'),
               ('same_reviewer_twice', false, 'The reviewer was in the team of the inspection before'),
               ('own_child', false, 'A child of the reviewer attends')) AS k(code, is_hard, says) USING (code)
     ORDER BY 1, 2, 4 DESC, 3;
END $$;

-- The same of one reviewer and one inspection, on its first day. To plan it anew each time takes longer than it.
CREATE FUNCTION reviewer_conflicts(one inspection_reviewer, at inspection)
    RETURNS TABLE (kind text, hard boolean, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp
    SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    RETURN QUERY SELECT c.kind, c.hard, c.detail
      FROM conflicts_between(ARRAY[one], ARRAY[at], ARRAY[coalesce(at.starts_on, today())]) AS c;
    PERFORM narrow_sight(sight);
END $$;

CREATE FUNCTION conflicts(one inspection_team_member) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    told  jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'hard', c.hard, 'detail', c.detail)), '[]')
      INTO told
      FROM inspection_reviewer r
     CROSS JOIN LATERAL reviewer_conflicts(r, inspection_of(one.trust_id, one.inspection_id)) AS c
     WHERE r.trust_id = one.trust_id AND r.id = one.reviewer_id;
    PERFORM narrow_sight(sight);
    RETURN told;
END $$;

-- Whoever sees the team sees who is in it: the register is not open to all of them.
CREATE FUNCTION reviewer_of(one inspection_team_member) RETURNS inspection_reviewer
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found inspection_reviewer;
BEGIN
    SELECT * INTO found FROM inspection_reviewer WHERE trust_id = one.trust_id AND id = one.reviewer_id;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;
CREATE FUNCTION reviewer_name(one inspection_team_member) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN (reviewer_of(one)).name;
END $$;
CREATE FUNCTION reviewer_school_id(one inspection_team_member) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN (reviewer_of(one)).school_id;
END $$;

-- ---- how often, and on which days ---------------------------------------------------------------

-- What a reviewer is down for, beside one inspection.
CREATE FUNCTION visits_of(one inspection_reviewer, beside uuid DEFAULT NULL) RETURNS SETOF inspection
    LANGUAGE sql STABLE AS $$
    SELECT i.* FROM app.inspection_team_member m
      JOIN app.inspection i ON i.trust_id = m.trust_id AND i.id = m.inspection_id
     WHERE m.trust_id = one.trust_id AND m.reviewer_id = one.id AND app.is_in_team(m)
       AND i.id IS DISTINCT FROM beside AND i.deleted_at IS NULL AND i.status NOT IN ('cancelled', 'postponed')
$$;

-- Are they away, or in another team, on one of these days?
CREATE FUNCTION is_taken(one inspection_reviewer, days daterange, beside uuid DEFAULT NULL) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM jsonb_array_elements(one.unavailable) AS away
                    WHERE app.days_between(away->>'from', away->>'to') && days)
        OR EXISTS (SELECT FROM app.visits_of(one, beside) AS v
                    WHERE v.starts_on IS NOT NULL AND daterange(v.starts_on, v.ends_on, '[]') && days)
$$;

-- The visits of a cycle that they have left; null without one, which is as many as there may be.
CREATE FUNCTION visits_left(one inspection_reviewer, of_cycle uuid, beside uuid DEFAULT NULL) RETURNS bigint
    LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN of_cycle IS NOT NULL THEN greatest(0, one.max_visits - (
           SELECT count(*) FROM app.visits_of(one, beside) AS v WHERE v.cycle_id = of_cycle)) END
$$;

-- ---- who comes into a team ---------------------------------------------------------------------

--! rule conflict_own_school: reviewer_id: works at a school that answers for the inspection
--! rule conflict_same_base: reviewer_id: works at a school with a part in a base of a school that answers for it
--! rule conflict_employed: reviewer_id: has been employed there in the last three years
--! rule conflict_close_family: reviewer_id: has close family there
--! rule conflict_governor: reviewer_id: is a governor or trustee there
--! rule conflict_line_managed_by_head: reviewer_id: is line-managed by the head there
--! rule conflict_reciprocal_pair: override_reason: is needed: the school has inspected the reviewer's
--! rule conflict_same_reviewer_twice: override_reason: is needed: the reviewer inspected it the last time
--! rule conflict_own_child: override_reason: is needed: a child of the reviewer attends
CREATE FUNCTION guard_conflicts(one inspection_team_member, at inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    conflict text;
BEGIN
    SELECT c.kind INTO conflict FROM app.inspection_reviewer r
     CROSS JOIN LATERAL app.reviewer_conflicts(r, at) AS c
     WHERE r.trust_id = one.trust_id AND r.id = one.reviewer_id AND (c.hard OR one.override_reason IS NULL) LIMIT 1;
    CASE conflict
        WHEN 'own_school' THEN PERFORM app.break_rule('conflict_own_school');
        WHEN 'same_base' THEN PERFORM app.break_rule('conflict_same_base');
        WHEN 'employed' THEN PERFORM app.break_rule('conflict_employed');
        WHEN 'close_family' THEN PERFORM app.break_rule('conflict_close_family');
        WHEN 'governor' THEN PERFORM app.break_rule('conflict_governor');
        WHEN 'line_managed_by_head' THEN PERFORM app.break_rule('conflict_line_managed_by_head');
        WHEN 'reciprocal_pair' THEN PERFORM app.break_rule('conflict_reciprocal_pair');
        WHEN 'same_reviewer_twice' THEN PERFORM app.break_rule('conflict_same_reviewer_twice');
        WHEN 'own_child' THEN PERFORM app.break_rule('conflict_own_child');
        ELSE NULL;
    END CASE;
END $$;

--! rule team_member_is_active: reviewer_id: does not inspect at present
--! rule team_member_is_accredited_to_lead: role: is not accredited to lead
CREATE FUNCTION guard_member(one inspection_team_member, at inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r inspection_reviewer;
BEGIN
    SELECT * INTO r FROM app.inspection_reviewer WHERE trust_id = one.trust_id AND id = one.reviewer_id;
    IF NOT r.active OR r.deleted_at IS NOT NULL THEN
        PERFORM app.break_rule('team_member_is_active');
    ELSIF one.role = 'lead' AND NOT coalesce(r.lead_accredited_on <= coalesce(at.starts_on, app.today()), false) THEN
        PERFORM app.break_rule('team_member_is_accredited_to_lead');
    END IF;
    PERFORM app.guard_conflicts(one, at);
END $$;

-- Somebody who comes when the others have begun: the steps at which a team has to be sound are behind it.
--! rule team_member_is_available: reviewer_id: is away or in another team on one of the days that are left
--! rule team_member_has_visits_left: reviewer_id: inspects as often in this cycle as they may
CREATE FUNCTION guard_newcomer(one inspection_team_member, at inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r inspection_reviewer;
    left_over daterange := CASE WHEN at.status = 'fieldwork' AND at.ends_on >= app.today()
                                THEN daterange(app.today(), at.ends_on, '[]') ELSE 'empty' END;
BEGIN
    SELECT * INTO r FROM app.inspection_reviewer WHERE trust_id = one.trust_id AND id = one.reviewer_id;
    IF app.is_taken(r, left_over, at.id) THEN
        PERFORM app.break_rule('team_member_is_available');
    ELSIF app.visits_left(r, at.cycle_id, at.id) = 0 THEN
        PERFORM app.break_rule('team_member_has_visits_left');
    END IF;
END $$;

-- A team that was confirmed changes for a reason, and nobody is struck out of it: who leaves leaves on a day. Until
-- the report is made somebody can take over from them.
--! rule team_changes_for_a_reason: change_reason: is needed, as the team has been confirmed
--! rule team_member_leaves_on_a_day: left_on: whoever was in a team that was confirmed leaves on a day, and is not deleted
--! rule team_stands_once_final: role: the team stands once the inspection is final or cancelled
--! rule team_is_quality_assurances: inspection_id: the quality assurance of the trust puts the team together
CREATE FUNCTION guard_team_change(was inspection_team_member, one inspection_team_member, at inspection)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'team_is_quality_assurances';
    ELSIF at.status = 'cancelled' OR app.is_final(at.status) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'team_stands_once_final';
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL AND app.was_confirmed(at) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'team_member_leaves_on_a_day';
    ELSIF at.status IN ('planned', 'postponed') THEN
        RETURN;
    ELSIF one.change_reason IS NULL OR one.change_reason = was.change_reason THEN
        PERFORM app.break_rule('team_changes_for_a_reason');
    END IF;
END $$;

CREATE FUNCTION team_member_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection;
BEGIN
    SELECT * INTO at FROM inspection WHERE trust_id = NEW.trust_id AND id = NEW.inspection_id FOR NO KEY UPDATE;
    PERFORM guard_team_change(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW, at);
    IF is_in_team(NEW) THEN
        PERFORM guard_member(NEW, at);
        IF is_under_way(at.status) AND NOT (TG_OP = 'UPDATE' AND is_in_team(OLD)) THEN
            PERFORM guard_newcomer(NEW, at);
        END IF;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_joins BEFORE INSERT ON inspection_team_member
    FOR EACH ROW EXECUTE FUNCTION team_member_stands();
CREATE TRIGGER c_changes BEFORE UPDATE ON inspection_team_member FOR EACH ROW
    WHEN ((OLD.role, OLD.override_reason, OLD.change_reason, OLD.left_on, OLD.deleted_at) IS DISTINCT FROM
          (NEW.role, NEW.override_reason, NEW.change_reason, NEW.left_on, NEW.deleted_at))
    EXECUTE FUNCTION team_member_stands();

-- ---- a sound team ------------------------------------------------------------------------------

CREATE FUNCTION signs_in(one inspection_reviewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.user_account WHERE trust_id = one.trust_id AND id = one.user_id
                      AND enabled AND deleted_at IS NULL)
$$;

--! rule inspection_team_has_a_lead: to: the team has no lead who was accredited by the first day
--! rule inspection_team_has_two_reviewers: to: beside the lead the team has fewer than two reviewers
--! rule inspection_team_is_of_two_schools: to: the reviewers of the team work at fewer than two schools
--! rule inspection_team_has_a_specialist: to: nobody in the team is an expert in what is inspected
--! rule inspection_team_signs_in: to: the lead and every reviewer need a user to sign in with, who may
--! rule inspection_team_is_active: to: a member does not inspect at present
CREATE FUNCTION guard_team_size(at inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted jsonb := (SELECT needs || '["arb"]' FROM app.provision
                      WHERE trust_id = at.trust_id AND id = at.provision_id);
    leads bigint; reviewers bigint; schools bigint; experts bigint; unsigned bigint; gone bigint;
BEGIN
    SELECT count(*) FILTER (WHERE (member).role = 'lead' AND (reviewer).lead_accredited_on <= at.starts_on),
           count(*) FILTER (WHERE (member).role IN ('reviewer', 'specialist')),
           count(DISTINCT (reviewer).school_id) FILTER (WHERE (member).role <> 'external'),
           count(*) FILTER (WHERE (reviewer).specialisms <> '[]' AND (wanted IS NULL
               OR jsonb_path_exists((reviewer).specialisms, '$[*] ? (@ == $wanted[*])',
                                    jsonb_build_object('wanted', wanted)))),
           count(*) FILTER (WHERE (member).role <> 'external' AND NOT app.signs_in(reviewer)),
           count(*) FILTER (WHERE NOT (reviewer).active OR (reviewer).deleted_at IS NOT NULL)
      INTO leads, reviewers, schools, experts, unsigned, gone
      FROM app.team_of(at.trust_id, at.id);
    IF leads = 0 THEN
        PERFORM app.break_rule('inspection_team_has_a_lead');
    ELSIF reviewers < 2 THEN
        PERFORM app.break_rule('inspection_team_has_two_reviewers');
    ELSIF schools < 2 THEN
        PERFORM app.break_rule('inspection_team_is_of_two_schools');
    ELSIF at.needs_specialist AND experts = 0 THEN
        PERFORM app.break_rule('inspection_team_has_a_specialist');
    ELSIF unsigned > 0 THEN
        PERFORM app.break_rule('inspection_team_signs_in');
    ELSIF gone > 0 THEN
        PERFORM app.break_rule('inspection_team_is_active');
    END IF;
END $$;

--! rule inspection_team_is_free_of_conflicts: to: a member has a conflict of interest that is not overridden
--! rule inspection_team_is_available: to: a member is away or in another team on one of the days
--! rule inspection_team_has_visits_left: to: a member inspects as often in this cycle as they may
CREATE FUNCTION guard_team_days(at inspection, stay daterange) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM app.team_of(at.trust_id, at.id) AS t
                CROSS JOIN LATERAL app.reviewer_conflicts(t.reviewer, at) AS c
                WHERE c.hard OR (t.member).override_reason IS NULL) THEN
        PERFORM app.break_rule('inspection_team_is_free_of_conflicts');
    ELSIF EXISTS (SELECT FROM app.team_of(at.trust_id, at.id) AS t
                   WHERE app.is_taken(t.reviewer, stay, at.id)) THEN
        PERFORM app.break_rule('inspection_team_is_available');
    ELSIF EXISTS (SELECT FROM app.team_of(at.trust_id, at.id) AS t
                   WHERE app.visits_left(t.reviewer, at.cycle_id, at.id) = 0) THEN
        PERFORM app.break_rule('inspection_team_has_visits_left');
    END IF;
END $$;

CREATE FUNCTION team_must_be_sound() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_team_size(NEW), guard_team_days(NEW, daterange(NEW.starts_on, NEW.ends_on, '[]'));
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_team_is_sound BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('team_confirmed', 'fieldwork'))
    EXECUTE FUNCTION team_must_be_sound();
-- Somebody may have left since; what they were to do falls to whoever came for them.
CREATE FUNCTION team_must_be_whole() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_team_size(NEW);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_team_is_whole BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('drafting', 'factual_accuracy'))
    EXECUTE FUNCTION team_must_be_whole();
-- The days of a confirmed team do not go without it.
CREATE TRIGGER e_team_is_sound BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status = NEW.status AND NEW.status IN ('team_confirmed', 'self_evaluation_submitted')
          AND (OLD.starts_on, OLD.ends_on, OLD.needs_specialist) IS DISTINCT FROM
              (NEW.starts_on, NEW.ends_on, NEW.needs_specialist))
    EXECUTE FUNCTION team_must_be_sound();

-- Nor is a visit made longer without those who are to come on the days that are added.
CREATE FUNCTION team_must_stay_longer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_team_days(NEW, daterange(OLD.ends_on, NEW.ends_on, '(]'));
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER e_team_stays_longer BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status = NEW.status AND NEW.status = 'fieldwork' AND NEW.ends_on > OLD.ends_on)
    EXECUTE FUNCTION team_must_stay_longer();

--! rule inspection_step_is_the_leads: to: is taken by the lead of the team, or by quality assurance in their stead
--! rule inspection_step_in_the_leads_stead: reason: is needed by quality assurance to take a step of the lead's
CREATE FUNCTION lead_must_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    leads boolean := EXISTS (SELECT FROM team_of(NEW.trust_id, NEW.id)
                              WHERE (member).role = 'lead'
                                AND (reviewer).user_id = nullif(current_setting('app.actor', true), '')::uuid);
BEGIN
    PERFORM narrow_sight(sight);
    IF NOT leads AND NOT assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'inspection_step_is_the_leads';
    ELSIF NOT leads AND NEW.status_reason IS NULL THEN
        PERFORM break_rule('inspection_step_in_the_leads_stead');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_lead_steps BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('fieldwork', 'drafting', 'factual_accuracy'))
    EXECUTE FUNCTION lead_must_step();

-- ---- who writes what hangs on it ---------------------------------------------------------------

-- Who of the team the caller is; NULL for anybody else.
CREATE FUNCTION member_who_acts(at inspection) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    found uuid := (SELECT (member).id FROM app.team_of(at.trust_id, at.id)
                    WHERE (reviewer).user_id = nullif(current_setting('app.actor', true), '')::uuid);
BEGIN
    PERFORM app.narrow_sight(sight);
    RETURN found;
END $$;

-- The inspection of a record, which nobody moves until the record is written.
CREATE FUNCTION held_inspection(of_trust uuid, of_inspection uuid) RETURNS inspection LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    one   inspection;
BEGIN
    SELECT * INTO one FROM app.inspection WHERE trust_id = of_trust AND id = of_inspection FOR NO KEY UPDATE;
    PERFORM app.narrow_sight(sight);
    RETURN one;
END $$;
