-- A demo: two invented trusts with their schools and as many pupils as wanted. Everything follows
-- from a seed, the position of the trust and the number of the pupil, never from chance or from the
-- bounds of a batch: whoever loads the same numbers gets the same rows. All functions are
-- temporary. `tamar demo` loads names.sql and this, sets the trust and calls:
--
--   demo_trusts()                               the two trusts, which the caller inserts
--   demo_schools(position, seed)                inserts the schools of one; the number inserted
--   demo_pupils(position, seed, first, last)    inserts pupils first to last; the number inserted
--
-- The pupils are those of the academic year 2026-27. The default demo is 4,000 and 800 of them,
-- which fills the schools once; any number works, the schools then simply hold more than they can.

-- A whole number from 0 to below - 1, another for each purpose.
CREATE FUNCTION pg_temp.demo_draw(key bigint, purpose text, below integer) RETURNS integer
    LANGUAGE sql IMMUTABLE AS $$
    SELECT ((hashtextextended(purpose, key) & 9223372036854775807) % below)::integer
$$;

CREATE FUNCTION pg_temp.demo_pick(list text[], key bigint, purpose text) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT list[1 + ((hashtextextended(purpose, key) & 9223372036854775807) % cardinality(list))]
$$;

-- A UUID of version 7 whose time is `milliseconds` after 1 September 2026.
CREATE FUNCTION pg_temp.demo_uuid(milliseconds bigint, key text) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1788220800000 + milliseconds), 12, '0') || '7' || substr(md5(key), 1, 3)
            || '9' || substr(md5(key), 4, 15))::uuid
$$;

-- A whole UPN from characters 2 to 12 and the value of character 13: a digit, or in a temporary UPN
-- the place of a letter. Weights 2 to 13, modulo 23, in an alphabet without I, O and S.
CREATE FUNCTION pg_temp.demo_upn(eleven text, last_value integer, temporary boolean) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + (last_value * 13 +
             (ascii(eleven) - 48) * 2
           + (ascii(substr(eleven,  2)) - 48) *  3 + (ascii(substr(eleven,  3)) - 48) *  4
           + (ascii(substr(eleven,  4)) - 48) *  5 + (ascii(substr(eleven,  5)) - 48) *  6
           + (ascii(substr(eleven,  6)) - 48) *  7 + (ascii(substr(eleven,  7)) - 48) *  8
           + (ascii(substr(eleven,  8)) - 48) *  9 + (ascii(substr(eleven,  9)) - 48) * 10
           + (ascii(substr(eleven, 10)) - 48) * 11 + (ascii(substr(eleven, 11)) - 48) * 12) % 23, 1)
        || eleven || CASE WHEN temporary THEN substr('ABCDEFGHJK', 1 + last_value, 1)
                          ELSE last_value::text END
$$;

-- A ULN from eight digits of which the first is not 0. Weights 10 to 1, the sum is 10 modulo 11.
-- The ninth digit, of weight 2, is 0 unless no tenth digit could then complete the number.
CREATE FUNCTION pg_temp.demo_uln(eight text) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT eight || CASE s WHEN 0 THEN '18' ELSE '0' || (10 - s) END
      FROM (SELECT sum((ascii(substr(eight, i)) - 48) * (11 - i)) % 11
              FROM generate_series(1, 8) AS i) AS r(s)
$$;

CREATE FUNCTION pg_temp.demo_registration(school uuid, status text, entered date, left_on date)
    RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('school_id', school, 'status', status,
                              'entry_date', entered, 'leaving_date', left_on)
$$;

CREATE FUNCTION pg_temp.demo_trusts() RETURNS TABLE ("position" integer, id uuid, name text)
    LANGUAGE sql IMMUTABLE AS $$
VALUES (1, '01980000-0000-7000-8000-000000000001'::uuid, 'Saltmarsh Partnership Trust'),
       (2, '01980000-0000-7000-8000-000000000002', 'Long Meadow Learning Trust')
$$;

-- Beside what is stored of a school: its places; the years it teaches, as numbers with N1 = -2,
-- N2 = -1 and R = 0; the special school whose base it hosts; the school its pupils may come from;
-- and the kind of needs it is there for.
CREATE FUNCTION pg_temp.demo_school_list("position" integer, seed text)
    RETURNS TABLE (number integer, id uuid, urn text, la_code text, establishment_number text,
                   ukprn text, name text, phase text, type_code text, opened_on date,
                   predecessor_urn text, postcode text, places integer, places_before integer,
                   places_of_all integer, year_from integer, year_to integer, base_of integer,
                   comes_from integer, needs text)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT n, pg_temp.demo_uuid(1000 * p + n, format('%s:school:%s:%s', seed, p, n)),
           urn, la, estab, '100' || substr(urn, 2), name, phase, type, opened::date, before_urn,
           postcode, places,
           (sum(places) OVER (ORDER BY n))::integer - places, (sum(places) OVER ())::integer,
           from_year, to_year, base_of, comes_from, needs
      FROM (VALUES
        -- trust, number, URN, authority, establishment, name,
        --     phase, type, opened, predecessor, postcode, places, years from and to, base of,
        --     pupils come from, needs
        (1, 1, '149001', '878', '7101', 'Thornhollow School',
            '0', '44', '2012-09-01', NULL, 'EX20 9ZA', 160, -1, 14, NULL, 5, 'severe'),
        (1, 2, '149014', '879', '7102', 'Hawkmoor Academy',
            '0', '33', '2015-09-01', NULL, 'PL6 9ZB', 100, 7, 11, NULL, 8, 'social'),
        (1, 3, '149027', '880', '7103', 'Larkrise School',
            '0', '36', '2013-09-01', NULL, 'TQ2 9ZD', 140, 0, 13, NULL, 9, 'autism'),
        (1, 4, '149033', '878', '7104', 'Brindle Cross School',
            '0', '7', NULL, NULL, 'EX31 9ZE', 120, -1, 11, NULL, 10, 'moderate'),
        (1, 5, '149105', '878', '2105', 'Ashcombe Barton Primary Academy',
            '2', '34', '2014-04-01', '149088', 'EX20 9ZF', 420, -2, 6, 1, 6, 'mainstream'),
        (1, 6, '149118', '878', '2106', 'St Petroc''s Hill Primary School',
            '2', '34', '2013-09-01', NULL, 'EX17 9ZG', 210, -1, 6, NULL, 5, 'mainstream'),
        (1, 7, '149122', '878', '2107', 'Gorsedown Primary Academy',
            '2', '28', '2016-09-01', NULL, 'EX32 9ZH', 210, 0, 6, NULL, 8, 'mainstream'),
        (1, 8, '149136', '879', '2108', 'Leatside Primary Academy',
            '2', '28', '2015-09-01', NULL, 'PL5 9ZJ', 315, -2, 6, NULL, 7, 'mainstream'),
        (1, 9, '149140', '880', '2109', 'Cockle Bay Primary School',
            '2', '34', '2012-02-01', NULL, 'TQ1 9ZL', 210, 0, 6, 3, 11, 'mainstream'),
        (1, 10, '149153', '878', '2110', 'Withycombe Green Primary School',
            '2', '34', '2017-01-01', NULL, 'EX8 9ZN', 210, -1, 6, 4, 12, 'mainstream'),
        (1, 11, '149167', '933', '2111', 'Blackdown Primary Academy',
            '2', '35', '2012-09-01', NULL, 'TA3 9ZP', 105, 0, 6, NULL, 9, 'mainstream'),
        (1, 12, '149171', '933', '2112', 'Levels End Primary School',
            '2', '34', '2013-04-01', NULL, 'TA7 9ZQ', 105, 0, 6, NULL, 10, 'mainstream'),
        (1, 13, '149209', '878', '4113', 'Torridge Vale Academy',
            '4', '34', '2011-08-01', NULL, 'EX39 9ZR', 600, 7, 13, 1, 5, 'mainstream'),
        (1, 14, '149212', '879', '4114', 'Sound View Academy',
            '4', '28', '2014-09-01', NULL, 'PL2 9ZS', 420, 7, 11, 2, 8, 'mainstream'),
        (1, 15, '149226', '880', '4115', 'Redstone Cliffs Academy',
            '4', '34', '2012-04-01', NULL, 'TQ4 9ZT', 350, 7, 11, 3, 9, 'mainstream'),
        (1, 16, '149230', '933', '4116', 'The Quantock Free School',
            '7', '35', '2013-09-01', NULL, 'TA5 9ZU', 325, 0, 11, NULL, 11, 'mainstream'),
        (2, 1, '149501', '893', '7201', 'Caradoc View School',
            '0', '44', '2014-09-01', NULL, 'SY6 9ZA', 90, -1, 14, NULL, 3, 'severe'),
        (2, 2, '149515', '894', '7202', 'Furnace Bank Academy',
            '0', '36', '2020-09-01', NULL, 'TF4 9ZB', 60, 5, 11, NULL, 4, 'social'),
        (2, 3, '149529', '893', '2203', 'Clun Bridge Primary School',
            '2', '34', '2013-07-01', '149477', 'SY7 9ZD', 140, -1, 6, 1, 4, 'mainstream'),
        (2, 4, '149532', '894', '2204', 'Ironstone Primary Academy',
            '2', '28', '2015-04-01', NULL, 'TF2 9ZE', 170, -2, 6, NULL, 3, 'mainstream'),
        (2, 5, '149546', '884', '4205', 'Marcher Lands Academy',
            '4', '34', '2012-01-01', NULL, 'HR6 9ZF', 180, 7, 11, NULL, 3, 'mainstream'),
        (2, 6, '149550', '893', '4206', 'Wrekin Edge Academy',
            '4', '35', '2017-09-01', NULL, 'SY4 9ZG', 160, 7, 13, 1, 3, 'mainstream')
      ) AS s(p, n, urn, la, estab, name, phase, type, opened, before_urn, postcode, places,
             from_year, to_year, base_of, comes_from, needs)
     WHERE p = "position"
$$;

CREATE FUNCTION pg_temp.demo_schools("position" integer, seed text) RETURNS bigint
    LANGUAGE sql AS $$
    WITH made AS (
        INSERT INTO app.school (id, urn, la_code, establishment_number, ukprn, name, phase,
                                type_code, status, opened_on, predecessor_urns, postcode, easting,
                                northing)
        SELECT id, urn, la_code, establishment_number, ukprn, name, phase, type_code, '1',
               opened_on,
               CASE WHEN predecessor_urn IS NULL THEN '[]'
                    ELSE jsonb_build_array(predecessor_urn) END, postcode,
               a.easting + pg_temp.demo_draw(number, 'easting', 16000),
               a.northing + pg_temp.demo_draw(number, 'northing', 16000)
          FROM pg_temp.demo_school_list("position", seed)
          JOIN (VALUES ('878', 270000, 90000), ('879', 244000, 52000), ('880', 284000, 58000), ('933', 326000, 124000),
                       ('893', 344000, 294000), ('894', 364000, 304000), ('884', 344000, 234000))
               AS a(authority, easting, northing) ON authority = la_code
        RETURNING 1)
    SELECT count(*) FROM made
$$;

-- Lists to pick from in which a code stands as often as its share demands.
CREATE FUNCTION pg_temp.demo_shares() RETURNS TABLE (kind text, codes text[])
    LANGUAGE sql IMMUTABLE AS $$
    SELECT kind, array_agg(code ORDER BY code, i)
      FROM (VALUES
        ('severe',     'SLD:40 PMLD:25 ASD:20 PD:5 DS:5 MSI:3 SLCN:2'),
        ('social',     'SEMH:65 ASD:20 SLCN:5 SPLD:5 MLD:5'),
        ('autism',     'ASD:75 SLCN:12 SEMH:8 SLD:5'),
        ('moderate',   'MLD:45 SLCN:20 ASD:15 SEMH:8 DS:5 PD:3 HI:2 VI:2'),
        ('mainstream', 'SLCN:29 SEMH:23 ASD:14 SPLD:14 MLD:12 OTH:3 PD:2 HI:2 VI:1')
      ) AS s(kind, shares)
     CROSS JOIN string_to_table(shares, ' ') AS one
     CROSS JOIN LATERAL (SELECT split_part(one, ':', 1), split_part(one, ':', 2)::integer)
                AS c(code, share)
     CROSS JOIN LATERAL generate_series(1, share) AS i
     GROUP BY kind
$$;

-- Ethnicities in thousandths, and where the names are from.
CREATE FUNCTION pg_temp.demo_ethnicities()
    RETURNS TABLE (ethnicity text, origin text, draw_from integer, draw_below integer)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT code, origin, (sum(share) OVER (ORDER BY n) - share)::integer,
           (sum(share) OVER (ORDER BY n))::integer
      FROM (VALUES
        (1, 'WBRI', 'british', 650),       (2, 'WIRI', 'irish', 4),
        (3, 'WIRT', 'irish', 2),           (4, 'WROM', 'european', 5),
        (5, 'WOTH', 'european', 72),       (6, 'MWBC', 'caribbean', 16),
        (7, 'MWBA', 'african', 10),        (8, 'MWAS', 'british', 18),
        (9, 'MOTH', 'european', 25),       (10, 'ABRI', 'muslim_asian', 6),
        (11, 'AWEL', 'south_asian', 1),    (12, 'AIND', 'south_asian', 40),
        (13, 'APKN', 'muslim_asian', 44),  (14, 'ABAN', 'muslim_asian', 17),
        (15, 'AOTH', 'middle_eastern', 18), (16, 'BBRI', 'caribbean', 3),
        (17, 'BWEL', 'african', 1),        (18, 'BCRB', 'caribbean', 8),
        (19, 'BAFR', 'african', 30),       (20, 'BOTH', 'african', 6),
        (21, 'CHNE', 'east_asian', 6),     (22, 'OOTH', 'middle_eastern', 5),
        (23, 'REFU', 'british', 6),        (24, 'NOBT', 'british', 7)
      ) AS e(n, code, origin, share)
$$;

-- Compiling the statement would take far longer than running it: no jit.
CREATE FUNCTION pg_temp.demo_pupils("position" integer, seed text, first integer, last integer)
    RETURNS bigint LANGUAGE sql SET jit = off AS $$
    WITH schools AS MATERIALIZED (
        SELECT *, needs <> 'mainstream' AS special
          FROM pg_temp.demo_school_list("position", seed)),
    authorities AS MATERIALIZED (
        SELECT array_agg(code::text ORDER BY code) AS codes FROM app.local_authority
         WHERE open AND code <> '999'),

    -- Multiplying by a prime that does not divide the places deals the pupils out like cards: any
    -- run of numbers is spread over the schools, and no two get the same seat of one school.
    dealt AS MATERIALIZED (
        SELECT number, hashtextextended(format('%s:%s:%s', seed, "position", number), 0) AS key,
               (number::bigint * 2897 % places_of_all)::integer AS place,
               number / places_of_all AS round
          FROM generate_series(first, last) AS number
         CROSS JOIN (SELECT DISTINCT places_of_all FROM schools) AS total),
    placed AS MATERIALIZED (
        SELECT d.number, key, s.number AS school, s.id AS school_id, special, la_code, needs,
               establishment_number, year_from, comes_from,
               round * places + place - places_before AS seat,
               year_from + pg_temp.demo_draw(key, 'year', year_to - year_from + 1) AS year,
               special AND pg_temp.demo_draw(key, 'out of year', 50) = 0 AS out_of_year,
               pg_temp.demo_draw(key, 'base', 100) AS base_draw,
               pg_temp.demo_draw(key, 'leaver', 100) < 3 AS leaves,
               pg_temp.demo_draw(key, 'mover', 100) < 12 AS moves
          FROM dealt d
          JOIN schools s ON place >= places_before AND place < places_before + places),
    born AS MATERIALIZED (
        SELECT *,
               -- Most pupils come in the first year their school has; to special schools, any year.
               CASE WHEN NOT special AND pg_temp.demo_draw(key, 'entry', 4) > 0 THEN year_from
                    ELSE year_from + pg_temp.demo_draw(key, 'entry year', year - year_from + 1)
                END AS entry_year,
               make_date(2021 - year - out_of_year::integer, 9, 1)
                   + pg_temp.demo_draw(key, 'birthday', 365) AS date_of_birth,
               least(2026, 2026 - year - out_of_year::integer) AS upn_issued
          FROM placed),
    registered AS MATERIALIZED (
        SELECT p.*, former.id AS former_id, host.id AS host_id, entry_date,
               CASE WHEN leaves AND entry_date < '2026-07-01' THEN date '2026-07-21' END AS left_on,
               CASE WHEN host.id IS NULL OR base_draw < 46 THEN 'C' ELSE 'M' END AS status
          FROM born p
         CROSS JOIN LATERAL (SELECT make_date(2026 - year + entry_year, 9, 1)
                + CASE WHEN entry_year < year AND pg_temp.demo_draw(key, 'mid-year', 7) = 0
                       THEN 126 ELSE pg_temp.demo_draw(key, 'first day', 3) END) AS e(entry_date)
          LEFT JOIN schools former ON moves AND former.number = p.comes_from
                AND entry_year - 1 BETWEEN former.year_from AND former.year_to
          -- In a base the special school's pupil is a guest of the host; a few have dual
          -- registration instead.
          LEFT JOIN schools host ON base_draw < 49 AND host.base_of = p.school
                AND entry_year >= host.year_from AND year BETWEEN host.year_from AND host.year_to),

    -- A UPN is unique by construction: a thousand seats of a school make one serial each, and every
    -- further thousand belongs to an issuing school of its own. Of the first thousand, pupils who
    -- were elsewhere before have one of seven schools outside the trust for each school in it.
    issued AS MATERIALIZED (
        SELECT r.*, seat % 1000 AS serial, seat / 1000 AS thousand,
               CASE WHEN pg_temp.demo_draw(key, 'issued far away', 14) = 0
                    THEN 6 + pg_temp.demo_draw(key, 'issuer', 2)
                    WHEN year_from > 0 OR pg_temp.demo_draw(key, 'issued near by', 9) = 0
                    THEN 1 + pg_temp.demo_draw(key, 'issuer', 5)
                    ELSE 0 END AS elsewhere,
               pg_temp.demo_draw(key, 'upn', 1000) AS upn_draw
          FROM registered r),
    numbered AS MATERIALIZED (
        SELECT i.*, concat(
                   CASE WHEN thousand = 0 AND elsewhere < 6 THEN la_code
                        WHEN thousand = 0 THEN pg_temp.demo_pick(codes, key, 'authority')
                        ELSE codes[1 + (issuer / 800 + issuer % 800) % cardinality(codes)] END,
                   CASE WHEN thousand = 0 AND elsewhere = 0 THEN establishment_number
                        WHEN thousand = 0 THEN (3000 + issuer)::text
                        ELSE (3200 + issuer % 800)::text END,
                   lpad((upn_issued % 100)::text, 2, '0'), lpad((serial / 10)::text, 2, '0'))
               AS upn_eleven,
               CASE WHEN year < 0 AND upn_draw < 150 THEN 'UN1'
                    WHEN upn_draw < 4 THEN 'UN' || 2 + upn_draw % 2 END AS upn_unknown_reason,
               upn_draw BETWEEN 150 AND 179 AS temporary,
               upn_draw BETWEEN 180 AND 199 AND year >= 0 AS was_temporary,
               CASE WHEN pg_temp.demo_draw(key, 'in care', 100) > 0 THEN NULL
                    WHEN pg_temp.demo_draw(key, 'own authority', 4) > 0 THEN la_code
                    ELSE pg_temp.demo_pick(codes, key, 'care authority') END AS care_authority
          FROM issued i CROSS JOIN authorities
         CROSS JOIN LATERAL (SELECT (thousand * 8 + elsewhere) * 16 + school - 1) AS n(issuer)),

    named AS MATERIALIZED (
        SELECT p.*, ethnicity, sexed.sex,
               pg_temp.demo_pick(surnames, key, 'surname') AS surname,
               pg_temp.demo_pick(forenames, key, 'forename') AS forename,
               CASE WHEN pg_temp.demo_draw(key, 'middle', 10) < 4
                    THEN pg_temp.demo_pick(forenames, key, 'middle name') END AS middle_name,
               CASE WHEN pg_temp.demo_draw(key, 'known by surname', 100) < 2
                    THEN pg_temp.demo_pick(surnames, key, 'preferred surname') END AS known_surname
          FROM numbered p
          JOIN pg_temp.demo_ethnicities() e
            ON pg_temp.demo_draw(key, 'ethnicity', 1000) >= draw_from
           AND pg_temp.demo_draw(key, 'ethnicity', 1000) < draw_below
          JOIN pg_temp.demo_names() USING (origin)
         CROSS JOIN LATERAL (SELECT CASE
               WHEN pg_temp.demo_draw(key, 'sex unknown', 1000) = 0 THEN 'U'
               WHEN pg_temp.demo_draw(key, 'sex', 100) < CASE WHEN special THEN 29 ELSE 49 END
               THEN 'F' ELSE 'M' END) AS sexed(sex)
         CROSS JOIN LATERAL (SELECT CASE sexed.sex WHEN 'F' THEN girls WHEN 'M' THEN boys
                                    ELSE girls || boys END) AS f(forenames)),
    needy AS MATERIALIZED (
        SELECT p.*, sen_provision,
               CASE WHEN sen_provision = 'K' AND pg_temp.demo_draw(key, 'NSA', 12) = 0 THEN 'NSA'
                    ELSE pg_temp.demo_pick(codes, key, 'first need') END AS first_need,
               CASE WHEN pg_temp.demo_draw(key, 'two', 100) < CASE WHEN special THEN 55 ELSE 15 END
                    THEN pg_temp.demo_pick(codes, key, 'second need') END AS second_need
          FROM named p
          JOIN pg_temp.demo_shares() ON kind = needs
         CROSS JOIN LATERAL (SELECT pg_temp.demo_draw(key, 'sen', 100)) AS d(sen_draw)
         CROSS JOIN LATERAL (SELECT CASE
               WHEN special THEN CASE WHEN sen_draw < 2 AND host_id IS NULL THEN 'K' ELSE 'E' END
               WHEN sen_draw < 4 THEN 'E' WHEN sen_draw < 18 THEN 'K' ELSE 'N' END)
               AS s(sen_provision)),
    made AS (
        INSERT INTO app.pupil (
            id, upn, former_upns, upn_unknown_reason, uln, external_ids,
            legal_surname, legal_forename, middle_names, preferred_surname, preferred_forename,
            date_of_birth, sex, ethnicity, nc_year, sen_provision, needs, registrations,
            in_care, care_authority, restricted)
        SELECT pg_temp.demo_uuid(1000000 + number,
                                 format('%s:pupil:%s:%s', seed, "position", number)),
            CASE WHEN upn_unknown_reason IS NULL
                 THEN pg_temp.demo_upn(upn_eleven, serial % 10, temporary) END,
            CASE WHEN was_temporary
                 THEN jsonb_build_array(pg_temp.demo_upn(upn_eleven, serial % 10, true))
                 ELSE '[]' END,
            upn_unknown_reason,
            CASE WHEN year > 9 AND pg_temp.demo_draw(key, 'uln', 10) < 6
                 THEN pg_temp.demo_uln((10000000 * (1 + "position")
                          + number::bigint * 6180339 % 10000000)::text) END,
            CASE WHEN pg_temp.demo_draw(key, 'external', 10) < 7
                 THEN jsonb_build_array(jsonb_build_object('system', 'arbor',
                                                           'value', (100000 + number)::text))
                 ELSE '[]' END,
            surname, forename, nullif(middle_name, forename), nullif(known_surname, surname),
            CASE WHEN middle_name <> forename
                  AND pg_temp.demo_draw(key, 'known by middle name', 8) = 0 THEN middle_name END,
            date_of_birth, sex, ethnicity,
            CASE WHEN special AND pg_temp.demo_draw(key, 'no year', 25) = 0 THEN 'X'
                 WHEN year < 0 THEN 'N' || year + 3
                 WHEN year = 0 THEN 'R'
                 ELSE year::text END,
            sen_provision,
            CASE WHEN sen_provision = 'N' THEN '[]'
                 WHEN second_need IS NULL OR second_need = first_need OR first_need = 'NSA'
                 THEN jsonb_build_array(jsonb_build_object('type', first_need, 'rank', 1))
                 ELSE jsonb_build_array(jsonb_build_object('type', first_need, 'rank', 1),
                                        jsonb_build_object('type', second_need, 'rank', 2)) END,
            CASE WHEN former_id IS NULL THEN '[]'
                 ELSE jsonb_build_array(pg_temp.demo_registration(
                          former_id, 'C',
                          (entry_date - interval '1 year')::date, entry_date - 1)) END
            || jsonb_build_array(pg_temp.demo_registration(school_id, status, entry_date, left_on))
            || CASE WHEN host_id IS NULL THEN '[]'
                    ELSE jsonb_build_array(pg_temp.demo_registration(
                             host_id, CASE status WHEN 'M' THEN 'S' ELSE 'G' END,
                             entry_date, left_on)) END,
            care_authority IS NOT NULL, care_authority,
            pg_temp.demo_draw(key, 'restricted', 1000) < 3
          FROM needy
        RETURNING 1)
    SELECT count(*) FROM made
$$;
