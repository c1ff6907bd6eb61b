-- A day for which money has been posted keeps a rate: one may be ended, or taken over from by one that has an
-- end, only where nothing has been posted behind it. What is to come may be left without one, and a run tells it.
SET LOCAL search_path = app, pg_temp;

CREATE FUNCTION funding_band_is_posted(one funding_band, lost daterange) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM app.placement p
          JOIN app.funding_placement f ON f.trust_id = p.trust_id AND f.placement_id = p.id
         WHERE p.trust_id = one.trust_id AND p.deleted_at IS NULL AND app.is_admitted(p.status)
           AND p.id IN (SELECT placement_id FROM app.placement_band
                         WHERE trust_id = one.trust_id AND la_code = one.la_code AND band = one.band)
           AND EXISTS (
                SELECT FROM app.bands_of_placement(p, daterange(p.starts_on, p.ends_on, '[]')) b
                  JOIN app.ledger_entry e ON e.trust_id = p.trust_id AND e.funding_placement_id = f.id
                   AND e.stream = 'top_ups' AND e.payer = one.la_code AND e.account IN ('retained', 'passported')
                 WHERE b.la_code = one.la_code AND b.band = one.band
                   AND NOT isempty(lost * daterange(b.starts_on, b.ends_on, '[]') * app.days_of_period(e.for_period))
                 GROUP BY b.starts_on, e.for_period HAVING sum(e.amount_pence) <> 0))
$$;

CREATE FUNCTION place_rate_is_posted(one place_rate, lost daterange) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM app.agreements_in_force(one.trust_id) a
          JOIN app.ledger_entry e ON e.trust_id = a.trust_id AND e.agreement_id = a.original_id
           AND e.funding_placement_id IS NULL AND e.stream = 'places' AND e.account IN ('retained', 'passported')
         WHERE a.place_type = one.place_type
           AND NOT isempty(lost * daterange(a.starts_on, a.ends_on, '[]') * app.days_of_period(e.for_period))
         GROUP BY a.id, e.for_period HAVING sum(e.amount_pence) <> 0)
$$;

--! rule rate_goes_on_where_it_was_posted: ends_on: money has been posted for days behind it; bring the rate of those days first
CREATE FUNCTION rate_must_go_on() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight  text := widen_sight();
    held   daterange;
    posted boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        held := daterange(OLD.starts_on, OLD.ends_on, '[]');
    ELSE
        PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_NAME || NEW.trust_id, 0));
        EXECUTE format('SELECT daterange($1.starts_on, t.ends_on, ''[]'') FROM %I t WHERE t.trust_id = $1.trust_id
                           AND t.superseded_by IS NULL AND t.deleted_at IS NULL
                           AND daterange(t.starts_on, t.ends_on, ''[]'') @> $1.starts_on ', TG_TABLE_NAME)
             || (SELECT string_agg(format('AND t.%1$I = $1.%1$I', key), ' ') FROM unnest(TG_ARGV) AS key)
           INTO held USING NEW;
    END IF;
    IF NOT isempty(held * daterange(NEW.ends_on + 1, NULL)) THEN
        EXECUTE format('SELECT %I($1, $2)', TG_TABLE_NAME || '_is_posted')
           INTO posted USING NEW, held * daterange(NEW.ends_on + 1, NULL);
    END IF;
    PERFORM narrow_sight(sight);
    IF posted THEN
        RAISE exclusion_violation USING CONSTRAINT = 'rate_goes_on_where_it_was_posted';
    END IF;
    RETURN NEW;
END $$;

-- One that is taken over from ends by trigger, where another goes on.
CREATE PROCEDURE rate_goes_on(tenant text, VARIADIC keys text[]) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER b_goes_on BEFORE INSERT ON app.%I FOR EACH ROW WHEN (NEW.ends_on >= NEW.starts_on)
                    EXECUTE FUNCTION app.rate_must_go_on(%s)', tenant,
                   (SELECT string_agg(quote_literal(key), ', ') FROM unnest(keys) AS key));
    EXECUTE format('CREATE TRIGGER b_goes_on_again BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN (pg_trigger_depth() = 0 AND OLD.superseded_by IS NULL AND NEW.ends_on >= NEW.starts_on
                          AND NEW.ends_on IS DISTINCT FROM OLD.ends_on)
                    EXECUTE FUNCTION app.rate_must_go_on()', tenant);
END $$;
CALL rate_goes_on('funding_band', 'la_code', 'band');
CALL rate_goes_on('place_rate', 'place_type');
