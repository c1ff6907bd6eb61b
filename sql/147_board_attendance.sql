-- What a meeting of a board talks about, item by item, and who was there: by that a meeting is held, and decides.
SET LOCAL search_path = app, pg_temp;

-- The meeting of a record, whoever asks.
CREATE FUNCTION meeting_of(of_trust uuid, of_meeting uuid) RETURNS board_meeting
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   board_meeting;
BEGIN
    SELECT * INTO one FROM board_meeting WHERE trust_id = of_trust AND id = of_meeting;
    PERFORM narrow_sight(sight);
    RETURN one;
END $$;

-- A record below a meeting is of its board.
CREATE FUNCTION follows_meeting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    NEW.board_id := (meeting_of(NEW.trust_id, NEW.meeting_id)).board_id;
    RETURN NEW;
END $$;

-- Two who write below one meeting come one after the other: the row of the board is held until the end.
--! rule board_meeting_is_told_until_it_is_published: meeting_id: it was cancelled, or its minutes are published: what was told stands
CREATE FUNCTION guard_below_meeting(of_trust uuid, of_meeting uuid) RETURNS board_meeting LANGUAGE plpgsql AS $$
DECLARE
    one board_meeting := app.meeting_of(of_trust, of_meeting);
BEGIN
    PERFORM app.guard_served(app.held_board(of_trust, one.board_id));
    one := app.meeting_of(of_trust, of_meeting);
    IF one.status IN ('cancelled', 'minutes_published') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_meeting_is_told_until_it_is_published';
    END IF;
    RETURN one;
END $$;

CREATE PROCEDURE belongs_to_meeting(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER a_0_follows_meeting BEFORE INSERT ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.follows_meeting()', tenant);
    CALL app.belongs_to_board(tenant);
    CALL app.hears_of('board_meeting', tenant, 'meeting_id');
END $$;

-- ---- what it talks about -----------------------------------------------------------------------

CREATE TABLE board_agenda_item (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id            uuid NOT NULL,
    board_id      uuid NOT NULL,
    meeting_id    uuid NOT NULL,
    position      agenda_position NOT NULL,
    title         label NOT NULL,
    put_up_by     agenda_source NOT NULL,
    school_id     uuid,
    outcome       note,
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[] NOT NULL,
    team_user_ids uuid[] NOT NULL,
    overseer_sees boolean NOT NULL,
    restricted    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_agenda_item_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_agenda_item_of_meeting FOREIGN KEY (trust_id, meeting_id) REFERENCES board_meeting,
    CONSTRAINT board_agenda_item_of_a_school CHECK ((put_up_by = 'school') = (school_id IS NOT NULL))
);
COMMENT ON CONSTRAINT board_agenda_item_of_board ON board_agenda_item IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_agenda_item_of_meeting ON board_agenda_item IS
    'meeting_id: is not a meeting of the board';
COMMENT ON CONSTRAINT board_agenda_item_of_a_school ON board_agenda_item IS
    'school_id: is said of what a school puts up, and of nothing else';
CREATE INDEX board_agenda_item_by_meeting ON board_agenda_item (trust_id, meeting_id, position, id);
CREATE INDEX board_agenda_item_by_board ON board_agenda_item (trust_id, board_id, id);
CALL team_table('board_agenda_item', 'board_agenda_item', '{outcome}', 'overseer');

-- Seen as the meeting is.
CREATE FUNCTION sight_of(one board_agenda_item, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT m.school_ids, at.team_user_ids, true, false FROM app.meeting_of(one.trust_id, one.meeting_id) AS m
$$;
CALL belongs_to_meeting('board_agenda_item');

-- What is put up without a place is the last.
CREATE FUNCTION board_agenda_item_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    NEW.position := coalesce(NEW.position, CASE WHEN TG_OP = 'UPDATE' THEN OLD.position END, (
        SELECT least(coalesce(max(position), 0) + 1, 100) FROM board_agenda_item
         WHERE trust_id = NEW.trust_id AND meeting_id = NEW.meeting_id AND deleted_at IS NULL));
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_keeps BEFORE INSERT OR UPDATE ON board_agenda_item
    FOR EACH ROW EXECUTE FUNCTION board_agenda_item_keeps();

--! rule board_agenda_item_is_of_a_school_covered: school_id: is not a school that the board covers
--! rule board_agenda_item_school_is_told: school_id: is not a school that is named in what boards publish
--! rule board_agenda_item_outcome_follows_the_meeting: outcome: is written once the meeting was held
CREATE FUNCTION guard_agenda_item(one board_agenda_item, at board, of_meeting board_meeting) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT coalesce(one.school_id = ANY (app.schools_covered(at)), true) THEN
        PERFORM app.break_rule('board_agenda_item_is_of_a_school_covered');
    ELSIF app.is_withheld(at, one.school_id) THEN
        PERFORM app.break_rule('board_agenda_item_school_is_told');
    ELSIF one.outcome IS NOT NULL AND NOT app.was_held(of_meeting.status) THEN
        PERFORM app.break_rule('board_agenda_item_outcome_follows_the_meeting');
    END IF;
    PERFORM app.guard_said(at, concat_ws(E'\n', one.title, one.outcome));
END $$;

CREATE FUNCTION board_agenda_item_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_meeting board_meeting := guard_below_meeting(NEW.trust_id, NEW.meeting_id);
    sight      text := widen_sight();
BEGIN
    IF NEW.deleted_at IS NULL THEN
        PERFORM guard_agenda_item(NEW, board_of(NEW.trust_id, NEW.board_id), of_meeting);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_put_up BEFORE INSERT ON board_agenda_item
    FOR EACH ROW EXECUTE FUNCTION board_agenda_item_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_agenda_item FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_agenda_item_stands();

-- All that is told in words of a meeting with its minutes: what may be told of it is judged by this, and by the schools
-- that put up what it talks about.
CREATE FUNCTION said_of(one board_meeting) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\n', one.focus, one.place, one.minutes, one.status_reason, one.status_reference, (
               SELECT string_agg(concat_ws(E'\n', told->>'title', told->>'reference'), E'\n')
                 FROM jsonb_array_elements(one.attachments) AS told), (
               SELECT string_agg(concat_ws(E'\n', title, outcome), E'\n') FROM app.board_agenda_item
                WHERE trust_id = one.trust_id AND meeting_id = one.id AND deleted_at IS NULL))
$$;

CREATE FUNCTION is_put_up_by_withheld(at board, one board_meeting) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.board_agenda_item
                    WHERE trust_id = one.trust_id AND meeting_id = one.id AND deleted_at IS NULL
                      AND app.is_withheld(at, school_id))
$$;

-- What is published is read by whoever opens it: a disclosure in it is the safeguarding lead's alone. Boards speak of
-- bullying, too: whoever has read what was found says so.
--! rule board_minutes_tell_no_disclosure: reason: is needed, that somebody has read them and they tell of nobody: the minutes or an outcome hold
CREATE FUNCTION minutes_must_tell_no_disclosure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found jsonb := phrases_found(NEW.trust_id, concat_ws(E'\n', NEW.minutes, (
        SELECT string_agg(outcome, E'\n') FROM board_agenda_item
         WHERE trust_id = NEW.trust_id AND meeting_id = NEW.id AND deleted_at IS NULL)));
BEGIN
    IF found <> '[]' AND NEW.status_reason IS NULL THEN
        RAISE check_violation USING CONSTRAINT = 'board_minutes_tell_no_disclosure', HINT = some_of(found);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_tells_no_disclosure BEFORE UPDATE ON board_meeting FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'minutes_published')
    EXECUTE FUNCTION minutes_must_tell_no_disclosure();

-- ---- who was there -----------------------------------------------------------------------------

CREATE TABLE board_attendance (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id             uuid NOT NULL,
    board_id       uuid NOT NULL,
    meeting_id     uuid NOT NULL,
    member_id      uuid, -- one of the two
    facilitator_id uuid,
    attendance     meeting_attendance NOT NULL,
    online         boolean NOT NULL,
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[] NOT NULL,
    team_user_ids  uuid[] NOT NULL,
    overseer_sees  boolean NOT NULL,
    restricted     boolean NOT NULL DEFAULT false, -- as the member
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_attendance_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_attendance_of_meeting FOREIGN KEY (trust_id, meeting_id) REFERENCES board_meeting,
    CONSTRAINT board_attendance_is_of_one CHECK (num_nonnulls(member_id, facilitator_id) = 1),
    CONSTRAINT board_attendance_online_is_present CHECK (NOT online OR attendance = 'present')
);
COMMENT ON CONSTRAINT board_attendance_of_board ON board_attendance IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_attendance_of_meeting ON board_attendance IS
    'meeting_id: is not a meeting of the board';
COMMENT ON CONSTRAINT board_attendance_is_of_one ON board_attendance IS
    'member_id: it is a member or a facilitator, and not both';
COMMENT ON CONSTRAINT board_attendance_online_is_present ON board_attendance IS
    'online: nobody takes part online who is not present';
CREATE UNIQUE INDEX board_attendance_of_member_is_told_once ON board_attendance (trust_id, meeting_id, member_id)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX board_attendance_of_member_is_told_once IS 'member_id: it is told already whether they were there';
CREATE UNIQUE INDEX board_attendance_of_facilitator_is_told_once
    ON board_attendance (trust_id, meeting_id, facilitator_id) WHERE deleted_at IS NULL;
COMMENT ON INDEX board_attendance_of_facilitator_is_told_once IS
    'facilitator_id: it is told already whether they were there';
CREATE INDEX board_attendance_by_board ON board_attendance (trust_id, board_id, id);
CREATE INDEX board_attendance_by_member ON board_attendance (trust_id, member_id, id);
CALL team_table('board_attendance', 'board_attendance', above => 'overseer');
INSERT INTO pupil_link VALUES ('board_member_pupil', 'member_id', 'board_attendance', 'member_id');

-- A school reads of its own members, as it sees them, once the minutes are published; of a facilitator whoever reads
-- those.
CREATE FUNCTION sight_of(one board_attendance, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN m.id IS NULL OR g.school_ids = '{}' THEN g.school_ids ELSE m.school_ids END,
           at.team_user_ids, true, coalesce(m.restricted, false)
      FROM app.meeting_of(one.trust_id, one.meeting_id) AS g
      LEFT JOIN app.board_member m ON m.trust_id = one.trust_id AND m.id = one.member_id
$$;
CALL belongs_to_meeting('board_attendance');
CREATE TRIGGER tells_board_attendance AFTER UPDATE ON board_member FOR EACH ROW
    WHEN ((OLD.school_ids, OLD.team_user_ids, OLD.restricted)
          IS DISTINCT FROM (NEW.school_ids, NEW.team_user_ids, NEW.restricted))
    EXECUTE FUNCTION tell_below('board_attendance', 'member_id');

-- ---- who may be there --------------------------------------------------------------------------

CREATE FUNCTION members_on(of_meeting board_meeting) RETURNS SETOF board_member LANGUAGE sql STABLE AS $$
    SELECT m.* FROM app.members_of(of_meeting.trust_id, of_meeting.board_id) AS m
     WHERE app.stay_of(m) @> of_meeting.held_on
$$;

--! rule board_attendance_is_of_a_member: member_id: is not a member of the board on that day
--! rule board_attendance_rests_on_consent: member_id: consent to taking part is not in force on that day
--! rule board_attendance_rests_on_consent_to_travel: member_id: consent to travel or to take part online is not in force on that day
CREATE FUNCTION guard_member_there(one board_attendance, of_meeting board_meeting) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    who board_member;
BEGIN
    SELECT m.* INTO who FROM app.members_on(of_meeting) AS m WHERE m.id = one.member_id;
    IF who.id IS NULL THEN
        PERFORM app.break_rule('board_attendance_is_of_a_member');
    ELSIF one.attendance = 'present' AND NOT app.has_consented(who, 'participation', of_meeting.held_on) THEN
        PERFORM app.break_rule('board_attendance_rests_on_consent');
    ELSIF one.attendance = 'present' AND (one.online OR who.school_id IS DISTINCT FROM of_meeting.school_id)
      AND NOT app.has_consented(who, 'travel_or_online', of_meeting.held_on) THEN
        PERFORM app.break_rule('board_attendance_rests_on_consent_to_travel');
    END IF;
END $$;

--! rule board_attendance_is_not_foreseen: attendance: nobody is present, or absent, before the day of the meeting
--! rule board_attendance_is_online_where_the_meeting_is: online: the meeting is not online
--! rule board_attendance_is_in_person_somewhere: online: the meeting is online only
--! rule board_attendance_is_of_a_facilitator: facilitator_id: is not a facilitator of the board on that day
CREATE FUNCTION guard_attendance(one board_attendance, of_meeting board_meeting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.attendance <> 'apologies' AND of_meeting.held_on > app.today() THEN
        PERFORM app.break_rule('board_attendance_is_not_foreseen');
    ELSIF one.online AND NOT of_meeting.online THEN
        PERFORM app.break_rule('board_attendance_is_online_where_the_meeting_is');
    ELSIF one.attendance = 'present' AND NOT one.online AND of_meeting.school_id IS NULL
      AND of_meeting.place IS NULL THEN
        PERFORM app.break_rule('board_attendance_is_in_person_somewhere');
    ELSIF one.facilitator_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM app.board_facilitator f
               WHERE f.trust_id = one.trust_id AND f.board_id = one.board_id AND f.id = one.facilitator_id
                 AND app.is_in_force(f, of_meeting.held_on)) THEN
        PERFORM app.break_rule('board_attendance_is_of_a_facilitator');
    ELSIF one.member_id IS NOT NULL THEN
        PERFORM app.guard_member_there(one, of_meeting);
    END IF;
END $$;

CREATE FUNCTION board_attendance_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_meeting board_meeting := guard_below_meeting(NEW.trust_id, NEW.meeting_id);
    sight      text := widen_sight();
BEGIN
    IF NEW.deleted_at IS NULL AND num_nonnulls(NEW.member_id, NEW.facilitator_id) = 1 THEN
        PERFORM guard_attendance(NEW, of_meeting);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_told BEFORE INSERT ON board_attendance
    FOR EACH ROW EXECUTE FUNCTION board_attendance_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_attendance FOR EACH ROW
    WHEN ((OLD.attendance, OLD.online, OLD.deleted_at) IS DISTINCT FROM (NEW.attendance, NEW.online, NEW.deleted_at))
    EXECUTE FUNCTION board_attendance_stands();

-- ---- a meeting that is held --------------------------------------------------------------------

CREATE FUNCTION was_present(of_meeting board_meeting, who uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.board_attendance
                    WHERE trust_id = of_meeting.trust_id AND meeting_id = of_meeting.id AND deleted_at IS NULL
                      AND attendance = 'present' AND who IN (member_id, facilitator_id))
$$;

-- How many members a meeting needs to decide, and how many there are: of those in office on its day.
CREATE FUNCTION quorum_of(of_meeting board_meeting, at board, OUT needed bigint, OUT present bigint)
    LANGUAGE sql STABLE AS $$
    SELECT greatest(1, (count(*) * at.quorum_share + 9999) / 10000),
           count(*) FILTER (WHERE app.was_present(of_meeting, m.id))
      FROM app.members_on(of_meeting) AS m
$$;
CREATE FUNCTION quorum_told(needed bigint, present bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('needed', needed, 'present', present, 'quorate', present >= needed)
$$;

-- What it needed when it was held stays so, whoever comes or leaves later and whatever the board asks for by then.
CREATE FUNCTION quorum(one board_meeting) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    told  jsonb := coalesce(one.quorum_held, (SELECT quorum_told(needed, present)
                                           FROM quorum_of(one, board_of(one.trust_id, one.board_id))));
BEGIN
    PERFORM narrow_sight(sight);
    RETURN told;
END $$;
-- Only a meeting that was held with a quorum decides.
CREATE FUNCTION is_quorate(one board_meeting) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app.was_held(one.status) AND (app.quorum(one)->>'quorate')::boolean
$$;

--! rule board_meeting_was_guarded: attendance: fewer than two facilitators with a DBS check that counted were present
--! rule board_meeting_was_chaired: attendance: neither the chair nor the vice-chair was present
CREATE FUNCTION guard_held(one board_meeting) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM app.checked_facilitators(one.trust_id, one.board_id, one.held_on) AS f
         WHERE app.was_present(one, f.id)) < 2 THEN
        PERFORM app.break_rule('board_meeting_was_guarded');
    ELSIF NOT app.was_present(one, one.chair_member_id) AND NOT app.was_present(one, one.vice_chair_member_id) THEN
        PERFORM app.break_rule('board_meeting_was_chaired');
    END IF;
END $$;

-- Whoever was there was there then: a meeting that is attended does not move, though its place may be told in other
-- words.
--! rule board_meeting_that_is_attended_stays: held_on: somebody was there: neither the day nor where it is changes
CREATE FUNCTION board_meeting_is_attended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF (OLD.held_on, OLD.online, OLD.school_id, OLD.place IS NULL) IS DISTINCT FROM
       (NEW.held_on, NEW.online, NEW.school_id, NEW.place IS NULL)
       AND EXISTS (SELECT FROM board_attendance WHERE trust_id = NEW.trust_id AND meeting_id = NEW.id
                      AND deleted_at IS NULL AND attendance = 'present') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_meeting_that_is_attended_stays';
    ELSIF was_held(NEW.status) AND (NOT was_held(OLD.status)
          OR (OLD.chair_member_id, OLD.vice_chair_member_id)
             IS DISTINCT FROM (NEW.chair_member_id, NEW.vice_chair_member_id)) THEN
        PERFORM guard_held(NEW);
    END IF;
    IF NEW.status = 'held' AND OLD.status <> 'held' THEN
        NEW.quorum_held := quorum(NEW);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_attended BEFORE UPDATE ON board_meeting
    FOR EACH ROW EXECUTE FUNCTION board_meeting_is_attended();

-- What is put right later leaves a meeting that was held, and tells anew how many there were.
CREATE FUNCTION attendance_leaves_it_held() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    one     board_meeting := meeting_of(NEW.trust_id, NEW.meeting_id);
    writing text := coalesce(current_setting('app.writing', true), '');
BEGIN
    IF was_held(one.status) THEN
        PERFORM guard_held(one), set_config('app.writing', one.id::text, true);
        UPDATE board_meeting
           SET quorum_held = quorum_told((one.quorum_held->>'needed')::bigint, (
                            SELECT present FROM quorum_of(one, board_of(one.trust_id, one.board_id))))
         WHERE trust_id = one.trust_id AND id = one.id;
        PERFORM set_config('app.writing', writing, true);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER tells_who_was_there AFTER INSERT ON board_attendance
    FOR EACH ROW EXECUTE FUNCTION attendance_leaves_it_held();
CREATE TRIGGER leaves_it_held AFTER UPDATE ON board_attendance FOR EACH ROW
    WHEN ((OLD.attendance, OLD.deleted_at) IS DISTINCT FROM (NEW.attendance, NEW.deleted_at))
    EXECUTE FUNCTION attendance_leaves_it_held();

-- Is it told of a day outside these that somebody was at a meeting, or missed one that was held?
CREATE FUNCTION was_there_beyond(of_trust uuid, who uuid, stay daterange) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    there boolean := EXISTS (
        SELECT FROM app.board_attendance a JOIN app.board_meeting g ON g.trust_id = a.trust_id AND g.id = a.meeting_id
         WHERE a.trust_id = of_trust AND who IN (a.member_id, a.facilitator_id) AND a.deleted_at IS NULL
           AND (app.was_held(g.status) OR a.attendance = 'present' AND g.status <> 'cancelled')
           AND NOT stay @> g.held_on);
BEGIN
    PERFORM app.narrow_sight(sight);
    RETURN there;
END $$;

-- Who writes an attendance holds the board, as who writes a member or a facilitator does.
--! rule board_member_was_at_its_meetings: ends_on: it is told of a meeting on another day that they were there, or missed it
CREATE FUNCTION board_member_was_there() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF was_there_beyond(NEW.trust_id, NEW.id, stay_of(NEW)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_member_was_at_its_meetings';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_was_there BEFORE UPDATE ON board_member FOR EACH ROW
    WHEN ((OLD.starts_on, OLD.ends_on, OLD.deleted_at) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.deleted_at))
    EXECUTE FUNCTION board_member_was_there();

--! rule board_facilitator_was_at_its_meetings: ends_on: it is told of a meeting on another day that they were there, or missed it
CREATE FUNCTION board_facilitator_was_there() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF NEW.ends_on < NEW.starts_on THEN
        RETURN NEW; -- the table says so
    ELSIF was_there_beyond(NEW.trust_id, NEW.id, daterange(NEW.starts_on, NEW.ends_on, '[]')) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_facilitator_was_at_its_meetings';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_was_there BEFORE UPDATE ON board_facilitator FOR EACH ROW
    WHEN ((OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on))
    EXECUTE FUNCTION board_facilitator_was_there();

-- ---- who stays away ----------------------------------------------------------------------------

-- How many of the meetings that were held while they were in office a member has missed since they were last
-- present, with apologies or without.
CREATE FUNCTION missed_in_a_row(one board_member) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM (
        SELECT bool_or(app.was_present(g, one.id)) OVER (ORDER BY g.held_on DESC, g.id DESC) AS seen
          FROM app.board_meeting g
         WHERE g.trust_id = one.trust_id AND g.board_id = one.board_id AND g.deleted_at IS NULL
           AND app.was_held(g.status) AND app.stay_of(one) @> g.held_on) AS missed
     WHERE NOT seen
$$;

-- Told to whoever runs the board or oversees it, while it sits.
CREATE FUNCTION warnings(one board) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    told  jsonb := '[]';
BEGIN
    IF one.status <> 'sitting' OR NOT serves_board(one) THEN
        RETURN told;
    END IF;
    sight := widen_sight();
    IF (SELECT count(*) FROM checked_facilitators(one.trust_id, one.id, today())) < 2 THEN
        told := told || warning('board_lacks_facilitators', 'status',
                                'Fewer than two facilitators have a DBS check that counts today');
    END IF;
    IF NOT has_send_share(one, today()) THEN
        told := told || warning('board_lacks_send_share', 'minimum_send_share',
                                'Fewer members of today have SEND than minimum_send_share asks for');
    END IF;
    told := told || (SELECT coalesce(jsonb_agg(warning('member_missed_meetings', 'missed_meetings_limit',
                        format('%s has missed %s meetings in a row', pseudonym, missed)) ORDER BY pseudonym), '[]')
               FROM (SELECT m.pseudonym, missed_in_a_row(m) AS missed FROM members_of(one.trust_id, one.id) AS m
                      WHERE stay_of(m) @> today()) AS m
              WHERE missed >= one.missed_meetings_limit);
    PERFORM narrow_sight(sight);
    RETURN told;
END $$;
