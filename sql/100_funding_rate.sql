-- Rates: what an authority's band and a place are worth a year. They are dated, inclusive at both ends. A rate
-- is never edited: one that begins later takes over from the day before, and one that begins on the same day
-- supersedes what stood there, which is kept out of force.
SET LOCAL search_path = app, pg_temp;

-- ---- of the whole trust -------------------------------------------------------------------------

-- Rows that belong to no school: every caller of the trust reads them, because a school that is paid by
-- a rate must be able to follow its statement; who writes them acts for the whole trust.
CREATE PROCEDURE trust_sees(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($policy$
        CREATE POLICY trust_wide ON app.%1$I FOR SELECT USING (
            trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
        CREATE POLICY added_trust_wide ON app.%1$I AS RESTRICTIVE FOR INSERT WITH CHECK (
            (SELECT coalesce(current_setting('app.all_schools', true), '') = '1'));
        CREATE POLICY changed_trust_wide ON app.%1$I AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (
            (SELECT coalesce(current_setting('app.all_schools', true), '') = '1'))
        $policy$, tenant);
END $$;

-- The books are the provider's, which receives the money: whoever acts for the host alone reads them.
--! rule books_are_the_providers: id: the books are kept by the provider, not by the host
CREATE FUNCTION must_keep_books_of(provider uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('app.all_schools', true), '') <> '1' AND NOT coalesce(provider = ANY (
           string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]), false) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'books_are_the_providers';
    END IF;
END $$;

-- ---- superseding --------------------------------------------------------------------------------

-- Rows with the same key (the arguments) take each other's place. Whoever brings one waits for others
-- that do, so that each sees what the other left. A new row without an end ends where the one it takes
-- over from ended, or the day before the next begins.
CREATE FUNCTION supersede() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    alike text := format('app.%I AS t WHERE t.trust_id = $1.trust_id AND t.id <> $1.id
                          AND t.superseded_by IS NULL AND t.deleted_at IS NULL', TG_TABLE_NAME)
               || (SELECT string_agg(format(' AND t.%1$I = $1.%1$I', key), '') FROM unnest(TG_ARGV) AS key);
    held    record;
    next_on date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_NAME || NEW.trust_id, 0));
    EXECUTE 'SELECT t.id, t.starts_on, t.ends_on FROM ' || alike
         || ' AND daterange(t.starts_on, t.ends_on, ''[]'') @> $1.starts_on' INTO held USING NEW;
    EXECUTE 'SELECT min(t.starts_on) FROM ' || alike || ' AND t.starts_on > $1.starts_on' INTO next_on USING NEW;
    NEW.ends_on := coalesce(NEW.ends_on, held.ends_on, next_on - 1);
    IF held.starts_on = NEW.starts_on THEN
        EXECUTE format('UPDATE app.%I SET superseded_by = $1.id WHERE trust_id = $1.trust_id AND id = $2',
                       TG_TABLE_NAME) USING NEW, held.id;
    ELSIF held.id IS NOT NULL THEN
        EXECUTE format('UPDATE app.%I SET ends_on = $1.starts_on - 1 WHERE trust_id = $1.trust_id AND id = $2',
                       TG_TABLE_NAME) USING NEW, held.id;
    END IF;
    RETURN NEW;
END $$;

-- What has been superseded is how things stood: it is kept as it is.
--! rule rate_was_superseded: superseded_by: what has been superseded is kept as it is
CREATE FUNCTION superseded_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'rate_was_superseded';
END $$;

CREATE PROCEDURE superseding_table(tenant text, VARIADIC keys text[]) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER c_supersedes BEFORE INSERT ON app.%I
                    FOR EACH ROW EXECUTE FUNCTION app.supersede(%s)', tenant,
                   (SELECT string_agg(quote_literal(key), ', ') FROM unnest(keys) AS key));
    EXECUTE format('CREATE TRIGGER c_stands BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS NOT NULL
                          AND (OLD.starts_on, OLD.ends_on, OLD.deleted_at)
                              IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.deleted_at))
                    EXECUTE FUNCTION app.superseded_stands()', tenant);
END $$;

--! rule rate_is_not_deleted: id: money may hang on it: bring another rate, or end this one
CREATE FUNCTION rate_must_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'rate_is_not_deleted';
END $$;

CREATE PROCEDURE rate_table(tenant text, VARIADIC keys text[]) LANGUAGE plpgsql AS $$
BEGIN
    CALL app.tenant_table(tenant, tenant);
    CALL app.trust_sees(tenant);
    CALL app.superseding_table(tenant, VARIADIC keys);
    EXECUTE format('CREATE TRIGGER c_stays BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
                    EXECUTE FUNCTION app.rate_must_stay()', tenant);
END $$;

-- ---- bands and places ---------------------------------------------------------------------------

CREATE TABLE funding_band (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id            uuid NOT NULL,
    la_code       la_code NOT NULL,
    band          label NOT NULL,
    annual_pence  annual_pence NOT NULL,
    starts_on     date NOT NULL,
    ends_on       date, -- inclusive
    superseded_by uuid, -- another row of this table, only ever written with it
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[],
    restricted    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_band_authority_is_known FOREIGN KEY (la_code) REFERENCES local_authority,
    CONSTRAINT funding_band_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT funding_band_has_one_rate_a_day EXCLUDE USING gist (
        trust_id WITH =, la_code WITH =, band WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (superseded_by IS NULL AND deleted_at IS NULL)
);
COMMENT ON CONSTRAINT funding_band_authority_is_known ON funding_band IS
    'la_code: is not the code of a local authority';
COMMENT ON CONSTRAINT funding_band_ends_after_it_begins ON funding_band IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT funding_band_has_one_rate_a_day ON funding_band IS
    'ends_on: the next rate of this band begins before';
CREATE INDEX funding_band_by_key ON funding_band (trust_id, la_code, band, starts_on, id);
CREATE INDEX funding_band_by_change ON funding_band (trust_id, updated_at, id);
CALL rate_table('funding_band', 'la_code', 'band');

CREATE TABLE place_rate (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id            uuid NOT NULL,
    place_type    place_type NOT NULL,
    annual_pence  annual_pence NOT NULL,
    starts_on     date NOT NULL,
    ends_on       date, -- inclusive
    superseded_by uuid, -- another row of this table, only ever written with it
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[],
    restricted    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT place_rate_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT place_rate_is_one_a_day EXCLUDE USING gist (
        trust_id WITH =, place_type WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (superseded_by IS NULL AND deleted_at IS NULL)
);
COMMENT ON CONSTRAINT place_rate_ends_after_it_begins ON place_rate IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT place_rate_is_one_a_day ON place_rate IS
    'ends_on: the next rate of this type of place begins before';
CREATE INDEX place_rate_by_key ON place_rate (trust_id, place_type, starts_on, id);
CREATE INDEX place_rate_by_change ON place_rate (trust_id, updated_at, id);
CALL rate_table('place_rate', 'place_type');

-- ---- money and child ----------------------------------------------------------------------------

-- The only link between them: the books know a placement by this id and a pupil by the pseudonym, both
-- drawn at random. It is seen by whoever sees the placement, told to nobody but the pupil, and goes with
-- the pupil, after which the books are about nobody.
CREATE TABLE funding_placement (
    trust_id     uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id           uuid NOT NULL DEFAULT gen_random_uuid(),
    placement_id uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    pseudonym    text NOT NULL
                 CONSTRAINT funding_placement_pseudonym_is_one CHECK (pseudonym ~ '^P-[0-9A-HJKMNP-TV-Z]{8}$'),
    made_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_placement_is_one_of_a_placement UNIQUE (trust_id, placement_id),
    CONSTRAINT funding_placement_of_placement FOREIGN KEY (trust_id, placement_id) REFERENCES placement
        ON DELETE CASCADE,
    CONSTRAINT funding_placement_pseudonym_is_of_one_pupil EXCLUDE USING gist (
        -- Hashes, so that no search for a trust or a pupil takes this index, all of which it would read; they
        -- are quick to add, too. Deferrable: two pupils become one row by row.
        hashtextextended(pseudonym, uuid_hash_extended(trust_id, 0)) WITH =,
        uuid_hash_extended(pupil_id, 0) WITH <>) DEFERRABLE
);
COMMENT ON CONSTRAINT funding_placement_pseudonym_is_one ON funding_placement IS
    'pseudonym: must be P- and 8 characters of Crockford base32';
COMMENT ON CONSTRAINT funding_placement_is_one_of_a_placement ON funding_placement IS
    'placement_id: has a place in the books already';
COMMENT ON CONSTRAINT funding_placement_of_placement ON funding_placement IS
    'placement_id: is not a placement of the trust';
COMMENT ON CONSTRAINT funding_placement_pseudonym_is_of_one_pupil ON funding_placement IS
    'pseudonym: is that of another pupil';
CREATE INDEX funding_placement_by_pupil ON funding_placement (trust_id, pupil_id, made_at, id);
CREATE INDEX funding_placement_by_pseudonym ON funding_placement (trust_id, pseudonym);
ALTER TABLE funding_placement ENABLE ROW LEVEL SECURITY;
ALTER TABLE funding_placement FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON funding_placement USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND EXISTS (SELECT FROM app.placement p
               WHERE p.trust_id = funding_placement.trust_id AND p.id = funding_placement.placement_id));
GRANT SELECT ON funding_placement TO api_rw, api_ro;

-- 40 random bits; nothing of the pupil is in it.
CREATE FUNCTION draw_pseudonym() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'P-' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
                                     (substring(bits FROM 5 * n + 1 FOR 5)::integer) + 1, 1), '' ORDER BY n)
      FROM (SELECT ('x' || left(replace(gen_random_uuid()::text, '-', ''), 10))::bit(40) AS bits) AS drawn,
           generate_series(0, 7) AS n
$$;

-- These placements, each looked up by itself, whatever the planner thinks of the trust. Whoever calls this has
-- widened the sight.
CREATE FUNCTION placements_by_id(of_trust uuid, ids uuid[]) RETURNS SETOF placement LANGUAGE sql STABLE AS $$
    SELECT p.* FROM unnest(ids) AS i(id)
     CROSS JOIN LATERAL (SELECT * FROM app.placement o WHERE o.trust_id = of_trust AND o.id = i.id OFFSET 0) p
$$;

-- Every one of these placements gets an id in the books that has none yet. All placements of a pupil have one
-- pseudonym, but for those of two that were merged after both had one. Whoever makes one waits for others
-- that do; pupils share so many locks that a run over all of a trust does not use up those there are. A first
-- run fills the table before anybody has counted it: row by row is the right plan at any size.
CREATE FUNCTION make_funding_placements(of_trust uuid, of_placements uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    sight text := widen_sight();
    lacks uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('funding_placement ' || of_trust || lock, 0))
       FROM (SELECT DISTINCT abs(hashtext(pupil_id::text)::bigint) % 64 AS lock
               FROM placements_by_id(of_trust, of_placements) ORDER BY lock) AS l;
    LOOP
        lacks := ARRAY(SELECT p.id FROM placements_by_id(of_trust, of_placements) p
                        WHERE (SELECT f.id FROM funding_placement f
                                WHERE f.trust_id = of_trust AND f.placement_id = p.id) IS NULL);
        EXIT WHEN lacks = '{}';
        INSERT INTO funding_placement (trust_id, placement_id, pupil_id, pseudonym)
        SELECT of_trust, d.id, d.pupil_id, coalesce(k.pseudonym, d.pseudonym)
          FROM (SELECT id, pupil_id, first_value(draw_pseudonym()) OVER (PARTITION BY pupil_id) AS pseudonym
                  FROM placements_by_id(of_trust, lacks)) d
          LEFT JOIN LATERAL (SELECT f.pseudonym FROM funding_placement f
                              WHERE f.trust_id = of_trust AND f.pupil_id = d.pupil_id
                              ORDER BY f.made_at, f.id LIMIT 1) k ON true
         WHERE k.pseudonym IS NOT NULL OR (SELECT f.id FROM funding_placement f WHERE f.trust_id = of_trust
                                              AND f.pseudonym = d.pseudonym LIMIT 1) IS NULL;
    END LOOP;
    PERFORM narrow_sight(sight);
END $$;

-- The id of a placement in the books, made on demand; NULL when there is no such placement.
CREATE FUNCTION funding_placement_of(of_trust uuid, of_placement uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found uuid;
BEGIN
    PERFORM make_funding_placements(of_trust, ARRAY[of_placement]) WHERE of_placement IS NOT NULL;
    SELECT id INTO found FROM funding_placement WHERE trust_id = of_trust AND placement_id = of_placement;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;
