-- What a board recommends, to the trust or to a school: decided at a meeting with a quorum, answered within so many
-- school days, and closed. What is done about it hangs on it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_recommendation (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    board_id             uuid NOT NULL,
    meeting_id           uuid NOT NULL,
    feedback_ids         jsonb NOT NULL, -- what it rests on
    theme_codes          jsonb NOT NULL,
    text                 board_text NOT NULL,
    addressed_to         board_responder NOT NULL,
    school_id            uuid, -- which; NULL: the trust
    made_on              date NOT NULL,
    response_school_days response_school_days NOT NULL, -- the board's, when it was made
    due_on               date NOT NULL,
    decision             status, -- how it was answered, when and why: it stays when it is closed
    decided_on           date,
    decision_reason      note,
    response             board_text,
    status               status NOT NULL DEFAULT 'made',
    status_step          status NOT NULL DEFAULT 'made',
    status_on            date NOT NULL,
    status_reason        note,
    status_reference     label,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[] NOT NULL,
    team_user_ids        uuid[] NOT NULL,
    overseer_sees        boolean NOT NULL,
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_recommendation_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_recommendation_of_meeting FOREIGN KEY (trust_id, meeting_id) REFERENCES board_meeting,
    CONSTRAINT board_recommendation_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_recommendation_is_to_one CHECK ((addressed_to = 'school') = (school_id IS NOT NULL)),
    CONSTRAINT board_recommendation_has_been_made CHECK (made_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_recommendation_rests_on_each_once CHECK (values_differ(feedback_ids)),
    CONSTRAINT board_recommendation_themes_are_different CHECK (values_differ(theme_codes))
);
COMMENT ON CONSTRAINT board_recommendation_of_board ON board_recommendation IS
    'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_recommendation_of_meeting ON board_recommendation IS
    'meeting_id: is not a meeting of the trust';
COMMENT ON CONSTRAINT board_recommendation_school_is_known ON board_recommendation IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_recommendation_is_to_one ON board_recommendation IS
    'school_id: is said of what is addressed to a school, and of nothing else';
COMMENT ON CONSTRAINT board_recommendation_has_been_made ON board_recommendation IS
    'made_on: must not be in the future';
COMMENT ON CONSTRAINT board_recommendation_rests_on_each_once ON board_recommendation IS
    'feedback_ids: must not name one twice';
COMMENT ON CONSTRAINT board_recommendation_themes_are_different ON board_recommendation IS
    'theme_codes: must not name one theme twice';
CREATE INDEX board_recommendation_by_board ON board_recommendation (trust_id, board_id, made_on, id);
CREATE INDEX board_recommendation_by_meeting ON board_recommendation (trust_id, meeting_id, id);
CREATE INDEX board_recommendation_by_status ON board_recommendation (trust_id, status, due_on, id);
CREATE INDEX board_recommendation_by_due_day ON board_recommendation (trust_id, due_on, id);
CREATE INDEX board_recommendation_by_change ON board_recommendation (trust_id, updated_at, id);
CALL team_table('board_recommendation', 'board_recommendation', above => 'overseer');

CALL add_machine('board_recommendation', 'board:respond', $$
made: accepted, partly_accepted, rejected
$$);
CALL add_machine('board_recommendation', 'board:write', $$
accepted: closed
partly_accepted: closed
rejected: closed
$$);
CALL status_table('board_recommendation', 'board_recommendation');

-- The school it is addressed to sees it from the day it is made, while it names nobody who is not to be told of.
CREATE FUNCTION sight_of(one board_recommendation, at board) RETURNS board_sight LANGUAGE plpgsql AS $$
BEGIN
    RETURN (CASE WHEN one.addressed_to = 'school' AND NOT app.is_named_no_longer(at, one.text)
                 THEN ARRAY[one.school_id] ELSE '{}' END, at.team_user_ids, true, false)::app.board_sight;
END $$;
CALL belongs_to_board('board_recommendation');
CALL is_seen_as_judged('board_recommendation');

-- Who must not be told of in what is said: a pupil, and in what the board says, or the trust to it, also a school or a
-- member (named_wrongly()). What a school answers is read by nobody else but who runs the board, and a refusal would
-- tell it which other school is withheld.
CREATE FUNCTION named_in_answer(at board, said text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN app.serves_board(at) THEN app.named_wrongly(at, said)
                WHEN app.names_a_pupil(at, said) THEN 'pupil' END
$$;

CREATE FUNCTION board_recommendation_as_kept(stood board_recommendation, sent board_recommendation)
    RETURNS board_recommendation LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.feedback_ids := coalesce(sent.feedback_ids, '[]');
    sent.theme_codes := coalesce(sent.theme_codes, '[]');
    sent.made_on := coalesce(sent.made_on, stood.made_on, app.today());
    RETURN sent;
END $$;
CREATE FUNCTION board_recommendation_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW := app.board_recommendation_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'made';
        NEW.status_step := 'made';
        NEW.status_on := NEW.made_on;
        NEW.response := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_recommendation
    FOR EACH ROW EXECUTE FUNCTION board_recommendation_keeps();

-- ---- what it comes from ------------------------------------------------------------------------

-- Looked up as the caller sees it, also while a row is saved: what somebody else holds is not there.
--! rule board_recommendation_rests_on_what_was_said: feedback_ids: names what was not said to the board, or is held
CREATE FUNCTION feedback_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text := coalesce(current_setting('app.moving', true), '');
    other  boolean;
BEGIN
    PERFORM set_config('app.moving', '', true);
    other := EXISTS (SELECT FROM jsonb_array_elements_text(NEW.feedback_ids) AS f(id)
                      WHERE (TG_OP = 'INSERT' OR NOT OLD.feedback_ids ? f.id)
                        AND NOT EXISTS (SELECT FROM app.board_feedback said
                                         WHERE said.trust_id = NEW.trust_id AND said.id = f.id::uuid
                                           AND said.board_id = NEW.board_id AND said.deleted_at IS NULL
                                           AND NOT app.is_veiled(said)));
    PERFORM set_config('app.moving', moving, true);
    IF other THEN
        PERFORM app.break_rule('board_recommendation_rests_on_what_was_said');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_feedback_in_sight BEFORE INSERT ON board_recommendation
    FOR EACH ROW EXECUTE FUNCTION feedback_must_be_in_sight();
CREATE TRIGGER b_feedback_in_sight_again BEFORE UPDATE ON board_recommendation FOR EACH ROW
    WHEN (OLD.feedback_ids <> NEW.feedback_ids) EXECUTE FUNCTION feedback_must_be_in_sight();

--! rule board_recommendation_meeting_is_of_the_board: meeting_id: is not a meeting of the board
--! rule board_recommendation_was_decided: meeting_id: was not held, or had no quorum
--! rule board_recommendation_follows_the_meeting: made_on: must not be before the meeting
--! rule board_recommendation_is_to_a_school_covered: school_id: is not a school that the board covers
CREATE FUNCTION guard_recommended(one board_recommendation, at board) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_meeting board_meeting := app.meeting_of(one.trust_id, one.meeting_id);
BEGIN
    IF of_meeting.board_id IS DISTINCT FROM at.id OR of_meeting.deleted_at IS NOT NULL THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_recommendation_meeting_is_of_the_board';
    ELSIF NOT app.is_quorate(of_meeting) THEN
        PERFORM app.break_rule('board_recommendation_was_decided');
    ELSIF one.made_on < of_meeting.held_on THEN
        PERFORM app.break_rule('board_recommendation_follows_the_meeting');
    ELSIF NOT coalesce(one.school_id = ANY (app.schools_covered(at)), true) THEN
        PERFORM app.break_rule('board_recommendation_is_to_a_school_covered');
    END IF;
END $$;

-- What decided stays decided.
--! rule board_meeting_that_decided_had_a_quorum: attendance: the board recommended something there, which takes a quorum
CREATE FUNCTION attendance_leaves_it_quorate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM board_recommendation WHERE trust_id = NEW.trust_id AND meeting_id = NEW.meeting_id
                  AND deleted_at IS NULL)
       AND NOT is_quorate(meeting_of(NEW.trust_id, NEW.meeting_id)) THEN
        PERFORM break_rule('board_meeting_that_decided_had_a_quorum');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER leaves_it_quorate AFTER UPDATE ON board_attendance FOR EACH ROW
    WHEN (OLD.attendance = 'present' AND (NEW.attendance <> 'present' OR NEW.deleted_at IS NOT NULL))
    EXECUTE FUNCTION attendance_leaves_it_quorate();

-- ---- until when --------------------------------------------------------------------------------

-- By the days of the school it is addressed to; what is addressed to the trust, by the days on which one at least of
-- the schools that the board covers is open.
CREATE FUNCTION day_of_answer(one board_recommendation, at board) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT app.school_day_after(one.trust_id, CASE WHEN one.school_id IS NULL THEN app.schools_covered(at)
                                                   ELSE ARRAY[one.school_id] END,
                                one.made_on, one.response_school_days)
$$;

-- Whoever is shut on a day has no less time to answer: what waits is due anew with a closure of these schools, and what
-- waits for the trust with the schools that a board covers.
CREATE FUNCTION recommendations_are_due_anew() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    op      text := coalesce(current_setting('app.op', true), '');
    writing text := coalesce(current_setting('app.writing', true), '');
    of_all  uuid := CASE WHEN TG_TABLE_NAME = 'board' THEN to_jsonb(NEW)->>'id' END;
    closed  uuid := to_jsonb(NEW)->>'school_id';
    one     board_recommendation;
    due     date;
BEGIN
    PERFORM set_config('app.op', '', true);
    FOR one IN SELECT r.* FROM board_recommendation r
                WHERE r.trust_id = NEW.trust_id AND r.status = 'made' AND r.deleted_at IS NULL
                  AND CASE WHEN of_all IS NOT NULL THEN r.board_id = of_all AND r.school_id IS NULL
                           WHEN r.school_id IS NOT NULL THEN r.school_id = closed
                           ELSE closed = ANY (schools_covered(board_of(r.trust_id, r.board_id))) END
                ORDER BY r.id FOR NO KEY UPDATE LOOP
        due := day_of_answer(one, board_of(one.trust_id, one.board_id));
        PERFORM set_config('app.writing', one.id::text, true);
        UPDATE board_recommendation SET due_on = due WHERE trust_id = one.trust_id AND id = one.id AND due_on <> due;
    END LOOP;
    PERFORM set_config('app.op', op, true), set_config('app.writing', writing, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER b_moves_recommendations AFTER INSERT OR UPDATE ON school_closure
    FOR EACH ROW EXECUTE FUNCTION recommendations_are_due_anew();
CREATE TRIGGER moves_recommendations AFTER UPDATE ON board FOR EACH ROW
    WHEN (OLD.school_ids_covered <> NEW.school_ids_covered) EXECUTE FUNCTION recommendations_are_due_anew();

-- ---- what becomes of it ------------------------------------------------------------------------

-- A slip is put right on the day on which it was written down; later it is part of what was.
CREATE FUNCTION is_of_today(written timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (written AT TIME ZONE 'Europe/London')::date = app.today()
$$;

--! rule board_recommendation_is_answered_by_whom_it_is_to: to: is answered by who oversees boards where it is addressed to the trust, or else by who acts for the school
--! rule board_recommendation_is_answered_in_words: response: is needed
--! rule board_recommendation_is_turned_down_with_a_reason: reason: is needed to reject it, or to accept it in part
--! rule board_recommendation_response_stands: response: it was answered, and that stands
--! rule board_recommendation_is_answered_of_late: on: an answer is of the last seven days, unless the recommendation was written down today
CREATE FUNCTION guard_recommendation_step(was board_recommendation, one board_recommendation, at board) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF one.status = 'closed' THEN
        PERFORM app.guard_server(at);
        IF was.response <> one.response THEN
            PERFORM app.break_rule('board_recommendation_response_stands');
        END IF;
    ELSIF NOT app.answers_for(one.addressed_to, one.school_id) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_recommendation_is_answered_by_whom_it_is_to';
    ELSIF one.response IS NULL THEN
        PERFORM app.break_rule('board_recommendation_is_answered_in_words');
    ELSIF one.status <> 'accepted' AND one.status_reason IS NULL THEN
        PERFORM app.break_rule('board_recommendation_is_turned_down_with_a_reason');
    ELSIF one.status_on < app.today() - 7 AND NOT app.is_of_today(was.created_at) THEN
        PERFORM app.break_rule('board_recommendation_is_answered_of_late');
    END IF;
END $$;

--! rule board_recommendation_names_no_pupil: text: neither it nor what is answered may name a pupil or hold a UPN
--! rule board_recommendation_names_no_withheld_school: text: it or what is answered names a school that is not named in what boards publish
--! rule board_recommendation_names_who_consented: text: it or what is answered names a member who has not consented to be named in minutes
CREATE FUNCTION guard_named_in_recommendation(at board, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM CASE app.named_in_answer(at, said)
            WHEN 'pupil' THEN app.break_rule('board_recommendation_names_no_pupil')
            WHEN 'school' THEN app.break_rule('board_recommendation_names_no_withheld_school')
            WHEN 'member' THEN app.break_rule('board_recommendation_names_who_consented') END;
END $$;

--! rule board_recommendation_stands_once_answered: status: it was answered: what was asked for stands
--! rule board_recommendation_is_answered_not_deleted: status: it is deleted only on the day on which it was written down
CREATE FUNCTION guard_recommendation(was board_recommendation, one board_recommendation, at board) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF was.id IS NULL THEN
        PERFORM app.guard_served(at), app.guard_recommended(one, at);
    ELSIF was.status <> one.status THEN
        PERFORM app.guard_recommendation_step(was, one, at);
    ELSE
        PERFORM app.guard_server(at);
        IF was.status <> 'made' THEN
            RAISE exclusion_violation USING CONSTRAINT = 'board_recommendation_stands_once_answered';
        ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL AND NOT app.is_of_today(was.created_at) THEN
            RAISE exclusion_violation USING CONSTRAINT = 'board_recommendation_is_answered_not_deleted';
        ELSIF was.deleted_at IS NOT NULL AND one.deleted_at IS NULL THEN
            PERFORM app.guard_recommended(one, at);
        END IF;
    END IF;
    IF was.id IS NULL OR was.theme_codes <> one.theme_codes THEN
        PERFORM app.guard_themes(one.trust_id, one.theme_codes);
    END IF;
    PERFORM app.guard_named_in_recommendation(at, app.words_brought(
                to_jsonb(was), to_jsonb(one), '$.text', '$.response', '$.status_reason', '$.status_reference'));
END $$;

CREATE FUNCTION board_recommendation_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    at    board;
    was   board_recommendation := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    at := board_of(NEW.trust_id, NEW.board_id);
    sight := widen_sight();
    PERFORM guard_recommendation(was, NEW, at);
    IF was.id IS NULL THEN
        NEW.response_school_days := at.response_school_days;
    END IF;
    IF NEW.status = 'made' THEN
        NEW.due_on := day_of_answer(NEW, at);
    ELSIF NEW.status <> 'closed' THEN
        NEW.decision := NEW.status;
        NEW.decided_on := NEW.status_on;
        NEW.decision_reason := NEW.status_reason;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_made BEFORE INSERT ON board_recommendation
    FOR EACH ROW EXECUTE FUNCTION board_recommendation_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_recommendation FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_recommendation_stands();

CREATE TRIGGER d_is_not_recommended BEFORE UPDATE ON board_theme FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION board_theme_must_be_unused('board_recommendation');

-- ---- what is done about it ---------------------------------------------------------------------

-- By whom it is addressed to, once they have accepted it; also when the board has ended.
CREATE TABLE board_action (
    trust_id          uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id                uuid NOT NULL,
    board_id          uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    action            note NOT NULL,
    owner             label NOT NULL, -- a role, not a person
    due_on            date NOT NULL,
    done_on           date,
    status            status NOT NULL DEFAULT 'open',
    status_step       status NOT NULL DEFAULT 'open',
    status_on         date NOT NULL,
    status_reason     note,
    status_reference  label,
    version           count NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    deleted_at        timestamptz,
    school_ids        uuid[] NOT NULL,
    team_user_ids     uuid[] NOT NULL,
    overseer_sees     boolean NOT NULL,
    restricted        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_action_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_action_of_recommendation FOREIGN KEY (trust_id, recommendation_id) REFERENCES board_recommendation
);
COMMENT ON CONSTRAINT board_action_of_board ON board_action IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_action_of_recommendation ON board_action IS
    'recommendation_id: is not a recommendation of the trust';
CREATE INDEX board_action_by_recommendation ON board_action (trust_id, recommendation_id, due_on, id);
CREATE INDEX board_action_by_board ON board_action (trust_id, board_id, id);
CALL team_table('board_action', 'board_action', above => 'overseer');

CALL add_machine('board_action', 'board:respond', $$
open: done, dropped
done: open
dropped: open
$$);
CALL status_table('board_action', 'board_action');

-- The recommendation of a record, which nobody closes until the record is written: who adds an action and who
-- closes it come one after the other.
CREATE FUNCTION held_recommendation(of_trust uuid, of_recommendation uuid) RETURNS board_recommendation
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   board_recommendation;
BEGIN
    SELECT * INTO one FROM board_recommendation WHERE trust_id = of_trust AND id = of_recommendation FOR NO KEY UPDATE;
    PERFORM narrow_sight(sight);
    RETURN one;
END $$;

CREATE FUNCTION board_action_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_recommendation board_recommendation := held_recommendation(NEW.trust_id, NEW.recommendation_id);
BEGIN
    NEW.board_id := of_recommendation.board_id;
    NEW.status := 'open';
    NEW.status_step := 'open';
    NEW.status_on := coalesce(of_recommendation.decided_on, today());
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_begins BEFORE INSERT ON board_action FOR EACH ROW EXECUTE FUNCTION board_action_begins();

-- Seen as the recommendation is, which stays addressed to whom it was.
CREATE FUNCTION sight_of(one board_action, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT school_ids, at.team_user_ids, true, false FROM app.board_recommendation
     WHERE trust_id = one.trust_id AND id = one.recommendation_id
$$;
CALL belongs_to_board('board_action');
CREATE TRIGGER tells_board_action AFTER UPDATE ON board_recommendation FOR EACH ROW
    WHEN (OLD.school_ids IS DISTINCT FROM NEW.school_ids)
    EXECUTE FUNCTION tell_below('board_action', 'recommendation_id');

--! rule board_action_is_theirs_who_accepted: recommendation_id: its actions are written by who oversees boards where it is addressed to the trust, or else by who acts for the school
--! rule board_action_follows_acceptance: recommendation_id: actions are planned and done once it is accepted, at least in part, until it is closed
--! rule board_action_stands_once_done: status: it was done or dropped, and stands: open it again
--! rule board_action_is_dropped_not_deleted: status: it is deleted only on the day on which it was written down: drop it
--! rule board_action_is_dropped_with_a_reason: reason: is needed to drop an action, and to open one again
CREATE FUNCTION guard_action_writer(was board_action, one board_action, about board_recommendation) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app.answers_for(about.addressed_to, about.school_id) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_action_is_theirs_who_accepted';
    ELSIF about.deleted_at IS NOT NULL OR about.status NOT IN ('accepted', 'partly_accepted') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_action_follows_acceptance';
    ELSIF was.status = one.status AND was.status <> 'open' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_action_stands_once_done';
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL AND NOT app.is_of_today(was.created_at) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_action_is_dropped_not_deleted';
    ELSIF was.status <> one.status AND one.status <> 'done' AND one.status_reason IS NULL THEN
        PERFORM app.break_rule('board_action_is_dropped_with_a_reason');
    END IF;
END $$;

--! rule board_action_is_due_once_it_was_asked_for: due_on: must not be before the day on which it was recommended
--! rule board_action_names_no_pupil: action: neither it nor what is said of it may name a pupil or hold a UPN
--! rule board_action_names_no_withheld_school: action: it or what is said of it names a school that is not named in what boards publish
--! rule board_action_names_who_consented: action: it or what is said of it names a member who has not consented to be named in minutes
CREATE FUNCTION guard_named_in_action(at board, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM CASE app.named_in_answer(at, said)
            WHEN 'pupil' THEN app.break_rule('board_action_names_no_pupil')
            WHEN 'school' THEN app.break_rule('board_action_names_no_withheld_school')
            WHEN 'member' THEN app.break_rule('board_action_names_who_consented') END;
END $$;

CREATE FUNCTION board_action_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    about board_recommendation := held_recommendation(NEW.trust_id, NEW.recommendation_id);
    was   board_action := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
    sight text := widen_sight();
BEGIN
    PERFORM guard_action_writer(was, NEW, about);
    IF NEW.due_on < about.made_on THEN
        PERFORM break_rule('board_action_is_due_once_it_was_asked_for');
    END IF;
    PERFORM guard_named_in_action(board_of(NEW.trust_id, NEW.board_id), words_brought(
                to_jsonb(was), to_jsonb(NEW), '$.action', '$.owner', '$.status_reason', '$.status_reference'));
    NEW.done_on := CASE WHEN NEW.status = 'done' THEN NEW.status_on END;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_planned BEFORE INSERT ON board_action FOR EACH ROW EXECUTE FUNCTION board_action_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_action FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_action_stands();

--! rule board_recommendation_has_no_open_action: to: an action is neither done nor dropped
CREATE FUNCTION actions_must_be_done() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM board_action WHERE trust_id = NEW.trust_id AND recommendation_id = NEW.id
                  AND deleted_at IS NULL AND status = 'open') THEN
        PERFORM break_rule('board_recommendation_has_no_open_action');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_actions_are_done BEFORE UPDATE ON board_recommendation FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'closed')
    EXECUTE FUNCTION actions_must_be_done();
