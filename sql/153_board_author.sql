-- From what was said to a board to who it was, and back: a lead opens it with a reason, subject access tells it on
-- record, and what the member or the pupil may ask for is done to it: passed on no more, and purged.
SET LOCAL search_path = app, pg_temp;

-- ---- opening who said it -----------------------------------------------------------------------

-- Who opened it, when and why; never what was found. It is the leads': who opened it leads to the school.
CREATE TABLE board_author_opening (
    trust_id    uuid NOT NULL REFERENCES trust,
    id          uuid NOT NULL,
    feedback_id uuid NOT NULL,
    reason      note NOT NULL,
    opened_by   uuid NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    school_ids  uuid[] NOT NULL,
    restricted  boolean NOT NULL DEFAULT true,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_author_opening_of_feedback FOREIGN KEY (trust_id, feedback_id) REFERENCES board_feedback
);
COMMENT ON CONSTRAINT board_author_opening_of_feedback ON board_author_opening IS
    'feedback_id: is not feedback of the trust';
CREATE INDEX board_author_opening_by_feedback ON board_author_opening (trust_id, feedback_id, id);
CREATE INDEX board_author_opening_by_time ON board_author_opening (trust_id, opened_at, id);
CALL tenant_policies('board_author_opening');
GRANT SELECT ON board_author_opening TO api_rw, api_ro;

-- What is told of who said something is on record in the same transaction.
CREATE FUNCTION record_opening(opening uuid, author board_feedback_author, operation text, why text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    reader uuid := nullif(current_setting('app.actor', true), '')::uuid;
    was    text := app.act_for_trust(author.trust_id);
BEGIN
    INSERT INTO app.board_author_opening (trust_id, id, feedback_id, reason, opened_by, school_ids)
    VALUES (author.trust_id, opening, author.feedback_id, why, reader, ARRAY[author.school_id]);
    INSERT INTO app.audit_event (trust_id, id, at, actor, action, subject_type, subject_ids, request_id, reason)
    VALUES (author.trust_id, app.uuid7(), now(), reader, operation, 'board_feedback', ARRAY[author.feedback_id],
            nullif(current_setting('app.request_id', true), ''), why);
    PERFORM app.act_as_before(was);
END $$;

-- Nothing for what is not there, has no author, or has one of a school that the caller, who asks with board:unseal,
-- is not over: which of these it is, is not told. The pupil is told to whoever sees the pupil.
--! rule board_author_opening_names_no_pupil: reason: must not name a pupil or hold a UPN
CREATE FUNCTION open_author(opening uuid, of_feedback uuid, why text)
    RETURNS TABLE (id uuid, feedback_id uuid, reason text, opened_by uuid, opened_at timestamptz, member_id uuid,
                   pseudonym text, school_id uuid, pupil_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own    uuid := nullif(current_setting('app.trust', true), '')::uuid;
    author board_feedback_author := sealed_author(own, of_feedback);
    pupil  uuid := (SELECT l.pupil_id FROM board_member_pupil l
                     WHERE l.trust_id = own AND l.member_id = author.member_id);
    sight  text;
BEGIN
    IF author.member_id IS NULL OR NOT speaks_for(ARRAY[author.school_id]) THEN
        RETURN;
    END IF;
    sight := widen_sight();
    IF names_a_pupil((SELECT board_of(own, f.board_id) FROM board_feedback f
                       WHERE f.trust_id = own AND f.id = of_feedback), why) THEN
        PERFORM break_rule('board_author_opening_names_no_pupil');
    END IF;
    PERFORM record_opening(opening, author, 'openFeedbackAuthor', why);
    RETURN QUERY SELECT opening, of_feedback, why, nullif(current_setting('app.actor', true), '')::uuid, now(), m.id,
                        m.pseudonym::text, m.school_id, pupil
                   FROM board_member m WHERE m.trust_id = own AND m.id = author.member_id;
    PERFORM narrow_sight(sight);
END $$;

-- Who read what is held, or opened who said something, is a lead of the school it came from. Whoever reads what
-- boards are told as well, by any grant, would learn the school: they are told that it was done, and neither by whom
-- nor why, unless they hold safeguarding there.
CREATE FUNCTION leads_to_a_school(read audit_event) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    mine  uuid[] := string_to_array(nullif(current_setting('app.safeguarding_schools', true), ''), ',')::uuid[];
    all_  boolean := coalesce(current_setting('app.safeguarding', true), '') = '1';
    sight text;
    leads boolean;
BEGIN
    IF read.subject_type NOT IN ('board_feedback', 'board_feedback_hold', 'board_author_opening') OR all_ THEN
        RETURN false;
    END IF;
    sight := widen_sight();
    leads := EXISTS (
        SELECT FROM access_grant g JOIN claim_set s ON s.name = g.claim_set
         WHERE g.trust_id = read.trust_id
           AND nullif(current_setting('app.actor', true), '')::uuid IN (g.user_id, g.client_id)
           AND g.deleted_at IS NULL AND 'board:read' = ANY (s.scopes)) AND (EXISTS (
        SELECT FROM board_feedback_hold h
         WHERE h.trust_id = read.trust_id AND (h.feedback_id = ANY (read.subject_ids) OR h.id = ANY (read.subject_ids))
           AND NOT coalesce(h.school_ids && mine, false)) OR EXISTS (
        SELECT FROM board_author_opening o
         WHERE o.trust_id = read.trust_id AND NOT coalesce(o.school_ids && mine, false)
           AND (o.id = ANY (read.subject_ids)
                OR o.feedback_id = ANY (read.subject_ids)
                   AND read.action IN ('openFeedbackAuthor', 'pupilSubjectAccess'))));
    PERFORM narrow_sight(sight);
    RETURN leads;
END $$;

-- ---- the member --------------------------------------------------------------------------------

-- Once nobody consents to their taking part any more, the school does not read what was passed on to it.
CREATE FUNCTION passed_on_comes_back() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    op      text := coalesce(current_setting('app.op', true), '');
    writing text := coalesce(current_setting('app.writing', true), '');
    said    uuid[];
    one     uuid;
BEGIN
    PERFORM unseal(NEW.member_id);
    said := ARRAY(SELECT feedback_id FROM board_feedback_author
                   WHERE trust_id = NEW.trust_id AND member_id = NEW.member_id);
    PERFORM unseal(NULL), set_config('app.op', '', true);
    FOR one IN SELECT f.id FROM board_feedback f
                WHERE f.trust_id = NEW.trust_id AND f.id = ANY (said) AND f.passed_to_school ORDER BY f.id LOOP
        PERFORM set_config('app.writing', one::text, true);
        UPDATE board_feedback SET passed_to_school = false WHERE trust_id = NEW.trust_id AND id = one;
    END LOOP;
    PERFORM set_config('app.op', op, true), set_config('app.writing', writing, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER passed_on_comes_back AFTER UPDATE ON board_consent FOR EACH ROW
    WHEN (NEW.type = 'participation' AND OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL)
    EXECUTE FUNCTION passed_on_comes_back();

-- ---- the pupil ---------------------------------------------------------------------------------

-- What a pupil said, to be told to them by who may open it all, on record for each piece of it; what is held is not,
-- for telling it may do harm.
CREATE FUNCTION feedback_of_pupil(subject uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
    sight text;
    one   uuid;
    these uuid[] := '{}';
    said  jsonb := '[]';
BEGIN
    IF coalesce(current_setting('app.all_schools', true), '') = '1' THEN
        sight := widen_sight();
        FOR one IN SELECT member_id FROM board_member_pupil WHERE trust_id = own AND pupil_id = subject LOOP
            PERFORM unseal(one);
            these := these || ARRAY(SELECT feedback_id FROM board_feedback_author
                                     WHERE trust_id = own AND member_id = one);
        END LOOP;
        PERFORM unseal(NULL);
        these := ARRAY(SELECT f.id FROM board_feedback f
                        WHERE f.trust_id = own AND f.id = ANY (these) AND NOT is_veiled(f));
        FOREACH one IN ARRAY these LOOP
            PERFORM record_opening(uuid7(), sealed_author(own, one), 'pupilSubjectAccess', 'Subject access');
        END LOOP;
        SELECT coalesce(jsonb_agg(beyond_sight(to_jsonb(f)) - 'trust_id' ORDER BY f.created_at, f.id), '[]') INTO said
          FROM board_feedback f WHERE f.trust_id = own AND f.id = ANY (these);
        PERFORM narrow_sight(sight);
    END IF;
    RETURN said;
END $$;

-- Of what a pupil said under their pseudonym, and of what is held, the words go. What they said anonymously stays as
-- it is, or its change would tell whose it was.
CREATE FUNCTION words_go(of_trust uuid, said uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    writing text := coalesce(current_setting('app.writing', true), '');
    one     uuid;
BEGIN
    -- What leads alone read tells nobody else by its change.
    UPDATE app.board_feedback_hold SET phrases = '[]', held_reason = NULL, held_reference = NULL, held_text = NULL,
                                       reason = NULL, reference = NULL
     WHERE trust_id = of_trust AND feedback_id = ANY (said);
    FOR one IN SELECT f.id FROM app.board_feedback f WHERE f.trust_id = of_trust AND f.id = ANY (said)
                  AND (NOT f.anonymous OR app.is_veiled(f)) LOOP
        PERFORM set_config('app.writing', one::text, true);
        UPDATE app.board_feedback SET text = '(removed)', anonymous = true, passed_to_school = false,
                                      status_reason = NULL, status_reference = NULL
         WHERE trust_id = of_trust AND id = one;
        UPDATE app.status_change SET reason = NULL, reference = NULL WHERE trust_id = of_trust AND id = one;
        UPDATE app.idempotent_request SET body = NULL WHERE trust_id = of_trust AND strpos(body, one::text) > 0;
    END LOOP;
    PERFORM set_config('app.writing', writing, true);
END $$;

-- And the member goes from what they said; of several members who were one pupil it is known on that they were.
CREATE FUNCTION member_goes(gone board_member_pupil, said uuid[], drawn uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOREACH one IN ARRAY said LOOP
        PERFORM app.unseal(one);
        DELETE FROM app.board_feedback_author WHERE trust_id = gone.trust_id AND feedback_id = one AND by_name;
        UPDATE app.board_feedback_author a SET member_id = NULL, speaker = drawn, withheld = m.school_withheld
          FROM app.board_member m
         WHERE a.trust_id = gone.trust_id AND a.feedback_id = one
           AND m.trust_id = a.trust_id AND m.id = gone.member_id;
    END LOOP;
END $$;

CREATE FUNCTION authorship_goes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    op    text := coalesce(current_setting('app.op', true), '');
    sight text := widen_sight();
    drawn jsonb := (SELECT jsonb_object_agg(pupil_id, gen_random_uuid()) FROM (SELECT DISTINCT pupil_id FROM gone) g);
    one   board_member_pupil;
    said  uuid[];
BEGIN
    PERFORM set_config('app.op', '', true);
    FOR one IN SELECT * FROM gone LOOP
        PERFORM unseal(one.member_id);
        said := ARRAY(SELECT feedback_id FROM board_feedback_author
                       WHERE trust_id = one.trust_id AND member_id = one.member_id);
        PERFORM words_go(one.trust_id, said), member_goes(one, said, (drawn->>one.pupil_id::text)::uuid);
    END LOOP;
    PERFORM unseal(NULL), set_config('app.op', op, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER authorship_goes AFTER DELETE ON board_member_pupil REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION authorship_goes();
