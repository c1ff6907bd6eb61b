-- The right of reply: for five working days the schools that answer for an inspection comment on what the team has
-- agreed, or say that they have no comment. Each comment is accepted or rejected, with a reason.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_accuracy_comment (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                     REFERENCES trust,
    id               uuid NOT NULL,
    inspection_id    uuid NOT NULL,
    school_id        uuid NOT NULL,  -- whose comment it is
    kind             accuracy_comment_kind NOT NULL,
    area             framework_code, -- NULL: it is about the whole
    comment          inspection_text,
    status           status NOT NULL DEFAULT 'made',
    status_step      status NOT NULL DEFAULT 'made',
    status_on        date NOT NULL,
    status_reason    note,
    status_reference label,
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[] NOT NULL,
    team_user_ids    uuid[] NOT NULL,
    quality_sees     boolean NOT NULL,
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT accuracy_comment_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT accuracy_comment_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT accuracy_comment_says_something CHECK ((kind = 'comment') = (comment IS NOT NULL)),
    CONSTRAINT accuracy_comment_none_has_no_area CHECK (kind = 'comment' OR area IS NULL)
);
COMMENT ON CONSTRAINT accuracy_comment_of_inspection ON inspection_accuracy_comment IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT accuracy_comment_school_is_known ON inspection_accuracy_comment IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT accuracy_comment_says_something ON inspection_accuracy_comment IS
    'comment: goes with the kind comment, which needs it';
COMMENT ON CONSTRAINT accuracy_comment_none_has_no_area ON inspection_accuracy_comment IS
    'area: goes with the kind comment';
CREATE UNIQUE INDEX accuracy_comment_none_is_said_once
    ON inspection_accuracy_comment (trust_id, inspection_id, school_id)
    WHERE kind = 'none' AND deleted_at IS NULL;
COMMENT ON INDEX accuracy_comment_none_is_said_once IS 'kind: the school has said so already';
CREATE INDEX accuracy_comment_by_inspection ON inspection_accuracy_comment (trust_id, inspection_id, id);
CREATE INDEX accuracy_comment_by_change ON inspection_accuracy_comment (trust_id, updated_at, id);
CALL team_table('inspection_accuracy_comment', 'inspection_accuracy_comment',
'{comment,status_reason}');

-- Beside `made` there is `none`: what was said is that there is nothing to say, and nobody decides it.
CALL add_machine('inspection_accuracy_comment', 'inspections:write', $$
made: accepted, rejected
accepted: rejected
rejected: accepted
$$);
CALL status_table('inspection_accuracy_comment', 'inspection_accuracy_comment');

CREATE FUNCTION sight_of(one inspection_accuracy_comment, at inspection) RETURNS inspection_sight
    LANGUAGE sql STABLE AS $$
    SELECT app.accountable_schools(at), at.team_user_ids, true
$$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_accuracy_comment
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
CALL belongs_to_inspection('inspection_accuracy_comment');

--! rule accuracy_comment_is_the_schools: school_id: comments are made by who acts for this school, which answers for the inspection
--! rule accuracy_comment_is_in_time: inspection_id: comments are made in factual_accuracy, until factual_accuracy_ends_on
--! rule accuracy_comment_stands_once_decided: status: a comment that was accepted or rejected stands
--! rule accuracy_comment_contradicts: kind: the school has made comments, or said that it has none
--! rule accuracy_comment_names_no_pupil: comment: must not name a pupil or hold a UPN
CREATE FUNCTION guard_comment(was inspection_accuracy_comment, one inspection_accuracy_comment, at inspection)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.school_id <> ALL (app.accountable_schools(at)) OR NOT app.speaks_for(ARRAY[one.school_id]) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'accuracy_comment_is_the_schools';
    ELSIF at.status <> 'factual_accuracy' OR app.today() > at.factual_accuracy_ends_on THEN
        RAISE exclusion_violation USING CONSTRAINT = 'accuracy_comment_is_in_time';
    ELSIF was.status IN ('accepted', 'rejected') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'accuracy_comment_stands_once_decided';
    ELSIF one.deleted_at IS NOT NULL THEN
        RETURN;
    ELSIF EXISTS (SELECT FROM app.inspection_accuracy_comment
                   WHERE trust_id = one.trust_id AND inspection_id = one.inspection_id
                     AND school_id = one.school_id AND kind <> one.kind AND deleted_at IS NULL) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'accuracy_comment_contradicts';
    ELSIF one.area <> ALL (app.areas_inspected(at)) THEN
        PERFORM app.break_rule('area_is_inspected');
    ELSIF app.names_a_pupil(at, app.words_brought(to_jsonb(was), to_jsonb(one), '$.comment')) THEN
        PERFORM app.break_rule('accuracy_comment_names_no_pupil');
    END IF;
END $$;

CREATE FUNCTION comment_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    was   inspection_accuracy_comment := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.status := CASE NEW.kind WHEN 'none' THEN 'none' ELSE 'made' END;
        NEW.status_step := NEW.status;
        NEW.status_on := today();
    END IF;
    PERFORM guard_comment(was, NEW, held_inspection(NEW.trust_id, NEW.inspection_id));
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT ON inspection_accuracy_comment
    FOR EACH ROW EXECUTE FUNCTION comment_stands();
CREATE TRIGGER c_stands_again BEFORE UPDATE ON inspection_accuracy_comment FOR EACH ROW
    WHEN ((OLD.area, OLD.comment, OLD.deleted_at) IS DISTINCT FROM (NEW.area, NEW.comment, NEW.deleted_at))
    EXECUTE FUNCTION comment_stands();

--! rule accuracy_comment_is_decided_by_the_lead: to: comments are decided by the lead of the team, or by quality assurance in their stead
--! rule accuracy_comment_is_decided_with_a_reason: reason: is needed to accept or to reject
--! rule accuracy_comment_reason_names_no_pupil: reason: must not name a pupil or hold a UPN: what is accepted goes into the report
--! rule accuracy_comment_is_decided_in_factual_accuracy: to: comments are decided while the inspection is in factual_accuracy, and by quality assurance until it is final
CREATE FUNCTION comment_is_decided() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    at    inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
    me    uuid := member_who_acts(at);
BEGIN
    IF NOT assures_quality() AND NOT EXISTS (SELECT FROM team_of(at.trust_id, at.id)
                                              WHERE (member).id = me AND (member).role = 'lead') THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'accuracy_comment_is_decided_by_the_lead';
    ELSIF at.status <> 'factual_accuracy' AND NOT (at.status = 'moderated' AND assures_quality()) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'accuracy_comment_is_decided_in_factual_accuracy';
    ELSIF NEW.status_reason IS NULL THEN
        PERFORM break_rule('accuracy_comment_is_decided_with_a_reason');
    ELSIF NEW.status = 'accepted' AND names_a_pupil(at, NEW.status_reason) THEN
        PERFORM break_rule('accuracy_comment_reason_names_no_pupil');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_decided BEFORE UPDATE ON inspection_accuracy_comment FOR EACH ROW
    WHEN ((OLD.status, OLD.status_on, OLD.status_reason) IS DISTINCT FROM
          (NEW.status, NEW.status_on, NEW.status_reason))
    EXECUTE FUNCTION comment_is_decided();

-- ---- the step that waits for the schools -------------------------------------------------------

-- The five working days begin when the schools can read what they comment on, whichever day the step is put down
-- for. Who has had nothing to say is heard as well, and need not be waited for.
--! rule inspection_comments_are_decided: to: a comment of a school is neither accepted nor rejected yet
--! rule inspection_waits_for_the_schools: to: until factual_accuracy_ends_on every school that answers for it has to be heard
CREATE FUNCTION schools_must_be_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    said  inspection_accuracy_comment[] := ARRAY(
              SELECT c FROM inspection_accuracy_comment c
               WHERE c.trust_id = NEW.trust_id AND c.inspection_id = NEW.id AND c.deleted_at IS NULL);
BEGIN
    IF EXISTS (SELECT FROM unnest(said) AS c WHERE c.status = 'made') THEN
        PERFORM break_rule('inspection_comments_are_decided');
    ELSIF today() <= NEW.factual_accuracy_ends_on
      AND NOT accountable_schools(NEW) <@ ARRAY(SELECT c.school_id FROM unnest(said) AS c) THEN
        PERFORM break_rule('inspection_waits_for_the_schools');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_schools_are_heard BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'moderated')
    EXECUTE FUNCTION schools_must_be_heard();
