-- The money of the demo: what the bands of its authorities and its places are worth, uprated on 1 April,
-- placements that were banded anew, or will be, and an agreement for each base that a special school leads
-- at another: one of a fixed sum, one that was amended. `tamar demo` calls
--
--   demo_funding(position, seed)                after the casework of the trust is there
CREATE FUNCTION pg_temp.demo_rates("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.funding_band (id, la_code, band, annual_pence, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'funding_band',
                           row_number() OVER (ORDER BY year.starts_on, a.la_code, b.band)::integer),
           a.la_code, b.band, round(b.pence * year.uprated), year.starts_on
      FROM (SELECT DISTINCT la_code FROM app.placement
             WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid) AS a,
           (VALUES ('B1', 384500), ('B2', 731250), ('B3', 1234567), ('B4', 1985000)) AS b(band, pence),
           (VALUES ('2025-04-01'::date, 1.0), ('2026-04-01', 1.04)) AS year(starts_on, uprated)
     ORDER BY year.starts_on, a.la_code, b.band;
    INSERT INTO app.place_rate (id, place_type, annual_pence, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'place_rate', r.n), r.place_type, r.pence, '2024-09-01'
      FROM (VALUES (1, 'special_place', 1000000), (2, 'unit_place_occupied', 600000),
                   (3, 'unit_place_unoccupied', 1000000)) AS r(n, place_type, pence)
$$;

-- Of every five pupils in a place one was banded anew two weeks ago, and one will be next month.
CREATE FUNCTION pg_temp.demo_bands("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.placement_band (id, placement_id, band, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'placement_band', p.n), p.id,
           CASE p.band WHEN 'B4' THEN 'B3' ELSE 'B' || substr(p.band, 2)::integer + 1 END,
           app.today() + CASE p.n % 5 WHEN 1 THEN -14 ELSE 30 END
      FROM (SELECT id, band, row_number() OVER (ORDER BY id)::integer AS n FROM app.placement
             WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND status = 'active') AS p
     WHERE p.n % 5 IN (1, 3)
$$;

-- Drafted, offered and agreed, as any other.
CREATE FUNCTION pg_temp.demo_agree(new_id uuid, base uuid, amends uuid, first_day date, n integer,
                                   shares jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    step text;
BEGIN
    INSERT INTO app.funding_agreement (id, provision_id, amends_id, base_year, place_type, place_payer, starts_on,
                                       reference, shares, cost_lines)
    VALUES (new_id, base, amends, NULL, 'special_place', 'dfe', first_day,
            'HSA/' || extract(year FROM first_day) || '/' || n, shares, (
            SELECT jsonb_agg(jsonb_build_object('line', line, 'code', code, 'label', NULL, 'weight', weight))
              FROM (VALUES (1, 'heating', 5), (2, 'cleaning', 3), (3, 'maintenance', 2)) AS l(line, code, weight)));
    FOREACH step IN ARRAY '{offered,agreed}'::text[] LOOP
        UPDATE app.funding_agreement SET status = step, status_step = step, status_on = app.today(),
               status_reference = CASE step WHEN 'agreed' THEN 'Signed by the head of the host, page 4' END
         WHERE id = new_id;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.demo_share(stream text, basis_points integer, annual_pence bigint DEFAULT NULL)
    RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('stream', stream, 'basis', 'entitlement',
        'mode', CASE WHEN annual_pence IS NULL THEN 'proportion' ELSE 'fixed_sum' END,
        'basis_points', basis_points, 'annual_pence', annual_pence,
        'cap_annual_pence', NULL, 'floor_annual_pence', NULL)
$$;

CREATE FUNCTION pg_temp.demo_agreements("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one   record;
    first uuid;
BEGIN
    FOR one IN SELECT id, n, 1000 + 250 * n AS share
                 FROM (SELECT id, row_number() OVER (ORDER BY id)::integer AS n FROM app.provision
                        WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND kind = 'arb'
                          AND host_school_id <> provider_school_id) AS base
    LOOP
        first := pg_temp.demo_id(seed, "position", 'funding_agreement', one.n);
        PERFORM pg_temp.demo_agree(first, one.id, NULL, '2025-09-01', one.n, jsonb_build_array(
            pg_temp.demo_share('top_ups', one.share),
            CASE one.n WHEN 2 THEN pg_temp.demo_share('places', NULL, 1850000)
                       ELSE pg_temp.demo_share('places', one.share) END));
        IF one.n = 3 THEN
            PERFORM pg_temp.demo_agree(pg_temp.demo_id(seed, "position", 'funding_agreement', 100 + one.n), one.id,
                first, '2026-09-01', one.n, jsonb_build_array(pg_temp.demo_share('top_ups', one.share + 150),
                                                              pg_temp.demo_share('places', one.share + 150)));
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.demo_funding("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.demo_rates("position", seed), pg_temp.demo_bands("position", seed),
            pg_temp.demo_agreements("position", seed);
END $$;
