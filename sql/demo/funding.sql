-- The money of the demo: what the bands of its authorities and its places are worth, uprated on 1 April,
-- and placements that were banded anew, or will be. `tamar demo` calls
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

-- Of every five pupils in a place one came up a band two weeks ago, and one goes up next month.
CREATE FUNCTION pg_temp.demo_bands("position" integer, seed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.placement_band (id, placement_id, band, starts_on)
    SELECT pg_temp.demo_id(seed, "position", 'placement_band', p.n), p.id,
           'B' || least(4, substr(p.band, 2)::integer + 1), app.today() + CASE p.n % 5 WHEN 1 THEN -14 ELSE 30 END
      FROM (SELECT id, band, row_number() OVER (ORDER BY id)::integer AS n FROM app.placement
             WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND status = 'active') AS p
     WHERE p.n % 5 IN (1, 3)
$$;

CREATE FUNCTION pg_temp.demo_funding("position" integer, seed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.demo_rates("position", seed), pg_temp.demo_bands("position", seed);
END $$;
