-- The student advisory board of the demo: one over all schools of the trust, sitting, with two facilitators whose check
-- counts and a member from each school. Two of its meetings are over, with published minutes, on the behaviour policy
-- and on SEND and reasonable adjustments, and one is to come. Nothing is put into a status: the guards hold for every
-- step. Nobody has a name here, members have their pseudonyms. Days are counted back from today. `tamar demo` calls
--
--   demo_boards(position, seed)        once schools and users are there, and before the pupils: each text is looked
--                                      through for the names of all pupils of all schools
--   demo_board_pupil(position, seed)   when the pupils are there: one of them joins
CREATE FUNCTION pg_temp.demo_board_id(seed text, "position" integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.demo_id(seed, "position", 'board', 1)
$$;

-- Whoever runs the board writes all of it, with the eyes of who oversees the boards.
CREATE FUNCTION pg_temp.demo_run_board(runs boolean) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('app.overseer', CASE WHEN runs THEN '1' ELSE '' END, true),
           set_config('app.actor', coalesce((
               SELECT id::text FROM app.user_account
                WHERE runs AND trust_id = nullif(current_setting('app.trust'), '')::uuid
                  AND email LIKE 'board\_facilitator@%'), ''), true)
$$;

-- ---- who is on it ----------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.demo_found_board("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board (id, name, purpose, school_ids_covered, term_starts_on, term_ends_on, seats_per_school,
                           minimum_send_share, missed_meetings_limit, accessible_formats)
    SELECT pg_temp.demo_board_id(seed, "position"), 'Student inclusion advisory board',
           'To tell the trust what inclusion is like in our schools, to be answered, and to see what is done',
           jsonb_agg(id ORDER BY number), app.today() - 120, app.today() + 220, 2, 5000, 2, '["easy_read","symbols"]'
      FROM pg_temp.demo_school_list("position", seed);
    INSERT INTO app.board_facilitator (id, board_id, user_id, name, dbs_checked_on, dbs_reference, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'board_facilitator', k::integer), pg_temp.demo_board_id(seed, "position"),
           u.id, f.name, app.today() - 300, 'Single central record', app.today() - 120
      FROM (VALUES (1, 'board\_facilitator@%', 'The facilitator'), (2, 'send\_lead@%', 'The SEND lead of the trust'))
           AS f(k, email, name)
      JOIN app.user_account u ON u.trust_id = nullif(current_setting('app.trust'), '')::uuid AND u.email LIKE f.email
$$;

-- One from each school: the younger at a primary school, and of the fourth school the name is not to be told.
CREATE FUNCTION pg_temp.demo_members("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_member (id, board_id, pseudonym, school_id, need, has_send, age_band, lacks_capacity,
                                  school_withheld, accessible_formats_needed, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'board_member', s.number), pg_temp.demo_board_id(seed, "position"),
           'Member ' || s.number, s.id,
           CASE s.needs WHEN 'severe' THEN 'SLD' WHEN 'social' THEN 'SEMH' WHEN 'autism' THEN 'ASD' WHEN 'moderate'
                THEN 'MLD' ELSE CASE WHEN s.number % 2 = 1 THEN 'SLCN' END END,
           s.needs <> 'mainstream' OR s.number % 2 = 1,
           CASE WHEN s.phase = '2' OR s.needs = 'moderate' THEN 'under_13' WHEN s.needs = 'autism' THEN '16_and_over'
                ELSE '13_to_15' END,
           false, s.number = 4,
           CASE s.needs WHEN 'severe' THEN '["symbols"]' WHEN 'mainstream' THEN '[]' ELSE '["easy_read"]' END::jsonb,
           app.today() - 120
      FROM pg_temp.demo_school_list("position", seed) AS s
$$;

-- To take part and to travel or take part online from everybody whose consent is needed; to be named, of every
-- second member.
CREATE FUNCTION pg_temp.demo_consent("position" integer, seed text, n integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_consent (id, member_id, type, giver, given_on, evidence_reference)
    SELECT pg_temp.demo_id(seed, "position", 'board_consent',
                           (10 * n + row_number() OVER (ORDER BY t.k, g.k))::integer),
           m.id, t.type, g.giver, m.starts_on, 'Consent forms of the school'
      FROM app.board_member m
      JOIN app.board_consent_rule r ON r.trust_id = m.trust_id AND r.age_band = app.age_band_today(m)
       AND r.lacks_capacity = m.lacks_capacity
     CROSS JOIN (VALUES (1, 'participation'), (2, 'travel_or_online'), (3, 'name_in_minutes')) AS t(k, type)
     CROSS JOIN LATERAL jsonb_array_elements_text(r.givers) WITH ORDINALITY AS g(giver, k)
     WHERE m.id = pg_temp.demo_id(seed, "position", 'board_member', n) AND (t.k < 3 OR n % 2 = 1)
$$;

-- ---- its meetings ----------------------------------------------------------------------------------

-- The k-th; chaired in turn.
CREATE FUNCTION pg_temp.demo_meetings() RETURNS TABLE (k integer, days integer, focus text, chair integer, vice integer,
                                                      minutes text)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (1, -70, 'The behaviour policy', 3, 5,
        'The board read the behaviour policy in its easy-read version. Members said that a warning means something '
        'else in each classroom, and that nobody has taught them what is expected. The chair asked that every school '
        'teaches the policy like any other lesson, in small steps, and comes back to it after each holiday.'),
       (2, -21, 'SEND and reasonable adjustments', 5, 3,
        'The facilitators explained what a reasonable adjustment is. Members said that theirs are known to some '
        'adults and not to others, and that assemblies are the hardest part of the week. The vice-chair asked for '
        'assemblies that tell everybody what adjustments are for.'),
       (3, 14, 'What came of it', 2, 6, NULL)
$$;

CREATE FUNCTION pg_temp.demo_agenda() RETURNS TABLE (n integer, meeting integer, put_up_by text, title text,
                                                    outcome text)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (1, 1, 'trust', 'What the behaviour policy says', 'Read in easy-read. Most had not seen it before.'),
       (2, 1, 'board', 'Warnings in different lessons', 'The trust is asked that the policy is taught.'),
       (3, 2, 'trust', 'What a reasonable adjustment is', 'Explained, with examples from four schools.'),
       (4, 2, 'school', 'Assemblies that everybody can be in', 'Five ideas, which the trust is asked to film.'),
       (5, 3, 'board', 'What came of what we recommended', NULL),
       (6, 3, 'school', 'A quiet place at break', NULL),
       (7, 3, 'trust', 'Which schools have used the assemblies', NULL)
$$;

CREATE FUNCTION pg_temp.demo_plan_meetings("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_meeting (id, board_id, focus, held_on, online, school_id, place, chair_member_id,
                                   vice_chair_member_id, accessible_formats, attachments)
    SELECT pg_temp.demo_id(seed, "position", 'board_meeting', g.k), pg_temp.demo_board_id(seed, "position"), g.focus,
           pg_temp.demo_monday(app.today() + g.days) + 2, true, s.id, 'The library',
           pg_temp.demo_id(seed, "position", 'board_member', g.chair),
           pg_temp.demo_id(seed, "position", 'board_member', g.vice), '["easy_read","symbols"]',
           jsonb_build_array(jsonb_build_object('title', g.focus, 'format', 'easy_read',
                                                'reference', 'Board papers ' || g.k))
      FROM pg_temp.demo_meetings() AS g JOIN pg_temp.demo_school_list("position", seed) AS s ON s.number = 1;
    INSERT INTO app.board_agenda_item (id, meeting_id, position, title, put_up_by, school_id)
    SELECT pg_temp.demo_id(seed, "position", 'board_agenda_item', a.n),
           pg_temp.demo_id(seed, "position", 'board_meeting', a.meeting), a.n, a.title, a.put_up_by,
           CASE a.put_up_by WHEN 'school' THEN s.id END
      FROM pg_temp.demo_agenda() AS a JOIN pg_temp.demo_school_list("position", seed) AS s ON s.number = 2
$$;

-- All were there, but for one member who had sent apologies; those of the school where it was in person.
CREATE FUNCTION pg_temp.demo_attend("position" integer, seed text, k integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_attendance (id, meeting_id, member_id, facilitator_id, attendance, online)
    SELECT pg_temp.demo_id(seed, "position", 'board_attendance', 100 * k + w.n),
           pg_temp.demo_id(seed, "position", 'board_meeting', k),
           CASE WHEN w.n <= s.schools THEN pg_temp.demo_id(seed, "position", 'board_member', w.n) END,
           CASE WHEN w.n > s.schools
                THEN pg_temp.demo_id(seed, "position", 'board_facilitator', w.n - s.schools) END,
           CASE w.n WHEN 5 - k THEN 'apologies' ELSE 'present' END, w.n BETWEEN 2 AND s.schools AND w.n <> 5 - k
      FROM (SELECT count(*)::integer AS schools FROM pg_temp.demo_school_list("position", seed)) AS s
     CROSS JOIN LATERAL generate_series(1, s.schools + 2) AS w(n)
$$;

CREATE FUNCTION pg_temp.demo_hold_meeting("position" integer, seed text, k integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this uuid := pg_temp.demo_id(seed, "position", 'board_meeting', k);
    step text;
BEGIN
    PERFORM pg_temp.demo_attend("position", seed, k);
    FOREACH step IN ARRAY '{held,minutes_drafted,minutes_published}'::text[] LOOP
        UPDATE app.board_meeting SET status = step, status_step = step, status_on = app.today(), minutes = g.minutes
          FROM pg_temp.demo_meetings() AS g WHERE id = this AND g.k = demo_hold_meeting.k;
        UPDATE app.board_agenda_item i SET outcome = a.outcome FROM pg_temp.demo_agenda() AS a
         WHERE step = 'held' AND a.meeting = demo_hold_meeting.k
           AND i.id = pg_temp.demo_id(seed, demo_hold_meeting."position", 'board_agenda_item', a.n);
    END LOOP;
END $$;

-- ---- what is said ----------------------------------------------------------------------------------

-- By the member with this number; without one, by the board as a whole. The last is held for the safeguarding lead.
CREATE FUNCTION pg_temp.demo_sayings() RETURNS TABLE (n integer, meeting integer, by_member integer, named boolean,
                                                     themes jsonb, said text, answered text)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (1, 1, 3, false, '["behaviour"]'::jsonb,
        'We are told what the rules are, not why. Each teacher gives a warning for something else.', NULL),
       (2, 1, 5, true, '["behaviour","communication"]',
        'Nobody showed me how to use my exit card. I learnt it from a friend.',
        'Every exit card is now tried out with the pupil and the class teacher in the first week.'),
       (3, 1, NULL, false, '["behaviour"]',
        'Teach us what is expected in lessons, step by step, and again after each holiday.', NULL),
       (4, 2, 2, false, '["adjustments"]',
        'My coloured overlay stays in one classroom and does not come with me.', NULL),
       (5, 2, 6, false, '["adjustments"]',
        'In assembly it is too loud and there is nowhere to sit at the side.', NULL),
       (6, 2, 1, false, '["safety"]',
        'I am scared to go to the toilets at break because of what some of the older ones do there.', NULL)
$$;

CREATE FUNCTION pg_temp.demo_say("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_theme (id, code, name, active)
    SELECT pg_temp.demo_id(seed, "position", 'board_theme', n), code, name, true
      FROM (VALUES (1, 'behaviour', 'Behaviour policy'), (2, 'adjustments', 'Reasonable adjustments'),
                   (3, 'communication', 'How we are told things'), (4, 'safety', 'Feeling safe')) AS t(n, code, name);
    SELECT app.say_to_board(pg_temp.demo_id(seed, "position", 'board_feedback', f.n),
                            pg_temp.demo_board_id(seed, "position"),
                            pg_temp.demo_id(seed, "position", 'board_meeting', f.meeting),
                            pg_temp.demo_id(seed, "position", 'board_member', f.by_member), NOT f.named, f.named,
                            f.said, f.themes, false)
      FROM pg_temp.demo_sayings() AS f;
    UPDATE app.board_feedback SET status = 'open', status_step = 'open', status_on = app.today()
     WHERE board_id = pg_temp.demo_board_id(seed, "position") AND status = 'received';
    INSERT INTO app.board_feedback_response (id, feedback_id, by, text)
    SELECT pg_temp.demo_id(seed, "position", 'board_feedback_response', f.n),
           pg_temp.demo_id(seed, "position", 'board_feedback', f.n), 'school', f.answered
      FROM pg_temp.demo_sayings() AS f WHERE f.answered IS NOT NULL
$$;

-- ---- what comes of it ------------------------------------------------------------------------------

-- To the trust. The first is accepted and done, the second accepted in part and being done, the last awaits its answer.
CREATE FUNCTION pg_temp.demo_advice() RETURNS TABLE (n integer, meeting integer, rests_on integer[], theme text,
        said text, answer text, response text, reason text, action text, owner text, done boolean)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (1, 1, '{1,3}'::integer[], 'behaviour',
        'Teach the behaviour policy like any other lesson: in small steps, in every school, and again after holidays.',
        'accepted', 'Every school teaches the policy explicitly from this term on, in the same six short lessons.',
        NULL, 'Write six short lessons on the behaviour policy, with symbols, and share them with every school',
        'Behaviour lead of the trust', true),
       (2, 2, '{5}', 'adjustments',
        'Make assemblies and short films on what reasonable adjustments are for, and have every assembly filmed.',
        'partly_accepted', 'The trust makes a package of assemblies and short films, which every school can use.',
        'Not every assembly is filmed: that is for each school to decide with its pupils',
        'Put the films into British Sign Language', 'SEND lead of the trust', false),
       (3, 2, '{4}', 'adjustments',
        'Let the adjustments of a pupil be known in every classroom on the first day of term.',
        NULL, NULL, NULL, NULL, NULL, NULL)
$$;

CREATE FUNCTION pg_temp.demo_recommend("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_recommendation (id, board_id, meeting_id, feedback_ids, theme_codes, text, addressed_to,
                                          made_on)
    SELECT pg_temp.demo_id(seed, "position", 'board_recommendation', a.n), pg_temp.demo_board_id(seed, "position"),
           g.id,
           (SELECT jsonb_agg(pg_temp.demo_id(seed, "position", 'board_feedback', f)) FROM unnest(a.rests_on) AS f),
           jsonb_build_array(a.theme), a.said, 'trust', g.held_on + 2
      FROM pg_temp.demo_advice() AS a
      JOIN app.board_meeting g ON g.id = pg_temp.demo_id(seed, "position", 'board_meeting', a.meeting);
    UPDATE app.board_recommendation r SET status = a.answer, status_step = a.answer, status_on = r.made_on + 10,
           status_reason = a.reason, response = a.response
      FROM pg_temp.demo_advice() AS a
     WHERE r.id = pg_temp.demo_id(seed, "position", 'board_recommendation', a.n) AND a.answer IS NOT NULL;
    INSERT INTO app.board_action (id, recommendation_id, action, owner, due_on)
    SELECT pg_temp.demo_id(seed, "position", 'board_action', a.n), r.id, a.action, a.owner, r.made_on + 50
      FROM pg_temp.demo_advice() AS a
      JOIN app.board_recommendation r ON r.id = pg_temp.demo_id(seed, "position", 'board_recommendation', a.n)
     WHERE a.action IS NOT NULL;
    UPDATE app.board_action t SET status = 'done', status_step = 'done', status_on = t.due_on - 5
      FROM pg_temp.demo_advice() AS a WHERE t.id = pg_temp.demo_id(seed, "position", 'board_action', a.n) AND a.done
$$;

-- "You said, we did", of what is done.
CREATE FUNCTION pg_temp.demo_publish("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_publication (id, board_id, recommendation_ids, action_ids, you_said, we_did)
    VALUES (pg_temp.demo_id(seed, "position", 'board_publication', 1), pg_temp.demo_board_id(seed, "position"),
            jsonb_build_array(pg_temp.demo_id(seed, "position", 'board_recommendation', 1)),
            jsonb_build_array(pg_temp.demo_id(seed, "position", 'board_action', 1)),
            'A warning means something else in each classroom, and nobody has taught us what is expected.',
            'Every school now teaches the behaviour policy: six short lessons, again after each holiday.');
    UPDATE app.board_publication SET status = 'published', status_step = 'published', status_on = app.today()
     WHERE id = pg_temp.demo_id(seed, "position", 'board_publication', 1)
$$;

CREATE FUNCTION pg_temp.demo_deliver("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.board_deliverable (id, board_id, title, kind, reference, recommendation_ids, made_on)
    VALUES (pg_temp.demo_id(seed, "position", 'board_deliverable', 1), pg_temp.demo_board_id(seed, "position"),
            'Reasonable adjustments: five assemblies with short films', 'assembly_package',
            'Shared files of the trust, Inclusion, Advisory board, Reasonable adjustments',
            jsonb_build_array(pg_temp.demo_id(seed, "position", 'board_recommendation', 2)), app.today() - 10);
    INSERT INTO app.board_deliverable_use (id, deliverable_id, school_id, used_on, pupils_reached, note)
    SELECT pg_temp.demo_id(seed, "position", 'board_deliverable_use', u.n),
           pg_temp.demo_id(seed, "position", 'board_deliverable', 1), s.id, app.today() - u.days, u.pupils, u.note
      FROM (VALUES (1, 1, 8, 95, 'With symbols on the screen.'), (2, 1, 1, 60, NULL), (3, 3, 6, 120, NULL),
                   (4, 5, 3, 210, 'Two year groups together; the film was shown twice.'))
           AS u(n, school, days, pupils, note)
      JOIN pg_temp.demo_school_list("position", seed) AS s ON s.number = u.school
$$;

CREATE FUNCTION pg_temp.demo_boards("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.demo_run_board(true);
    PERFORM pg_temp.demo_found_board("position", seed), pg_temp.demo_members("position", seed);
    PERFORM pg_temp.demo_consent("position", seed, s.number) FROM pg_temp.demo_school_list("position", seed) AS s;
    UPDATE app.board SET status = 'sitting', status_step = 'sitting', status_on = app.today()
     WHERE id = pg_temp.demo_board_id(seed, "position");
    PERFORM pg_temp.demo_plan_meetings("position", seed);
    PERFORM pg_temp.demo_hold_meeting("position", seed, 1);
    PERFORM pg_temp.demo_hold_meeting("position", seed, 2);
    PERFORM pg_temp.demo_say("position", seed), pg_temp.demo_recommend("position", seed);
    PERFORM pg_temp.demo_publish("position", seed), pg_temp.demo_deliver("position", seed);
    PERFORM pg_temp.demo_run_board(false);
END $$;

-- Somebody of a school for older pupils, who has SEND and is seen as any other pupil.
CREATE FUNCTION pg_temp.demo_board_pupil("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    new_id   uuid := pg_temp.demo_id(seed, "position", 'board_member', 99);
    is_of    app.pupil := (SELECT p FROM app.pupil p JOIN pg_temp.demo_school_list("position", seed) AS s
                              ON s.id = p.school_id AND s.phase = '4'
                            WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid
                              AND p.sen_provision <> 'N' AND NOT p.in_care AND NOT p.restricted ORDER BY p.id LIMIT 1);
BEGIN
    IF is_of.id IS NOT NULL THEN
        PERFORM pg_temp.demo_run_board(true);
        PERFORM app.board_member_is_pupil(new_id, pg_temp.demo_board_id(seed, "position"), is_of.id);
        INSERT INTO app.board_member (id, board_id, pseudonym, school_id, need, has_send, lacks_capacity,
                                      school_withheld, accessible_formats_needed, starts_on)
        VALUES (new_id, pg_temp.demo_board_id(seed, "position"), NULL, is_of.school_id, is_of.needs->0->>'type', true,
                false, false, '[]', app.today() - 14);
        PERFORM pg_temp.demo_consent("position", seed, 99), pg_temp.demo_run_board(false);
    END IF;
END $$;
