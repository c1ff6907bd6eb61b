-- Meetings of a board: what one is about, when and where, who chairs it in turn, and its minutes. It is prepared by
-- who runs the board and seen by nobody else; published minutes are read by the schools that the board covers.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_meeting (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    board_id             uuid NOT NULL,
    focus                label NOT NULL,
    held_on              date NOT NULL,
    starts_at            timestamptz,
    online               boolean NOT NULL, -- one may take part online
    school_id            uuid,             -- where it meets; NULL: not at a school
    place                label,
    chair_member_id      uuid,
    vice_chair_member_id uuid,
    accessible_formats   jsonb NOT NULL,
    attachments          jsonb NOT NULL,   -- [{title, format, reference}]
    minutes              board_minutes,    -- roles, not names
    quorum_held          jsonb,            -- {needed, present, quorate} as it was then; NULL before it was held
    status               status NOT NULL DEFAULT 'planned',
    status_step          status NOT NULL DEFAULT 'planned',
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
    CONSTRAINT board_meeting_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_meeting_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_meeting_is_somewhere CHECK (online OR school_id IS NOT NULL OR place IS NOT NULL),
    CONSTRAINT board_meeting_starts_on_its_day
        CHECK ((starts_at AT TIME ZONE 'Europe/London')::date = held_on),
    CONSTRAINT board_meeting_is_chaired_by_two CHECK (chair_member_id <> vice_chair_member_id),
    CONSTRAINT board_meeting_formats_are_different CHECK (values_differ(accessible_formats))
);
COMMENT ON CONSTRAINT board_meeting_of_board ON board_meeting IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_meeting_school_is_known ON board_meeting IS 'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_meeting_is_somewhere ON board_meeting IS
    'place: it meets at a school, at another place or online';
COMMENT ON CONSTRAINT board_meeting_starts_on_its_day ON board_meeting IS 'starts_at: must be on held_on';
COMMENT ON CONSTRAINT board_meeting_is_chaired_by_two ON board_meeting IS
    'vice_chair_member_id: must not be the chair';
COMMENT ON CONSTRAINT board_meeting_formats_are_different ON board_meeting IS
    'accessible_formats: must not name one format twice';
CREATE INDEX board_meeting_by_board ON board_meeting (trust_id, board_id, held_on, id);
CALL team_table('board_meeting', 'board_meeting', '{minutes}', 'overseer');

CALL add_machine('board_meeting', 'board:write', $$
planned: held, cancelled
held: minutes_drafted
minutes_drafted: minutes_published
minutes_published: minutes_withdrawn
minutes_withdrawn: minutes_drafted
$$);
CALL status_table('board_meeting', 'board_meeting');

-- What was published is read by the schools; what is being written is not.
CREATE FUNCTION sight_of(one board_meeting, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN one.status = 'minutes_published' THEN at.school_ids ELSE '{}' END, at.team_user_ids, true, false
$$;
CALL belongs_to_board('board_meeting');

CREATE FUNCTION board_meeting_as_kept(stood board_meeting, sent board_meeting) RETURNS board_meeting
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.accessible_formats := coalesce(sent.accessible_formats, '[]');
    sent.attachments := coalesce(sent.attachments, '[]');
    RETURN sent;
END $$;
CREATE FUNCTION board_meeting_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW := app.board_meeting_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'planned';
        NEW.status_step := 'planned';
        NEW.status_on := app.today();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_meeting
    FOR EACH ROW EXECUTE FUNCTION board_meeting_keeps();

CREATE FUNCTION was_held(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status NOT IN ('planned', 'cancelled')
$$;

-- The formats that the members of that day need: for whoever prepares the meeting.
CREATE FUNCTION formats_wanted(one board_meeting) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight  text := widen_sight();
    wanted jsonb := '[]';
BEGIN
    IF serves_board(board_of(one.trust_id, one.board_id)) THEN
        wanted := (SELECT coalesce(jsonb_agg(DISTINCT code ORDER BY code), '[]')
                     FROM members_of(one.trust_id, one.board_id) AS m
                    CROSS JOIN LATERAL jsonb_array_elements_text(m.accessible_formats_needed) AS f(code)
                    WHERE stay_of(m) @> one.held_on);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN wanted;
END $$;

-- ---- who may be told of ------------------------------------------------------------------------

-- The words of a text that begin with a capital, as words_of() tells them.
CREATE FUNCTION capitals_of(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT app.words_of(regexp_replace(said COLLATE "en-GB-x-icu", '\m[[:lower:]]\w*', ' ', 'g'))
$$;

-- A school that has, or had, a member on the board whose school is withheld.
CREATE FUNCTION is_withheld(at board, school uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.members_of(at.trust_id, at.id) AS m WHERE m.school_withheld AND m.school_id = school)
$$;

-- Such a school by its whole name or URN, or by what is left of the name without "School", "Academy" and the like:
-- of one word when that begins with a capital, of more however they are written, or as one.
CREATE FUNCTION names_a_withheld_school(at board, said text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight    text := app.widen_sight();
    words    text := app.words_of(said);
    capitals text := app.capitals_of(said);
    named    boolean;
BEGIN
    named := EXISTS (
        SELECT FROM app.school s
         CROSS JOIN LATERAL (SELECT app.words_of(s.name) AS whole, regexp_replace(app.capitals_of(s.name),
            '^ the (?=.)|( (academy|school|primary|secondary|infants?|juniors?|high|college|community|special|'
            'nursery))+ $', ' ', 'g') AS short) AS n
         WHERE s.trust_id = at.trust_id AND app.is_withheld(at, s.id)
           AND (strpos(words, whole) > 0 OR strpos(words, app.words_of(s.urn)) > 0
                OR short <> ' ' AND strpos(capitals, short) > 0
                OR EXISTS (SELECT FROM unnest(ARRAY[whole, regexp_replace(whole, '^ the ', ' '), short]) AS w(name)
                            WHERE name LIKE ' % % '
                              AND (strpos(words, name) > 0
                                   OR strpos(words, ' ' || replace(name, ' ', '') || ' ') > 0))));
    PERFORM app.narrow_sight(sight);
    RETURN named;
END $$;

-- A member by the pseudonym, who has not consented to be named in minutes as of today.
CREATE FUNCTION names_without_consent(at board, said text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    named boolean;
BEGIN
    named := EXISTS (SELECT FROM app.members_of(at.trust_id, at.id) AS m
                      WHERE strpos(app.words_of(said), app.words_of(m.pseudonym)) > 0
                        AND NOT app.has_consented(m, 'name_in_minutes', app.today()));
    PERFORM app.narrow_sight(sight);
    RETURN named;
END $$;

-- What of what is said may be told by nobody: a pupil, or a school or member that may be named no longer.
CREATE FUNCTION is_named_no_longer(at board, said text) RETURNS boolean LANGUAGE sql AS $$
    SELECT app.names_a_withheld_school(at, said) OR app.names_without_consent(at, said)
$$;
CREATE FUNCTION named_wrongly(at board, said text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN app.names_a_pupil(at, said) THEN 'pupil'
                WHEN app.names_a_withheld_school(at, said) THEN 'school'
                WHEN app.names_without_consent(at, said) THEN 'member' END
$$;

--! rule board_meeting_names_no_pupil: minutes: neither they nor what else is said of the meeting may name a pupil or hold a UPN
--! rule board_meeting_names_no_withheld_school: minutes: what is said names a school that is not named in what boards publish
--! rule board_meeting_names_who_consented: minutes: what is said names a member who has not consented to be named in minutes
CREATE FUNCTION guard_said(at board, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM CASE app.named_wrongly(at, said)
            WHEN 'pupil' THEN app.break_rule('board_meeting_names_no_pupil')
            WHEN 'school' THEN app.break_rule('board_meeting_names_no_withheld_school')
            WHEN 'member' THEN app.break_rule('board_meeting_names_who_consented') END;
END $$;

-- ---- who chairs it -----------------------------------------------------------------------------

CREATE FUNCTION is_in_office(of_trust uuid, of_board uuid, of_member uuid, on_day date) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.members_of(of_trust, of_board) AS m
                    WHERE m.id = of_member AND app.stay_of(m) @> on_day)
$$;

-- How many meetings in a row, this one among them, whoever chairs it does; `as_vice` of the vice-chair. One that was
-- cancelled, or that nobody chairs yet, does not count.
CREATE FUNCTION turns_in_a_row(one board_meeting, as_vice boolean) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH chaired AS (
        SELECT m.id, m.held_on, CASE WHEN as_vice THEN m.vice_chair_member_id ELSE m.chair_member_id END AS who
          FROM (SELECT t.* FROM app.board_meeting t
                 WHERE t.trust_id = one.trust_id AND t.board_id = one.board_id AND t.id <> one.id
                   AND t.deleted_at IS NULL AND t.status <> 'cancelled'
                 UNION ALL SELECT one.*) AS m),
    turns AS (
        SELECT id, who, row_number() OVER (ORDER BY held_on, id)
                        - row_number() OVER (PARTITION BY who ORDER BY held_on, id) AS turn
          FROM chaired WHERE who IS NOT NULL)
    SELECT count(*) FROM turns GROUP BY who, turn HAVING bool_or(id = one.id)
$$;

--! rule board_meeting_chair_is_in_office: chair_member_id: is not a member of the board on that day
--! rule board_meeting_vice_chair_is_in_office: vice_chair_member_id: is not a member of the board on that day
--! rule board_meeting_chair_rotates: chair_member_id: would chair more meetings in a row than chair_terms of the board
--! rule board_meeting_vice_chair_rotates: vice_chair_member_id: would be vice-chair of more meetings in a row than chair_terms of the board
CREATE FUNCTION guard_chairs(one board_meeting, at board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.chair_member_id IS NOT NULL
       AND NOT app.is_in_office(one.trust_id, one.board_id, one.chair_member_id, one.held_on) THEN
        PERFORM app.break_rule('board_meeting_chair_is_in_office');
    ELSIF one.vice_chair_member_id IS NOT NULL
       AND NOT app.is_in_office(one.trust_id, one.board_id, one.vice_chair_member_id, one.held_on) THEN
        PERFORM app.break_rule('board_meeting_vice_chair_is_in_office');
    ELSIF app.turns_in_a_row(one, false) > at.chair_terms THEN
        PERFORM app.break_rule('board_meeting_chair_rotates');
    ELSIF app.turns_in_a_row(one, true) > at.chair_terms THEN
        PERFORM app.break_rule('board_meeting_vice_chair_rotates');
    END IF;
END $$;

-- ---- who writes it, and when -------------------------------------------------------------------

-- Accessible versions of what was published may follow it.
--! rule board_meeting_that_was_cancelled_stands: status: it was cancelled, and stands
--! rule board_minutes_that_were_published_stand: minutes: they were published: what was told stands until they are withdrawn
--! rule board_meeting_is_cancelled_not_deleted: status: only a meeting that is planned is deleted
--! rule board_minutes_follow_the_meeting: minutes: are written once it was held
CREATE FUNCTION guard_meeting_change(was board_meeting, one board_meeting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF was.status = 'cancelled' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_meeting_that_was_cancelled_stands';
    ELSIF was.status = 'minutes_published' AND one.status = was.status
      AND to_jsonb(one) - '{attachments,updated_at,version}'::text[]
          <> to_jsonb(was) - '{attachments,updated_at,version}'::text[] THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_minutes_that_were_published_stand';
    ELSIF app.was_held(was.status) AND one.deleted_at IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_meeting_is_cancelled_not_deleted';
    ELSIF one.minutes IS NOT NULL AND NOT app.was_held(one.status) THEN
        PERFORM app.break_rule('board_minutes_follow_the_meeting');
    END IF;
END $$;

--! rule board_meeting_has_come: on: must not be before the day of the meeting
--! rule board_meeting_is_of_a_board_that_sits: to: the board does not sit
--! rule board_meeting_has_minutes: to: there are no minutes
--! rule board_minutes_are_withdrawn_with_a_reason: reason: is needed
CREATE FUNCTION guard_meeting_step(one board_meeting, at board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.status = 'held' AND one.status_on < one.held_on THEN
        PERFORM app.break_rule('board_meeting_has_come');
    ELSIF one.status = 'held' AND at.status <> 'sitting' THEN
        PERFORM app.break_rule('board_meeting_is_of_a_board_that_sits');
    ELSIF one.status IN ('minutes_drafted', 'minutes_published') AND one.minutes IS NULL THEN
        PERFORM app.break_rule('board_meeting_has_minutes');
    ELSIF one.status = 'minutes_withdrawn' AND one.status_reason IS NULL THEN
        PERFORM app.break_rule('board_minutes_are_withdrawn_with_a_reason');
    END IF;
END $$;

--! rule board_meeting_is_within_the_term: held_on: must be within the term of the board
CREATE FUNCTION guard_meeting(was board_meeting, one board_meeting, at board) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moved boolean := was.id IS NULL OR was.status <> one.status;
BEGIN
    PERFORM app.guard_meeting_change(was, one);
    IF moved THEN
        PERFORM app.guard_meeting_step(one, at);
    END IF;
    IF NOT one.held_on BETWEEN at.term_starts_on AND at.term_ends_on THEN
        PERFORM app.break_rule('board_meeting_is_within_the_term');
    ELSIF one.deleted_at IS NULL AND (was.id IS NULL
          OR (was.held_on, was.chair_member_id, was.vice_chair_member_id, was.deleted_at) IS DISTINCT FROM
             (one.held_on, one.chair_member_id, one.vice_chair_member_id, one.deleted_at)) THEN
        PERFORM app.guard_chairs(one, at);
    END IF;
    -- All that is told of it, as sql/147 says. What is withdrawn may say what it should not.
    IF moved AND one.status = 'minutes_withdrawn' THEN
        PERFORM app.guard_said(at, concat_ws(E'\n', one.status_reason, one.status_reference));
    ELSE
        PERFORM app.guard_said(at, app.said_of(one));
        IF app.is_put_up_by_withheld(at, one) THEN
            PERFORM app.break_rule('board_meeting_names_no_withheld_school');
        END IF;
    END IF;
END $$;

-- Two who name a chair come one after the other: the row of the board is held until the end. Minutes are withdrawn
-- also when the board has ended.
CREATE FUNCTION board_meeting_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    at    board;
    was   board_meeting := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    at := held_board(NEW.trust_id, NEW.board_id);
    IF was.status = 'minutes_published' AND NEW.status = 'minutes_withdrawn' THEN
        PERFORM guard_server(at);
    ELSE
        PERFORM guard_served(at);
    END IF;
    sight := widen_sight();
    PERFORM guard_meeting(was, NEW, at);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_planned BEFORE INSERT ON board_meeting FOR EACH ROW EXECUTE FUNCTION board_meeting_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_meeting FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_meeting_stands();

-- ---- what happens beside it --------------------------------------------------------------------

--! rule board_term_holds_its_meetings: term_ends_on: a meeting is before or beyond these days
CREATE FUNCTION board_must_hold_its_meetings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM board_meeting WHERE trust_id = NEW.trust_id AND board_id = NEW.id AND deleted_at IS NULL
                  AND status <> 'cancelled' AND NOT held_on BETWEEN NEW.term_starts_on AND NEW.term_ends_on) THEN
        PERFORM break_rule('board_term_holds_its_meetings');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER e_holds_its_meetings BEFORE UPDATE ON board FOR EACH ROW
    WHEN ((OLD.term_starts_on, OLD.term_ends_on) IS DISTINCT FROM (NEW.term_starts_on, NEW.term_ends_on))
    EXECUTE FUNCTION board_must_hold_its_meetings();

-- What was published is taken back from that moment on when it may be told no longer. Who made it so is told to nobody
-- who read it: that would tell of whom it is.
CREATE FUNCTION take_back(published text, of_trust uuid, this uuid, step text, why text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    op      text := coalesce(current_setting('app.op', true), '');
    writing text := coalesce(current_setting('app.writing', true), '');
    actor   text := coalesce(current_setting('app.actor', true), '');
    request text := coalesce(current_setting('app.request_id', true), '');
BEGIN
    PERFORM set_config('app.op', '', true), set_config('app.writing', this::text, true),
            set_config('app.actor', '', true), set_config('app.request_id', '', true);
    EXECUTE format('UPDATE app.%I SET status = $1, status_step = $1, status_on = app.today(), status_reason = $2,
                    status_reference = NULL WHERE trust_id = $3 AND id = $4', published)
      USING step, why, of_trust, this;
    PERFORM set_config('app.op', op, true), set_config('app.writing', writing, true),
            set_config('app.actor', actor, true), set_config('app.request_id', request, true);
END $$;

-- Whatever a board has published is judged again by writing its row here. CALL is_judged_again('judge'): a trigger
-- function that looks at what a board published, by NEW.board_id.
CREATE TABLE board_judging (
    trust_id  uuid NOT NULL,
    board_id  uuid NOT NULL,
    judged_at timestamptz NOT NULL,
    PRIMARY KEY (trust_id, board_id),
    CONSTRAINT board_judging_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board
);
COMMENT ON CONSTRAINT board_judging_of_board ON board_judging IS 'board_id: is not a board of the trust';
ALTER TABLE board_judging ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_judging FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON board_judging USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
CREATE PROCEDURE is_judged_again(judge text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %1$I AFTER INSERT OR UPDATE ON app.board_judging FOR EACH ROW
                    EXECUTE FUNCTION app.%1$I()', judge);
END $$;

-- What schools see while it names nobody who is not, or no longer, to be told of: its sight_of() says so, and is asked
-- again whenever that may be otherwise. CALL is_seen_as_judged('x').
CREATE FUNCTION sight_is_judged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    op    text := coalesce(current_setting('app.op', true), '');
BEGIN
    PERFORM set_config('app.op', '', true);
    EXECUTE format('UPDATE app.%I SET school_ids = school_ids WHERE trust_id = $1 AND board_id = $2', TG_ARGV[0])
      USING NEW.trust_id, NEW.board_id;
    PERFORM set_config('app.op', op, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE PROCEDURE is_seen_as_judged(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE ON app.board_judging FOR EACH ROW
                    EXECUTE FUNCTION app.sight_is_judged(%L)', tenant || '_follows', tenant);
    -- And when it may be told again.
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON app.board_consent FOR EACH ROW
                    WHEN (NEW.type = ''name_in_minutes'') EXECUTE FUNCTION app.sight_is_judged(%L)',
                   tenant || '_returns', tenant);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON app.board_member FOR EACH ROW
                    WHEN (OLD.school_withheld AND NOT NEW.school_withheld)
                    EXECUTE FUNCTION app.sight_is_judged(%L)', tenant || '_returns', tenant);
END $$;

-- Who is publishing holds the board: they come before, and are judged, or after.
CREATE FUNCTION judge_board(of_trust uuid, of_board uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM app.held_board(of_trust, of_board);
    INSERT INTO app.board_judging VALUES (of_trust, of_board, clock_timestamp())
        ON CONFLICT (trust_id, board_id) DO UPDATE SET judged_at = excluded.judged_at;
END $$;
CREATE FUNCTION judge_boards(of_trust uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT id FROM app.board WHERE trust_id = of_trust AND status <> 'forming' ORDER BY id LOOP
        PERFORM app.judge_board(of_trust, one);
    END LOOP;
END $$;

-- What a member is called, is consented to for them, and asks for whose consent: by the member, the rules of the
-- trust, the pupil's birth date and, in boards_turn_of_day(), the day.
CREATE FUNCTION board_is_judged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM judge_board(NEW.trust_id, NEW.board_id);
    RETURN NULL;
END $$;
CREATE TRIGGER judged_again AFTER UPDATE ON board_consent FOR EACH ROW
    WHEN (OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL) EXECUTE FUNCTION board_is_judged();
CREATE TRIGGER judged_again AFTER UPDATE ON board_member FOR EACH ROW
    WHEN ((OLD.pseudonym, OLD.age_band, OLD.lacks_capacity, OLD.school_withheld, OLD.deleted_at) IS DISTINCT FROM
          (NEW.pseudonym, NEW.age_band, NEW.lacks_capacity, NEW.school_withheld, NEW.deleted_at))
    EXECUTE FUNCTION board_is_judged();
CREATE TRIGGER judged_with_a_new_one AFTER INSERT ON board_member
    FOR EACH ROW EXECUTE FUNCTION board_is_judged();
CREATE TRIGGER judged_again AFTER UPDATE ON board_member_pupil FOR EACH ROW EXECUTE FUNCTION board_is_judged();

CREATE FUNCTION boards_of_pupil_are_judged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   uuid;
BEGIN
    FOR one IN SELECT DISTINCT board_id FROM board_member_pupil
                WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id ORDER BY board_id LOOP
        PERFORM judge_board(NEW.trust_id, one);
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER judge_boards AFTER UPDATE ON pupil FOR EACH ROW
    WHEN (OLD.date_of_birth IS DISTINCT FROM NEW.date_of_birth) EXECUTE FUNCTION boards_of_pupil_are_judged();

CREATE FUNCTION boards_of_trust_are_judged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM judge_boards(NEW.trust_id), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER judge_boards AFTER INSERT OR UPDATE ON board_consent_rule
    FOR EACH ROW EXECUTE FUNCTION boards_of_trust_are_judged();

-- A name that was consented to, or was not, stays the name of what was said of a meeting.
--! rule board_member_pseudonym_stands: pseudonym: the board has met: what is said of that knows them by it
CREATE FUNCTION board_member_pseudonym_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM board_meeting WHERE trust_id = NEW.trust_id AND board_id = NEW.board_id
                  AND was_held(status)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_member_pseudonym_stands';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_called_so BEFORE UPDATE ON board_member FOR EACH ROW
    WHEN (OLD.pseudonym <> NEW.pseudonym) EXECUTE FUNCTION board_member_pseudonym_stands();

CREATE FUNCTION withdraw_minutes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at    board := held_board(NEW.trust_id, NEW.board_id);
    sight text := widen_sight();
    one   board_meeting;
BEGIN
    FOR one IN SELECT * FROM board_meeting WHERE trust_id = NEW.trust_id AND board_id = NEW.board_id
                  AND status = 'minutes_published' LOOP
        IF is_named_no_longer(at, said_of(one)) OR is_put_up_by_withheld(at, one) THEN
            PERFORM take_back('board_meeting', one.trust_id, one.id, 'minutes_withdrawn',
                              'What they name may be named no longer');
        END IF;
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CALL is_judged_again('withdraw_minutes');
