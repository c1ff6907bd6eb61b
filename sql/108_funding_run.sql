-- Runs: what is due for a month and the months before it, as far as it has not been posted. One person
-- has it counted (models/funding/run_count.h), another approves it, and with that it is posted.
SET LOCAL search_path = app, pg_temp;

-- What a run would post, line by line, with its arithmetic in words. Never changed.
CREATE TABLE funding_run_line (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    run_id               uuid NOT NULL,
    number               count NOT NULL,
    agreement_id         uuid NOT NULL, -- the first version of the agreement
    provision_id         uuid NOT NULL,
    host_school_id       uuid NOT NULL,
    provider_school_id   uuid NOT NULL,
    stream               funding_stream NOT NULL,
    payer                payer NOT NULL,
    kind                 posting_kind NOT NULL CONSTRAINT funding_run_line_kind_accrues
                         CHECK (kind IN ('accrual', 'adjustment')),
    period               period NOT NULL, -- posted into
    for_period           period NOT NULL,
    funding_placement_id uuid,            -- NULL: of the agreement as a whole
    pseudonym            label,
    band                 label,
    received_pence       pence NOT NULL,
    passported_pence     pence NOT NULL,
    retained_pence       pence NOT NULL,
    explanation          arithmetic NOT NULL,
    deleted_at           timestamptz,     -- never
    restricted           boolean NOT NULL DEFAULT false,
    school_ids           uuid[] GENERATED ALWAYS AS (ARRAY[host_school_id, provider_school_id]) STORED,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_run_line_number_is_unique UNIQUE (run_id, trust_id, number) DEFERRABLE,
    CONSTRAINT funding_run_line_adds_up CHECK (received_pence = passported_pence + retained_pence)
);
COMMENT ON CONSTRAINT funding_run_line_kind_accrues ON funding_run_line IS
    'kind: is accrual or adjustment';
COMMENT ON CONSTRAINT funding_run_line_number_is_unique ON funding_run_line IS
    'number: is that of another line of the run';
COMMENT ON CONSTRAINT funding_run_line_adds_up ON funding_run_line IS
    'retained_pence: must be what is received less what is passported';
CALL tenant_policies('funding_run_line');
GRANT SELECT ON funding_run_line TO api_rw, api_ro;

CREATE TABLE funding_run (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id               uuid NOT NULL,
    period           period NOT NULL,
    line_count       count NOT NULL DEFAULT 0,
    received_pence   pence NOT NULL DEFAULT 0,
    passported_pence pence NOT NULL DEFAULT 0,
    retained_pence   pence NOT NULL DEFAULT 0,
    problems         jsonb NOT NULL DEFAULT '[]',
    status           status NOT NULL,
    status_step      status NOT NULL,
    status_on        date NOT NULL,
    status_reason    note,
    status_reference label,
    prepared_by      uuid,
    approved_by      uuid,
    counted          text NOT NULL DEFAULT '', -- digest of its lines
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[], -- of the trust as a whole
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_run_adds_up CHECK (received_pence = passported_pence + retained_pence)
);
COMMENT ON CONSTRAINT funding_run_adds_up ON funding_run IS
    'retained_pence: must be what is received less what is passported';
-- Two that await approval would post the same twice.
CREATE UNIQUE INDEX funding_run_awaits_approval_alone ON funding_run (trust_id) WHERE status = 'proposed';
COMMENT ON INDEX funding_run_awaits_approval_alone IS 'status: another run awaits approval';
CREATE INDEX funding_run_by_period ON funding_run (trust_id, period, id);
ALTER TABLE funding_run_line ADD CONSTRAINT funding_run_line_run_is_known
    FOREIGN KEY (trust_id, run_id) REFERENCES funding_run DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT funding_run_line_run_is_known ON funding_run_line IS 'run_id: is not a run of the trust';
CALL tenant_table('funding_run', 'funding_run');
CALL add_machine('funding_run', 'funding:approve', $$
proposed: approved, rejected, superseded
$$);
CALL status_table('funding_run', 'funding_run');

-- ---- what is counted ---------------------------------------------------------------------------
-- Whoever has a run counted may have no business with pupils: these functions tell what money needs of
-- them, to callers for the whole trust only.
-- Plans are made anew each time: one that was kept from when the books were empty would be used on full ones.

CREATE FUNCTION funding_trust() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('app.all_schools', true), '') <> '1' THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'funding_run_is_of_the_whole_trust';
    END IF;
    RETURN nullif(current_setting('app.trust', true), '')::uuid;
END $$;

-- Runs of a trust are counted one after the other. What is kept is for a year ahead; a forecast, which is not,
-- goes to the end of the academic year after this one.
--! rule funding_run_is_of_the_whole_trust: period: is run by who may write funding over the whole trust
--! rule funding_run_is_within_a_year: period: is more than twelve months ahead; a dry run looks further
--! rule funding_forecast_is_within_the_next_academic_year: period: is after the end of the next academic year
CREATE FUNCTION begin_funding_run(of_period text, forecast boolean) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_trust uuid := funding_trust();
BEGIN
    IF of_period > (date_part('year', today() + interval '4 months') + 1) || '-08' THEN
        PERFORM break_rule('funding_forecast_is_within_the_next_academic_year');
    ELSIF of_period > period_of((today() + interval '12 months')::date) AND NOT forecast THEN
        PERFORM break_rule('funding_run_is_within_a_year');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('funding_run ' || of_trust, 0));
    PERFORM open_period(of_trust, of_period);
    RETURN coalesce(period_after_closed(of_trust), '1900-01');
END $$;

-- The terms of every agreement, stream by stream, in order of time.
CREATE FUNCTION funding_terms()
    RETURNS TABLE (agreement_id uuid, provision_id uuid, host_school_id uuid,
                   provider_school_id uuid, base_year text, place_type text, place_payer text, stream text,
                   basis text, mode text,
                   basis_points integer, annual_pence bigint, cap_annual_pence bigint,
                   floor_annual_pence bigint, starts_on date, ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT a.original_id, a.provision_id, a.host_school_id, a.provider_school_id, a.base_year, a.place_type,
           a.place_payer, s.stream, s.basis, s.mode, s.basis_points, s.annual_pence, s.cap_annual_pence,
           s.floor_annual_pence, a.starts_on, a.ends_on
      FROM agreements_in_force(funding_trust()) a
     CROSS JOIN LATERAL jsonb_to_recordset(a.shares) AS s (stream text, basis text, mode text,
           basis_points integer, annual_pence bigint, cap_annual_pence bigint, floor_annual_pence bigint)
     ORDER BY 1, s.stream, a.starts_on
$$;

-- Days between an agreement about a provision that ended and the next one, as far as they are not closed yet.
CREATE FUNCTION funding_gaps(first_open text, of_period text)
    RETURNS TABLE (agreement_id uuid, starts_on date, ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT original_id, last + 1, next - 1 FROM (
        SELECT original_id, max(coalesce(ends_on, 'infinity')) AS last,
               lead(min(starts_on)) OVER (PARTITION BY provision_id ORDER BY min(starts_on)) AS next
          FROM agreements_in_force(funding_trust()) GROUP BY provision_id, original_id) AS whole
     WHERE last + 1 < next AND period_of(last + 1) <= of_period AND period_of(next - 1) >= first_open ORDER BY 1
$$;

-- What its commissioned places bring an agreement in a year: the rate of its type of place, for each of
-- them. Days for which none are commissioned, or on which it is not open, bring nothing.
CREATE FUNCTION funding_place_rates()
    RETURNS TABLE (subject_id uuid, band text, annual_pence bigint, places bigint, starts_on date, ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    WITH agreed AS MATERIALIZED (
        SELECT a.original_id, a.place_type, daterange(a.starts_on, a.ends_on, '[]') AS days, p.places,
               daterange(p.opened_on, p.closed_on, '[]') AS open
          FROM agreements_in_force(funding_trust()) a
          JOIN provision p ON p.trust_id = a.trust_id AND p.id = a.provision_id
         WHERE a.shares @> '[{"stream": "places"}]'
    ), paid AS (
        SELECT a.original_id, r.annual_pence, p.commissioned,
               a.days * a.open * p.days * daterange(r.starts_on, r.ends_on, '[]') AS days
          FROM agreed a CROSS JOIN LATERAL places_of(a.places) p
          JOIN place_rate r ON r.trust_id = funding_trust() AND r.place_type = a.place_type
           AND r.superseded_by IS NULL AND r.deleted_at IS NULL
           AND daterange(r.starts_on, r.ends_on, '[]') && (a.days * a.open * p.days)
         WHERE p.commissioned > 0
    ), unpaid AS (
        SELECT a.original_id, 0::bigint, 0::bigint, unnest(datemultirange(a.days) - coalesce(
                   (SELECT range_agg(p.days * a.open) FROM places_of(a.places) p WHERE p.commissioned > 0),
                   '{}'::datemultirange))
          FROM agreed a
    )
    SELECT original_id, NULL, annual_pence, commissioned, lower(days), upper(days) - 1
      FROM (SELECT * FROM paid UNION ALL SELECT * FROM unpaid) AS r (original_id, annual_pence, commissioned, days)
     WHERE NOT isempty(days) ORDER BY 1, 4
$$;

-- The next placements, by id, at provisions with an agreement: those that pupils were admitted to, and
-- those that something was posted for before.
CREATE FUNCTION funding_placements(past uuid, most bigint)
    RETURNS TABLE (id uuid, funding_placement_id uuid, pseudonym text, provision_id uuid, starts_on date,
                   ends_on date)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    of_trust uuid := funding_trust();
    sight    text := widen_sight();
    chosen   uuid[];
BEGIN
    chosen := ARRAY(
        SELECT p.id FROM placement p
         WHERE p.trust_id = of_trust AND p.id > past
           AND (p.deleted_at IS NULL AND is_admitted(p.status) OR (
                    SELECT f.id FROM funding_placement f
                     WHERE f.trust_id = of_trust AND f.placement_id = p.id) IS NOT NULL)
           AND (SELECT a.provision_id FROM funding_agreement a -- the next one in the order of provisions
                 WHERE a.trust_id = of_trust AND a.provision_id >= p.provision_id
                   AND a.status IN ('agreed', 'ended') ORDER BY a.provision_id LIMIT 1) = p.provision_id
         ORDER BY p.id LIMIT most);
    PERFORM make_funding_placements(of_trust, ARRAY(
        SELECT c.id FROM unnest(chosen) AS c(id)
         WHERE (SELECT f.id FROM funding_placement f WHERE f.trust_id = of_trust AND f.placement_id = c.id) IS NULL));
    RETURN QUERY
        SELECT p.id, f.id, f.pseudonym::text, p.provision_id,
               CASE WHEN p.deleted_at IS NULL AND is_admitted(p.status) THEN p.starts_on END, p.ends_on
          FROM placements_by_id(of_trust, chosen) p
          JOIN funding_placement f ON f.trust_id = of_trust AND f.placement_id = p.id ORDER BY p.id;
    PERFORM narrow_sight(sight);
END $$;

-- The authorities that pay for these placements, each on its days. Like the bands and suspensions below they go
-- on past the end of the stay, which the run has read before them: one that is told meanwhile must not leave days
-- of the stay as it was read without an authority or a band.
CREATE FUNCTION funding_authorities(of_placements uuid[])
    RETURNS TABLE (subject_id uuid, la_code text, starts_on date, ends_on date)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    of_trust uuid := funding_trust();
    sight    text := widen_sight();
BEGIN
    RETURN QUERY
        SELECT p.id, a.la_code, a.starts_on, a.ends_on
          FROM placements_by_id(of_trust, of_placements) p
         CROSS JOIN LATERAL authorities_of_placement(p, daterange(p.starts_on, NULL)) a
         ORDER BY 1, 3;
    PERFORM narrow_sight(sight);
END $$;

-- The bands that these placements are in, each on its days, and what it is worth a year on which of them: a
-- band without a rate is told without.
CREATE FUNCTION funding_top_up_rates(of_placements uuid[])
    RETURNS TABLE (subject_id uuid, la_code text, band text, banded_on date, banded_until date,
                   annual_pence bigint, starts_on date, ends_on date)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    of_trust uuid := funding_trust();
    sight    text := widen_sight();
BEGIN
    RETURN QUERY
        SELECT p.id, b.la_code, b.band, b.starts_on, b.ends_on, r.annual_pence::bigint,
               greatest(b.starts_on, r.starts_on), least(b.ends_on, r.ends_on)
          FROM placements_by_id(of_trust, of_placements) p
         CROSS JOIN LATERAL bands_of_placement(p, daterange(p.starts_on, NULL)) b
          LEFT JOIN funding_band r ON r.trust_id = p.trust_id AND r.la_code = b.la_code AND r.band = b.band
           AND r.superseded_by IS NULL AND r.deleted_at IS NULL
           AND daterange(r.starts_on, r.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]')
         ORDER BY 1, 7;
    PERFORM narrow_sight(sight);
END $$;

-- The days on which the share of the host was suspended.
CREATE FUNCTION funding_suspensions(of_placements uuid[])
    RETURNS TABLE (subject_id uuid, starts_on date, ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT id, "on", until FROM unnest(of_placements) AS i(of_placement) CROSS JOIN LATERAL (
        SELECT id, to_status, "on", lead("on") OVER (ORDER BY number) - 1 AS until FROM status_change
         WHERE trust_id = funding_trust() AND id = of_placement AND type = 'placement') AS s
     WHERE to_status = 'suspended_share' AND (until IS NULL OR until >= "on")
     ORDER BY 1, 2
$$;

-- What was posted for each month, for these placements; without any, for agreements as a whole, which then
-- are the subjects; what is received in this sense is what was shared out. Whose it is matters to nobody here:
-- of a restricted pupil, too, nothing is posted twice.
CREATE FUNCTION funding_posted(of_placements uuid[])
    RETURNS TABLE (subject_id uuid, agreement_id uuid, stream text, payer text, for_period text,
                   received_pence bigint, passported_pence bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off
    SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    of_trust uuid := funding_trust();
    sight    text := widen_sight();
BEGIN
    RETURN QUERY SELECT placement_id, agreement_id, stream::text, payer::text, for_period::text,
           -sum(amount_pence)::bigint,
           -coalesce(sum(amount_pence) FILTER (WHERE account = 'passported'), 0)::bigint
      FROM (SELECT f.placement_id, e.* FROM unnest(of_placements) AS i(id)
             CROSS JOIN LATERAL (SELECT f.placement_id, f.id FROM funding_placement f
                                  WHERE f.trust_id = of_trust AND f.placement_id = i.id OFFSET 0) AS f
             CROSS JOIN LATERAL (SELECT * FROM ledger_entry o
                                  WHERE o.trust_id = of_trust AND o.funding_placement_id = f.id OFFSET 0) AS e
             UNION ALL
            SELECT e.agreement_id, e.* FROM ledger_entry e
             WHERE e.trust_id = of_trust AND e.funding_placement_id IS NULL
               AND e.account IN ('retained', 'passported') AND of_placements IS NULL) AS e
     WHERE account IN ('retained', 'passported')
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
    PERFORM narrow_sight(sight);
END $$;

CREATE FUNCTION days_within(days datemultirange) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(upper(d) - lower(d)), 0) FROM unnest(days) AS d
$$;

-- The days of stays that count under agreements which share the top-up that is received, and of them those
-- on which the share of the host was suspended. Whoever calls this has widened the sight.
CREATE FUNCTION stays_of_receipts(of_trust uuid)
    RETURNS TABLE (agreement_id uuid, funding_placement_id uuid, days datemultirange, suspended datemultirange)
    LANGUAGE sql STABLE AS $$
    WITH shared AS MATERIALIZED (
        SELECT original_id, provision_id, range_agg(daterange(starts_on, ends_on, '[]')) AS days
          FROM app.agreements_in_force(of_trust)
         WHERE shares @> '[{"stream": "top_ups", "basis": "receipts"}]' GROUP BY 1, 2
    ), stay AS MATERIALIZED (
        SELECT s.original_id, p.id, s.days * datemultirange(daterange(p.starts_on, p.ends_on, '[]')) AS days
          FROM shared s JOIN app.placement p ON p.trust_id = of_trust AND p.provision_id = s.provision_id
         WHERE p.deleted_at IS NULL AND app.is_admitted(p.status)
    ), without AS MATERIALIZED (
        SELECT subject_id, range_agg(daterange(starts_on, ends_on, '[]')) AS days
          FROM app.funding_suspensions(ARRAY(SELECT id FROM stay)) GROUP BY 1
    )
    SELECT s.original_id, f.id, s.days, s.days * coalesce(w.days, '{}')
      FROM stay s LEFT JOIN without w ON w.subject_id = s.id
      LEFT JOIN app.funding_placement f ON f.trust_id = of_trust AND f.placement_id = s.id
$$;

-- What has come in, for agreements that share what is received: for one pupil, or for all who stayed in the
-- month, with the days of their stays. Money for places has to do with no stay.
CREATE FUNCTION funding_received()
    RETURNS TABLE (agreement_id uuid, stream text, for_period text, amount_pence bigint, days bigint,
                   suspended bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
#variable_conflict use_column
DECLARE
    of_trust uuid := funding_trust();
    sight    text := widen_sight();
BEGIN
    RETURN QUERY
        WITH stay AS MATERIALIZED (SELECT * FROM stays_of_receipts(of_trust)),
        came AS (
            SELECT agreement_id, stream::text, for_period::text, funding_placement_id,
                   sum(amount_pence)::bigint AS amount_pence FROM funding_receipt
             WHERE trust_id = of_trust AND status = 'posted' AND deleted_at IS NULL GROUP BY 1, 2, 3, 4)
        SELECT c.agreement_id, c.stream, c.for_period, c.amount_pence, coalesce(s.days, 0)::bigint,
               coalesce(s.suspended, 0)::bigint
          FROM came c LEFT JOIN LATERAL (
               SELECT sum(days_within(s.days * month)) AS days, sum(days_within(s.suspended * month)) AS suspended
                 FROM stay s, datemultirange(days_of_period(c.for_period)) AS month
                WHERE c.stream = 'top_ups' AND s.agreement_id = c.agreement_id
                  AND (c.funding_placement_id IS NULL OR c.funding_placement_id = s.funding_placement_id)) s ON true
         ORDER BY 1, 2, 3, c.funding_placement_id;
    PERFORM narrow_sight(sight);
END $$;

-- ---- keeping what was counted ------------------------------------------------------------------

CREATE FUNCTION keep_funding_run_lines(rows jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
    INSERT INTO funding_run_line (trust_id, id, run_id, number, agreement_id, provision_id, host_school_id,
           provider_school_id, stream, payer, kind, period, for_period, funding_placement_id, pseudonym, band,
           received_pence, passported_pence, retained_pence, explanation)
    SELECT funding_trust(), id, run_id, number, agreement_id, provision_id, host_school_id, provider_school_id,
           stream, payer, kind, period, for_period, funding_placement_id, pseudonym, band, received_pence,
           passported_pence, retained_pence, explanation
      FROM jsonb_populate_recordset(NULL::funding_run_line, rows)
$$;

-- The ledger holds no agreement below nothing: one that would fall there is left out as a whole, and told.
CREATE FUNCTION leave_out_of_run(of_run uuid) RETURNS TABLE (agreement_id uuid, amount_pence bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
#variable_conflict use_column
DECLARE
    of_trust uuid := funding_trust();
BEGIN
    RETURN QUERY
        WITH below AS (
            SELECT l.agreement_id, -(coalesce(b.passported_pence, 0) + l.moved)::bigint AS pence
              FROM (SELECT agreement_id, sum(passported_pence) AS moved FROM funding_run_line
                     WHERE trust_id = of_trust AND run_id = of_run GROUP BY 1) l
              LEFT JOIN funding_balance b ON b.trust_id = of_trust AND b.agreement_id = l.agreement_id
             WHERE coalesce(b.passported_pence, 0) + l.moved < 0),
        gone AS (
            DELETE FROM funding_run_line l USING below b
             WHERE l.trust_id = of_trust AND l.run_id = of_run AND l.agreement_id = b.agreement_id)
        SELECT agreement_id, pence FROM below ORDER BY 1;
    IF FOUND THEN
        UPDATE funding_run_line l SET number = n.number
          FROM (SELECT id, row_number() OVER (ORDER BY number) AS number FROM funding_run_line
                 WHERE trust_id = of_trust AND run_id = of_run) n
         WHERE l.trust_id = of_trust AND l.id = n.id;
    END IF;
END $$;

CREATE FUNCTION digest_of_run(of_trust uuid, of_run uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(encode(sha256(string_agg(sha256(convert_to((agreement_id, stream, payer, funding_placement_id,
               band, period, for_period, received_pence, passported_pence, explanation)::text, 'UTF8')),
               '' ORDER BY number)), 'hex'), '')
      FROM app.funding_run_line WHERE trust_id = of_trust AND run_id = of_run
$$;

-- A run that says the same and awaits approval; or, where nothing is left to post, the last one that was
-- approved for the month. To run again then changes nothing.
CREATE FUNCTION run_that_says_the_same(of_run uuid, of_period text, with_problems jsonb) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT r.id FROM funding_run r, digest_of_run(funding_trust(), of_run) AS digest
     WHERE r.trust_id = funding_trust() AND r.period = of_period
       AND r.problems = with_problems AND r.deleted_at IS NULL
       AND (r.status = 'proposed' AND r.counted = digest
            OR r.status = 'approved' AND digest = '' AND NOT EXISTS (
                   SELECT FROM funding_run o WHERE o.trust_id = r.trust_id AND o.status = 'proposed'))
     ORDER BY r.id DESC LIMIT 1
$$;

CREATE FUNCTION funding_run_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM funding_trust(), open_period(NEW.trust_id, NEW.period);
    UPDATE funding_run SET status = 'superseded', status_step = 'superseded', status_on = today()
     WHERE trust_id = NEW.trust_id AND status = 'proposed';
    SELECT count(*), coalesce(sum(received_pence), 0), coalesce(sum(passported_pence), 0),
           coalesce(sum(retained_pence), 0)
      INTO NEW.line_count, NEW.received_pence, NEW.passported_pence, NEW.retained_pence
      FROM funding_run_line WHERE trust_id = NEW.trust_id AND run_id = NEW.id;
    NEW.status := 'proposed';
    NEW.status_step := 'proposed';
    NEW.status_on := today();
    NEW.counted := digest_of_run(NEW.trust_id, NEW.id);
    NEW.prepared_by := nullif(current_setting('app.actor', true), '')::uuid;
    RETURN NEW;
END $$;
CREATE TRIGGER a_begins BEFORE INSERT ON funding_run FOR EACH ROW EXECUTE FUNCTION funding_run_begins();

-- A month is not closed over somebody's head.
--! rule period_awaits_no_approval: period: a run of it awaits approval: approve or reject it first
CREATE FUNCTION period_waits_for_runs() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM funding_run WHERE trust_id = NEW.trust_id AND status = 'proposed'
                  AND period = NEW.period) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'period_awaits_no_approval';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER waits_for_runs BEFORE UPDATE ON funding_period FOR EACH ROW
    WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION period_waits_for_runs();

-- ---- approval ----------------------------------------------------------------------------------

-- What is approved is counted again first, in the transaction that posts it: the second person never signs
-- for figures that are no longer right. Until it ends nothing is posted under the agreements of the run.
-- False: the run awaits approval no longer.
CREATE FUNCTION begin_funding_recount(of_run uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_trust uuid := funding_trust();
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('funding_run ' || of_trust, 0));
    IF NOT EXISTS (SELECT FROM funding_run WHERE trust_id = of_trust AND id = of_run AND status = 'proposed') THEN
        RETURN false;
    END IF;
    PERFORM take_period(of_trust, period)
       FROM (SELECT DISTINCT period FROM funding_run_line WHERE trust_id = of_trust AND run_id = of_run
              ORDER BY period) AS p;
    PERFORM take_balances(of_trust, ARRAY(SELECT DISTINCT agreement_id FROM funding_run_line
                                           WHERE trust_id = of_trust AND run_id = of_run));
    RETURN true;
END $$;

-- By what the lines are of: one that has another amount now counts once.
CREATE FUNCTION lines_that_differ(of_trust uuid, of_run uuid, recount uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH line AS (
        SELECT agreement_id, stream, payer, funding_placement_id, for_period,
               (band, period, received_pence, passported_pence, explanation)::text AS says
          FROM app.funding_run_line WHERE trust_id = of_trust AND run_id IN (of_run, recount))
    SELECT count(*) FROM (
        SELECT FROM line GROUP BY agreement_id, stream, payer, funding_placement_id, for_period
        HAVING count(*) <> 2 OR min(says) <> max(says)) AS odd
$$;

--! rule funding_run_is_stale: status: what the run was counted from has changed since: run the month again, or reject it
CREATE FUNCTION refuse_stale_run(lines bigint, problems boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'funding_run_is_stale',
        HINT = format('"lines_differ":%s,"problems_differ":%s', lines, to_json(problems));
END $$;

-- The lines of the recount were kept to be compared, and go again.
CREATE FUNCTION judge_funding_recount(of_run uuid, recount uuid, with_problems jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    one     funding_run;
    differs boolean;
BEGIN
    SELECT * INTO one FROM funding_run WHERE trust_id = funding_trust() AND id = of_run;
    differs := one.problems <> with_problems;
    IF differs OR one.counted <> digest_of_run(one.trust_id, recount) THEN
        PERFORM refuse_stale_run(lines_that_differ(one.trust_id, of_run, recount), differs);
    END IF;
    DELETE FROM funding_run_line WHERE trust_id = one.trust_id AND run_id = recount;
    PERFORM set_config('app.funding_recounted', of_run::text, true);
END $$;

-- A posting for each line, with its id, so that each can be reversed by itself and leads to its explanation.
-- Agreements are posted whole, so that what is taken back of one month and added for another is judged at
-- once, and some thousand lines at a time: a JSON value has its limits.
CREATE FUNCTION post_funding_run(one funding_run) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    many  CONSTANT bigint := 2000;
    batch record;
BEGIN
    FOR batch IN
        WITH share AS ( -- the lines of agreements before, as windows: a join would be planned for a few lines
            SELECT (rank() OVER (ORDER BY agreement_id) - 1) / many AS nth, l.*
              FROM funding_run_line l WHERE trust_id = one.trust_id AND run_id = one.id),
        line AS (
            SELECT row_number() OVER (PARTITION BY nth ORDER BY number) - 1 AS at, s.* FROM share s)
        SELECT nth, jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'period', period, 'run_id', run_id)
                              ORDER BY at) FILTER (WHERE e.n = 1) AS postings,
               jsonb_agg(jsonb_build_object('posting', at, 'account', e.account, 'amount_pence', e.amount,
                             'stream', stream, 'agreement_id', agreement_id, 'provision_id', provision_id,
                             'host_school_id', host_school_id, 'provider_school_id', provider_school_id,
                             'payer', payer, 'for_period', for_period,
                             'funding_placement_id', funding_placement_id, 'pseudonym', pseudonym, 'band', band)
                         ORDER BY at, e.n) FILTER (WHERE e.amount <> 0) AS entries
          FROM line
         CROSS JOIN LATERAL (VALUES (1, 'receivable', received_pence), (2, 'passported', -passported_pence),
                                    (3, 'retained', -retained_pence)) AS e (n, account, amount)
         GROUP BY nth ORDER BY nth
    LOOP
        PERFORM post_ledger_many(batch.postings, batch.entries);
    END LOOP;
END $$;

--! rule funding_run_problems_have_a_reason: reason: is needed to approve a run with problems
CREATE FUNCTION funding_run_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    actor uuid := nullif(current_setting('app.actor', true), '')::uuid;
BEGIN
    IF NEW.status <> 'approved' THEN
        RETURN NEW;
    END IF;
    PERFORM funding_trust(), open_period(NEW.trust_id, NEW.period);
    IF actor IS NOT DISTINCT FROM OLD.prepared_by THEN
        RAISE exclusion_violation USING CONSTRAINT = 'self_approval';
    ELSIF jsonb_array_length(OLD.problems) > 0 AND NEW.status_reason IS NULL THEN
        PERFORM break_rule('funding_run_problems_have_a_reason');
    ELSIF coalesce(current_setting('app.funding_recounted', true), '') <> OLD.id::text THEN
        PERFORM refuse_stale_run(OLD.line_count, true);
    END IF;
    PERFORM post_funding_run(NEW);
    NEW.approved_by := actor;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON funding_run FOR EACH ROW
    WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION funding_run_moves();

-- ---- plans -------------------------------------------------------------------------------------

-- A run asks for some hundred rows at a time, of a trust of which the statistics may know nothing yet: then it
-- seems to have one row, any index that begins with the trust seems as good as the one that finds the row, and
-- each batch reads the whole trust. So no statistics of the trust are kept where it matters (a trust is then taken
-- to have a part of the rows that there are at the time); each row is found by itself, with a subquery of its own
-- where EXISTS would be turned into a join; and what was planned while a table was small is planned again.
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['placement', 'placement_band', 'status_change', 'funding_agreement',
                               'funding_placement', 'funding_run_line', 'ledger_posting', 'ledger_entry'] LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN trust_id SET STATISTICS 0', one);
    END LOOP;
    FOREACH one IN ARRAY ARRAY['make_funding_placements(uuid, uuid[])', 'funding_placements(uuid, bigint)',
                               'funding_top_up_rates(uuid[])', 'funding_posted(uuid[])'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_material = off SET plan_cache_mode = force_custom_plan', one);
    END LOOP;
END $$;
