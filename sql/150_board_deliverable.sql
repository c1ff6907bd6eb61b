-- What a board has brought about that schools can use (a package of assemblies, a film), and which schools have used
-- it. Whoever runs the board says what there is; that a school has used it the school says itself, or whoever runs the
-- board.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_deliverable (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id                 uuid NOT NULL,
    board_id           uuid NOT NULL,
    title              label NOT NULL,
    kind               deliverable_kind NOT NULL,
    reference          deliverable_reference NOT NULL, -- where it lies
    recommendation_ids jsonb NOT NULL,                 -- what it comes from
    made_on            date NOT NULL,
    retired_on         date,                           -- from this day on it is not to be used any more
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[] NOT NULL,
    team_user_ids      uuid[] NOT NULL,
    overseer_sees      boolean NOT NULL,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_deliverable_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_deliverable_comes_of_each_once CHECK (values_differ(recommendation_ids)),
    CONSTRAINT board_deliverable_is_there CHECK (made_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_deliverable_is_retired_after_it_was_made CHECK (retired_on >= made_on),
    CONSTRAINT board_deliverable_was_retired CHECK (retired_on <= (updated_at AT TIME ZONE 'Europe/London')::date)
);
COMMENT ON CONSTRAINT board_deliverable_of_board ON board_deliverable IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_deliverable_comes_of_each_once ON board_deliverable IS
    'recommendation_ids: must not name one twice';
COMMENT ON CONSTRAINT board_deliverable_is_there ON board_deliverable IS 'made_on: must not be in the future';
COMMENT ON CONSTRAINT board_deliverable_is_retired_after_it_was_made ON board_deliverable IS
    'retired_on: must not be before made_on';
COMMENT ON CONSTRAINT board_deliverable_was_retired ON board_deliverable IS 'retired_on: must not be in the future';
CREATE INDEX board_deliverable_by_board ON board_deliverable (trust_id, board_id, made_on, id);
CREATE INDEX board_deliverable_by_day ON board_deliverable (trust_id, made_on, id);
CREATE INDEX board_deliverable_by_change ON board_deliverable (trust_id, updated_at, id);
CALL team_table('board_deliverable', 'board_deliverable', '{title,reference}', 'overseer');

CREATE FUNCTION board_deliverable_as_kept(stood board_deliverable, sent board_deliverable) RETURNS board_deliverable
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    sent.recommendation_ids := coalesce(sent.recommendation_ids, '[]');
    RETURN sent;
END $$;
CREATE FUNCTION board_deliverable_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN app.board_deliverable_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_deliverable
    FOR EACH ROW EXECUTE FUNCTION board_deliverable_keeps();

CREATE FUNCTION said_of(one board_deliverable) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(E'\n', one.title, one.reference)
$$;

-- Made for the schools: they see it while it names nobody who is not, or no longer, to be told of.
CREATE FUNCTION sight_of(one board_deliverable, at board) RETURNS board_sight LANGUAGE plpgsql AS $$
BEGIN
    RETURN (CASE WHEN app.is_named_no_longer(at, app.said_of(one)) THEN '{}' ELSE at.school_ids END,
            at.team_user_ids, true, false)::app.board_sight;
END $$;
CALL belongs_to_board('board_deliverable');
CALL is_seen_as_judged('board_deliverable');

-- ---- its uses ----------------------------------------------------------------------------------

CREATE TABLE board_deliverable_use (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id             uuid NOT NULL,
    board_id       uuid NOT NULL,
    deliverable_id uuid NOT NULL,
    school_id      uuid NOT NULL,
    used_on        date NOT NULL,
    pupils_reached count, -- as the school reckons
    note           note,
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[] NOT NULL,
    team_user_ids  uuid[] NOT NULL,
    overseer_sees  boolean NOT NULL,
    restricted     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_use_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_use_of_deliverable FOREIGN KEY (trust_id, deliverable_id) REFERENCES board_deliverable,
    CONSTRAINT board_use_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_use_has_been CHECK (used_on <= (updated_at AT TIME ZONE 'Europe/London')::date)
);
COMMENT ON CONSTRAINT board_use_of_board ON board_deliverable_use IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_use_of_deliverable ON board_deliverable_use IS
    'deliverable_id: is not a deliverable of the trust';
COMMENT ON CONSTRAINT board_use_school_is_known ON board_deliverable_use IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_use_has_been ON board_deliverable_use IS 'used_on: must not be in the future';
CREATE UNIQUE INDEX board_use_is_told_once ON board_deliverable_use (trust_id, deliverable_id, school_id, used_on)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX board_use_is_told_once IS 'used_on: that the school used it on that day is told already';
CREATE INDEX board_use_by_day ON board_deliverable_use (trust_id, used_on, id);
CREATE INDEX board_use_by_board ON board_deliverable_use (trust_id, board_id, id);
CREATE INDEX board_use_by_school ON board_deliverable_use (trust_id, school_id, used_on, id);
CALL team_table('board_deliverable_use', 'board_deliverable_use', above => 'overseer');

CREATE FUNCTION deliverable_of(one board_deliverable_use) RETURNS board_deliverable
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found board_deliverable;
BEGIN
    SELECT * INTO found FROM board_deliverable WHERE trust_id = one.trust_id AND id = one.deliverable_id;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;

CREATE FUNCTION follows_deliverable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.board_id := (app.deliverable_of(NEW)).board_id;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_follows_deliverable BEFORE INSERT ON board_deliverable_use
    FOR EACH ROW EXECUTE FUNCTION follows_deliverable();

-- The school sees its own.
CREATE FUNCTION sight_of(one board_deliverable_use, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT ARRAY[one.school_id], at.team_user_ids, true, false
$$;
CALL belongs_to_board('board_deliverable_use');

CREATE FUNCTION uses_of(one board_deliverable, OUT uses bigint, OUT schools bigint, OUT first_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    SELECT count(*), count(DISTINCT school_id), min(used_on) INTO uses, schools, first_on FROM board_deliverable_use
     WHERE trust_id = one.trust_id AND deliverable_id = one.id AND deleted_at IS NULL;
    PERFORM narrow_sight(sight);
END $$;
CREATE FUNCTION uses(one board_deliverable) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT uses FROM app.uses_of(one)
$$;
CREATE FUNCTION schools_using(one board_deliverable) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT schools FROM app.uses_of(one)
$$;

-- ---- who writes it -----------------------------------------------------------------------------

--! rule board_deliverable_comes_of_what_was_recommended: recommendation_ids: names what is not a recommendation of the board
CREATE FUNCTION guard_origin(was board_deliverable, one board_deliverable) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(one.recommendation_ids) AS r(id)
                WHERE NOT coalesce(was.recommendation_ids ? r.id, false)
                  AND NOT EXISTS (SELECT FROM app.board_recommendation b
                                   WHERE b.trust_id = one.trust_id AND b.id = r.id::uuid
                                     AND b.board_id = one.board_id AND b.deleted_at IS NULL)) THEN
        PERFORM app.break_rule('board_deliverable_comes_of_what_was_recommended');
    END IF;
END $$;

-- What a board brought about often comes, and is used, after its term.
--! rule board_deliverable_that_was_used_is_retired: retired_on: schools have used it: it is retired, and not deleted
--! rule board_deliverable_precedes_its_uses: made_on: a school has used it before
--! rule board_deliverable_names_no_pupil: title: neither it nor the reference may name a pupil or hold a UPN
--! rule board_deliverable_names_who_may_be_told: title: it or the reference names a school that is not named in what boards publish, or a member who has not consented to be named
CREATE FUNCTION board_deliverable_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at    board := held_board(NEW.trust_id, NEW.board_id);
    was   board_deliverable := CASE WHEN TG_OP = 'UPDATE' THEN OLD END;
    used  record := uses_of(NEW);
    named text;
    sight text;
BEGIN
    PERFORM guard_server(at);
    sight := widen_sight();
    named := named_wrongly(at, words_brought(to_jsonb(was), to_jsonb(NEW), '$.title', '$.reference'));
    PERFORM guard_origin(was, NEW);
    IF NEW.deleted_at IS NOT NULL AND used.uses > 0 THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_deliverable_that_was_used_is_retired';
    ELSIF used.first_on < NEW.made_on THEN
        PERFORM break_rule('board_deliverable_precedes_its_uses');
    ELSIF named = 'pupil' THEN
        PERFORM break_rule('board_deliverable_names_no_pupil');
    ELSIF named IS NOT NULL THEN
        PERFORM break_rule('board_deliverable_names_who_may_be_told');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_made BEFORE INSERT ON board_deliverable
    FOR EACH ROW EXECUTE FUNCTION board_deliverable_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_deliverable FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_deliverable_stands();

--! rule board_use_is_told_by_the_school: school_id: is told by who acts for the school, or who runs the board
--! rule board_use_is_of_a_school_covered: school_id: is not a school that the board covers
--! rule board_use_follows_the_making: used_on: is before made_on of the deliverable
--! rule board_use_precedes_retirement: used_on: is not before retired_on of the deliverable
--! rule board_use_names_no_pupil: note: must not name a pupil or hold a UPN
CREATE FUNCTION board_deliverable_use_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at    board := held_board(NEW.trust_id, NEW.board_id);
    used  board_deliverable := deliverable_of(NEW);
    sight text;
BEGIN
    IF NOT (serves_board(at) OR speaks_for(ARRAY[NEW.school_id])) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_use_is_told_by_the_school';
    ELSIF TG_OP = 'INSERT' AND NOT NEW.school_id = ANY (schools_covered(at)) THEN
        PERFORM break_rule('board_use_is_of_a_school_covered');
    ELSIF NEW.used_on < used.made_on THEN
        PERFORM break_rule('board_use_follows_the_making');
    ELSIF NEW.used_on >= used.retired_on AND (TG_OP = 'INSERT' OR NEW.used_on <> OLD.used_on) THEN
        PERFORM break_rule('board_use_precedes_retirement');
    END IF;
    sight := widen_sight();
    IF names_a_pupil(at, NEW.note) THEN
        PERFORM break_rule('board_use_names_no_pupil');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_told BEFORE INSERT ON board_deliverable_use
    FOR EACH ROW EXECUTE FUNCTION board_deliverable_use_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_deliverable_use FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_deliverable_use_stands();
