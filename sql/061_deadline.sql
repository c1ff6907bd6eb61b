-- The clock, kept. What the law makes of a case's facts is counted in C (models/ehcps/ehcp_clock.h) and
-- stands here with a date for everything that has one, so that what is due across a trust is one walk
-- along an index. A trigger on whatever a clock goes by notes the case; whoever writes it counts it
-- again before the transaction ends, and upkeep counts what else was moved. A case that cannot be counted
-- holds up nobody but who writes it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE clock_stale (
    trust_id uuid NOT NULL REFERENCES trust,
    ehcp_id  uuid NOT NULL,
    moved_in bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint, -- the transaction that did it last
    failures integer NOT NULL DEFAULT 0, -- since then
    next_try timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (trust_id, ehcp_id)
);
CREATE INDEX clock_stale_by_mover ON clock_stale (trust_id, moved_in);
CREATE INDEX clock_stale_by_try ON clock_stale (trust_id, next_try, ehcp_id);
ALTER TABLE clock_stale ENABLE ROW LEVEL SECURITY;
ALTER TABLE clock_stale FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON clock_stale USING (
    trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
GRANT SELECT ON clock_stale TO api_rw, api_ro;

-- What was open on a day of the past lies among all that was done since. So the rows are divided by how
-- long after their day they were open: what was at most 16 days late and was open on a day was due no
-- more than 16 days before it. Each part is read along an index, and the pages are merged.
CREATE FUNCTION lateness_steps() RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{0,1,4,16,64,256,1024,1000000}'::integer[] $$; -- the last: to this day, too

CREATE FUNCTION lateness(due_on date, closed_on date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = app, pg_temp
    AS $$ SELECT (lateness_steps())[1 + width_bucket(coalesce(closed_on - due_on, 1000000) - 1, lateness_steps())] $$;

CREATE TABLE deadline (
    trust_id     uuid NOT NULL REFERENCES trust,
    id           uuid NOT NULL,
    ehcp_id      uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    la_code      la_code NOT NULL,
    school_id    uuid,                 -- where the pupil is C or M
    duty         duty_code NOT NULL CONSTRAINT deadline_duty_is_known REFERENCES duty,
    record_id    uuid,                 -- the review, consultation ... it follows from; NULL: the case
    occurrence   count NOT NULL,       -- the nth of its duty in the case
    part         count NOT NULL DEFAULT 1, -- of an occurrence whose date was moved by what happened later
    known_on     date NOT NULL,
    trigger_on   date,
    due_on       date NOT NULL,
    published_on date,
    done_on      date,
    ended_on     date,                 -- no longer owed from this day
    foreseen     boolean NOT NULL,
    exceptions   jsonb NOT NULL,       -- [{"exception","recorded_on"}]
    explanation  note,
    deleted_at   timestamptz CONSTRAINT deadline_is_never_deleted CHECK (deleted_at IS NULL),
    school_ids   uuid[],
    restricted   boolean NOT NULL DEFAULT false,
    -- The same as days between which it is told, and open; and how far the last is behind due_on.
    shown_from   date NOT NULL GENERATED ALWAYS AS (
                     CASE WHEN foreseen THEN known_on
                          ELSE greatest(known_on, coalesce(trigger_on, 'infinity')) END) STORED,
    open_until   date NOT NULL GENERATED ALWAYS AS (least(done_on, ended_on, 'infinity'::date)) STORED,
    lateness     integer NOT NULL GENERATED ALWAYS AS (lateness(due_on, least(done_on, ended_on))) STORED,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT deadline_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE
);
COMMENT ON CONSTRAINT deadline_duty_is_known ON deadline IS 'duty: is not a duty of the law';
COMMENT ON CONSTRAINT deadline_is_never_deleted ON deadline IS 'deleted_at: is never set';
COMMENT ON CONSTRAINT deadline_of_case ON deadline IS 'ehcp_id: is not a plan of the trust';
CREATE UNIQUE INDEX deadline_is_told_once ON deadline
    (trust_id, ehcp_id, duty, coalesce(record_id, '00000000-0000-0000-0000-000000000000'), occurrence, part);
COMMENT ON INDEX deadline_is_told_once IS 'duty: is told twice of one case';
-- What follows id is judged in the index, so that only what is told is fetched.
CREATE INDEX deadline_by_day ON deadline
    (trust_id, lateness, due_on, id, open_until, trigger_on, shown_from);
CREATE INDEX deadline_by_school ON deadline
    (trust_id, school_id, lateness, due_on, id, open_until, trigger_on, shown_from, duty);
CREATE INDEX deadline_by_duty ON deadline
    (trust_id, duty, lateness, due_on, id, open_until, trigger_on, shown_from);
CREATE INDEX deadline_by_authority ON deadline
    (trust_id, la_code, lateness, due_on, id, open_until, trigger_on, shown_from);
-- For the first days of a trust, on which little was known.
CREATE INDEX deadline_by_showing ON deadline (trust_id, lateness, shown_from);
CREATE INDEX deadline_foreseen ON deadline
    (trust_id, lateness, due_on, id, open_until, trigger_on, shown_from, duty) WHERE foreseen;
CREATE INDEX deadline_by_pupil ON deadline (trust_id, pupil_id);
CALL tenant_policies('deadline');
CALL authority_sees('deadline');
INSERT INTO case_table VALUES ('deadline'); -- who sees it changes with the case, not with the clock
GRANT SELECT ON deadline TO api_rw, api_ro;

CREATE VIEW deadline_told WITH (security_invoker = true) AS
SELECT t.*, d.title, d.owed_by, d.legal_basis, d.advisory, d.unconfirmed
  FROM deadline t JOIN duty d ON d.code = t.duty;
GRANT SELECT ON deadline_told TO api_rw, api_ro;

-- The parts, and the day that what is open of each was due after. It is no part of a query that calls it:
-- row-level security lets only the day into the index, not what it is reckoned from.
CREATE FUNCTION deadline_parts(as_of date) RETURNS TABLE (lateness integer, due_after date)
    LANGUAGE sql IMMUTABLE ROWS 8 SET search_path = app, pg_temp
    AS $$ SELECT step, as_of - step FROM unnest(lateness_steps()) AS step $$;

-- ---- what has to be counted again ---------------------------------------------------------------

-- On a table with ehcp_id, or on ehcp itself. A note that is there already is written again, so that it
-- is held until this transaction ends: nobody takes it and counts without what is written here.
CREATE FUNCTION clock_is_stale() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    one jsonb := to_jsonb(coalesce(NEW, OLD));
BEGIN
    INSERT INTO clock_stale (trust_id, ehcp_id)
    VALUES ((one->>'trust_id')::uuid, coalesce(one->>'ehcp_id', one->>'id')::uuid)
    ON CONFLICT (trust_id, ehcp_id) DO UPDATE
       SET moved_in = excluded.moved_in, failures = 0, next_try = excluded.next_try;
    RETURN NULL;
END $$;

-- It fires before the triggers that write deadlines: whoever counts a clock has the note first, and then the
-- deadlines, and so has whoever moves it.
CREATE PROCEDURE moves_clock(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER a_moves_clock AFTER INSERT OR UPDATE ON app.%I
                    FOR EACH ROW EXECUTE FUNCTION app.clock_is_stale()', tenant);
END $$;
CALL moves_clock('ehcp');

-- A pupil's birthday, year and registrations move the clocks of its cases, and so do files that follow it.
CREATE FUNCTION clocks_of_pupil_are_stale() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO clock_stale (trust_id, ehcp_id)
    SELECT trust_id, id FROM ehcp WHERE trust_id = NEW.trust_id
       AND pupil_id = coalesce((to_jsonb(NEW)->>'pupil_id')::uuid, NEW.id)
    ON CONFLICT (trust_id, ehcp_id) DO UPDATE
       SET moved_in = excluded.moved_in, failures = 0, next_try = excluded.next_try;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER moves_clocks AFTER UPDATE ON pupil FOR EACH ROW
    WHEN ((OLD.date_of_birth, OLD.nc_year, OLD.registrations, OLD.school_id)
          IS DISTINCT FROM (NEW.date_of_birth, NEW.nc_year, NEW.registrations, NEW.school_id))
    EXECUTE FUNCTION clocks_of_pupil_are_stale();

-- The days of a school move the clocks of those who are or were there.
CREATE FUNCTION clocks_of_school_are_stale() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO clock_stale (trust_id, ehcp_id)
    SELECT e.trust_id, e.id FROM ehcp e
     WHERE e.trust_id = NEW.trust_id AND e.deleted_at IS NULL AND e.pupil_id IN (
           SELECT pupil_id FROM registration WHERE trust_id = NEW.trust_id AND school_id = NEW.school_id)
     ORDER BY e.id
    ON CONFLICT (trust_id, ehcp_id) DO UPDATE
       SET moved_in = excluded.moved_in, failures = 0, next_try = excluded.next_try;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER a_moves_clocks AFTER INSERT OR UPDATE ON school_closure
    FOR EACH ROW EXECUTE FUNCTION clocks_of_school_are_stale();

CREATE TRIGGER a_moves_clocks AFTER INSERT OR UPDATE ON transfer_file
    FOR EACH ROW EXECUTE FUNCTION clocks_of_pupil_are_stale();

-- Take some to count: of those that this very transaction moved, or of all whose time has come.
CREATE FUNCTION take_stale_clocks(most bigint, own boolean) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    taken uuid[];
BEGIN
    IF own THEN
        taken := ARRAY(SELECT ehcp_id FROM clock_stale
                        WHERE trust_id = trust AND moved_in = pg_current_xact_id()::text::bigint LIMIT most);
    ELSE
        taken := ARRAY(SELECT ehcp_id FROM clock_stale WHERE trust_id = trust AND next_try <= now()
                        ORDER BY next_try, ehcp_id LIMIT most FOR UPDATE SKIP LOCKED);
    END IF;
    DELETE FROM clock_stale WHERE trust_id = trust AND ehcp_id = ANY (taken);
    RETURN QUERY SELECT unnest(taken);
END $$;

-- One that could not be counted is tried again after 10 seconds, and each time after twice as long, within
-- a day: how often it has failed since it was moved.
CREATE FUNCTION postpone_stale_clock(of_case uuid) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    UPDATE clock_stale
       SET failures = failures + 1,
           next_try = now() + least(interval '10 seconds' * 2 ^ least(failures, 20), interval '1 day')
     WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid AND ehcp_id = of_case
    RETURNING failures
$$;

-- What the clock goes by, whoever asks: the case itself has been found in sight.
CREATE FUNCTION clock_facts(of_cases uuid[])
    RETURNS TABLE (ehcp_id uuid, kind text, detail text, "on" date, about_on date, until date, record_id uuid,
                   "position" integer)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    RETURN QUERY SELECT * FROM ehcp_facts(of_cases);
    PERFORM narrow_sight(sight);
END $$;

CREATE FUNCTION clock_cases(of_cases uuid[])
    RETURNS TABLE (id uuid, date_of_birth date, nc_year text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    RETURN QUERY SELECT e.id, p.date_of_birth, p.nc_year::text
      FROM ehcp e JOIN pupil p ON p.trust_id = e.trust_id AND p.id = e.pupil_id
     WHERE e.trust_id = nullif(current_setting('app.trust', true), '')::uuid AND e.id = ANY (of_cases)
       AND e.deleted_at IS NULL;
    PERFORM narrow_sight(sight);
END $$;

-- The deadlines of these cases become these rows.
CREATE FUNCTION keep_deadlines(of_cases uuid[], rows jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
BEGIN
    DELETE FROM deadline d WHERE d.trust_id = trust AND d.ehcp_id = ANY (of_cases)
       AND NOT EXISTS (SELECT FROM jsonb_to_recordset(rows) AS r (ehcp_id uuid, duty text, record_id uuid,
                                                                  occurrence bigint, part bigint)
                        WHERE r.ehcp_id = d.ehcp_id AND r.duty = d.duty AND r.occurrence = d.occurrence
                          AND r.part = d.part
                          AND r.record_id IS NOT DISTINCT FROM d.record_id);
    INSERT INTO deadline AS d (trust_id, id, ehcp_id, pupil_id, la_code, school_id, duty, record_id,
                               occurrence, part, known_on, trigger_on, due_on, published_on, done_on, ended_on,
                               foreseen, exceptions, explanation, school_ids, restricted)
    SELECT trust, r.id, r.ehcp_id, e.pupil_id, e.la_code, p.school_id, r.duty, r.record_id, r.occurrence,
           r.part, r.known_on, r.trigger_on, r.due_on, r.published_on, r.done_on, r.ended_on, r.foreseen,
           coalesce(r.exceptions, '[]'), r.explanation, e.school_ids, e.restricted
      FROM jsonb_populate_recordset(NULL::deadline, rows) AS r
      JOIN ehcp e ON e.trust_id = trust AND e.id = r.ehcp_id
      JOIN pupil p ON p.trust_id = trust AND p.id = e.pupil_id
    ON CONFLICT (trust_id, ehcp_id, duty, coalesce(record_id, '00000000-0000-0000-0000-000000000000'),
                 occurrence, part) DO UPDATE
       SET pupil_id = excluded.pupil_id, la_code = excluded.la_code, school_id = excluded.school_id,
           known_on = excluded.known_on, trigger_on = excluded.trigger_on, due_on = excluded.due_on,
           published_on = excluded.published_on, done_on = excluded.done_on, ended_on = excluded.ended_on,
           foreseen = excluded.foreseen, exceptions = excluded.exceptions,
           explanation = excluded.explanation, school_ids = excluded.school_ids,
           restricted = excluded.restricted
     WHERE (d.pupil_id, d.la_code, d.school_id, d.known_on, d.trigger_on, d.due_on, d.published_on, d.done_on,
            d.ended_on, d.foreseen, d.exceptions, d.explanation, d.school_ids, d.restricted)
        IS DISTINCT FROM (excluded.pupil_id, excluded.la_code, excluded.school_id, excluded.known_on,
            excluded.trigger_on, excluded.due_on, excluded.published_on, excluded.done_on, excluded.ended_on,
            excluded.foreseen, excluded.exceptions, excluded.explanation, excluded.school_ids,
            excluded.restricted);
    PERFORM narrow_sight(sight);
END $$;
