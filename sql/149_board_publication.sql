-- "You said, we did": what a board recommended and what was done about it, as the schools that it covers read it. It
-- rests on a recommendation and on an action that was done, for as long as it is published; and on consents: with the
-- first that is withdrawn it goes back to who runs the board.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_publication (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    board_id           uuid NOT NULL,
    recommendation_ids jsonb NOT NULL,
    action_ids         jsonb NOT NULL,
    you_said           board_text NOT NULL,
    we_did             board_text NOT NULL,
    consents_used      jsonb NOT NULL, -- [{member_id, type}]
    published_on       date, -- last
    status             status NOT NULL DEFAULT 'draft',
    status_step        status NOT NULL DEFAULT 'draft',
    status_on          date NOT NULL,
    status_reason      note,
    status_reference   label,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[] NOT NULL,
    team_user_ids      uuid[] NOT NULL,
    overseer_sees      boolean NOT NULL,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_publication_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_publication_recommendations_are_different CHECK (values_differ(recommendation_ids)),
    CONSTRAINT board_publication_actions_are_different CHECK (values_differ(action_ids)),
    CONSTRAINT board_publication_consents_are_different CHECK (values_differ(consents_used))
);
COMMENT ON CONSTRAINT board_publication_of_board ON board_publication IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_publication_recommendations_are_different ON board_publication IS
    'recommendation_ids: must not name one twice';
COMMENT ON CONSTRAINT board_publication_actions_are_different ON board_publication IS
    'action_ids: must not name one twice';
COMMENT ON CONSTRAINT board_publication_consents_are_different ON board_publication IS
    'consents_used: must not name one twice';
CREATE INDEX board_publication_by_board ON board_publication (trust_id, board_id, id);
CREATE INDEX board_publication_by_status ON board_publication (trust_id, status, updated_at, id);
CREATE INDEX board_publication_by_change ON board_publication (trust_id, updated_at, id);
CALL team_table('board_publication', 'board_publication', '{you_said,we_did,consents_used}', 'overseer');

CALL add_machine('board_publication', 'board:write', $$
draft: published
published: under_review, withdrawn
under_review: published, withdrawn
$$);
CALL status_table('board_publication', 'board_publication');

CREATE FUNCTION sight_of(one board_publication, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN one.status = 'published' THEN at.school_ids ELSE '{}' END, at.team_user_ids, true, false
$$;
CALL belongs_to_board('board_publication');

CREATE FUNCTION board_publication_as_kept(stood board_publication, sent board_publication) RETURNS board_publication
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    sent.recommendation_ids := coalesce(sent.recommendation_ids, '[]');
    sent.action_ids := coalesce(sent.action_ids, '[]');
    sent.consents_used := coalesce(sent.consents_used, '[]');
    RETURN sent;
END $$;
CREATE FUNCTION board_publication_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW := app.board_publication_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'draft';
        NEW.status_step := 'draft';
        NEW.status_on := app.today();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_publication
    FOR EACH ROW EXECUTE FUNCTION board_publication_keeps();

-- ---- what it tells of --------------------------------------------------------------------------

CREATE FUNCTION recommendations_told(one board_publication) RETURNS SETOF board_recommendation LANGUAGE sql STABLE AS $$
    SELECT * FROM app.board_recommendation
     WHERE trust_id = one.trust_id AND board_id = one.board_id AND deleted_at IS NULL
       AND id IN (SELECT jsonb_array_elements_text(one.recommendation_ids)::uuid)
$$;
CREATE FUNCTION actions_told(one board_publication) RETURNS SETOF board_action LANGUAGE sql STABLE AS $$
    SELECT * FROM app.board_action
     WHERE trust_id = one.trust_id AND deleted_at IS NULL
       AND id IN (SELECT jsonb_array_elements_text(one.action_ids)::uuid)
       AND recommendation_id IN (SELECT id FROM app.recommendations_told(one))
$$;

-- The consents that it uses, and the member each is of; NULL: nobody of the board.
CREATE FUNCTION consents_of(one board_publication) RETURNS TABLE (type text, member board_member)
    LANGUAGE sql STABLE AS $$
    SELECT used->>'type', m FROM jsonb_array_elements(one.consents_used) AS used
      LEFT JOIN app.board_member m ON m.trust_id = one.trust_id AND m.board_id = one.board_id
            AND m.deleted_at IS NULL AND m.id = (used->>'member_id')::uuid
$$;
CREATE FUNCTION rests_on_consent(one board_publication) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(app.has_consented(member, type, app.today())), true) FROM app.consents_of(one)
$$;

--! rule board_publication_is_about_its_board: recommendation_ids: names what is not a recommendation of the board
--! rule board_publication_actions_are_of_its_recommendations: action_ids: names what is not an action of these recommendations
--! rule board_publication_consents_are_of_members: consents_used: names who is not a member of the board
CREATE FUNCTION guard_told(one board_publication) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(one.recommendation_ids) AS told(id)
                WHERE told.id::uuid NOT IN (SELECT id FROM app.recommendations_told(one))) THEN
        PERFORM app.break_rule('board_publication_is_about_its_board');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(one.action_ids) AS told(id)
                   WHERE told.id::uuid NOT IN (SELECT id FROM app.actions_told(one))) THEN
        PERFORM app.break_rule('board_publication_actions_are_of_its_recommendations');
    ELSIF EXISTS (SELECT FROM app.consents_of(one) WHERE (member).id IS NULL) THEN
        PERFORM app.break_rule('board_publication_consents_are_of_members');
    END IF;
END $$;

--! rule board_publication_names_no_pupil: you_said: neither it nor what else is said may name a pupil or hold a UPN
--! rule board_publication_names_no_withheld_school: you_said: what is said names a school that is not named in what boards publish
--! rule board_publication_names_who_consented: you_said: what is said names a member who has not consented to be named in minutes
CREATE FUNCTION guard_named(at board, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM CASE app.named_wrongly(at, said)
            WHEN 'pupil' THEN app.break_rule('board_publication_names_no_pupil')
            WHEN 'school' THEN app.break_rule('board_publication_names_no_withheld_school')
            WHEN 'member' THEN app.break_rule('board_publication_names_who_consented') END;
END $$;

-- ---- who writes it, and when -------------------------------------------------------------------

--! rule board_publication_rests_on_a_recommendation: recommendation_ids: at least one is needed
--! rule board_publication_rests_on_a_done_action: action_ids: at least one that is done is needed
--! rule board_publication_rests_on_consents: consents_used: one of these is not in force today
--! rule board_publication_is_taken_back_with_a_reason: reason: is needed
CREATE FUNCTION guard_publication_step(one board_publication) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.status <> 'published' THEN
        IF one.status_reason IS NULL THEN
            PERFORM app.break_rule('board_publication_is_taken_back_with_a_reason');
        END IF;
    ELSIF one.recommendation_ids = '[]' THEN
        PERFORM app.break_rule('board_publication_rests_on_a_recommendation');
    ELSIF NOT EXISTS (SELECT FROM app.actions_told(one) WHERE status = 'done') THEN
        PERFORM app.break_rule('board_publication_rests_on_a_done_action');
    ELSIF NOT app.rests_on_consent(one) THEN
        PERFORM app.break_rule('board_publication_rests_on_consents');
    END IF;
END $$;

--! rule board_publication_stands_once_published: status: what is published stands, and so does what was withdrawn
--! rule board_publication_is_withdrawn_not_deleted: status: only a draft is deleted
CREATE FUNCTION guard_publication(was board_publication, one board_publication, at board) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    moved boolean := coalesce(was.status <> one.status, false);
BEGIN
    PERFORM app.guard_server(at);
    IF NOT moved AND was.status IN ('published', 'withdrawn') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_publication_stands_once_published';
    ELSIF was.status <> 'draft' AND one.deleted_at IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_publication_is_withdrawn_not_deleted';
    ELSIF NOT moved OR one.status = 'published' THEN
        PERFORM app.guard_told(one), app.guard_named(at, concat_ws(E'\n', one.you_said, one.we_did));
    END IF;
    IF moved THEN
        PERFORM app.guard_publication_step(one),
                app.guard_named(at, concat_ws(E'\n', one.status_reason, one.status_reference));
    END IF;
END $$;

-- What it rests on is held while it is published: whoever opens an action again, withdraws a consent or withholds a
-- school comes before or after.
CREATE FUNCTION board_publication_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    one   uuid;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    sight := widen_sight();
    IF NEW.status = 'published' THEN
        NEW.published_on := NEW.status_on;
        FOR one IN SELECT jsonb_array_elements_text(NEW.recommendation_ids)::uuid AS id ORDER BY id LOOP
            PERFORM held_recommendation(NEW.trust_id, one);
        END LOOP;
        PERFORM held_board(NEW.trust_id, NEW.board_id);
    END IF;
    PERFORM guard_publication(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW, board_of(NEW.trust_id, NEW.board_id));
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_drafted BEFORE INSERT ON board_publication
    FOR EACH ROW EXECUTE FUNCTION board_publication_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_publication FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_publication_stands();

-- ---- what happens beside it --------------------------------------------------------------------

-- From that moment on nobody reads it but who runs the board.
CREATE FUNCTION review_publications() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at    board := held_board(NEW.trust_id, NEW.board_id);
    sight text := widen_sight();
    one   board_publication;
BEGIN
    FOR one IN SELECT * FROM board_publication WHERE trust_id = NEW.trust_id AND board_id = NEW.board_id
                  AND status = 'published' ORDER BY id LOOP
        IF NOT rests_on_consent(one) OR is_named_no_longer(at, concat_ws(E'\n', one.you_said, one.we_did)) THEN
            PERFORM take_back('board_publication', one.trust_id, one.id, 'under_review',
                              'What it rests on, or names, is not as it was');
        END IF;
    END LOOP;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CALL is_judged_again('review_publications');

CREATE FUNCTION is_told_of(of_trust uuid, of_board uuid, this uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sight text := app.widen_sight();
    told  boolean := EXISTS (SELECT FROM app.board_publication
                              WHERE trust_id = of_trust AND board_id = of_board AND status = 'published'
                                AND recommendation_ids || action_ids ? this::text);
BEGIN
    PERFORM app.narrow_sight(sight);
    RETURN told;
END $$;

-- Whoever publishes has held the recommendation by now, or will wait for it.
--! rule board_action_is_published: status: a publication tells of it: that is taken back first
CREATE FUNCTION action_must_be_untold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF app.is_told_of(NEW.trust_id, NEW.board_id, NEW.id) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_action_is_published';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_untold BEFORE UPDATE ON board_action FOR EACH ROW
    WHEN (OLD.status = 'done' AND NEW.status <> 'done' OR OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION action_must_be_untold();

--! rule board_recommendation_is_published: status: a publication tells of it: that is taken back first
CREATE FUNCTION recommendation_must_be_untold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF app.is_told_of(NEW.trust_id, NEW.board_id, NEW.id) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_recommendation_is_published';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_untold BEFORE UPDATE ON board_recommendation FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION recommendation_must_be_untold();
