-- Members of a board: pupils, by pseudonym. Which pupil a member is stands beside them, seen by whoever sees the
-- pupil; the row itself tells nothing that leads to one.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_member (
    trust_id                  uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                              REFERENCES trust,
    id                        uuid NOT NULL,
    board_id                  uuid NOT NULL,
    pseudonym                 label NOT NULL,
    school_id                 uuid NOT NULL,
    phase                     phase NOT NULL,   -- the school's, on joining
    need                      need,             -- as the member says
    has_send                  boolean NOT NULL, -- of a pupil that is known: by the record, on joining
    age_band                  age_band,         -- as given; NULL of a pupil that is known
    lacks_capacity            boolean NOT NULL, -- to consent, at 16 and over
    school_withheld           boolean NOT NULL, -- whose school is never published
    accessible_formats_needed jsonb NOT NULL,
    starts_on                 date NOT NULL,
    ends_on                   date NOT NULL,    -- the last day
    left_reason               note,
    version                   count NOT NULL DEFAULT 1,
    created_at                timestamptz NOT NULL DEFAULT now(),
    updated_at                timestamptz NOT NULL DEFAULT now(),
    deleted_at                timestamptz,
    school_ids                uuid[] NOT NULL,
    team_user_ids             uuid[] NOT NULL,
    overseer_sees             boolean NOT NULL,
    restricted                boolean NOT NULL DEFAULT false, -- as the pupil
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_member_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_member_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_member_ends_after_they_start CHECK (ends_on >= starts_on),
    CONSTRAINT board_member_formats_are_different CHECK (values_differ(accessible_formats_needed))
);
COMMENT ON CONSTRAINT board_member_of_board ON board_member IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_member_school_is_known ON board_member IS 'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_member_ends_after_they_start ON board_member IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT board_member_formats_are_different ON board_member IS
    'accessible_formats_needed: must not name one format twice';
CREATE UNIQUE INDEX board_member_pseudonym_is_one ON board_member (trust_id, board_id, lower(pseudonym))
    WHERE deleted_at IS NULL;
COMMENT ON INDEX board_member_pseudonym_is_one IS 'pseudonym: another member of the board has it';
CREATE INDEX board_member_by_board ON board_member (trust_id, board_id, starts_on, id);
CREATE INDEX board_member_by_school ON board_member (trust_id, school_id, id);
CALL team_table('board_member', 'board_member', '{left_reason}', 'overseer');

-- Which pupil a member is. Seen by whoever sees the pupil; it goes with the pupil, and the member stays.
CREATE TABLE board_member_pupil (
    trust_id  uuid NOT NULL,
    member_id uuid NOT NULL,
    board_id  uuid NOT NULL,
    pupil_id  uuid NOT NULL,
    PRIMARY KEY (trust_id, member_id),
    CONSTRAINT board_member_pupil_of_member FOREIGN KEY (trust_id, member_id) REFERENCES board_member
        DEFERRABLE INITIALLY DEFERRED, -- it comes first
    CONSTRAINT board_member_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
);
COMMENT ON CONSTRAINT board_member_pupil_of_member ON board_member_pupil IS 'member_id: is not a member of a board';
COMMENT ON CONSTRAINT board_member_pupil_is_known ON board_member_pupil IS
    'pupil_id: is not a pupil of the trust';
CREATE INDEX board_member_pupil_by_pupil ON board_member_pupil (trust_id, pupil_id);
ALTER TABLE board_member_pupil ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_member_pupil FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON board_member_pupil USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND ( (SELECT coalesce(current_setting('app.moving', true), '') = '1')
     OR EXISTS (SELECT FROM app.pupil p
                 WHERE p.trust_id = board_member_pupil.trust_id AND p.id = board_member_pupil.pupil_id)));
GRANT SELECT ON board_member_pupil TO api_rw, api_ro;
INSERT INTO pupil_link VALUES ('board_member_pupil', 'member_id', 'board_member', 'id');

CREATE FUNCTION pupil_id(one board_member) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT pupil_id FROM app.board_member_pupil WHERE trust_id = one.trust_id AND member_id = one.id
$$;

-- Whoever calls it has found the pupil among those they may read.
CREATE FUNCTION board_member_is_pupil(of_member uuid, of_board uuid, of_pupil uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO board_member_pupil (trust_id, member_id, board_id, pupil_id)
    VALUES (nullif(current_setting('app.trust', true), '')::uuid, of_member, of_board, of_pupil);
    PERFORM narrow_sight(sight);
END $$;

-- The pupil a member is, whoever asks; NULL when that is not known.
CREATE FUNCTION pupil_of(one board_member) RETURNS pupil
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found pupil;
BEGIN
    SELECT p.* INTO found FROM board_member_pupil l JOIN pupil p ON p.trust_id = l.trust_id AND p.id = l.pupil_id
     WHERE l.trust_id = one.trust_id AND l.member_id = one.id;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;

-- ---- who a member is ---------------------------------------------------------------------------

CREATE FUNCTION age_band_at(born date, on_day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN on_day < (born + interval '13 years')::date THEN 'under_13'
                WHEN on_day < (born + interval '16 years')::date THEN '13_to_15'
                WHEN born IS NOT NULL THEN '16_and_over' END
$$;
CREATE FUNCTION age_band_on(one board_member, on_day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(app.age_band_at((app.pupil_of(one)).date_of_birth, on_day), one.age_band)
$$;
CREATE FUNCTION age_band_today(one board_member) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN age_band_on(one, today());
END $$;

CREATE FUNCTION stay_of(one board_member) RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN one.deleted_at IS NULL AND one.ends_on >= one.starts_on
                THEN daterange(one.starts_on, one.ends_on, '[]') ELSE 'empty' END
$$;

-- Does the member come with this, come back, or be there on days on which they were not?
CREATE FUNCTION is_there_longer(was board_member, one board_member) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT was.id IS NULL OR NOT app.stay_of(was) @> app.stay_of(one)
$$;

-- The school sees its own; a member whose pupil is restricted only who holds safeguarding there. What is known
-- of that stays when the pupil has gone.
CREATE FUNCTION sight_of(one board_member, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT ARRAY[one.school_id], at.team_user_ids, true,
           coalesce((app.pupil_of(one)).restricted, one.restricted)
$$;
CALL belongs_to_board('board_member');

-- "Member 7": the first number that nobody of the board has had.
CREATE FUNCTION drawn_pseudonym(of_trust uuid, of_board uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 'Member ' || min(n) FROM generate_series(1, 1 + (SELECT count(*) FROM app.board_member
                                                             WHERE trust_id = of_trust AND board_id = of_board)) AS n
     WHERE NOT EXISTS (SELECT FROM app.board_member WHERE trust_id = of_trust AND board_id = of_board
                          AND lower(pseudonym) = 'member ' || n)
$$;

-- What follows from the board is not taken from anybody else.
CREATE FUNCTION board_member_as_kept(stood board_member, sent board_member) RETURNS board_member
    LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
BEGIN
    sent.trust_id := own;
    sent.pseudonym := coalesce(sent.pseudonym, stood.pseudonym, app.drawn_pseudonym(own, sent.board_id));
    sent.accessible_formats_needed := coalesce(sent.accessible_formats_needed, '[]');
    sent.starts_on := coalesce(sent.starts_on, stood.starts_on, app.today());
    sent.ends_on := coalesce(sent.ends_on, stood.ends_on, (
        SELECT term_ends_on FROM app.board WHERE trust_id = own AND id = sent.board_id));
    IF stood.id IS NULL THEN
        sent.phase := (SELECT phase FROM app.school WHERE trust_id = own AND id = sent.school_id);
    END IF;
    PERFORM app.narrow_sight(sight);
    RETURN sent;
END $$;

-- Nor is what the record of a pupil says; no CHECK looks at it, for who writes a member may not read pupils.
CREATE FUNCTION board_member_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    is_of pupil;
BEGIN
    NEW := board_member_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    is_of := pupil_of(NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.school_withheld := NEW.school_withheld OR coalesce(is_of.in_care OR is_of.restricted, false);
    END IF;
    IF is_of.id IS NOT NULL THEN
        NEW.has_send := CASE WHEN TG_OP = 'INSERT' THEN is_of.sen_provision <> 'N' ELSE OLD.has_send END;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_keeps BEFORE INSERT OR UPDATE ON board_member
    FOR EACH ROW EXECUTE FUNCTION board_member_keeps();

-- ---- who may be one ----------------------------------------------------------------------------

--! rule board_is_served_by_its_facilitators: board_id: is written by the facilitators of the board, or by who oversees it
--! rule board_has_not_ended: board_id: its term is over
CREATE FUNCTION guard_server(at board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app.serves_board(at) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_is_served_by_its_facilitators';
    END IF;
END $$;
CREATE FUNCTION guard_served(at board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM app.guard_server(at);
    IF at.status = 'ended' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_has_not_ended';
    END IF;
END $$;

-- A board speaks as a whole in its term, as its members do; one may sit on beyond it until it is ended.
--! rule board_is_within_its_term: board_id: its term has not begun, or is over
CREATE FUNCTION guard_within_term(at board, on_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT on_day BETWEEN at.term_starts_on AND at.term_ends_on THEN
        PERFORM app.break_rule('board_is_within_its_term');
    END IF;
END $$;

-- Any forename or surname of a pupil of the schools covered, or a UPN. Which pupil a member is has no part in it: who
-- may not read pupils would learn a name by asking for it. What the service draws is nobody's.
CREATE FUNCTION holds_a_name(at board, said text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    words text := app.words_of(said);
BEGIN
    RETURN app.names_a_pupil(at.trust_id, '{}', said) OR (NOT words ~ '^ member [0-9]+ $' AND EXISTS (
        SELECT FROM app.pupil p
         CROSS JOIN LATERAL (VALUES (p.legal_surname), (p.legal_forename), (p.preferred_surname),
                                    (p.preferred_forename)) AS n(name)
         WHERE p.trust_id = at.trust_id AND p.school_ids && app.schools_covered(at)
           AND strpos(words, app.words_of(name)) > 0));
END $$;

--! rule board_member_is_of_a_school_covered: school_id: is not a school that the board covers
--! rule board_member_is_within_the_term: ends_on: nobody is a member before or beyond the term of the board
--! rule board_member_pseudonym_is_no_name: pseudonym: must hold no name of a pupil of the schools covered, and no UPN
--! rule board_member_leaves_unnamed: left_reason: must not name a pupil or hold a UPN
CREATE FUNCTION guard_board_member(was board_member, one board_member, at board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF app.is_there_longer(was, one) AND NOT one.school_id = ANY (app.schools_covered(at)) THEN
        PERFORM app.break_rule('board_member_is_of_a_school_covered');
    ELSIF one.starts_on < at.term_starts_on OR one.ends_on > at.term_ends_on THEN
        PERFORM app.break_rule('board_member_is_within_the_term');
    ELSIF was.pseudonym IS DISTINCT FROM one.pseudonym AND app.holds_a_name(at, one.pseudonym) THEN
        PERFORM app.break_rule('board_member_pseudonym_is_no_name');
    ELSIF was.left_reason IS DISTINCT FROM one.left_reason AND app.names_a_pupil(at, one.left_reason) THEN
        PERFORM app.break_rule('board_member_leaves_unnamed');
    END IF;
END $$;

--! rule board_member_is_at_the_school: pupil_id: is not registered at the school
--! rule board_member_is_there_once: pupil_id: is a member of the board on one of these days already
--! rule board_member_age_is_the_records: age_band: follows from the pupil
--! rule board_member_age_is_needed: age_band: is needed without a pupil
--! rule board_member_school_stays_withheld: school_withheld: has to stay so
CREATE FUNCTION guard_board_pupil(was board_member, one board_member) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    is_of pupil := app.pupil_of(one);
BEGIN
    IF is_of.id IS NULL THEN
        IF one.age_band IS NULL THEN
            PERFORM app.break_rule('board_member_age_is_needed');
        END IF;
    ELSIF one.age_band IS NOT NULL THEN
        PERFORM app.break_rule('board_member_age_is_the_records');
    ELSIF was.id IS NULL AND NOT coalesce(one.school_id = ANY (is_of.school_ids), false) THEN
        PERFORM app.break_rule('board_member_is_at_the_school');
    ELSIF NOT one.school_withheld AND (is_of.in_care OR is_of.restricted) THEN
        PERFORM app.break_rule('board_member_school_stays_withheld');
    ELSIF app.is_there_longer(was, one) AND EXISTS (
                  SELECT FROM app.board_member_pupil l
                    JOIN app.board_member m ON m.trust_id = l.trust_id AND m.id = l.member_id
                   WHERE l.trust_id = one.trust_id AND l.pupil_id = is_of.id AND l.board_id = one.board_id
                     AND m.id <> one.id AND app.stay_of(m) && app.stay_of(one)) THEN
        PERFORM app.break_rule('board_member_is_there_once');
    END IF;
END $$;

-- ---- seats -------------------------------------------------------------------------------------

-- The most members on any one day of those whose stays these are.
CREATE FUNCTION most_at_once(stays daterange[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(max((SELECT count(*) FROM unnest(stays) AS b(stay) WHERE b.stay @> lower(a.stay))), 0)
      FROM unnest(stays) AS a(stay)
$$;

-- The members of a board; `but` is one as it is about to be written.
CREATE FUNCTION members_of(of_trust uuid, of_board uuid, but board_member DEFAULT NULL) RETURNS SETOF board_member
    LANGUAGE sql STABLE AS $$
    SELECT m.* FROM app.board_member m
     WHERE m.trust_id = of_trust AND m.board_id = of_board AND m.id IS DISTINCT FROM but.id AND m.deleted_at IS NULL
     UNION ALL
    SELECT but.* WHERE but.id IS NOT NULL AND but.deleted_at IS NULL
$$;

-- What there is no seat for: 'school', 'phase', or nothing.
CREATE FUNCTION seats_lacking(at board, but board_member DEFAULT NULL) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM app.members_of(at.trust_id, at.id, but) AS m GROUP BY m.school_id
               HAVING app.most_at_once(array_agg(app.stay_of(m))) > at.seats_per_school) THEN
        RETURN 'school';
    ELSIF EXISTS (SELECT FROM app.members_of(at.trust_id, at.id, but) AS m
                    JOIN jsonb_array_elements(at.seats_per_phase) AS p(seat) ON p.seat->>'phase' = m.phase
                   GROUP BY m.phase, p.seat
                  HAVING app.most_at_once(array_agg(app.stay_of(m))) > (p.seat->>'seats')::integer) THEN
        RETURN 'phase';
    END IF;
    RETURN NULL;
END $$;

-- Is the share of members with SEND on a day what the board asks for?
CREATE FUNCTION has_send_share(at board, on_day date, but board_member DEFAULT NULL) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE m.has_send) * 10000 >= at.minimum_send_share::bigint * count(*)
      FROM app.members_of(at.trust_id, at.id, but) AS m WHERE app.stay_of(m) @> on_day
$$;

--! rule board_member_has_a_seat_of_the_school: school_id: its seats are taken on one of these days
--! rule board_member_has_a_seat_of_the_phase: school_id: the seats of its phase are taken on one of these days
--! rule board_keeps_its_send_share: has_send: the share of members with SEND would fall below minimum_send_share
CREATE FUNCTION guard_seats(was board_member, one board_member, at board) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lacking text := app.seats_lacking(at, one);
BEGIN
    IF lacking = 'school' THEN
        PERFORM app.break_rule('board_member_has_a_seat_of_the_school');
    ELSIF lacking = 'phase' THEN
        PERFORM app.break_rule('board_member_has_a_seat_of_the_phase');
    ELSIF at.status = 'sitting' AND NOT one.has_send AND one.deleted_at IS NULL
      AND (was.has_send OR app.is_there_longer(was, one))
      AND NOT app.has_send_share(at, greatest(app.today(), one.starts_on), one) THEN
        PERFORM app.break_rule('board_keeps_its_send_share');
    END IF;
END $$;

-- Two who join come one after the other: the row of the board is held until the end. app.writing is a row that a
-- trigger writes itself, with what follows from the pupil.
--! rule board_member_leaves_on_a_day: ends_on: a member of a board that sat leaves on a day, and is not deleted
CREATE FUNCTION board_member_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    at    board;
    was   board_member := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    at := held_board(NEW.trust_id, NEW.board_id);
    PERFORM guard_served(at);
    IF was.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL AND at.status <> 'forming' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_member_leaves_on_a_day';
    END IF;
    sight := widen_sight();
    PERFORM guard_board_member(was, NEW, at), guard_board_pupil(was, NEW), guard_seats(was, NEW, at);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_joins BEFORE INSERT ON board_member FOR EACH ROW EXECUTE FUNCTION board_member_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_member FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_member_stands();

-- ---- what the pupil brings ---------------------------------------------------------------------

-- A row that a trigger writes because of its pupil, whatever is being done to that.
CREATE PROCEDURE write_board_member(one board_member) LANGUAGE plpgsql AS $$
DECLARE
    op      text := coalesce(current_setting('app.op', true), '');
    writing text := coalesce(current_setting('app.writing', true), '');
BEGIN
    PERFORM set_config('app.op', '', true), set_config('app.writing', one.id::text, true);
    UPDATE app.board_member
       SET school_withheld = one.school_withheld, age_band = one.age_band, left_reason = one.left_reason
     WHERE trust_id = one.trust_id AND id = one.id;
    PERFORM set_config('app.op', op, true), set_config('app.writing', writing, true);
END $$;

-- Whoever is in care or restricted has a school that is not published from now on: who is publishing it holds the
-- board.
CREATE PROCEDURE lead_board_member(of_trust uuid, of_member uuid) LANGUAGE plpgsql AS $$
DECLARE
    one   board_member;
    is_of pupil;
BEGIN
    PERFORM app.held_board(of_trust, board_id) FROM app.board_member WHERE trust_id = of_trust AND id = of_member;
    SELECT * INTO one FROM app.board_member WHERE trust_id = of_trust AND id = of_member;
    is_of := app.pupil_of(one);
    one.school_withheld := one.school_withheld OR is_of.in_care OR is_of.restricted;
    CALL app.write_board_member(one);
END $$;

CREATE FUNCTION lead_board_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   board_member_pupil;
BEGIN
    FOR one IN SELECT * FROM board_member_pupil WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id
                ORDER BY board_id, member_id LOOP
        CALL lead_board_member(one.trust_id, one.member_id);
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_board_members AFTER UPDATE ON pupil FOR EACH ROW
    WHEN ((OLD.in_care, OLD.restricted) IS DISTINCT FROM (NEW.in_care, NEW.restricted))
    EXECUTE FUNCTION lead_board_members();

-- Two records that were one pupil's: a merge leads here.
CREATE FUNCTION board_member_follows_pupil() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    CALL lead_board_member(NEW.trust_id, NEW.member_id);
    RETURN NULL;
END $$;
CREATE TRIGGER member_follows AFTER UPDATE ON board_member_pupil
    FOR EACH ROW EXECUTE FUNCTION board_member_follows_pupil();

-- The pupil goes and the member stays, as old as they are today, without what was written of why they left.
CREATE FUNCTION board_member_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    one board_member;
BEGIN
    SELECT * INTO one FROM board_member WHERE trust_id = OLD.trust_id AND id = OLD.member_id;
    one.age_band := age_band_at((SELECT date_of_birth FROM pupil WHERE trust_id = OLD.trust_id AND id = OLD.pupil_id),
                                today());
    one.left_reason := NULL;
    CALL write_board_member(one);
    RETURN OLD;
END $$;
CREATE TRIGGER member_stays AFTER DELETE ON board_member_pupil FOR EACH ROW EXECUTE FUNCTION board_member_stays();

-- ---- a board with members ----------------------------------------------------------------------

--! rule board_covers_its_members: school_ids_covered: a member is of a school that would no longer be covered
--! rule board_term_holds_its_members: term_ends_on: a member is there before or beyond these days
--! rule board_seats_hold_its_members: seats_per_school: more members of one school are there on one day
--! rule board_seats_of_phases_hold_its_members: seats_per_phase: more members of one phase are there on one day
--! rule board_share_is_held_by_its_members: minimum_send_share: fewer members have SEND today, and it sits
CREATE FUNCTION guard_members_of_board(was board, at board) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lacking text := app.seats_lacking(at);
BEGIN
    IF EXISTS (SELECT FROM app.members_of(at.trust_id, at.id)
                WHERE ends_on >= app.today() AND NOT school_id = ANY (app.schools_covered(at))) THEN
        PERFORM app.break_rule('board_covers_its_members');
    ELSIF EXISTS (SELECT FROM app.members_of(at.trust_id, at.id)
                   WHERE starts_on < at.term_starts_on OR ends_on > at.term_ends_on) THEN
        PERFORM app.break_rule('board_term_holds_its_members');
    ELSIF lacking = 'school' THEN
        PERFORM app.break_rule('board_seats_hold_its_members');
    ELSIF lacking = 'phase' THEN
        PERFORM app.break_rule('board_seats_of_phases_hold_its_members');
    ELSIF at.status = 'sitting' AND at.minimum_send_share > was.minimum_send_share
      AND NOT app.has_send_share(at, app.today()) THEN
        PERFORM app.break_rule('board_share_is_held_by_its_members');
    END IF;
END $$;

CREATE FUNCTION board_must_hold_its_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_members_of_board(OLD, NEW), narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER e_holds_its_members BEFORE UPDATE ON board FOR EACH ROW
    WHEN ((OLD.school_ids_covered, OLD.term_starts_on, OLD.term_ends_on, OLD.seats_per_school, OLD.seats_per_phase,
           OLD.minimum_send_share) IS DISTINCT FROM
          (NEW.school_ids_covered, NEW.term_starts_on, NEW.term_ends_on, NEW.seats_per_school, NEW.seats_per_phase,
           NEW.minimum_send_share))
    EXECUTE FUNCTION board_must_hold_its_members();

--! rule board_members_are_of_two_schools: to: the members of today are of fewer than two schools, or there is none
--! rule board_has_its_send_share: to: fewer members of today have SEND than minimum_send_share asks for
CREATE FUNCTION board_must_have_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF (SELECT count(DISTINCT m.school_id) FROM members_of(NEW.trust_id, NEW.id) AS m WHERE stay_of(m) @> today())
       < least(2, cardinality(schools_covered(NEW))) THEN
        PERFORM break_rule('board_members_are_of_two_schools');
    ELSIF NOT has_send_share(NEW, today()) THEN
        PERFORM break_rule('board_has_its_send_share');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_with_members BEFORE UPDATE ON board FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'sitting')
    EXECUTE FUNCTION board_must_have_members();
