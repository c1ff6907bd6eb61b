-- What the team of an inspection makes of an area. Each member drafts on their own: a draft is seen by nobody but
-- its author until two members have submitted theirs, and an author who has not submitted sees none of the others,
-- nor what the lead has agreed meanwhile.
-- From the drafts the lead writes what is agreed; what quality assurance moderates stands beside it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_judgement (
    trust_id              uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                          REFERENCES trust,
    id                    uuid NOT NULL,
    inspection_id         uuid NOT NULL,
    kind                  judgement_kind NOT NULL,
    area                  framework_code NOT NULL,
    team_member_id        uuid NOT NULL, -- who wrote it
    grade                 framework_code, -- a point of the area's scale
    narrative             inspection_text NOT NULL,
    strengths             jsonb NOT NULL,
    areas_for_development jsonb NOT NULL,
    evidence_ids          jsonb NOT NULL,
    moderated_grade       framework_code, -- where quality assurance gives another
    moderated_narrative   inspection_text,
    moderated_strengths   jsonb, -- an empty list: none, of whatever was agreed
    moderated_areas_for_development jsonb,
    status                status NOT NULL DEFAULT 'draft',
    status_step           status NOT NULL DEFAULT 'draft',
    status_on             date NOT NULL,
    status_reason         note,
    status_reference      label,
    version               count NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    school_ids            uuid[] NOT NULL,
    team_user_ids         uuid[] NOT NULL,
    quality_sees          boolean NOT NULL,
    restricted            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT judgement_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT judgement_of_team_member FOREIGN KEY (trust_id, team_member_id) REFERENCES inspection_team_member,
    CONSTRAINT judgement_rests_on_evidence CHECK (evidence_ids <> '[]'),
    CONSTRAINT judgement_evidence_is_different CHECK (values_differ(evidence_ids)),
    CONSTRAINT judgement_is_moderated_by_a_step
        CHECK (status = 'moderated' OR num_nonnulls(moderated_grade, moderated_narrative, moderated_strengths,
                                                    moderated_areas_for_development) = 0),
    CONSTRAINT judgement_moderation_says_something
        CHECK (status <> 'moderated' OR num_nonnulls(moderated_grade, moderated_narrative, moderated_strengths,
                                                     moderated_areas_for_development) > 0)
);
COMMENT ON CONSTRAINT judgement_of_inspection ON inspection_judgement IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT judgement_of_team_member ON inspection_judgement IS
    'team_member_id: is not a member of a team';
COMMENT ON CONSTRAINT judgement_rests_on_evidence ON inspection_judgement IS
    'evidence_ids: at least one piece of evidence is needed';
COMMENT ON CONSTRAINT judgement_evidence_is_different ON inspection_judgement IS
    'evidence_ids: must not name one twice';
COMMENT ON CONSTRAINT judgement_is_moderated_by_a_step ON inspection_judgement IS
    'moderated_grade: goes with the step moderated, as the words that are moderated do';
COMMENT ON CONSTRAINT judgement_moderation_says_something ON inspection_judgement IS
    'moderated_grade: is needed to moderate, or words that are moderated';
CREATE UNIQUE INDEX judgement_is_one_draft_of_an_author
    ON inspection_judgement (trust_id, inspection_id, area, team_member_id)
    WHERE kind = 'draft' AND deleted_at IS NULL;
COMMENT ON INDEX judgement_is_one_draft_of_an_author IS 'area: you have drafted it already';
CREATE UNIQUE INDEX judgement_is_agreed_once ON inspection_judgement (trust_id, inspection_id, area)
    WHERE kind = 'agreed' AND deleted_at IS NULL;
COMMENT ON INDEX judgement_is_agreed_once IS 'area: is agreed already';
CREATE INDEX judgement_by_inspection ON inspection_judgement (trust_id, inspection_id, id);
CREATE INDEX judgement_by_change ON inspection_judgement (trust_id, updated_at, id);
CALL team_table('inspection_judgement', 'inspection_judgement',
'{grade,narrative,strengths,areas_for_development,evidence_ids,moderated_grade,moderated_narrative,'
'moderated_strengths,moderated_areas_for_development,status_reason}');

CALL add_machine('inspection_judgement', 'inspections:write', $$
draft: submitted
agreed: moderated
moderated: moderated
$$);
UPDATE transition SET scope = 'inspections:quality' WHERE machine = 'inspection_judgement' AND step = 'moderated';
CALL status_table('inspection_judgement', 'inspection_judgement');

-- ---- who sees it -------------------------------------------------------------------------------

CREATE FUNCTION reviewer_of_member(of_trust uuid, of_member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT reviewer_id FROM app.inspection_team_member WHERE trust_id = of_trust AND id = of_member
$$;

-- The drafts of the same area as they will be with this row among them.
CREATE FUNCTION drafts_beside(one inspection_judgement) RETURNS SETOF inspection_judgement
    LANGUAGE sql STABLE AS $$
    SELECT * FROM app.inspection_judgement
     WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id AND area = one.area
       AND kind = 'draft' AND deleted_at IS NULL AND id <> one.id
    UNION ALL SELECT one.* WHERE one.kind = 'draft' AND one.deleted_at IS NULL
$$;

-- Have two members of the team submitted theirs?
CREATE FUNCTION drafts_are_open(one inspection_judgement) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT count(DISTINCT app.reviewer_of_member(d.trust_id, d.team_member_id)) >= 2
      FROM app.drafts_beside(one) AS d WHERE d.status = 'submitted'
$$;

-- The users behind these members.
CREATE FUNCTION users_of_members(of_trust uuid, members uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT DISTINCT r.user_id FROM app.inspection_team_member m
                   JOIN app.inspection_reviewer r ON r.trust_id = m.trust_id AND r.id = m.reviewer_id
                  WHERE m.trust_id = of_trust AND m.id = ANY (members) AND r.user_id IS NOT NULL)
$$;

-- Of the team without whoever is still at a draft of the same area.
CREATE FUNCTION team_done_drafting(one inspection_judgement, at inspection) RETURNS uuid[]
    LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT unnest(at.team_user_ids)
                 EXCEPT SELECT unnest(app.users_of_members(one.trust_id, ARRAY(
                     SELECT d.team_member_id FROM app.drafts_beside(one) AS d WHERE d.status = 'draft')))
                 ORDER BY 1)
$$;

CREATE FUNCTION sight_of(one inspection_judgement, at inspection) RETURNS inspection_sight
    LANGUAGE plpgsql AS $$
DECLARE
    told boolean := app.is_told_to_schools(at.status);
BEGIN
    IF one.kind = 'agreed' THEN
        RETURN (CASE WHEN told THEN app.accountable_schools(at) END,
                CASE WHEN told THEN at.team_user_ids ELSE app.team_done_drafting(one, at) END, told);
    ELSIF one.status = 'draft' OR NOT app.drafts_are_open(one) THEN
        RETURN ('{}'::uuid[], ARRAY(SELECT unnest(at.team_user_ids) INTERSECT
            SELECT unnest(app.users_of_members(one.trust_id, ARRAY[one.team_member_id]))), false);
    END IF;
    RETURN ('{}'::uuid[], app.team_done_drafting(one, at), told);
END $$;

CREATE FUNCTION judgement_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    NEW.team_member_id := member_who_acts(held_inspection(NEW.trust_id, NEW.inspection_id));
    NEW.status := NEW.kind;
    NEW.status_step := NEW.kind;
    NEW.status_on := today();
    IF NEW.team_member_id IS NULL THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'judgement_is_the_teams';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_judgement
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
-- Two who hand in their drafts at once come one after the other, so that the second opens both.
CREATE TRIGGER a_0_hold_inspection_again BEFORE UPDATE ON inspection_judgement FOR EACH ROW
    WHEN (NEW.kind = 'draft' AND (OLD.status, OLD.deleted_at) IS DISTINCT FROM (NEW.status, NEW.deleted_at))
    EXECUTE FUNCTION hold_inspection();
CREATE TRIGGER a_begins BEFORE INSERT ON inspection_judgement
    FOR EACH ROW EXECUTE FUNCTION judgement_begins();
CALL belongs_to_inspection('inspection_judgement');

-- Who has submitted the second draft of an area, or drops the last that was not, opens the others, and reads what
-- is agreed.
CREATE FUNCTION drafts_open() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE inspection_judgement SET inspection_id = inspection_id
     WHERE trust_id = NEW.trust_id AND inspection_id = NEW.inspection_id AND area = NEW.area
       AND status IN ('submitted', 'agreed') AND id <> NEW.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER drafts_open AFTER UPDATE ON inspection_judgement FOR EACH ROW
    WHEN (NEW.kind = 'draft' AND (OLD.status, OLD.deleted_at) IS DISTINCT FROM (NEW.status, NEW.deleted_at))
    EXECUTE FUNCTION drafts_open();

-- ---- what it says ------------------------------------------------------------------------------

--! rule area_is_inspected: area: is not an area that is inspected
--! rule judgement_evidence_is_of_the_inspection: evidence_ids: names evidence that this inspection does not have
--! rule judgement_names_no_pupil: narrative: neither it nor what is listed may name a pupil or hold a UPN
CREATE FUNCTION guard_judgement(was inspection_judgement, one inspection_judgement, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF one.area <> ALL (app.areas_inspected(at)) THEN
        PERFORM app.break_rule('area_is_inspected');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(one.evidence_ids) AS e(id)
                   WHERE NOT EXISTS (SELECT FROM app.inspection_evidence
                                      WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id
                                        AND inspection_evidence.id = e.id::uuid AND deleted_at IS NULL)) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'judgement_evidence_is_of_the_inspection';
    ELSIF app.names_a_pupil(at, app.words_brought(
              to_jsonb(was), to_jsonb(one), '$.narrative', '$.strengths[*]', '$.areas_for_development[*]',
              '$.moderated_narrative', '$.moderated_strengths[*]', '$.moderated_areas_for_development[*]')) THEN
        PERFORM app.break_rule('judgement_names_no_pupil');
    END IF;
    PERFORM app.guard_grade(at, one.area, one.grade, one.status <> 'draft'),
            app.guard_grade(at, one.area, one.moderated_grade, false);
END $$;

-- ---- who writes it, and when -------------------------------------------------------------------

--! rule judgement_drafts_are_open: area: two drafts of it were submitted and are read by the team
--! rule judgement_stands_once_submitted: status: a draft that was submitted stands
--! rule judgement_is_its_authors: team_member_id: only whoever wrote it changes it
CREATE FUNCTION guard_draft(was inspection_judgement, one inspection_judgement, me uuid) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF me <> one.team_member_id THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'judgement_is_its_authors';
    ELSIF was.status = 'submitted' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_stands_once_submitted';
    ELSIF (was.id IS NULL OR was.deleted_at IS NOT NULL) AND app.drafts_are_open(one) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_drafts_are_open';
    END IF;
END $$;

--! rule judgement_is_agreed_by_the_lead: kind: what is agreed the lead writes
--! rule judgement_is_agreed_from_two_drafts: area: lacks two drafts that were submitted, or you have yet to submit yours
CREATE FUNCTION guard_agreed(one inspection_judgement, me uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.team_of(one.trust_id, one.inspection_id)
                    WHERE (member).id = me AND (member).role = 'lead') THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'judgement_is_agreed_by_the_lead';
    ELSIF NOT app.drafts_are_open(one) OR EXISTS (
              SELECT FROM app.drafts_beside(one) AS d WHERE d.status = 'draft' AND d.team_member_id = me) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_is_agreed_from_two_drafts';
    END IF;
END $$;

--! rule judgement_is_moderated_by_quality_assurance: to: is taken by the quality assurance of the trust
--! rule judgement_is_moderated_until_final: to: what is agreed is moderated from factual_accuracy on, until the inspection is final
--! rule judgement_is_moderated_for_a_reason: reason: is needed to moderate
--! rule judgement_stands_once_agreed: kind: what was agreed stands from factual_accuracy on: it is moderated
CREATE FUNCTION guard_moderation(was inspection_judgement, one inspection_judgement, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF (was.status, was.status_on, was.status_reason, was.moderated_grade, was.moderated_narrative,
        was.moderated_strengths, was.moderated_areas_for_development) IS NOT DISTINCT FROM
       (one.status, one.status_on, one.status_reason, one.moderated_grade, one.moderated_narrative,
        one.moderated_strengths, one.moderated_areas_for_development) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_stands_once_agreed';
    ELSIF NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'judgement_is_moderated_by_quality_assurance';
    ELSIF at.status NOT IN ('factual_accuracy', 'moderated') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_is_moderated_until_final';
    ELSIF one.status_reason IS NULL THEN
        PERFORM app.break_rule('judgement_is_moderated_for_a_reason');
    END IF;
END $$;

--! rule judgement_is_the_teams: inspection_id: judgements are made by the team
--! rule judgement_is_made_in_drafting: inspection_id: judgements are drafted and agreed in the drafting
CREATE FUNCTION judgement_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
    me    uuid := member_who_acts(at);
    was   inspection_judgement := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF NEW.kind = 'agreed' AND (NEW.status = 'moderated' OR TG_OP = 'UPDATE' AND at.status <> 'drafting') THEN
        PERFORM guard_moderation(was, NEW, at);
    ELSIF me IS NULL THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'judgement_is_the_teams';
    ELSIF at.status <> 'drafting' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'judgement_is_made_in_drafting';
    ELSIF NEW.kind = 'draft' THEN
        PERFORM guard_draft(was, NEW, me);
    ELSE
        PERFORM guard_agreed(NEW, me);
    END IF;
    IF NEW.deleted_at IS NULL THEN
        PERFORM guard_judgement(was, NEW, at);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT ON inspection_judgement
    FOR EACH ROW EXECUTE FUNCTION judgement_stands();
CREATE TRIGGER c_stands_again BEFORE UPDATE ON inspection_judgement FOR EACH ROW
    WHEN ((OLD.grade, OLD.narrative, OLD.strengths, OLD.areas_for_development, OLD.evidence_ids,
           OLD.moderated_grade, OLD.moderated_narrative, OLD.moderated_strengths,
           OLD.moderated_areas_for_development, OLD.status, OLD.status_on, OLD.status_reason, OLD.deleted_at)
          IS DISTINCT FROM
          (NEW.grade, NEW.narrative, NEW.strengths, NEW.areas_for_development, NEW.evidence_ids,
           NEW.moderated_grade, NEW.moderated_narrative, NEW.moderated_strengths,
           NEW.moderated_areas_for_development, NEW.status, NEW.status_on, NEW.status_reason, NEW.deleted_at))
    EXECUTE FUNCTION judgement_stands();

-- ---- the step it takes to tell the schools -----------------------------------------------------

--! rule inspection_needs_two_drafts_of_each_area: to: an area lacks two drafts, submitted by two members of the team
--! rule inspection_needs_an_agreed_judgement_of_each_area: to: an area lacks the judgement that the team agrees on
CREATE FUNCTION judgements_must_be_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    made  inspection_judgement[] := ARRAY(SELECT j FROM inspection_judgement j
                                           WHERE j.trust_id = NEW.trust_id AND j.inspection_id = NEW.id
                                             AND j.deleted_at IS NULL);
BEGIN
    IF EXISTS (SELECT FROM unnest(areas_inspected(NEW)) AS inspected(code)
                WHERE (SELECT count(DISTINCT reviewer_of_member(j.trust_id, j.team_member_id))
                         FROM unnest(made) AS j WHERE j.area = code AND j.status = 'submitted') < 2) THEN
        PERFORM break_rule('inspection_needs_two_drafts_of_each_area');
    ELSIF EXISTS (SELECT FROM unnest(areas_inspected(NEW)) AS inspected(code)
                   WHERE NOT EXISTS (SELECT FROM unnest(made) AS j WHERE j.area = code AND j.kind = 'agreed')) THEN
        PERFORM break_rule('inspection_needs_an_agreed_judgement_of_each_area');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_judgements_are_made BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'factual_accuracy')
    EXECUTE FUNCTION judgements_must_be_made();
