-- Who consents to what on a board. Whose consent is needed is data of each trust, because what the law says of
-- it is judgement in part: under 13 a parent, from 13 the pupil and a parent, from 16 the pupil alone, or a
-- representative of who lacks capacity (Mental Capacity Act 2005).
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_consent_rule (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id             uuid NOT NULL,
    age_band       age_band NOT NULL,
    lacks_capacity boolean NOT NULL,
    givers         jsonb NOT NULL, -- all of them
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[],
    restricted     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_consent_rule_is_one UNIQUE (trust_id, age_band, lacks_capacity),
    CONSTRAINT board_consent_rule_asks_somebody CHECK (jsonb_array_length(givers) > 0),
    CONSTRAINT board_consent_rule_givers_are_different CHECK (values_differ(givers))
);
COMMENT ON CONSTRAINT board_consent_rule_is_one ON board_consent_rule IS 'age_band: there is a rule for it already';
COMMENT ON CONSTRAINT board_consent_rule_asks_somebody ON board_consent_rule IS 'givers: at least one is needed';
COMMENT ON CONSTRAINT board_consent_rule_givers_are_different ON board_consent_rule IS
    'givers: must not name one twice';
CALL tenant_table('board_consent_rule', 'board_consent_rule');
CALL trust_sees('board_consent_rule');

CREATE FUNCTION begin_consent_rules() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    was text := act_for_trust(NEW.id);
BEGIN
    INSERT INTO board_consent_rule (trust_id, id, age_band, lacks_capacity, givers)
    VALUES (NEW.id, uuid7(), 'under_13', false, '["parent"]'),
           (NEW.id, uuid7(), '13_to_15', false, '["pupil", "parent"]'),
           (NEW.id, uuid7(), '16_and_over', false, '["pupil"]'),
           (NEW.id, uuid7(), '16_and_over', true, '["representative"]');
    PERFORM act_as_before(was);
    RETURN NULL;
END $$;
CREATE TRIGGER begin_consent_rules AFTER INSERT ON trust FOR EACH ROW EXECUTE FUNCTION begin_consent_rules();

-- ---- consents ----------------------------------------------------------------------------------

-- What somebody has consented to for a member. It is withdrawn, never deleted: that there was one is what the use
-- until then rests on.
CREATE TABLE board_consent (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id                 uuid NOT NULL,
    board_id           uuid NOT NULL,
    member_id          uuid NOT NULL,
    type               consent_type NOT NULL,
    giver              consent_giver NOT NULL,
    given_on           date NOT NULL,
    withdrawn_on       date, -- from this day on it does not count
    evidence_reference label,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[] NOT NULL,
    team_user_ids      uuid[] NOT NULL,
    overseer_sees      boolean NOT NULL,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_consent_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_consent_of_member FOREIGN KEY (trust_id, member_id) REFERENCES board_member,
    CONSTRAINT board_consent_was_given CHECK (given_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_consent_was_withdrawn
        CHECK (withdrawn_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_consent_is_withdrawn_after_it_was_given CHECK (withdrawn_on >= given_on)
);
COMMENT ON CONSTRAINT board_consent_of_board ON board_consent IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_consent_of_member ON board_consent IS 'member_id: is not a member of the board';
COMMENT ON CONSTRAINT board_consent_was_given ON board_consent IS 'given_on: must not be in the future';
COMMENT ON CONSTRAINT board_consent_was_withdrawn ON board_consent IS 'withdrawn_on: must not be in the future';
COMMENT ON CONSTRAINT board_consent_is_withdrawn_after_it_was_given ON board_consent IS
    'withdrawn_on: must not be before given_on';
CREATE UNIQUE INDEX board_consent_is_given_once ON board_consent (trust_id, member_id, type, giver)
    WHERE withdrawn_on IS NULL;
COMMENT ON INDEX board_consent_is_given_once IS 'type: it is given by them already, and not withdrawn';
CREATE INDEX board_consent_by_member ON board_consent (trust_id, member_id, given_on, id);
CREATE INDEX board_consent_by_board ON board_consent (trust_id, board_id, id);
CALL team_table('board_consent', 'board_consent', '{evidence_reference}', 'overseer');
INSERT INTO pupil_link VALUES ('board_member_pupil', 'member_id', 'board_consent', 'member_id');

CREATE FUNCTION board_consent_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    NEW.board_id := (SELECT board_id FROM board_member WHERE trust_id = NEW.trust_id AND id = NEW.member_id);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT ON board_consent FOR EACH ROW EXECUTE FUNCTION board_consent_keeps();

-- Seen as the member is.
CREATE FUNCTION sight_of(one board_consent, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT school_ids, at.team_user_ids, true, restricted FROM app.board_member
     WHERE trust_id = one.trust_id AND id = one.member_id
$$;
CALL belongs_to_board('board_consent');
CREATE TRIGGER tells_board_consent AFTER UPDATE ON board_member FOR EACH ROW
    WHEN ((OLD.school_ids, OLD.team_user_ids, OLD.restricted)
          IS DISTINCT FROM (NEW.school_ids, NEW.team_user_ids, NEW.restricted))
    EXECUTE FUNCTION tell_below('board_consent', 'member_id');

-- A consent is taken while there is a board to take part in; it is withdrawn whenever somebody wants to.
--! rule board_consent_that_was_withdrawn_stays: withdrawn_on: it was withdrawn and stays so: a new one is another
--! rule board_consent_names_no_pupil: evidence_reference: must not name a pupil or hold a UPN
CREATE FUNCTION board_consent_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at board;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    at := held_board(NEW.trust_id, NEW.board_id);
    IF TG_OP = 'INSERT' THEN
        PERFORM guard_served(at);
    ELSE
        PERFORM guard_server(at);
        IF OLD.withdrawn_on IS NOT NULL AND OLD.withdrawn_on IS DISTINCT FROM NEW.withdrawn_on THEN
            RAISE exclusion_violation USING CONSTRAINT = 'board_consent_that_was_withdrawn_stays';
        END IF;
    END IF;
    IF names_a_pupil(at, NEW.evidence_reference) THEN
        PERFORM break_rule('board_consent_names_no_pupil');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_given BEFORE INSERT ON board_consent FOR EACH ROW EXECUTE FUNCTION board_consent_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_consent FOR EACH ROW
    WHEN ((OLD.withdrawn_on, OLD.evidence_reference) IS DISTINCT FROM (NEW.withdrawn_on, NEW.evidence_reference))
    EXECUTE FUNCTION board_consent_stands();

-- Where a pupil goes, what says where the consent is to be found goes, too, and nobody is left who consents: what is
-- published and rests on it is looked at again (sql/144).
CREATE FUNCTION board_consents_stay() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    op      text := coalesce(current_setting('app.op', true), '');
    writing text := coalesce(current_setting('app.writing', true), '');
    one     uuid;
BEGIN
    PERFORM set_config('app.op', '', true);
    FOR one IN SELECT id FROM board_consent WHERE trust_id = OLD.trust_id AND member_id = OLD.member_id LOOP
        PERFORM set_config('app.writing', one::text, true);
        UPDATE board_consent SET evidence_reference = NULL, withdrawn_on = coalesce(withdrawn_on, today())
         WHERE trust_id = OLD.trust_id AND id = one;
    END LOOP;
    PERFORM set_config('app.op', op, true), set_config('app.writing', writing, true);
    RETURN NULL;
END $$;
CREATE TRIGGER consents_stay AFTER DELETE ON board_member_pupil FOR EACH ROW EXECUTE FUNCTION board_consents_stay();

-- ---- what may be done --------------------------------------------------------------------------

-- Has everybody whose consent is needed on that day given it, and not withdrawn it? What is done with a member
-- (a meeting attended, something said, a name in the minutes) asks this first.
CREATE FUNCTION has_consented(one board_member, of_type text, on_day date) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    asked jsonb := (SELECT givers FROM board_consent_rule r
                     WHERE r.trust_id = one.trust_id AND r.age_band = age_band_on(one, on_day)
                       AND (r.lacks_capacity = one.lacks_capacity OR NOT r.lacks_capacity)
                     ORDER BY r.lacks_capacity DESC LIMIT 1);
    given jsonb := (SELECT coalesce(jsonb_agg(c.giver), '[]') FROM board_consent c
                     WHERE c.trust_id = one.trust_id AND c.member_id = one.id AND c.type = of_type
                       AND c.given_on <= on_day AND coalesce(c.withdrawn_on > on_day, true));
BEGIN
    PERFORM narrow_sight(sight);
    RETURN coalesce(given @> asked, false);
END $$;

CREATE FUNCTION consents_in_force(one board_member) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(t.type ORDER BY t.n), '[]')
              FROM unnest('{participation,recording,name_in_minutes,travel_or_online}'::text[])
                   WITH ORDINALITY AS t(type, n)
             WHERE has_consented(one, t.type, today()));
END $$;
