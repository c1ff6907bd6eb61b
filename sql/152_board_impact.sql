-- What a board may tell of its impact. When a period is closed, the points there are by then (one theme of one piece of
-- feedback by one pupil) are frozen together with the figures that are told of them for good
-- (models/suppression/suppression.h). Every question is answered from these figures; there is no other road to the
-- points, which are sealed as authorship is.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_impact_period (
    trust_id        uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                    REFERENCES trust,
    id              uuid NOT NULL,
    board_id        uuid NOT NULL,
    name            label NOT NULL,
    starts_on       date NOT NULL, -- both inclusive
    ends_on         date NOT NULL,
    withheld        boolean NOT NULL, -- by so few pupils that nothing is told
    points          count,         -- NULL: withheld
    recommendations jsonb NOT NULL, -- as they stood then: struct period_recommendations
    figures         jsonb NOT NULL, -- all that is told: struct impact_figure (models/board/board_impact_period.h)
    version         count NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(), -- when it was closed
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,   -- never
    school_ids      uuid[] NOT NULL,
    team_user_ids   uuid[] NOT NULL,
    overseer_sees   boolean NOT NULL,
    restricted      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_impact_period_of_board FOREIGN KEY (trust_id, board_id) REFERENCES board,
    CONSTRAINT board_impact_period_is_four_weeks_at_least CHECK (ends_on >= starts_on + 27),
    CONSTRAINT board_impact_period_is_over CHECK (ends_on < (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT board_impact_periods_are_apart EXCLUDE USING gist (
        trust_id WITH =, board_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
);
COMMENT ON CONSTRAINT board_impact_period_of_board ON board_impact_period IS 'board_id: is not a board of the trust';
COMMENT ON CONSTRAINT board_impact_period_is_four_weeks_at_least ON board_impact_period IS
    'ends_on: must be 27 days after starts_on or later: a period has 28 days at least';
COMMENT ON CONSTRAINT board_impact_period_is_over ON board_impact_period IS 'ends_on: must be before today';
COMMENT ON CONSTRAINT board_impact_periods_are_apart ON board_impact_period IS
    'starts_on: another period of the board has one of these days';
CREATE INDEX board_impact_period_by_board ON board_impact_period (trust_id, board_id, starts_on, id);
CREATE INDEX board_impact_period_by_change ON board_impact_period (trust_id, updated_at, id);
CALL team_table('board_impact_period', 'board_impact_period', '{figures}', 'overseer');
DROP TRIGGER y_restrict ON board_impact_period; -- what is told is told to all who see the board

CREATE FUNCTION sight_of(one board_impact_period, at board) RETURNS board_sight LANGUAGE sql STABLE AS $$
    SELECT at.school_ids, at.team_user_ids, true, false
$$;
CALL belongs_to_board('board_impact_period');

-- ---- recommendations ---------------------------------------------------------------------------

-- How many school days it took to answer a recommendation to the trust, counted as its due day is.
CREATE FUNCTION days_to_answer(one board_recommendation, at board) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM generate_series(1, one.decided_on - one.made_on) AS n
     WHERE app.is_school_day(one.trust_id, app.schools_covered(at), one.made_on + n)
$$;

-- What is told of them tells of no pupil, and so it is told in full: of those made in the period, and what was open at
-- the end of it, as both stand today. What is addressed to a school is read there and in no other school, which a
-- number would tell of it: so only what is addressed to the trust is counted.
CREATE FUNCTION recommendations_of(one board_impact_period, at board) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH recommended AS MATERIALIZED (
        SELECT r.*, r.made_on >= one.starts_on AS in_period, app.days_to_answer(r, at) AS days
          FROM app.board_recommendation r
         WHERE r.trust_id = at.trust_id AND r.board_id = at.id AND r.made_on <= one.ends_on AND r.deleted_at IS NULL
           AND r.addressed_to = 'trust'
    ), made AS (
        SELECT count(*) AS made, count(*) FILTER (WHERE decision IS NOT NULL) AS answered,
               count(*) FILTER (WHERE decision = 'accepted') AS accepted,
               count(*) FILTER (WHERE decision = 'partly_accepted') AS partly_accepted,
               count(*) FILTER (WHERE decision = 'rejected') AS rejected,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE decision IS NOT NULL) AS median,
               max(days) FILTER (WHERE decision IS NOT NULL) AS worst
          FROM recommended WHERE in_period
    )
    SELECT jsonb_build_object(
               'as_of', app.today(), 'made', made, 'answered', answered,
               'accepted_share', (accepted * 20000 + answered) / nullif(2 * answered, 0),
               'partly_accepted_share', (partly_accepted * 20000 + answered) / nullif(2 * answered, 0),
               'rejected_share', (rejected * 20000 + answered) / nullif(2 * answered, 0),
               'median_school_days', median, 'worst_school_days', worst,
               'open', (SELECT count(*) FROM recommended WHERE decision IS NULL),
               'overdue', (SELECT count(*) FROM recommended WHERE decision IS NULL AND due_on < app.today()))
      FROM made
$$;

--! rule board_impact_is_the_overseers: board_id: its periods are closed by who oversees it
--! rule board_impact_period_is_in_term: starts_on: it and ends_on must lie within the term of the board
CREATE FUNCTION board_impact_period_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at    board;
    sight text;
BEGIN
    IF NOT oversees_boards() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_impact_is_the_overseers';
    END IF;
    sight := widen_sight();
    at := board_of(NEW.trust_id, NEW.board_id);
    IF NEW.starts_on < at.term_starts_on OR NEW.ends_on > at.term_ends_on THEN
        PERFORM break_rule('board_impact_period_is_in_term');
    END IF;
    NEW.recommendations := recommendations_of(NEW, at);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON board_impact_period
    FOR EACH ROW EXECUTE FUNCTION board_impact_period_begins();

-- Two tellings of one period could be subtracted from each other.
--! rule board_impact_that_is_told_stands: name: what has been told of a period stands, and the period with it
CREATE FUNCTION board_impact_period_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'board_impact_that_is_told_stands';
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON board_impact_period FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION board_impact_period_stands();

-- ---- points ------------------------------------------------------------------------------------

-- Which feedback has been given to a period, so that none is given twice.
CREATE TABLE board_impact_given (
    trust_id    uuid NOT NULL,
    board_id    uuid NOT NULL,
    feedback_id uuid NOT NULL,
    period_id   uuid NOT NULL,
    PRIMARY KEY (trust_id, feedback_id),
    CONSTRAINT board_impact_given_of_feedback FOREIGN KEY (trust_id, feedback_id) REFERENCES board_feedback,
    CONSTRAINT board_impact_given_to_period FOREIGN KEY (trust_id, period_id) REFERENCES board_impact_period
        DEFERRABLE INITIALLY DEFERRED -- it comes first: the figures follow from it
);
COMMENT ON CONSTRAINT board_impact_given_of_feedback ON board_impact_given IS
    'feedback_id: is not feedback of the trust';
COMMENT ON CONSTRAINT board_impact_given_to_period ON board_impact_given IS 'period_id: is not a period of the trust';

-- The points of a period as they were counted. The number of a pupil was drawn for this period alone, and a point does
-- not lead to the feedback: so nothing leads to a pupil, and nothing has to go when they do.
CREATE TABLE board_impact_point (
    trust_id   uuid NOT NULL,
    board_id   uuid NOT NULL,
    period_id  uuid NOT NULL,
    number     count NOT NULL,
    pupil      count NOT NULL,
    theme_code theme_code NOT NULL,
    school_id  uuid,           -- NULL: it is not told, of the phase alone
    phase      phase NOT NULL, -- the school's, then
    need       need,           -- as the member said; NULL: they did not
    answered   boolean NOT NULL,
    PRIMARY KEY (trust_id, period_id, number),
    CONSTRAINT board_impact_point_of_period FOREIGN KEY (trust_id, period_id) REFERENCES board_impact_period
        DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON CONSTRAINT board_impact_point_of_period ON board_impact_point IS 'period_id: is not a period of the trust';

-- No serving role may read them. Their owner sees those of the board that app.unsealing names.
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY '{board_impact_given,board_impact_point}'::text[] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
        EXECUTE format('CREATE POLICY tenant ON %I USING (
              trust_id = (SELECT nullif(current_setting(''app.trust'', true), '''')::uuid)
          AND board_id = (SELECT nullif(current_setting(''app.unsealing'', true), '''')::uuid))', one);
    END LOOP;
END $$;

CREATE TYPE impact_said AS (feedback_id uuid, theme_code text, answered boolean, speaker uuid, school_id uuid,
                            phase text, need text);

-- Every point of what was said by the end of a day, whether given before or not: on the day of the meeting, or when it
-- was written down. It is one, under the first of its themes: the list says which themes come together, and who knows
-- that two of them always do takes what is hidden of the one from what is told of the other. Who said it is the pupil,
-- or the member while no more is known, or what was drawn for a pupil who was purged. What is held is not there, nor
-- what nobody in particular said, nor what was ever said by name: whoever reads that could take it from what is told,
-- and what is left would be of who was not named. Whose school is withheld today is of none.
CREATE FUNCTION points_said(at board, to_day date) RETURNS SETOF impact_said LANGUAGE sql AS $$
    WITH said AS MATERIALIZED (
        SELECT f.id, f.theme_codes->>0 AS theme, app.is_answered(f) AS answered,
               app.sealed_author(f.trust_id, f.id) AS author
          FROM app.board_feedback f
          LEFT JOIN app.board_meeting g ON g.trust_id = f.trust_id AND g.id = f.meeting_id
         WHERE f.trust_id = at.trust_id AND f.board_id = at.id AND f.deleted_at IS NULL AND NOT f.whole_board
           AND f.theme_codes <> '[]' AND NOT app.is_veiled(f)
           AND coalesce(g.held_on, (f.created_at AT TIME ZONE 'Europe/London')::date) <= to_day
    )
    SELECT f.id, f.theme, f.answered, coalesce(l.pupil_id, m.id, (f.author).speaker),
           CASE WHEN NOT coalesce(m.school_withheld, (f.author).withheld) THEN s.id END, s.phase::text,
           (f.author).need::text
      FROM said f
      JOIN app.school s ON s.trust_id = at.trust_id AND s.id = (f.author).school_id
      LEFT JOIN app.board_member m ON m.trust_id = at.trust_id AND m.id = (f.author).member_id
      LEFT JOIN app.board_member_pupil l ON l.trust_id = m.trust_id AND l.member_id = m.id
     WHERE NOT (f.author).by_name
$$;

-- ---- categories --------------------------------------------------------------------------------

-- By what a period is told, by number within each kind from 0; those of least interest come last. None depends on what
-- was said, nor on whose school is withheld, or that it is one would tell: schools are those that had a member in the
-- period, and every phase that has had one has a `not_told`, of what is said of no school, where there may be nothing.
CREATE TYPE impact_category AS (kind text, number bigint, code text, phase text);
CREATE FUNCTION impact_categories(at board, days daterange) RETURNS SETOF impact_category LANGUAGE sql STABLE AS $$
    WITH of_school AS MATERIALIZED (
        SELECT s.id::text, s.name::text, s.phase::text, bool_or(app.stay_of(m) && days) AS in_period
          FROM app.board_member m JOIN app.school s ON s.trust_id = m.trust_id AND s.id = m.school_id
         WHERE m.trust_id = at.trust_id AND m.board_id = at.id AND m.deleted_at IS NULL
           AND m.starts_on < upper(days) GROUP BY s.id, s.name, s.phase
    ), told (kind, place, code, phase) AS (
        (SELECT 'theme', row_number() OVER (ORDER BY NOT active, code), code::text, NULL
           FROM app.board_theme WHERE trust_id = at.trust_id AND deleted_at IS NULL ORDER BY 2 LIMIT 40)
         UNION ALL
        SELECT 'phase', position, code, code FROM app.code
         WHERE code_set = 'phase' AND code IN (SELECT phase FROM of_school)
         UNION ALL
        SELECT 'school', row_number() OVER (ORDER BY name, id), id, phase FROM of_school WHERE in_period
         UNION ALL
        SELECT DISTINCT 'school', NULL::bigint, 'not_told_' || phase, phase FROM of_school
         UNION ALL
        SELECT 'need', position, code, NULL FROM app.code WHERE code_set = 'need' AND NOT retired
         UNION ALL
        VALUES ('need', NULL::bigint, 'not_said', NULL), ('response', 1, 'answered', NULL),
               ('response', 2, 'not_answered', NULL)
    )
    SELECT kind, row_number() OVER (PARTITION BY kind ORDER BY place, code) - 1, code, phase FROM told
$$;

-- ---- closing a period --------------------------------------------------------------------------

-- What the figures are decided from, rows of one form by kind. theme, school, phase, need, response: number and code,
-- of a school also the number of its phase. point: the numbers of its pupil and of its categories.
CREATE TYPE impact_fact AS (kind text, number bigint, code text, phase bigint, pupil bigint, theme bigint,
                            school bigint, need bigint, response bigint);

-- What no period has been given yet is given to this one, once and for all. What is done to it later is in no figure:
-- whoever puts another theme on it would choose who is counted together, and an answer to all but one of them would
-- have all but that one told again.
CREATE FUNCTION give_points(to_period uuid, of_board uuid, said impact_said[]) RETURNS SETOF impact_said
    LANGUAGE sql AS $$
    WITH given AS (
        INSERT INTO app.board_impact_given (trust_id, board_id, feedback_id, period_id)
        SELECT nullif(current_setting('app.trust', true), '')::uuid, of_board, s.feedback_id, to_period
          FROM unnest(said) AS s
            ON CONFLICT DO NOTHING
        RETURNING feedback_id
    )
    SELECT s.* FROM unnest(said) AS s JOIN given USING (feedback_id)
$$;

-- It is frozen under numbers drawn for it.
CREATE FUNCTION freeze_given(in_period uuid, of_board uuid, given impact_said[], told impact_category[])
    RETURNS void LANGUAGE sql AS $$
    WITH speaker AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY gen_random_uuid()) AS pupil
          FROM (SELECT DISTINCT speaker FROM unnest(given) AS g) AS s(id)
    )
    INSERT INTO app.board_impact_point (trust_id, board_id, period_id, number, pupil, theme_code, school_id, phase,
                                        need, answered)
    SELECT nullif(current_setting('app.trust', true), '')::uuid, of_board, in_period,
           row_number() OVER (ORDER BY gen_random_uuid()), s.pupil, g.theme_code,
           (SELECT g.school_id FROM unnest(told) AS c WHERE c.kind = 'school' AND c.code = g.school_id::text),
           g.phase, g.need, g.answered
      FROM unnest(given) AS g JOIN speaker s ON s.id = g.speaker
     ORDER BY 4
$$;

CREATE FUNCTION impact_facts(of_period uuid, told impact_category[]) RETURNS SETOF impact_fact
    LANGUAGE sql AS $$
    WITH category AS MATERIALIZED (SELECT * FROM unnest(told) AS c)
    SELECT c.kind, c.number, c.code, p.number, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
      FROM category c LEFT JOIN category p ON c.kind = 'school' AND p.kind = 'phase' AND p.code = c.phase
     UNION ALL
    SELECT 'point', p.number, NULL, NULL, p.pupil, t.number, s.number, n.number, r.number
      FROM app.board_impact_point p
      JOIN category t ON t.kind = 'theme' AND t.code = p.theme_code
      JOIN category s ON s.kind = 'school' AND s.code = coalesce(p.school_id::text, 'not_told_' || p.phase)
      JOIN category n ON n.kind = 'need' AND n.code = coalesce(p.need, 'not_said')
      JOIN category r ON r.kind = 'response' AND r.code = CASE WHEN p.answered THEN 'answered' ELSE 'not_answered' END
     WHERE p.period_id = of_period
     ORDER BY 1, 2
$$;

-- Of what is withheld nothing was told: its points are given to the next period.
CREATE FUNCTION give_back_points() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM unseal(NEW.board_id);
    DELETE FROM board_impact_point WHERE trust_id = NEW.trust_id AND period_id = NEW.id;
    DELETE FROM board_impact_given WHERE trust_id = NEW.trust_id AND period_id = NEW.id;
    PERFORM unseal(NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER gives_back_points AFTER INSERT ON board_impact_period FOR EACH ROW
    WHEN (NEW.withheld) EXECUTE FUNCTION give_back_points();

-- For the one who writes the period with its figures in the same transaction: without a period there are no points.
-- Two who close periods of a board come one after the other, and so does whoever says something meanwhile, or answers.
CREATE FUNCTION freeze_points(in_period uuid, of_board uuid, from_day date, to_day date) RETURNS SETOF impact_fact
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    own   uuid := nullif(current_setting('app.trust', true), '')::uuid;
    seen  boolean := EXISTS (SELECT FROM board WHERE trust_id = own AND id = of_board AND deleted_at IS NULL);
    sight text := widen_sight();
    at    board := held_board(own, of_board);
    told  impact_category[];
    said  impact_said[];
BEGIN
    IF NOT seen OR NOT oversees_boards() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'board_impact_is_the_overseers';
    END IF;
    told := ARRAY(SELECT c FROM impact_categories(at, daterange(from_day, greatest(from_day, to_day), '[]')) AS c);
    said := ARRAY(SELECT s FROM points_said(at, to_day) AS s
                   WHERE EXISTS (SELECT FROM unnest(told) AS c WHERE c.kind = 'theme' AND c.code = s.theme_code)
                     AND EXISTS (SELECT FROM unnest(told) AS c WHERE c.kind = 'phase' AND c.code = s.phase));
    PERFORM unseal(of_board),
            freeze_given(in_period, of_board, ARRAY(SELECT g FROM give_points(in_period, of_board, said) AS g), told);
    RETURN QUERY SELECT * FROM impact_facts(in_period, told);
    PERFORM unseal(NULL), narrow_sight(sight);
END $$;
