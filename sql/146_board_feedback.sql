-- What is said to a board, and who said it. What readers see is what was said: who it was stands in a table of its
-- own that nobody may read, but for functions here that name one record; a designated safeguarding lead of the
-- author's school opens it, on record. Anonymity is never promised absolutely.
--
-- What may be a disclosure is held: seen by the safeguarding leads of the author's school and by nobody else, until
-- one of them clears it. What is referred stays with them.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_feedback (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                     REFERENCES trust,
    id               uuid NOT NULL,
    board_id         uuid NOT NULL,
    meeting_id       uuid, -- where it was said
    whole_board      boolean NOT NULL, -- by nobody in particular
    anonymous        boolean NOT NULL,
    said_by          label, -- the pseudonym of who does not mind, and their school
    school_id        uuid,
    passed_to_school boolean NOT NULL,
    text             board_text NOT NULL,
    theme_codes      jsonb NOT NULL,
    disclosure       boolean NOT NULL, -- whoever wrote it down thinks so
    status           status NOT NULL DEFAULT 'received',
    status_step      status NOT NULL DEFAULT 'received',
    status_on        date NOT NULL,
    status_reason    note,
    status_reference label,
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[] NOT NULL,
    team_user_ids    uuid[] NOT NULL,
    overseer_sees    boolean NOT NULL,
    restricted       boolean NOT NULL,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_feedback_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_feedback_of_meeting FOREIGN KEY (trust_id, meeting_id) REFERENCES board_meeting,
    CONSTRAINT board_feedback_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT board_feedback_of_all_is_nobodys CHECK (anonymous OR NOT whole_board),
    CONSTRAINT board_feedback_passed_on_is_named CHECK (NOT (anonymous AND passed_to_school)),
    CONSTRAINT board_feedback_themes_are_different CHECK (values_differ(theme_codes))
);
COMMENT ON CONSTRAINT board_feedback_of_board ON board_feedback IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_feedback_of_meeting ON board_feedback IS 'meeting_id: is not a meeting of the trust';
COMMENT ON CONSTRAINT board_feedback_school_is_known ON board_feedback IS 'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT board_feedback_of_all_is_nobodys ON board_feedback IS
    'anonymous: what the board says as a whole has no name: say who said it with member_id';
COMMENT ON CONSTRAINT board_feedback_passed_on_is_named ON board_feedback IS
    'passed_to_school: what is anonymous is not passed on to the school of who said it';
COMMENT ON CONSTRAINT board_feedback_themes_are_different ON board_feedback IS
    'theme_codes: must not name one theme twice';
CREATE INDEX board_feedback_by_board ON board_feedback (trust_id, board_id, created_at, id);
CREATE INDEX board_feedback_by_meeting ON board_feedback (trust_id, meeting_id, id);
CREATE INDEX board_feedback_by_status ON board_feedback (trust_id, status, created_at, id);
CREATE INDEX board_feedback_by_change ON board_feedback (trust_id, updated_at, id);
CALL team_table('board_feedback', 'board_feedback', '{text,said_by,school_id,status_reason,status_reference}',
                'overseer');
-- It is restricted by what becomes of it, and no client says that it is.
DROP TRIGGER y_restrict ON board_feedback;

CALL add_machine('board_feedback', 'board:write', $$
received: open, held
open: held
$$);
CALL add_machine('board_feedback', 'safeguarding:write', $$
held: open, referred
$$);
CALL status_table('board_feedback', 'board_feedback');

-- ---- who said it -------------------------------------------------------------------------------

-- No serving role may read it. Its owner, whom the policy binds as well, sees the rows of the one record that
-- app.unsealing names: a feedback, or a member whose pupil goes. School, phase and need are as they were said, and
-- stay when the pupil goes: what was said anonymously counts on, or that it does not would tell whose it was.
CREATE TABLE board_feedback_author (
    trust_id    uuid NOT NULL,
    feedback_id uuid NOT NULL,
    member_id   uuid,    -- NULL: their pupil was purged
    speaker     uuid,    -- then: drawn for all that the pupil said
    withheld    boolean, -- then: whether the member was of a school that is withheld
    school_id   uuid NOT NULL,
    phase       phase NOT NULL,
    need        need,
    by_name     boolean NOT NULL, -- also when the name was taken off since
    PRIMARY KEY (trust_id, feedback_id),
    CONSTRAINT board_feedback_author_of_feedback FOREIGN KEY (trust_id, feedback_id) REFERENCES board_feedback
        DEFERRABLE INITIALLY DEFERRED, -- it comes first: who sees the feedback follows from it
    CONSTRAINT board_feedback_author_is_a_member FOREIGN KEY (trust_id, member_id) REFERENCES board_member
);
COMMENT ON CONSTRAINT board_feedback_author_of_feedback ON board_feedback_author IS
    'feedback_id: is not feedback of the trust';
COMMENT ON CONSTRAINT board_feedback_author_is_a_member ON board_feedback_author IS
    'member_id: is not a member of the board';
CREATE INDEX board_feedback_author_by_member ON board_feedback_author (trust_id, member_id);
ALTER TABLE board_feedback_author ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_feedback_author FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON board_feedback_author USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND (SELECT nullif(current_setting('app.unsealing', true), '')::uuid) IN (feedback_id, member_id));

-- Whoever may call these are the functions below that say why.
CREATE FUNCTION unseal(one uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.unsealing', coalesce(one::text, ''), true);
END $$;
CREATE FUNCTION sealed_author(of_trust uuid, of_feedback uuid) RETURNS board_feedback_author
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    found board_feedback_author;
BEGIN
    PERFORM unseal(of_feedback);
    SELECT * INTO found FROM board_feedback_author WHERE trust_id = of_trust AND feedback_id = of_feedback;
    PERFORM unseal(NULL);
    RETURN found;
END $$;

-- The member who said it; nobody's where it is the board's as a whole, or its author was purged.
CREATE FUNCTION speaker_of(one board_feedback) RETURNS board_member LANGUAGE plpgsql AS $$
DECLARE
    author board_feedback_author := app.sealed_author(one.trust_id, one.id);
    found  board_member;
BEGIN
    SELECT * INTO found FROM app.board_member WHERE trust_id = author.trust_id AND id = author.member_id;
    RETURN found;
END $$;

-- Does a text tell who says it: by a name of theirs, or by the pseudonym of who is not named?
CREATE FUNCTION tells_its_author(said text, author board_member, unnamed boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    is_of     pupil := app.pupil_of(author);
    spellings text[] := app.spellings_of(said);
BEGIN
    RETURN EXISTS (SELECT FROM (VALUES (is_of.legal_surname::text), (is_of.legal_forename), (is_of.preferred_surname),
                                       (is_of.preferred_forename), (CASE WHEN unnamed THEN author.pseudonym END))
                                AS n(name)
                    WHERE app.is_spelt_in(spellings, name));
END $$;

-- ---- who sees it -------------------------------------------------------------------------------

CREATE FUNCTION is_veiled(one board_feedback) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT one.status IN ('held', 'referred')
$$;

-- Whose safeguarding leads see what is held: the author's school, or all that the board covers when that is not
-- known.
CREATE FUNCTION schools_of_leads(one board_feedback, at board) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    author board_feedback_author := app.sealed_author(one.trust_id, one.id);
BEGIN
    RETURN CASE WHEN author.feedback_id IS NOT NULL THEN ARRAY[author.school_id]
                ELSE coalesce(nullif(one.school_ids, '{}'), app.schools_covered(at)) END;
END $$;

-- Between who sees it while it is held and who sees it while it is not, nobody does, for a moment: a change that
-- both could see would tell each of the other, and the author's school with it.
CREATE FUNCTION sight_of(one board_feedback, at board) RETURNS board_sight LANGUAGE plpgsql AS $$
DECLARE
    seen board_sight;
BEGIN
    seen.restricted := true;
    IF app.is_veiled(one) THEN
        IF one.overseer_sees IS NOT TRUE THEN
            seen.school_ids := app.schools_of_leads(one, at);
        END IF;
    ELSIF one.overseer_sees OR one.school_ids = '{}' OR one.school_ids IS NULL THEN
        seen.team_user_ids := at.team_user_ids;
        seen.overseer_sees := true;
        seen.school_ids := CASE WHEN one.passed_to_school THEN ARRAY[one.school_id::uuid] END;
        seen.restricted := one.passed_to_school AND (app.speaker_of(one)).restricted; -- as the school sees the member
    END IF;
    RETURN seen;
END $$;
CALL belongs_to_board('board_feedback');

-- The second half of the way. Who cleared it is not on record for those who see it then: it would lead to the
-- school that they are the lead of.
CREATE FUNCTION settle_feedback() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
    actor text := coalesce(current_setting('app.actor', true), '');
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows WHERE NOT overseer_sees AND school_ids = '{}') THEN
        RETURN NULL;
    END IF;
    sight := widen_sight();
    PERFORM set_config('app.actor', '', true);
    UPDATE board_feedback f SET school_ids = f.school_ids FROM new_rows n
     WHERE f.trust_id = n.trust_id AND f.id = n.id AND NOT n.overseer_sees AND n.school_ids = '{}';
    PERFORM set_config('app.actor', actor, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER settles AFTER UPDATE ON board_feedback REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION settle_feedback();

-- What was passed on is kept from the school as the member is, whose pupil is restricted.
CREATE FUNCTION feedback_follows_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    these uuid[];
BEGIN
    PERFORM unseal(NEW.id);
    these := ARRAY(SELECT feedback_id FROM board_feedback_author WHERE trust_id = NEW.trust_id AND member_id = NEW.id);
    PERFORM unseal(NULL);
    UPDATE board_feedback SET school_ids = school_ids
     WHERE trust_id = NEW.trust_id AND id = ANY (these) AND passed_to_school;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER feedback_follows AFTER UPDATE ON board_member FOR EACH ROW
    WHEN (OLD.restricted IS DISTINCT FROM NEW.restricted) EXECUTE FUNCTION feedback_follows_member();

-- ---- holds -------------------------------------------------------------------------------------

-- Why something was held and what a lead made of it. It is the leads' alone, also once the feedback is not any more.
CREATE TABLE board_feedback_hold (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id             uuid NOT NULL,
    feedback_id    uuid NOT NULL,
    board_id       uuid NOT NULL,
    causes         jsonb NOT NULL,
    phrases        jsonb NOT NULL, -- those that were found
    held_on        date NOT NULL,
    held_by        uuid NOT NULL,
    held_reason    note,           -- of whoever had it held
    held_reference label,
    held_text      board_text,     -- as it stood then; NULL: its author was purged
    decision       status,         -- what it was moved to
    decided_on     date,
    decided_by     uuid,
    reason         note,
    reference      label,
    deleted_at     timestamptz,
    school_ids     uuid[] NOT NULL,
    restricted     boolean NOT NULL DEFAULT true,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_feedback_hold_of_feedback FOREIGN KEY (trust_id, feedback_id) REFERENCES board_feedback,
    CONSTRAINT board_feedback_hold_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board
);
COMMENT ON CONSTRAINT board_feedback_hold_of_feedback ON board_feedback_hold IS
    'feedback_id: is not feedback of the trust';
COMMENT ON CONSTRAINT board_feedback_hold_of_board ON board_feedback_hold IS 'board_id: is not a board of the trust';
CREATE UNIQUE INDEX board_feedback_hold_is_decided_first ON board_feedback_hold (trust_id, feedback_id)
    WHERE decision IS NULL;
COMMENT ON INDEX board_feedback_hold_is_decided_first IS 'feedback_id: is held already';
CREATE INDEX board_feedback_hold_by_day ON board_feedback_hold (trust_id, held_on, id);
CALL tenant_policies('board_feedback_hold');
GRANT SELECT ON board_feedback_hold TO api_rw, api_ro;

CREATE FUNCTION begin_hold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found jsonb := phrases_found(NEW.trust_id, NEW.text);
BEGIN
    INSERT INTO board_feedback_hold (trust_id, id, feedback_id, board_id, causes, phrases, held_on, held_by,
                                     held_reason, held_reference, held_text, school_ids)
    VALUES (NEW.trust_id, uuid7(), NEW.id, NEW.board_id, to_jsonb(array_remove(ARRAY[
                CASE WHEN found <> '[]' THEN 'phrase' END, CASE WHEN NEW.disclosure THEN 'flag' END,
                CASE WHEN tells_its_author(NEW.text, speaker_of(NEW), NEW.anonymous) THEN 'author' END,
                CASE WHEN TG_OP = 'UPDATE' AND current_setting('app.writing', true) IS DISTINCT FROM NEW.id::text
                     THEN 'asked' END], NULL)),
            found, today(), nullif(current_setting('app.actor', true), '')::uuid, NEW.status_reason,
            NEW.status_reference, NEW.text, schools_of_leads(NEW, board_of(NEW.trust_id, NEW.board_id)));
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER is_held_at_once AFTER INSERT ON board_feedback FOR EACH ROW
    WHEN (NEW.status = 'held') EXECUTE FUNCTION begin_hold();
CREATE TRIGGER is_held AFTER UPDATE ON board_feedback FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'held') EXECUTE FUNCTION begin_hold();

-- Clearing sets free what names nobody; the reason is the leads', and so is who gave it.
--! rule board_hold_ends_with_a_reason: reason: is needed to clear or to refer
--! rule board_feedback_is_cleared_of_names: to: its text names a pupil or holds a UPN: take that out of it first
CREATE FUNCTION end_hold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NEW.status_reason IS NULL THEN
        PERFORM break_rule('board_hold_ends_with_a_reason');
    ELSIF NEW.status = 'open' AND names_a_pupil(board_of(NEW.trust_id, NEW.board_id), NEW.text) THEN
        PERFORM break_rule('board_feedback_is_cleared_of_names');
    END IF;
    UPDATE board_feedback_hold
       SET decision = NEW.status, decided_on = NEW.status_on, reason = NEW.status_reason,
           reference = NEW.status_reference, decided_by = nullif(current_setting('app.actor', true), '')::uuid
     WHERE trust_id = NEW.trust_id AND feedback_id = NEW.id AND decision IS NULL;
    NEW.status_reason := NULL;
    NEW.status_reference := NULL;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_ends_hold BEFORE UPDATE ON board_feedback FOR EACH ROW
    WHEN (OLD.status = 'held' AND NEW.status <> 'held') EXECUTE FUNCTION end_hold();

-- Nor does the step into it say any more why and by whom: that, too, stands in the hold.
CREATE FUNCTION unsign_steps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    UPDATE status_change SET actor = NULL, reason = NULL, reference = NULL
     WHERE trust_id = NEW.trust_id AND id = NEW.id AND (version = NEW.version OR to_status = 'held');
    RETURN NULL;
END $$;
CREATE TRIGGER unsigned AFTER UPDATE ON board_feedback FOR EACH ROW -- behind the one that records the step
    WHEN (OLD.status = 'held' AND NEW.status <> 'held') EXECUTE FUNCTION unsign_steps();

-- ---- saying it ---------------------------------------------------------------------------------

CREATE FUNCTION board_feedback_as_kept(stood board_feedback, sent board_feedback) RETURNS board_feedback
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    sent.theme_codes := coalesce(sent.theme_codes, '[]');
    IF sent.anonymous THEN
        sent.said_by := NULL;
        sent.school_id := NULL;
    END IF;
    RETURN sent;
END $$;
CREATE FUNCTION board_feedback_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN app.board_feedback_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
END $$;
CREATE TRIGGER a_0_keeps BEFORE INSERT OR UPDATE ON board_feedback
    FOR EACH ROW EXECUTE FUNCTION board_feedback_keeps();

--! rule board_feedback_themes_are_active: theme_codes: names a theme that the trust does not have, or has retired
CREATE FUNCTION guard_themes(of_trust uuid, codes jsonb) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(codes) AS c(code)
                WHERE NOT EXISTS (SELECT FROM app.board_theme t WHERE t.trust_id = of_trust AND t.code = c.code
                                     AND t.active AND t.deleted_at IS NULL)) THEN
        PERFORM app.break_rule('board_feedback_themes_are_active');
    END IF;
END $$;

--! rule board_feedback_member_is_of_the_board: member_id: is not a member of the board
--! rule board_feedback_member_is_in_office: member_id: is no member of the board on the day of the meeting, or today
--! rule board_feedback_member_has_consented: member_id: has no consent to take part in force today
CREATE FUNCTION guard_author(one board_member, at board, on_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.board_id IS DISTINCT FROM at.id OR one.deleted_at IS NOT NULL THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_feedback_member_is_of_the_board';
    ELSIF NOT app.stay_of(one) @> on_day THEN
        PERFORM app.break_rule('board_feedback_member_is_in_office');
    ELSIF NOT app.has_consented(one, 'participation', app.today()) THEN
        PERFORM app.break_rule('board_feedback_member_has_consented');
    END IF;
END $$;

-- The day on which something was said.
--! rule board_feedback_meeting_is_of_the_board: meeting_id: is not a meeting of the board
--! rule board_feedback_meeting_has_come: meeting_id: has not come yet, or was cancelled
CREATE FUNCTION day_of_saying(at board, of_meeting uuid) RETURNS date LANGUAGE plpgsql AS $$
DECLARE
    one board_meeting;
BEGIN
    IF of_meeting IS NULL THEN
        RETURN app.today();
    END IF;
    SELECT * INTO one FROM app.board_meeting WHERE trust_id = at.trust_id AND id = of_meeting AND deleted_at IS NULL;
    IF one.board_id IS DISTINCT FROM at.id THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_feedback_meeting_is_of_the_board';
    ELSIF one.status = 'cancelled' OR one.held_on > app.today() THEN
        PERFORM app.break_rule('board_feedback_meeting_has_come');
    END IF;
    RETURN one.held_on;
END $$;

-- What a child says of another by name is a disclosure, or is said without the name; what is held is never turned
-- away for it.
--! rule board_feedback_names_no_pupil: text: must not name a pupil or hold a UPN; what is said of one as a concern has disclosure
CREATE FUNCTION board_feedback_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM guard_themes(NEW.trust_id, NEW.theme_codes);
    IF NOT is_veiled(NEW) AND names_a_pupil(board_of(NEW.trust_id, NEW.board_id), NEW.text) THEN
        PERFORM break_rule('board_feedback_names_no_pupil');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON board_feedback FOR EACH ROW EXECUTE FUNCTION board_feedback_begins();

-- The only way in: whoever says it may not see what becomes of it, and is told that it has arrived.
CREATE FUNCTION say_to_board(new_id uuid, of_board uuid, at_meeting uuid, by_member uuid, unnamed boolean,
                             passed boolean, said text, themes jsonb, flagged boolean)
    RETURNS TABLE (id uuid, status text, created_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
    seen  boolean := EXISTS (SELECT FROM board b WHERE b.trust_id = own AND b.id = of_board AND b.deleted_at IS NULL);
    sight text := widen_sight();
    at    board := held_board(own, of_board);
    one   board_member;
    day   date;
    first text;
BEGIN
    IF NOT seen THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'board_is_in_sight';
    END IF;
    PERFORM guard_served(at);
    day := day_of_saying(at, at_meeting);
    IF by_member IS NOT NULL THEN
        SELECT * INTO one FROM board_member m WHERE m.trust_id = own AND m.id = by_member;
        PERFORM guard_author(one, at, day), unseal(new_id);
        INSERT INTO board_feedback_author (trust_id, feedback_id, member_id, school_id, phase, need, by_name)
        VALUES (own, new_id, one.id, one.school_id, one.phase, one.need, NOT unnamed);
        PERFORM unseal(NULL);
    END IF;
    first := CASE WHEN flagged OR phrases_found(own, said) <> '[]' OR tells_its_author(said, one, unnamed)
                  THEN 'held' ELSE 'received' END;
    PERFORM guard_within_term(at, day) WHERE first <> 'held';
    RETURN QUERY INSERT INTO board_feedback AS f (id, board_id, meeting_id, whole_board, anonymous, said_by,
                             school_id, passed_to_school, text, theme_codes, disclosure, status, status_step, status_on)
                 VALUES (new_id, of_board, at_meeting, by_member IS NULL, unnamed, one.pseudonym, one.school_id, passed,
                         said, themes, flagged, first, first, today())
                 RETURNING f.id, f.status::text, f.created_at;
    PERFORM narrow_sight(sight);
END $$;
REVOKE INSERT ON board_feedback FROM api_rw;

-- Whoever sees it may have it held, and does not see it from then on.
CREATE FUNCTION hold_feedback(this uuid, from_version bigint, on_day date, why text, referring text)
    RETURNS SETOF board_feedback LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
    seen  boolean := EXISTS (SELECT FROM board_feedback WHERE trust_id = own AND id = this);
    sight text := widen_sight();
BEGIN
    RETURN QUERY UPDATE board_feedback f
                    SET status = 'held', status_step = 'held', status_on = on_day, status_reason = why,
                        status_reference = referring
                  WHERE seen AND f.trust_id = own AND f.id = this AND f.version = from_version
                    AND f.deleted_at IS NULL
              RETURNING f.*;
    PERFORM narrow_sight(sight);
END $$;

-- Whose name is taken off may have said it in the text: then it is held from there on. Whoever takes it off is not
-- told so, or a try would tell whether a word is the name of a member.
CREATE FUNCTION hold_what_tells_its_author() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight   text := widen_sight();
    writing text := coalesce(current_setting('app.writing', true), '');
    one     board_feedback;
BEGIN
    FOR one IN SELECT n.* FROM new_rows n JOIN old_rows o ON o.trust_id = n.trust_id AND o.id = n.id
                WHERE n.anonymous AND NOT o.anonymous LOOP
        IF NOT is_veiled(one) AND tells_its_author(one.text, speaker_of(one), true) THEN
            PERFORM set_config('app.writing', one.id::text, true);
            UPDATE board_feedback SET status = 'held', status_step = 'held', status_on = today(), status_reason = NULL,
                                      status_reference = NULL
             WHERE trust_id = one.trust_id AND id = one.id;
        END IF;
    END LOOP;
    PERFORM set_config('app.writing', writing, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER s_holds AFTER UPDATE ON board_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION hold_what_tells_its_author(); -- behind the one that records the change

-- ---- what becomes of it ------------------------------------------------------------------------

-- A school goes on reading what was passed on to it; to pass it on is to use it anew.
--! rule board_feedback_is_passed_on_with_consent: passed_to_school: who said it has no consent to take part in force today
CREATE FUNCTION guard_passing_on(was board_feedback, one board_feedback) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF one.passed_to_school AND NOT was.passed_to_school
       AND NOT app.has_consented(app.speaker_of(one), 'participation', app.today()) THEN
        PERFORM app.break_rule('board_feedback_is_passed_on_with_consent');
    END IF;
END $$;

--! rule board_feedback_text_stands: text: what was said stands
--! rule board_feedback_that_was_put_up_stays: status: only what is not before the board yet is deleted
--! rule board_feedback_stays_anonymous: anonymous: what was said anonymously stays so
CREATE FUNCTION guard_feedback(was board_feedback, one board_feedback) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF was.text <> one.text THEN
        PERFORM app.break_rule('board_feedback_text_stands');
    ELSIF was.anonymous AND NOT one.anonymous THEN
        PERFORM app.break_rule('board_feedback_stays_anonymous');
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL AND was.status <> 'received' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_feedback_that_was_put_up_stays';
    ELSIF was.theme_codes <> one.theme_codes THEN
        PERFORM app.guard_themes(one.trust_id, one.theme_codes);
    END IF;
END $$;

-- While it is held it is the lead's, who may take a name out of it.
--! rule board_feedback_held_is_the_leads: status: while it is held only its text changes, and once it is referred nothing
CREATE FUNCTION guard_held_feedback(was board_feedback, one board_feedback) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF was.status = one.status
       AND (was.status = 'referred'
            OR (was.anonymous, was.passed_to_school, was.theme_codes, was.deleted_at)
               IS DISTINCT FROM (one.anonymous, one.passed_to_school, one.theme_codes, one.deleted_at)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_feedback_held_is_the_leads';
    END IF;
END $$;

-- The reason of a step outlives what is purged, also where leads alone read it.
--! rule board_feedback_step_names_no_pupil: reason: neither it nor the reference may name a pupil or hold a UPN
CREATE FUNCTION guard_feedback_step(was board_feedback, one board_feedback) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (was.status_reason, was.status_reference) IS DISTINCT FROM (one.status_reason, one.status_reference)
       AND app.names_a_pupil(app.board_of(one.trust_id, one.board_id),
                             concat_ws(E'\n', one.status_reason, one.status_reference)) THEN
        PERFORM app.break_rule('board_feedback_step_names_no_pupil');
    END IF;
END $$;

CREATE FUNCTION board_feedback_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
BEGIN
    IF current_setting('app.writing', true) = NEW.id::text THEN
        RETURN NEW;
    END IF;
    sight := widen_sight();
    IF is_veiled(OLD) THEN
        PERFORM guard_held_feedback(OLD, NEW);
    ELSE
        IF NEW.status <> 'held' THEN
            PERFORM guard_server(board_of(NEW.trust_id, NEW.board_id));
        END IF;
        PERFORM guard_feedback(OLD, NEW), guard_passing_on(OLD, NEW);
    END IF;
    PERFORM guard_feedback_step(OLD, NEW);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON board_feedback FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_feedback_stands();

-- A board that is deleted is out of reach, and with it what was said and the consent that somebody may withdraw.
--! rule board_that_was_heard_is_not_deleted: status: there is feedback or a consent on it: it is ended
CREATE FUNCTION board_must_be_unheard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM board_feedback WHERE trust_id = NEW.trust_id AND board_id = NEW.id AND deleted_at IS NULL)
       OR EXISTS (SELECT FROM board_consent WHERE trust_id = NEW.trust_id AND board_id = NEW.id) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_that_was_heard_is_not_deleted';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER e_is_unheard BEFORE UPDATE ON board FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION board_must_be_unheard();

--! rule board_theme_in_use_is_retired: active: what was said bears it: retire it instead
CREATE FUNCTION board_theme_must_be_unused() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    used  boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM app.%I WHERE trust_id = $1 AND theme_codes ? $2)', TG_ARGV[0])
       INTO used USING NEW.trust_id, NEW.code;
    IF used THEN
        RAISE exclusion_violation USING CONSTRAINT = 'board_theme_in_use_is_retired';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_is_unused BEFORE UPDATE ON board_theme FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION board_theme_must_be_unused('board_feedback');
