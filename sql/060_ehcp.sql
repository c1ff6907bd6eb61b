-- Education, health and care plans: the case, from request to the day it ends, and the versions of the
-- plan itself. CFA 2014 Part 3; SEND Regulations 2014. What hangs on a case (reviews, appeals ...) is
-- seen by whoever sees the case.
SET LOCAL search_path = app, pg_temp;

-- The law may bring others beside the EHC plan.
CREATE TABLE statutory_plan (
    code          plan_type PRIMARY KEY,
    title         label NOT NULL,
    law           note  NOT NULL,
    in_force_from date  NOT NULL,
    in_force_to   date
);
INSERT INTO statutory_plan VALUES ('EHCP', 'Education, health and care plan',
    'Children and Families Act 2014 s.37', '2014-09-01', NULL);
GRANT SELECT ON statutory_plan TO api_rw, api_ro;

CREATE FUNCTION is_open_case(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status NOT IN ('withdrawn', 'refused_to_assess', 'refused_to_issue', 'ceased', 'transferred_out',
                          'deceased')
$$;

-- Authorities of a case follow each other: the first from before any day that is told.
CREATE FUNCTION authorities_follow(authorities jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bool_and(CASE n WHEN 1 THEN starts_on IS NULL
                             ELSE la_code <> former AND coalesce(starts_on > coalesce(before, ''), false) END), true)
      FROM (SELECT n, la_code, starts_on, lag(la_code) OVER w AS former, lag(starts_on) OVER w AS before
              FROM jsonb_array_elements(authorities) WITH ORDINALITY AS a(one, n)
             CROSS JOIN LATERAL (SELECT one->>'la_code' AS la_code, one->>'starts_on' AS starts_on) m
            WINDOW w AS (ORDER BY n)) AS a
$$;

CREATE TABLE ehcp (
    trust_id               uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                           REFERENCES trust,
    id                     uuid NOT NULL,
    pupil_id               uuid NOT NULL,
    la_code                la_code NOT NULL, -- the resident authority, which owns the plan
    plan_type              plan_type NOT NULL DEFAULT 'EHCP',
    request_source         request_source NOT NULL,
    requested_on           date NOT NULL,    -- received, or the day the authority became responsible
    status                 status NOT NULL DEFAULT 'requested',
    status_step            status NOT NULL DEFAULT 'requested',
    status_on              date NOT NULL,
    status_reason          note,
    status_reference       label,
    advice                 jsonb NOT NULL DEFAULT '[]',
    exceptions             jsonb NOT NULL DEFAULT '[]',
    authorities            jsonb NOT NULL DEFAULT '[]', -- la_code as it was, with the day it began
    decided_to_assess_on   date,
    draft_served_on        date,
    representations_on     date,             -- received on the draft
    first_refusal          status,           -- kept when the case is opened again (SEN2)
    first_refused_on       date,
    plan_version           count NOT NULL DEFAULT 0, -- of the plan in force; 0: none yet
    first_issued_on        date,
    issued_on              date,             -- of the version in force
    named_school_id        uuid,             -- what section I of that version names
    named_setting_type     setting_type,
    reassessment_requested_on date,
    post_16_transfer_on    date,             -- between post-16 institutions
    moved_in_on            date,             -- into the authority's area
    moved_from_la_code     la_code,
    family_told_on         date,             -- that the plan has been transferred
    cease_proposed_on      date,
    cease_consulted_on     date,
    cease_reason           cease_reason,
    ceased_on              date,             -- the day the plan ended, not that of the decision
    version                count NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    deleted_at             timestamptz,
    school_ids             uuid[],
    restricted             boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT ehcp_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil ON DELETE CASCADE,
    CONSTRAINT ehcp_authority_is_known FOREIGN KEY (la_code) REFERENCES local_authority,
    CONSTRAINT ehcp_former_authority_is_known FOREIGN KEY (moved_from_la_code) REFERENCES local_authority,
    CONSTRAINT ehcp_plan_type_is_known FOREIGN KEY (plan_type) REFERENCES statutory_plan,
    CONSTRAINT ehcp_named_school_is_known FOREIGN KEY (trust_id, named_school_id) REFERENCES school,
    -- A day that is past stays past: these rules may ask for the present one.
    CONSTRAINT ehcp_is_requested_in_the_past CHECK (requested_on <= today()),
    CONSTRAINT ehcp_representations_are_of_the_past CHECK (representations_on <= today()),
    CONSTRAINT ehcp_reassessment_is_asked_for_in_the_past CHECK (reassessment_requested_on <= today()),
    CONSTRAINT ehcp_move_is_of_the_past CHECK (moved_in_on <= today()),
    CONSTRAINT ehcp_family_is_told_in_the_past CHECK (family_told_on <= today()),
    CONSTRAINT ehcp_consultation_is_of_the_past CHECK (cease_consulted_on <= today()),
    CONSTRAINT ehcp_advice_is_of_the_past CHECK (NOT jsonb_path_exists(advice,
        '$[*] ? (@.asked_on > $today || (@.returned_on != null && @.returned_on > $today))',
        jsonb_build_object('today', today()))),
    CONSTRAINT ehcp_exceptions_are_of_the_past CHECK (NOT jsonb_path_exists(exceptions,
        '$[*] ? (@.recorded_on > $today)', jsonb_build_object('today', today()))),
    CONSTRAINT ehcp_request_comes_first CHECK (requested_on <=
        least(status_on, decided_to_assess_on, first_refused_on, draft_served_on, first_issued_on)),
    CONSTRAINT ehcp_representations_follow_the_draft
        CHECK (coalesce(representations_on >= draft_served_on, representations_on IS NULL)),
    CONSTRAINT ehcp_advice_is_returned_after_it_is_asked CHECK (NOT jsonb_path_exists(advice,
        '$[*] ? (@.returned_on != null && @.returned_on < @.asked_on)')),
    CONSTRAINT ehcp_advice_is_asked_after_the_request CHECK (NOT jsonb_path_exists(advice,
        '$[*] ? (@.asked_on < $requested)', jsonb_build_object('requested', requested_on))),
    CONSTRAINT ehcp_family_is_told_after_the_move CHECK (family_told_on >= moved_in_on),
    CONSTRAINT ehcp_move_names_the_day CHECK (moved_in_on IS NOT NULL
        OR num_nonnulls(moved_from_la_code, family_told_on) = 0),
    CONSTRAINT ehcp_authorities_follow_each_other CHECK (authorities_follow(authorities)),
    CONSTRAINT ehcp_authorities_are_of_the_past CHECK (NOT jsonb_path_exists(authorities,
        '$[*] ? (@.starts_on > $today)', jsonb_build_object('today', today()))),
    CONSTRAINT ehcp_authority_has_a_beginning
        CHECK (authorities = '[]' OR authorities->-1->>'la_code' = la_code),
    CONSTRAINT ehcp_ends_with_a_reason CHECK (ceased_on IS NULL OR cease_reason IS NOT NULL)
);
COMMENT ON CONSTRAINT ehcp_pupil_is_known ON ehcp IS 'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT ehcp_authority_is_known ON ehcp IS 'la_code: is not the code of a local authority';
COMMENT ON CONSTRAINT ehcp_former_authority_is_known ON ehcp IS
    'moved_from_la_code: is not the code of a local authority';
COMMENT ON CONSTRAINT ehcp_plan_type_is_known ON ehcp IS 'plan_type: is not a type of plan in force';
COMMENT ON CONSTRAINT ehcp_named_school_is_known ON ehcp IS
    'named_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT ehcp_is_requested_in_the_past ON ehcp IS
    'requested_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_representations_are_of_the_past ON ehcp IS
    'representations_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_reassessment_is_asked_for_in_the_past ON ehcp IS
    'reassessment_requested_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_move_is_of_the_past ON ehcp IS 'moved_in_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_family_is_told_in_the_past ON ehcp IS
    'family_told_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_consultation_is_of_the_past ON ehcp IS
    'cease_consulted_on: must not be in the future';
COMMENT ON CONSTRAINT ehcp_advice_is_of_the_past ON ehcp IS
    'advice: asked_on and returned_on must not be in the future';
COMMENT ON CONSTRAINT ehcp_exceptions_are_of_the_past ON ehcp IS
    'exceptions: recorded_on must not be in the future';
COMMENT ON CONSTRAINT ehcp_request_comes_first ON ehcp IS
    'requested_on: must not be after what followed it';
COMMENT ON CONSTRAINT ehcp_representations_follow_the_draft ON ehcp IS
    'representations_on: are on a draft, and not before it was served';
COMMENT ON CONSTRAINT ehcp_advice_is_returned_after_it_is_asked ON ehcp IS
    'advice: returned_on must not be before asked_on';
COMMENT ON CONSTRAINT ehcp_advice_is_asked_after_the_request ON ehcp IS
    'advice: asked_on must not be before the request';
COMMENT ON CONSTRAINT ehcp_family_is_told_after_the_move ON ehcp IS
    'family_told_on: must not be before moved_in_on';
COMMENT ON CONSTRAINT ehcp_move_names_the_day ON ehcp IS
    'moved_in_on: is needed with moved_from_la_code or family_told_on';
COMMENT ON CONSTRAINT ehcp_authorities_follow_each_other ON ehcp IS
    'authorities: the first has no starts_on, and each that follows is another one and begins later';
COMMENT ON CONSTRAINT ehcp_authorities_are_of_the_past ON ehcp IS
    'authorities: starts_on must not be in the future';
COMMENT ON CONSTRAINT ehcp_authority_has_a_beginning ON ehcp IS
    'la_code: has paid: a move is told with moved_in_on and moved_from_la_code, what was always so in authorities';
COMMENT ON CONSTRAINT ehcp_ends_with_a_reason ON ehcp IS 'cease_reason: is needed with ceased_on';
CREATE UNIQUE INDEX ehcp_one_open_case_of_a_pupil ON ehcp (trust_id, pupil_id)
    WHERE deleted_at IS NULL AND is_open_case(status);
COMMENT ON INDEX ehcp_one_open_case_of_a_pupil IS 'pupil_id: has another open case';
CREATE INDEX ehcp_by_pupil ON ehcp (trust_id, pupil_id, id);
CREATE INDEX ehcp_by_status ON ehcp (trust_id, status, updated_at, id);
CREATE INDEX ehcp_by_change ON ehcp (trust_id, updated_at, id);
CREATE INDEX ehcp_by_request ON ehcp (trust_id, requested_on, id);
CALL tenant_table('ehcp', 'ehcp');
CALL authority_sees('ehcp');

CALL add_machine('ehcp', 'ehcps:write', $$
requested: assessing, refused_to_assess, withdrawn, deceased
refused_to_assess: assessing
assessing: draft_issued, refused_to_issue, withdrawn, deceased
refused_to_issue: assessing, draft_issued
draft_issued: final = active, deceased
active: in_review, amend_proposed, reassessing, transferred_out, deceased
in_review: maintained = active, amend_proposed, cease_proposed, deceased
amend_proposed: active, amend_declined = active, deceased
reassessing: active, deceased
cease_proposed: active, ceased, deceased
$$);
CALL status_table('ehcp', 'ehcp');

-- ---- the text of the plan -----------------------------------------------------------------------

-- One version of one section. The version after the one in force is the one being written; once it is
-- issued nobody changes it. app.sections are the sections that the caller may open (regulation 17).
CREATE TABLE ehcp_section (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid,
    ehcp_id            uuid NOT NULL,
    plan_version       count NOT NULL CONSTRAINT ehcp_section_version_is_positive CHECK (plan_version > 0),
    section            plan_section NOT NULL,
    text               plan_text NOT NULL,
    named_school_id    uuid,
    named_setting_type setting_type,
    revision           count NOT NULL DEFAULT 1,
    written_at         timestamptz NOT NULL DEFAULT now(),
    written_by         uuid DEFAULT nullif(current_setting('app.actor', true), '')::uuid,
    issued_on          date,
    PRIMARY KEY (trust_id, ehcp_id, plan_version, section),
    CONSTRAINT ehcp_section_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT ehcp_section_school_is_known FOREIGN KEY (trust_id, named_school_id) REFERENCES school,
    CONSTRAINT ehcp_section_placement_is_in_section_i
        CHECK (section = 'i' OR num_nonnulls(named_school_id, named_setting_type) = 0),
    CONSTRAINT ehcp_section_i_names_a_school_or_a_type
        CHECK (section <> 'i' OR num_nonnulls(named_school_id, named_setting_type) > 0)
);
COMMENT ON CONSTRAINT ehcp_section_version_is_positive ON ehcp_section IS
    'plan_version: counts from 1';
COMMENT ON CONSTRAINT ehcp_section_of_case ON ehcp_section IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT ehcp_section_school_is_known ON ehcp_section IS
    'named_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT ehcp_section_placement_is_in_section_i ON ehcp_section IS
    'named_school_id: a school or a type of setting is named in section I only';
COMMENT ON CONSTRAINT ehcp_section_i_names_a_school_or_a_type ON ehcp_section IS
    'named_school_id: section I names a school, a type of setting, or both';
ALTER TABLE ehcp_section ENABLE ROW LEVEL SECURITY;
ALTER TABLE ehcp_section FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON ehcp_section USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND ( section = ANY ((SELECT string_to_array(nullif(current_setting('app.sections', true), ''), ','))::text[])
     OR (SELECT coalesce(current_setting('app.moving', true), '') = '1') )
  AND ehcp_id IN (SELECT id FROM ehcp));
GRANT SELECT, INSERT, UPDATE, DELETE ON ehcp_section TO api_rw;
GRANT SELECT ON ehcp_section TO api_ro;

--! rule ehcp_section_is_not_being_written: text: no version is being written; propose an amendment first
CREATE FUNCTION ehcp_section_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one ehcp_section := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('app.op', true) = 'purged' THEN
        RETURN OLD;
    ELSIF TG_OP <> 'INSERT' AND OLD.issued_on IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = 'ehcp_section_is_not_being_written';
    ELSIF coalesce(current_setting('app.moving', true), '') <> '1' THEN
        -- The case keeps its status until this is written: the lock meets that of a step.
        PERFORM FROM app.ehcp
          WHERE trust_id = one.trust_id AND id = one.ehcp_id
            AND one.plan_version = ehcp.plan_version + 1 AND deleted_at IS NULL
            AND status IN ('assessing', 'draft_issued', 'refused_to_issue', 'amend_proposed', 'reassessing')
            FOR SHARE;
        IF NOT FOUND THEN
            RAISE exclusion_violation USING CONSTRAINT = 'ehcp_section_is_not_being_written';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSIF TG_OP = 'INSERT' AND coalesce(current_setting('app.moving', true), '') <> '1' THEN
        -- The text of another version goes by another number: what a client knows is told by it.
        NEW.revision := 1 + coalesce((SELECT max(revision) FROM app.ehcp_section
                                       WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.ehcp_id
                                         AND section = NEW.section), 0);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.issued_on IS NULL AND
       (OLD.text, OLD.named_school_id, OLD.named_setting_type) IS DISTINCT FROM
       (NEW.text, NEW.named_school_id, NEW.named_setting_type) THEN
        NEW.revision := OLD.revision + 1;
        NEW.written_at := now();
        NEW.written_by := nullif(current_setting('app.actor', true), '')::uuid;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE INSERT OR UPDATE OR DELETE ON ehcp_section
    FOR EACH ROW EXECUTE FUNCTION ehcp_section_stands();

-- ---- guards of the steps ------------------------------------------------------------------------

-- The last day on which ceasing may be appealed against, by the clock (sql/061_deadline.sql).
CREATE FUNCTION last_day_to_appeal(one ehcp) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN (SELECT max(due_on) FROM deadline
             WHERE trust_id = one.trust_id AND ehcp_id = one.id AND duty IN ('appeal', 'appeal_after_certificate')
               AND trigger_on >= one.cease_proposed_on);
END $$;

-- Is an appeal against ceasing before the tribunal?
CREATE FUNCTION is_appealed(one ehcp) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM appeal WHERE trust_id = one.trust_id AND ehcp_id = one.id
                      AND decision_type = 'cease' AND lodged_on IS NOT NULL AND outcome IS NULL
                      AND deleted_at IS NULL);
END $$;

-- The version being written becomes the one in force; what it leaves out goes on as it was. That it is
-- issued is told with a section, and so counts as a revision.
CREATE FUNCTION issue_plan(of_trust uuid, of_case uuid, was bigint, on_day date) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
    INSERT INTO ehcp_section (trust_id, ehcp_id, plan_version, section, text, named_school_id,
                              named_setting_type, revision, written_at, written_by)
    SELECT trust_id, ehcp_id, was + 1, section, text, named_school_id, named_setting_type, revision,
           written_at, written_by
      FROM ehcp_section WHERE trust_id = of_trust AND ehcp_id = of_case AND plan_version = was
    ON CONFLICT DO NOTHING;
    UPDATE ehcp_section SET issued_on = on_day, revision = revision + 1
     WHERE trust_id = of_trust AND ehcp_id = of_case AND plan_version = was + 1;
$$;

--! rule ehcp_draft_needs_b_e_and_f: to: sections B, E and F of the draft must be written
--! rule ehcp_draft_leaves_section_i_blank: to: section I must be blank in a draft
--! rule ehcp_final_needs_section_i: to: section I must name a school or a type of setting
--! rule ehcp_final_waits_for_representations: on: within 15 days of the draft, representations_on is needed
--! rule ehcp_reopening_names_the_order: reference: of the order or the mediation agreement is needed
--! rule ehcp_cease_needs_a_reason: cease_reason: is needed to propose or to cease
--! rule ehcp_cease_reason_goes_with_ceasing: cease_reason: is given to propose or to cease, and with no other step
--! rule ehcp_is_maintained_until_the_appeal_ends: on: the plan is maintained until the time to appeal has passed
CREATE FUNCTION ehcp_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight    text := widen_sight();
    drafting bigint := OLD.plan_version + 1;
    step     text := NEW.status_step;
    written  text[];
BEGIN
    SELECT coalesce(array_agg(section::text), '{}') INTO written FROM ehcp_section
     WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.id AND plan_version IN (OLD.plan_version, drafting);
    IF step = 'draft_issued' AND NOT written @> '{b,e,f}' THEN
        PERFORM break_rule('ehcp_draft_needs_b_e_and_f');
    ELSIF step = 'draft_issued' AND 'i' = ANY (written) THEN
        PERFORM break_rule('ehcp_draft_leaves_section_i_blank');
    ELSIF NEW.status = 'active' AND NOT 'i' = ANY (written) THEN
        PERFORM break_rule('ehcp_final_needs_section_i');
    ELSIF step = 'final' AND NEW.representations_on IS NULL AND NEW.status_on < NEW.draft_served_on + 15 THEN
        PERFORM break_rule('ehcp_final_waits_for_representations');
    ELSIF OLD.status IN ('refused_to_assess', 'refused_to_issue') AND NEW.status_reference IS NULL THEN
        PERFORM break_rule('ehcp_reopening_names_the_order');
    ELSIF step IN ('cease_proposed', 'ceased') AND NEW.cease_reason IS NULL THEN
        PERFORM break_rule('ehcp_cease_needs_a_reason');
    ELSIF NEW.cease_reason IS DISTINCT FROM OLD.cease_reason
      AND step NOT IN ('cease_proposed', 'ceased')
      AND (step, NEW.cease_reason) NOT IN (('transferred_out', '5'), ('deceased', '8')) THEN
        PERFORM break_rule('ehcp_cease_reason_goes_with_ceasing');
    ELSIF step = 'ceased' AND NEW.cease_reason NOT IN ('5', '7', '8')
      AND (NEW.status_on < last_day_to_appeal(NEW) OR is_appealed(NEW)) THEN
        PERFORM break_rule('ehcp_is_maintained_until_the_appeal_ends');
    END IF;
    IF step IN ('refused_to_assess', 'refused_to_issue') AND NEW.first_refusal IS NULL THEN
        NEW.first_refusal := step;
        NEW.first_refused_on := NEW.status_on;
    ELSIF step = 'assessing' THEN
        NEW.decided_to_assess_on := coalesce(NEW.decided_to_assess_on, NEW.status_on);
    ELSIF step = 'draft_issued' THEN
        NEW.draft_served_on := NEW.status_on;
        NEW.representations_on := NULL;
    ELSIF step = 'cease_proposed' THEN
        NEW.cease_proposed_on := NEW.status_on;
    ELSIF step IN ('ceased', 'transferred_out', 'deceased') THEN
        NEW.cease_reason := CASE step WHEN 'transferred_out' THEN '5' WHEN 'deceased' THEN '8'
                                      ELSE NEW.cease_reason END;
        NEW.ceased_on := NEW.status_on;
    ELSIF step = 'final' OR (step = 'active' AND OLD.status IN ('amend_proposed', 'reassessing')) THEN
        PERFORM issue_plan(NEW.trust_id, NEW.id, OLD.plan_version, NEW.status_on);
        NEW.plan_version := drafting;
        NEW.issued_on := NEW.status_on;
        NEW.first_issued_on := coalesce(NEW.first_issued_on, NEW.status_on);
        SELECT named_school_id, named_setting_type INTO NEW.named_school_id, NEW.named_setting_type
          FROM ehcp_section
         WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.id AND plan_version = drafting AND section = 'i';
    END IF;
    -- What was drafted for an amendment that was declined is not part of the next.
    IF step IN ('amend_proposed', 'reassessing') THEN
        DELETE FROM ehcp_section
         WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.id AND plan_version = drafting;
    END IF;
    IF OLD.status = 'cease_proposed' AND step = 'active' THEN
        NEW.cease_proposed_on := NULL;
        NEW.cease_reason := NULL;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON ehcp FOR EACH ROW
    WHEN (OLD.status_step IS DISTINCT FROM NEW.status_step OR OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION ehcp_moves();

-- ---- who sees a case ----------------------------------------------------------------------------

-- The schools of a case: those the pupil is registered at, and those of a placement that is being
-- arranged or lived in. sql/073_placement_sight.sql replaces this when there are placements.
CREATE FUNCTION schools_of_case(of_trust uuid, of_pupil uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT school_ids FROM pupil WHERE trust_id = of_trust AND id = of_pupil
$$;

-- ---- which authority was responsible when ------------------------------------------------------

-- The authorities of a case and the days of each.
CREATE FUNCTION authorities_of(one ehcp) RETURNS TABLE (la_code text, days daterange) LANGUAGE sql STABLE AS $$
    SELECT a.la_code, daterange(a.starts_on, lead(a.starts_on) OVER (ORDER BY n))
      FROM (SELECT n, r->>'la_code' AS la_code, (r->>'starts_on')::date AS starts_on
              FROM jsonb_array_elements(one.authorities) WITH ORDINALITY AS s(r, n)
             UNION ALL
            SELECT 1, one.la_code, NULL WHERE one.authorities = '[]') AS a
$$;

-- Has an authority paid, or to pay, for a place of the pupil? sql/070_placement.sql
CREATE FUNCTION case_pays(one ehcp) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found boolean;
BEGIN
    found := EXISTS (SELECT FROM placement
                      WHERE trust_id = one.trust_id AND ehcp_id = one.id AND is_admitted(status));
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;

-- What is said of the authorities is kept. Else a move that is told ends the days of the one before
-- (SEND Regulations 2014 reg 15), one that is taken back or had another day follows, and while no place is
-- paid for, another code corrects the last. Anything else would tell of the past what may not be so: it
-- leaves them as they stood, and a constraint asks for more.
CREATE FUNCTION authorities_as_kept(stood ehcp, sent ehcp) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    was   jsonb := CASE WHEN stood.authorities <> '[]' THEN stood.authorities
                        ELSE jsonb_build_array(jsonb_build_object('la_code', stood.la_code, 'starts_on', NULL)) END;
    began text := was->-1->>'starts_on';
    moves boolean := sent.moved_from_la_code = stood.la_code
                  OR sent.moved_from_la_code IS NULL AND sent.moved_in_on IS DISTINCT FROM stood.moved_in_on;
BEGIN
    IF sent.authorities <> '[]' AND sent.authorities IS DISTINCT FROM stood.authorities THEN
        RETURN sent.authorities;
    ELSIF stood.id IS NULL THEN
        RETURN app.authorities_told(sent);
    ELSIF sent.la_code = stood.la_code THEN
        RETURN CASE WHEN began = stood.moved_in_on::text AND sent.moved_in_on IS NOT NULL
                    THEN jsonb_set(was, '{-1,starts_on}', to_jsonb(sent.moved_in_on)) ELSE was END;
    ELSIF moves AND sent.moved_in_on > coalesce(began::date, '-infinity') THEN
        RETURN was || jsonb_build_object('la_code', sent.la_code, 'starts_on', sent.moved_in_on);
    ELSIF sent.moved_in_on IS NULL AND began = stood.moved_in_on::text AND was->-2->>'la_code' = sent.la_code THEN
        RETURN was - (-1);
    ELSIF NOT app.case_pays(stood) THEN
        RETURN app.authorities_told(sent);
    END IF;
    RETURN was;
END $$;

-- Of a case of which no more is known: where the pupil came from, and when.
CREATE FUNCTION authorities_told(sent ehcp) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('la_code', code, 'starts_on', starts_on) ORDER BY n) FROM (
        SELECT 1, sent.moved_from_la_code::text, NULL::date
         WHERE sent.moved_in_on IS NOT NULL AND sent.moved_from_la_code <> sent.la_code
         UNION ALL
        SELECT 2, sent.la_code, CASE WHEN sent.moved_from_la_code <> sent.la_code THEN sent.moved_in_on END
    ) AS a (n, code, starts_on)
$$;

-- A request that was entered with the wrong day is put right while nothing has followed it.
CREATE FUNCTION ehcp_as_kept(stood ehcp, sent ehcp) RETURNS ehcp LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.authorities := app.authorities_as_kept(stood, sent);
    IF coalesce(sent.status, 'requested') = 'requested' THEN
        sent.status_on := sent.requested_on;
    END IF;
    RETURN sent;
END $$;

--! rule ehcp_pupil_is_under_26: pupil_id: a plan ends at 25; the pupil was 26 or older at the request
--! rule ehcp_authorities_are_known: authorities: one is not the code of a local authority
CREATE FUNCTION ehcp_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    of_case pupil;
BEGIN
    SELECT * INTO of_case FROM pupil WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id;
    IF (TG_OP = 'INSERT' OR (OLD.pupil_id, OLD.requested_on) IS DISTINCT FROM (NEW.pupil_id, NEW.requested_on))
       AND NEW.requested_on >= of_case.date_of_birth + interval '26 years' THEN
        PERFORM break_rule('ehcp_pupil_is_under_26');
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'requested';
        NEW.status_step := 'requested';
    END IF;
    NEW := ehcp_as_kept(CASE TG_OP WHEN 'UPDATE' THEN OLD END, NEW);
    IF EXISTS (SELECT FROM authorities_of(NEW) a WHERE NOT EXISTS (SELECT FROM local_authority l
                    WHERE l.code = a.la_code OR a.la_code IN (NEW.la_code, NEW.moved_from_la_code))) THEN
        PERFORM break_rule('ehcp_authorities_are_known');
    END IF;
    NEW.school_ids := schools_of_case(NEW.trust_id, NEW.pupil_id);
    NEW.restricted := coalesce(of_case.restricted, false);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_stands
    BEFORE INSERT OR UPDATE OF pupil_id, la_code, requested_on, authorities, moved_in_on, moved_from_la_code,
                               school_ids, restricted ON ehcp
    FOR EACH ROW EXECUTE FUNCTION ehcp_stands();

CREATE FUNCTION ehcp_began_otherwise() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    UPDATE status_change SET "on" = NEW.requested_on
     WHERE trust_id = NEW.trust_id AND id = NEW.id AND from_status IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER began_otherwise AFTER UPDATE ON ehcp FOR EACH ROW
    WHEN (OLD.requested_on <> NEW.requested_on) EXECUTE FUNCTION ehcp_began_otherwise();

CREATE TRIGGER a_pupil_in_sight BEFORE INSERT ON ehcp
    FOR EACH ROW EXECUTE FUNCTION pupil_must_be_in_sight();

-- A pupil that has been deleted has no open case (sql/073_placement_sight.sql), and gets none.
--! rule pupil_is_deleted: pupil_id: the pupil has been deleted; restore it first
CREATE FUNCTION pupil_must_be_there() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM FROM pupil WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id AND deleted_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE exclusion_violation USING CONSTRAINT = 'pupil_is_deleted';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_pupil_is_there BEFORE UPDATE ON ehcp FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND is_open_case(NEW.status)
          AND NOT (OLD.deleted_at IS NULL AND is_open_case(OLD.status)))
    EXECUTE FUNCTION pupil_must_be_there();

-- Tables that hang on a case: they have ehcp_id, pupil_id, la_code, school_ids and restricted, and the
-- last four are the case's. Those of `goes` have addresses of their own: they are deleted and restored with
-- their case. What lies below the address of the case is there while the case is, and keeps its row.
CREATE TABLE case_table (name text PRIMARY KEY, goes boolean NOT NULL DEFAULT false);

--! rule case_is_in_sight: ehcp_id: is not a plan of the trust
CREATE FUNCTION follow_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   ehcp;
BEGIN
    SELECT * INTO one FROM ehcp
     WHERE trust_id = NEW.trust_id AND id = NEW.ehcp_id AND (deleted_at IS NULL OR TG_OP = 'UPDATE');
    PERFORM narrow_sight(sight); -- which is FOUND
    IF one.id IS NULL THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'case_is_in_sight';
    END IF;
    NEW.pupil_id := one.pupil_id;
    NEW.la_code := one.la_code;
    NEW.school_ids := one.school_ids;
    NEW.restricted := one.restricted;
    RETURN NEW;
END $$;

-- Nothing is hung on a case that whoever does it does not see.
CREATE FUNCTION case_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.ehcp WHERE trust_id = NEW.trust_id AND id = NEW.ehcp_id
                      AND deleted_at IS NULL) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'case_is_in_sight';
    END IF;
    RETURN NEW;
END $$;

-- Nothing comes back while its case is away.
--! rule case_is_deleted: ehcp_id: the plan has been deleted; restore it first
CREATE FUNCTION case_must_be_there() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM FROM ehcp WHERE trust_id = NEW.trust_id AND id = NEW.ehcp_id AND deleted_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE exclusion_violation USING CONSTRAINT = 'case_is_deleted';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;

CREATE PROCEDURE belongs_to_case(tenant text, goes boolean DEFAULT false) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.case_table VALUES (tenant, goes);
    EXECUTE format('CREATE TRIGGER a_case_in_sight BEFORE INSERT ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.case_must_be_in_sight()', tenant);
    EXECUTE format('CREATE TRIGGER a_follow_case BEFORE INSERT OR UPDATE OF ehcp_id, pupil_id, la_code,
                    school_ids, restricted ON app.%I FOR EACH ROW EXECUTE FUNCTION app.follow_case()', tenant);
    IF goes THEN
        EXECUTE format('CREATE TRIGGER b_case_is_there BEFORE UPDATE ON app.%I FOR EACH ROW
                        WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL)
                        EXECUTE FUNCTION app.case_must_be_there()', tenant);
    END IF;
    CALL app.authority_sees(tenant);
END $$;

-- With the case comes back what went with it, and not what had been deleted before.
CREATE FUNCTION take_along() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   text;
BEGIN
    FOR one IN SELECT name FROM case_table WHERE goes LOOP
        EXECUTE format('UPDATE app.%I SET deleted_at = $1
                         WHERE trust_id = $2 AND ehcp_id = $3 AND deleted_at IS NOT DISTINCT FROM $4', one)
          USING NEW.deleted_at, NEW.trust_id, NEW.id, OLD.deleted_at;
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER take_along AFTER UPDATE ON ehcp FOR EACH ROW
    WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION take_along();

-- app.writing is the row that a trigger is about to write itself, with what it says here.
CREATE FUNCTION lead_case_tables() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   text;
BEGIN
    FOR one IN SELECT name FROM case_table LOOP
        EXECUTE format('UPDATE app.%I SET pupil_id = $1, la_code = $2, school_ids = $3, restricted = $4
                         WHERE trust_id = $5 AND ehcp_id = $6
                           AND id IS DISTINCT FROM nullif(current_setting(''app.writing'', true), '''')::uuid', one)
          USING NEW.pupil_id, NEW.la_code, NEW.school_ids, NEW.restricted, NEW.trust_id, NEW.id;
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_case_tables AFTER UPDATE ON ehcp FOR EACH ROW
    WHEN ((OLD.pupil_id, OLD.la_code, OLD.school_ids, OLD.restricted)
          IS DISTINCT FROM (NEW.pupil_id, NEW.la_code, NEW.school_ids, NEW.restricted))
    EXECUTE FUNCTION lead_case_tables();

-- The cases of a pupil go where the pupil goes.
CREATE FUNCTION lead_cases() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE ehcp SET school_ids = schools_of_case(NEW.trust_id, NEW.id), restricted = NEW.restricted
     WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_cases AFTER UPDATE ON pupil FOR EACH ROW
    WHEN ((OLD.school_ids, OLD.restricted) IS DISTINCT FROM (NEW.school_ids, NEW.restricted))
    EXECUTE FUNCTION lead_cases();
