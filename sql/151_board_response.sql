-- What a board is answered. The trust answers whatever is open, a school what a member of it said under their
-- pseudonym and the board passed on; nothing is closed without.
SET LOCAL search_path = app, pg_temp;

CALL add_machine('board_feedback', 'board:write', $$
open: answered
answered: closed, held
closed: held
$$);

CREATE TABLE board_feedback_response (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                  REFERENCES trust,
    id            uuid NOT NULL,
    feedback_id   uuid NOT NULL,
    board_id      uuid NOT NULL,
    by            board_responder NOT NULL,
    school_id     uuid, -- which answers; NULL: the trust
    text          board_text NOT NULL,
    responded_on  date NOT NULL,
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[] NOT NULL,
    team_user_ids uuid[] NOT NULL,
    overseer_sees boolean NOT NULL,
    restricted    boolean NOT NULL,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_response_of_feedback FOREIGN KEY (trust_id, feedback_id) REFERENCES board_feedback,
    CONSTRAINT board_response_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_response_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_response_was_given
        CHECK (responded_on <= (updated_at AT TIME ZONE 'Europe/London')::date)
);
COMMENT ON CONSTRAINT board_response_of_feedback ON board_feedback_response IS
    'feedback_id: is not feedback of the trust';
COMMENT ON CONSTRAINT board_response_of_board ON board_feedback_response IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_response_school_is_known ON board_feedback_response IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_response_was_given ON board_feedback_response IS
    'responded_on: must not be in the future';
CREATE INDEX board_response_by_feedback ON board_feedback_response (trust_id, feedback_id, responded_on, id);
CREATE INDEX board_response_by_board ON board_feedback_response (trust_id, board_id, id);
CALL team_table('board_feedback_response', 'board_feedback_response', '{school_id}', 'overseer');
DROP TRIGGER y_restrict ON board_feedback_response; -- it is as restricted as what it answers

CREATE FUNCTION feedback_of(one board_feedback_response) RETURNS board_feedback
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found board_feedback;
BEGIN
    SELECT * INTO found FROM board_feedback WHERE trust_id = one.trust_id AND id = one.feedback_id FOR NO KEY UPDATE;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;

-- Seen as what it answers. What a school has answered somebody who is named no more would name the school: by
-- whoever answered, where not by its words. Nobody sees it from then on.
CREATE FUNCTION sight_of(one board_feedback_response, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT school_ids, team_user_ids, overseer_sees, restricted FROM app.board_feedback
     WHERE trust_id = one.trust_id AND id = one.feedback_id AND NOT (anonymous AND one."by" = 'school')
$$;
CALL belongs_to_board('board_feedback_response');
CREATE TRIGGER tells_board_feedback_response AFTER UPDATE ON board_feedback FOR EACH ROW
    WHEN ((OLD.school_ids, OLD.team_user_ids, OLD.overseer_sees, OLD.restricted, OLD.anonymous)
          IS DISTINCT FROM (NEW.school_ids, NEW.team_user_ids, NEW.overseer_sees, NEW.restricted, NEW.anonymous))
    EXECUTE FUNCTION tell_below('board_feedback_response', 'feedback_id');

CREATE FUNCTION board_feedback_response_as_kept(stood board_feedback_response, sent board_feedback_response)
    RETURNS board_feedback_response LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.responded_on := coalesce(sent.responded_on, stood.responded_on, app.today());
    RETURN sent;
END $$;

-- Nothing is answered that the caller does not see.
--! rule board_feedback_is_in_sight: feedback_id: is not feedback of the trust
CREATE FUNCTION board_feedback_response_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW := app.board_feedback_response_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        SELECT board_id, CASE WHEN NEW."by" = 'school' THEN school_id END INTO NEW.board_id, NEW.school_id
          FROM app.board_feedback WHERE trust_id = NEW.trust_id AND id = NEW.feedback_id AND deleted_at IS NULL;
        IF NOT FOUND THEN
            RAISE foreign_key_violation USING CONSTRAINT = 'board_feedback_is_in_sight';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_feedback_response
    FOR EACH ROW EXECUTE FUNCTION board_feedback_response_keeps();

-- ---- who answers -------------------------------------------------------------------------------

--! rule board_response_of_the_trust_is_its_own: by: the trust answers through who oversees its boards
--! rule board_response_of_a_school_is_its_own: by: a school answers through who acts for it
--! rule board_response_of_a_school_is_to_its_own: by: a school answers what was passed on to it
CREATE FUNCTION guard_responder(one board_feedback_response, said board_feedback) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one."by" = 'school' AND NOT said.passed_to_school THEN
        PERFORM app.break_rule('board_response_of_a_school_is_to_its_own');
    ELSIF app.answers_for(one."by", one.school_id) THEN
        RETURN;
    ELSIF one."by" = 'trust' THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_response_of_the_trust_is_its_own';
    ELSE
        RAISE insufficient_privilege USING CONSTRAINT = 'board_response_of_a_school_is_its_own';
    END IF;
END $$;

CREATE FUNCTION is_answered(said board_feedback, but uuid DEFAULT NULL) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.board_feedback_response WHERE trust_id = said.trust_id AND feedback_id = said.id
                      AND id IS DISTINCT FROM but AND deleted_at IS NULL)
$$;

-- What is screened for may be spoken of where it was spoken of, and has been cleared. Elsewhere it tells of somebody,
-- which is for the safeguarding lead.
--! rule board_response_names_no_pupil: text: must not name a pupil or hold a UPN
--! rule board_response_tells_no_disclosure: text: is said in other words, and a concern to the safeguarding lead: it holds
--! rule board_response_follows_what_was_said: responded_on: must not be before the day on which it was said
CREATE FUNCTION guard_response(one board_feedback_response, said board_feedback) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found   jsonb := app.phrases_found(one.trust_id, one.text)
                     - ARRAY(SELECT jsonb_array_elements_text(app.phrases_found(one.trust_id, said.text)));
    said_on date := least((said.created_at AT TIME ZONE 'Europe/London')::date,
                          (app.meeting_of(said.trust_id, said.meeting_id)).held_on);
BEGIN
    IF app.names_a_pupil(app.board_of(one.trust_id, one.board_id), one.text) THEN
        PERFORM app.break_rule('board_response_names_no_pupil');
    ELSIF found <> '[]' THEN
        RAISE check_violation USING CONSTRAINT = 'board_response_tells_no_disclosure', HINT = app.some_of(found);
    ELSIF one.responded_on < said_on THEN
        PERFORM app.break_rule('board_response_follows_what_was_said');
    END IF;
END $$;

-- Whoever oversees the boards may take back what a school has answered.
--! rule board_feedback_is_open_to_answers: feedback_id: is answered once it is open, until it is closed
--! rule board_response_is_not_the_last: text: is the only answer to what is answered
CREATE FUNCTION board_feedback_response_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    said    board_feedback := feedback_of(NEW);
    removed boolean := NEW.deleted_at IS NOT NULL;
    sight   text;
BEGIN
    IF NOT (removed AND oversees_boards()) THEN
        PERFORM guard_responder(NEW, said);
    END IF;
    sight := widen_sight();
    IF said.status NOT IN ('open', 'answered') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_feedback_is_open_to_answers';
    ELSIF removed AND said.status = 'answered' AND NOT is_answered(said, but => NEW.id) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_response_is_not_the_last';
    ELSIF NOT removed THEN
        PERFORM guard_response(NEW, said);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_answers BEFORE INSERT ON board_feedback_response
    FOR EACH ROW EXECUTE FUNCTION board_feedback_response_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_feedback_response FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_feedback_response_stands();

-- What is answered is answered with the first answer, in its transaction.
CREATE FUNCTION feedback_is_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    writing text := coalesce(current_setting('app.writing', true), '');
BEGIN
    PERFORM set_config('app.writing', NEW.feedback_id::text, true);
    UPDATE board_feedback SET status = 'answered', status_step = 'answered', status_on = today(), status_reason = NULL,
                              status_reference = NULL
     WHERE trust_id = NEW.trust_id AND id = NEW.feedback_id AND status = 'open';
    PERFORM set_config('app.writing', writing, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER is_answered AFTER INSERT ON board_feedback_response
    FOR EACH ROW EXECUTE FUNCTION feedback_is_answered();

-- It is a step of its own where it was answered, held and cleared.
--! rule board_feedback_has_an_answer: to: nobody has answered it
CREATE FUNCTION feedback_must_be_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NOT is_answered(NEW) THEN
        PERFORM break_rule('board_feedback_has_an_answer');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_answered BEFORE UPDATE ON board_feedback FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('answered', 'closed'))
    EXECUTE FUNCTION feedback_must_be_answered();
