-- Student advisory boards: pupils from across the trust meet for a term, say what inclusion is like, are answered,
-- and see what was done. A board is set up by whoever oversees the boards of the trust, and run by its facilitators;
-- who its members are, what they met about and what they said hangs on it (sql/141 ff.).
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board (
    trust_id              uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                          REFERENCES trust,
    id                    uuid NOT NULL,
    name                  label NOT NULL,
    purpose               note,
    school_ids_covered    jsonb NOT NULL, -- members come from these
    term_starts_on        date NOT NULL,  -- both inclusive
    term_ends_on          date NOT NULL,
    seats_per_school      board_seats NOT NULL,
    seats_per_phase       jsonb NOT NULL, -- [{phase, seats}]; a phase that is not named has no limit of its own
    minimum_send_share    basis_points NOT NULL,
    quorum_share          basis_points NOT NULL, -- of the members in force; 5001: more than half
    response_school_days  response_school_days NOT NULL,
    missed_meetings_limit missed_meetings,
    chair_terms           chair_terms NOT NULL, -- the most meetings in a row that one member chairs
    accessible_formats    jsonb NOT NULL,
    status                status NOT NULL DEFAULT 'forming',
    status_step           status NOT NULL DEFAULT 'forming',
    status_on             date NOT NULL,
    status_reason         note,
    status_reference      label,
    version               count NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    school_ids            uuid[] NOT NULL,
    team_user_ids         uuid[] NOT NULL DEFAULT '{}', -- the facilitators of today
    overseer_sees         boolean NOT NULL DEFAULT true,
    restricted            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_term_ends_after_it_starts CHECK (term_ends_on >= term_starts_on),
    CONSTRAINT board_term_is_three_years_at_most CHECK (term_ends_on < term_starts_on + 1096),
    CONSTRAINT board_covers_a_school_to_two_hundred
        CHECK (jsonb_array_length(school_ids_covered) BETWEEN 1 AND 200),
    CONSTRAINT board_schools_are_different CHECK (values_differ(school_ids_covered)),
    CONSTRAINT board_phases_are_told_once
        CHECK (values_differ(jsonb_path_query_array(seats_per_phase, '$[*].phase'))),
    CONSTRAINT board_quorum_is_somebody CHECK (quorum_share > 0),
    CONSTRAINT board_formats_are_different CHECK (values_differ(accessible_formats))
);
COMMENT ON CONSTRAINT board_term_ends_after_it_starts ON board IS
    'term_ends_on: must not be before term_starts_on';
COMMENT ON CONSTRAINT board_term_is_three_years_at_most ON board IS
    'term_ends_on: must be within three years of term_starts_on';
COMMENT ON CONSTRAINT board_covers_a_school_to_two_hundred ON board IS
    'school_ids_covered: must be 1 to 200 schools';
COMMENT ON CONSTRAINT board_schools_are_different ON board IS
    'school_ids_covered: must not name one school twice';
COMMENT ON CONSTRAINT board_phases_are_told_once ON board IS 'seats_per_phase: must not name one phase twice';
COMMENT ON CONSTRAINT board_quorum_is_somebody ON board IS 'quorum_share: must be above 0';
COMMENT ON CONSTRAINT board_formats_are_different ON board IS
    'accessible_formats: must not name one format twice';
CREATE UNIQUE INDEX board_name_is_its_terms ON board (trust_id, name, term_starts_on) WHERE deleted_at IS NULL;
COMMENT ON INDEX board_name_is_its_terms IS
    'name: another board of this name begins its term on the same day';
CREATE INDEX board_by_name ON board (trust_id, name, id);
CREATE INDEX board_by_term ON board (trust_id, term_starts_on, id);
CREATE INDEX board_by_status ON board (trust_id, status, updated_at, id);
CREATE INDEX board_by_change ON board (trust_id, updated_at, id);
CALL team_table('board', 'board', above => 'overseer');

CALL add_machine('board', 'board:oversee', $$
forming: sitting
sitting: ended
$$);
CALL status_table('board', 'board');

-- ---- who acts ----------------------------------------------------------------------------------

CREATE FUNCTION oversees_boards() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.overseer', true), '') = '1'
$$;

-- What hangs on a board is written by its facilitators, and by whoever oversees the boards of the trust.
CREATE FUNCTION serves_board(at board) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app.oversees_boards()
        OR coalesce(nullif(current_setting('app.actor', true), '')::uuid = ANY (at.team_user_ids), false)
$$;

-- The trust answers a board through who oversees its boards, a school through who acts for it.
CREATE FUNCTION answers_for(responder text, of_school uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN responder = 'trust' THEN app.oversees_boards() ELSE app.speaks_for(ARRAY[of_school]) END
$$;

CREATE FUNCTION schools_covered(at board) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(at.school_ids_covered)::uuid)
$$;

-- What is written for readers names no pupil of the schools that the board covers, nor of those that its members were
-- ever of. plpgsql, as sql/141 comes later.
CREATE FUNCTION names_a_pupil(at board, said text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight   text := app.widen_sight();
    schools uuid[] := app.schools_covered(at)
                   || ARRAY(SELECT school_id FROM app.board_member WHERE trust_id = at.trust_id AND board_id = at.id);
BEGIN
    PERFORM app.narrow_sight(sight);
    RETURN app.names_a_pupil(at.trust_id, schools, said);
END $$;

-- ---- the board itself --------------------------------------------------------------------------

-- What is not said is the usual.
CREATE FUNCTION board_as_kept(stood board, sent board) RETURNS board
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    sent.seats_per_phase := coalesce(sent.seats_per_phase, '[]');
    sent.quorum_share := coalesce(sent.quorum_share, 5001);
    sent.response_school_days := coalesce(sent.response_school_days, 20);
    sent.chair_terms := coalesce(sent.chair_terms, 1);
    sent.accessible_formats := coalesce(sent.accessible_formats, '[]');
    RETURN sent;
END $$;

CREATE FUNCTION board_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    NEW := board_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'forming';
        NEW.status_step := 'forming';
        NEW.status_on := today();
        NEW.team_user_ids := '{}';
    END IF;
    NEW.school_ids := schools_covered(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER b_keeps BEFORE INSERT OR UPDATE ON board FOR EACH ROW EXECUTE FUNCTION board_keeps();

--! rule board_is_the_overseers: status: boards are set up by who oversees them in the trust
--! rule board_that_ended_stands: status: its term is over: what was set up stands
--! rule board_is_ended_not_deleted: status: only a board that is forming is deleted: end it
CREATE FUNCTION guard_board_writer(was board, one board) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app.oversees_boards() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_is_the_overseers';
    ELSIF was.status = 'ended' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_that_ended_stands';
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL AND was.status <> 'forming' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_is_ended_not_deleted';
    END IF;
END $$;

--! rule board_schools_are_known: school_ids_covered: names a school that is not in the trust
--! rule board_names_no_pupil: purpose: neither it nor the name may name a pupil or hold a UPN
--! rule board_step_names_no_pupil: reason: neither it nor the reference may name a pupil or hold a UPN
--! rule board_names_no_withheld_school: purpose: it or the name names a school that is not named in what boards publish
--! rule board_step_names_no_withheld_school: reason: it or the reference names a school that is not named in what boards publish
CREATE FUNCTION guard_board(one board) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    said     text := concat_ws(E'\n', one.name, one.purpose);
    why_said text := concat_ws(E'\n', one.status_reason, one.status_reference);
BEGIN
    IF EXISTS (SELECT FROM unnest(app.schools_covered(one)) AS s(id)
                WHERE NOT EXISTS (SELECT FROM app.school WHERE trust_id = one.trust_id AND school.id = s.id
                                     AND deleted_at IS NULL)) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_schools_are_known';
    ELSIF app.names_a_pupil(one, said) THEN
        PERFORM app.break_rule('board_names_no_pupil');
    ELSIF app.names_a_withheld_school(one, said) THEN
        PERFORM app.break_rule('board_names_no_withheld_school');
    ELSIF app.names_a_pupil(one, why_said) THEN
        PERFORM app.break_rule('board_step_names_no_pupil');
    ELSIF app.names_a_withheld_school(one, why_said) THEN
        PERFORM app.break_rule('board_step_names_no_withheld_school');
    END IF;
END $$;

CREATE FUNCTION board_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_board_writer(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' OR (OLD.school_ids_covered, OLD.name, OLD.purpose, OLD.status_reason, OLD.status_reference)
           IS DISTINCT FROM (NEW.school_ids_covered, NEW.name, NEW.purpose, NEW.status_reason, NEW.status_reference)
    THEN
        PERFORM guard_board(NEW);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_begins BEFORE INSERT ON board FOR EACH ROW EXECUTE FUNCTION board_stands();
-- All but who sees it.
CREATE TRIGGER d_stands BEFORE UPDATE ON board FOR EACH ROW
    WHEN (to_jsonb(NEW) - '{school_ids,team_user_ids}'::text[] <> to_jsonb(OLD) - '{school_ids,team_user_ids}'::text[])
    EXECUTE FUNCTION board_stands();

-- What a step demands of the row itself. What it demands of something else is a trigger of the table that keeps
-- it: BEFORE UPDATE ON board, named c_..., WHEN (OLD.status IS DISTINCT FROM NEW.status AND ...).
--! rule board_sits_within_its_term: on: a board sits within its term
CREATE FUNCTION board_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.status_on BETWEEN NEW.term_starts_on AND NEW.term_ends_on THEN
        PERFORM app.break_rule('board_sits_within_its_term');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON board FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'sitting') EXECUTE FUNCTION board_moves();

-- ---- what hangs on a board ---------------------------------------------------------------------

-- Who sees a row that hangs on a board follows from the board, and from the row where that is its own: FUNCTION
-- sight_of(one x, at board) RETURNS board_sight says it once, and CALL belongs_to_board('x') keeps it so. x is a
-- table of teams with overseer_sees and board_id; triggers of its own that guard what changes leave these four
-- columns out. What it says to be restricted is kept from the schools that it names but for who holds
-- safeguarding:read there; to keep it from the facilitators as well, name none.
CREATE TYPE board_sight AS (school_ids uuid[], team_user_ids uuid[], overseer_sees boolean, restricted boolean);

CREATE FUNCTION board_of(of_trust uuid, of_board uuid) RETURNS board
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   board;
BEGIN
    SELECT * INTO one FROM board WHERE trust_id = of_trust AND id = of_board;
    PERFORM narrow_sight(sight);
    RETURN one;
END $$;

-- The board of a record, which nobody changes until the record is written: two who write what counts against
-- each other come one after the other.
CREATE FUNCTION held_board(of_trust uuid, of_board uuid) RETURNS board LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    one   board;
BEGIN
    SELECT * INTO one FROM app.board WHERE trust_id = of_trust AND id = of_board FOR NO KEY UPDATE;
    PERFORM app.narrow_sight(sight);
    RETURN one;
END $$;

-- Nothing is hung on a board that the caller does not see, nor by a school that does. The lock is the one that
-- triggers behind it take again.
--! rule board_is_in_sight: board_id: is not a board of the trust
CREATE FUNCTION board_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM app.board WHERE trust_id = NEW.trust_id AND id = NEW.board_id AND deleted_at IS NULL
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_is_in_sight';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION follow_board() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    seen  board_sight := sight_of(NEW, board_of(NEW.trust_id, NEW.board_id));
BEGIN
    NEW.school_ids := coalesce(seen.school_ids, '{}');
    NEW.team_user_ids := coalesce(seen.team_user_ids, '{}');
    NEW.overseer_sees := coalesce(seen.overseer_sees, false);
    NEW.restricted := coalesce(seen.restricted, false);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;

CREATE PROCEDURE belongs_to_board(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER a_board_in_sight BEFORE INSERT ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.board_must_be_in_sight()', tenant);
    EXECUTE format('CREATE TRIGGER a_follow_board BEFORE INSERT OR UPDATE ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.follow_board()', tenant);
    CALL app.hears_of('board', tenant, 'board_id');
END $$;

-- ---- facilitators ------------------------------------------------------------------------------

-- Staff who are with the board. What a caller bound to boards sees comes from being one: team_user_ids of the
-- board follows this table, and with it all that hangs on it.
CREATE TABLE board_facilitator (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                   REFERENCES trust,
    id             uuid NOT NULL,
    board_id       uuid NOT NULL,
    user_id        uuid NOT NULL,
    name           label NOT NULL,
    dbs_checked_on date,
    dbs_reference  label,
    starts_on      date NOT NULL,
    ends_on        date, -- the last day
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[] NOT NULL,
    team_user_ids  uuid[] NOT NULL,
    overseer_sees  boolean NOT NULL,
    restricted     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_facilitator_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_facilitator_is_a_user FOREIGN KEY (trust_id, user_id) REFERENCES user_account,
    CONSTRAINT board_facilitator_ends_after_they_start CHECK (ends_on >= starts_on),
    CONSTRAINT board_facilitator_was_checked
        CHECK (dbs_checked_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_facilitator_is_there_once EXCLUDE USING gist (
        trust_id WITH =, board_id WITH =, user_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL)
);
COMMENT ON CONSTRAINT board_facilitator_of_board ON board_facilitator IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_facilitator_is_a_user ON board_facilitator IS 'user_id: is not a user of the trust';
COMMENT ON CONSTRAINT board_facilitator_ends_after_they_start ON board_facilitator IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT board_facilitator_was_checked ON board_facilitator IS
    'dbs_checked_on: must not be in the future';
COMMENT ON CONSTRAINT board_facilitator_is_there_once ON board_facilitator IS
    'user_id: is a facilitator of the board on one of these days already';
CREATE INDEX board_facilitator_of_user ON board_facilitator (trust_id, user_id, board_id);
CREATE INDEX board_facilitator_by_name ON board_facilitator (trust_id, name, id);
CALL team_table('board_facilitator', 'board_facilitator', '{dbs_reference}', 'overseer');

CREATE FUNCTION is_in_force(one board_facilitator, on_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT one.deleted_at IS NULL AND daterange(one.starts_on, one.ends_on, '[]') @> on_day
$$;

-- The checks that another one followed: on the days of these they count as they did. One that was told in error is
-- taken back, to NULL, before the right one is told.
CREATE TABLE board_facilitator_check (
    trust_id       uuid NOT NULL,
    facilitator_id uuid NOT NULL,
    checked_on     date NOT NULL,
    PRIMARY KEY (trust_id, facilitator_id, checked_on),
    CONSTRAINT board_facilitator_check_of_facilitator FOREIGN KEY (trust_id, facilitator_id)
        REFERENCES board_facilitator
);
COMMENT ON CONSTRAINT board_facilitator_check_of_facilitator ON board_facilitator_check IS
    'facilitator_id: is not a facilitator of the trust';
ALTER TABLE board_facilitator_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_facilitator_check FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON board_facilitator_check USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND (SELECT coalesce(current_setting('app.moving', true), '') = '1'));

CREATE FUNCTION board_facilitator_check_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO board_facilitator_check VALUES (OLD.trust_id, OLD.id, OLD.dbs_checked_on) ON CONFLICT DO NOTHING;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER check_stays AFTER UPDATE ON board_facilitator FOR EACH ROW
    WHEN (OLD.dbs_checked_on < NEW.dbs_checked_on) EXECUTE FUNCTION board_facilitator_check_stays();

-- A check by the Disclosure and Barring Service counts for as many years as the trust has set.
CREATE FUNCTION is_checked(one board_facilitator, on_day date) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    years integer := (SELECT dbs_check_years FROM trust_setting WHERE trust_id = one.trust_id);
    last  date := (SELECT max(day) FROM (
        SELECT one.dbs_checked_on UNION ALL
        SELECT checked_on FROM board_facilitator_check
         WHERE trust_id = one.trust_id AND facilitator_id = one.id) AS c(day) WHERE day <= on_day);
BEGIN
    PERFORM narrow_sight(sight);
    RETURN coalesce(on_day < last + make_interval(years => years), false);
END $$;
CREATE FUNCTION checked(one board_facilitator) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN is_checked(one, today());
END $$;

-- Who counts as somebody with the pupils of a board on a day.
CREATE FUNCTION checked_facilitators(of_trust uuid, of_board uuid, on_day date) RETURNS SETOF board_facilitator
    LANGUAGE sql STABLE AS $$
    SELECT * FROM app.board_facilitator f
     WHERE f.trust_id = of_trust AND f.board_id = of_board AND app.is_in_force(f, on_day) AND app.is_checked(f, on_day)
$$;

-- Who runs a board today: nobody whose check does not count. `but` is a row as it is about to be written.
CREATE FUNCTION users_of_board(of_trust uuid, of_board uuid, but board_facilitator DEFAULT NULL) RETURNS uuid[]
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT user_id ORDER BY user_id), '{}') FROM (
        SELECT f.user_id FROM app.checked_facilitators(of_trust, of_board, app.today()) AS f
         WHERE f.id IS DISTINCT FROM but.id
        UNION ALL
        SELECT but.user_id WHERE but.id IS NOT NULL AND app.is_in_force(but, app.today())
           AND app.is_checked(but, app.today())) AS u
$$;

-- Whoever sees the board sees who runs it.
CREATE FUNCTION sight_of(one board_facilitator, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT at.school_ids, app.users_of_board(one.trust_id, one.board_id, one), true, false
$$;
CALL belongs_to_board('board_facilitator');

CREATE FUNCTION board_facilitator_as_kept(stood board_facilitator, sent board_facilitator)
    RETURNS board_facilitator LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.starts_on := coalesce(sent.starts_on, stood.starts_on, app.today());
    RETURN sent;
END $$;
CREATE FUNCTION board_facilitator_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN app.board_facilitator_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_facilitator
    FOR EACH ROW EXECUTE FUNCTION board_facilitator_keeps();

--! rule board_facilitators_are_the_overseers: board_id: its facilitators are named by who oversees it
--! rule board_facilitator_leaves_on_a_day: ends_on: whoever has run a board that sat leaves on a day, and is not deleted
CREATE FUNCTION board_facilitator_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at board := held_board(NEW.trust_id, NEW.board_id);
BEGIN
    IF NOT oversees_boards() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_facilitators_are_the_overseers';
    ELSIF TG_OP = 'UPDATE' AND NEW.deleted_at IS NOT NULL AND at.status <> 'forming' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_facilitator_leaves_on_a_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_comes BEFORE INSERT ON board_facilitator
    FOR EACH ROW EXECUTE FUNCTION board_facilitator_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_facilitator FOR EACH ROW
    WHEN ((OLD.name, OLD.dbs_checked_on, OLD.dbs_reference, OLD.starts_on, OLD.ends_on, OLD.deleted_at)
          IS DISTINCT FROM
          (NEW.name, NEW.dbs_checked_on, NEW.dbs_reference, NEW.starts_on, NEW.ends_on, NEW.deleted_at))
    EXECUTE FUNCTION board_facilitator_stands();

CREATE FUNCTION board_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE board SET team_user_ids = users_of_board(NEW.trust_id, NEW.board_id)
     WHERE trust_id = NEW.trust_id AND id = NEW.board_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER facilitator_came AFTER INSERT ON board_facilitator
    FOR EACH ROW EXECUTE FUNCTION board_follows();
CREATE TRIGGER facilitator_changed AFTER UPDATE ON board_facilitator FOR EACH ROW
    WHEN ((OLD.dbs_checked_on, OLD.starts_on, OLD.ends_on, OLD.deleted_at)
          IS DISTINCT FROM (NEW.dbs_checked_on, NEW.starts_on, NEW.ends_on, NEW.deleted_at))
    EXECUTE FUNCTION board_follows();

-- Whose first day it is sees the board from today on; whose last day was yesterday, or the last on which their check
-- counted, no longer does. Whoever is 13 or 16 today consents, or not, as others do.
CREATE FUNCTION boards_turn_of_day() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight  text := widen_sight();
    turned bigint;
BEGIN
    UPDATE board b SET team_user_ids = users_of_board(b.trust_id, b.id)
     WHERE b.trust_id = nullif(current_setting('app.trust', true), '')::uuid
       AND b.team_user_ids <> users_of_board(b.trust_id, b.id);
    GET DIAGNOSTICS turned = ROW_COUNT;
    PERFORM judge_boards(nullif(current_setting('app.trust', true), '')::uuid), narrow_sight(sight);
    RETURN turned;
END $$;

CREATE FUNCTION boards_follow_setting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM boards_turn_of_day();
    RETURN NULL;
END $$;
CREATE TRIGGER boards_follow AFTER UPDATE ON trust_setting FOR EACH ROW
    WHEN (OLD.dbs_check_years <> NEW.dbs_check_years) EXECUTE FUNCTION boards_follow_setting();

-- ---- a board that sits -------------------------------------------------------------------------

--! rule board_has_two_checked_facilitators: to: fewer than two facilitators have a DBS check that counts today
CREATE FUNCTION board_must_be_guarded() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF (SELECT count(*) FROM checked_facilitators(NEW.trust_id, NEW.id, today())) < 2 THEN
        PERFORM break_rule('board_has_two_checked_facilitators');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_sits_guarded BEFORE UPDATE ON board FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'sitting')
    EXECUTE FUNCTION board_must_be_guarded();
