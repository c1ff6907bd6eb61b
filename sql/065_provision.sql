-- Provisions: the special schools, bases and units of a trust, with the places the authority has
-- commissioned in them over time. How many of the places are taken is sql/071_occupancy.sql.
SET LOCAL search_path = app, pg_temp;

-- A line of a JSON list of {"from", "to", ...}: both ends are inclusive, "to" null while it is open.
CREATE FUNCTION days_between(first text, last text) RETURNS daterange
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN last::date < first::date THEN 'empty' ELSE daterange(first::date, last::date, '[]') END;
END $$;

CREATE FUNCTION places_of(places jsonb) RETURNS TABLE (days daterange, commissioned bigint)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT app.days_between(p->>'from', p->>'to'), (p->>'commissioned')::bigint
      FROM jsonb_array_elements(places) AS p
$$;

CREATE FUNCTION places_overlap(places jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        WITH p AS (SELECT row_number() OVER () AS n, days FROM app.places_of(places))
        SELECT FROM p a JOIN p b ON a.n < b.n AND a.days && b.days);
END $$;

CREATE FUNCTION values_differ(list jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM jsonb_array_elements_text(list) AS one GROUP BY one HAVING count(*) > 1);
END $$;

-- The national curriculum years in the order they are gone through; X stands outside it.
CREATE FUNCTION nc_year_position(year text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position('{E1,E2,N1,N2,R,1,2,3,4,5,6,7,8,9,10,11,12,13,14}'::text[], year)
$$;

CREATE TABLE provision (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    kind                 provision_kind NOT NULL,
    name                 organisation_name NOT NULL,
    host_school_id       uuid NOT NULL,
    provider_school_id   uuid NOT NULL,
    needs                jsonb NOT NULL DEFAULT '[]',
    nc_year_from         nc_year NOT NULL,
    nc_year_to           nc_year NOT NULL,
    places               jsonb NOT NULL DEFAULT '[]',
    lease                jsonb,
    staff_ratio          staff_ratio,     -- pupils per member of staff
    timetable_share_from timetable_share, -- percent of lessons in mainstream classes
    timetable_share_to   timetable_share,
    base_manager         label,
    opened_on            date,
    closed_on            date,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[] GENERATED ALWAYS AS (ARRAY[host_school_id, provider_school_id]) STORED,
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT provision_host_is_known FOREIGN KEY (trust_id, host_school_id) REFERENCES school,
    CONSTRAINT provision_provider_is_known FOREIGN KEY (trust_id, provider_school_id) REFERENCES school,
    CONSTRAINT provision_closes_after_it_opens CHECK (closed_on >= opened_on),
    CONSTRAINT provision_years_have_an_order CHECK ('X' NOT IN (nc_year_from, nc_year_to)),
    CONSTRAINT provision_years_are_in_order
        CHECK (nc_year_position(nc_year_from) <= nc_year_position(nc_year_to)),
    CONSTRAINT provision_needs_are_assessed CHECK (NOT needs ? 'NSA'),
    CONSTRAINT provision_needs_are_different CHECK (values_differ(needs)),
    CONSTRAINT provision_places_end_after_they_begin CHECK (NOT jsonb_path_exists(places,
        '$[*] ? (@.to != null && @.to < @.from)')),
    CONSTRAINT provision_places_do_not_overlap CHECK (NOT places_overlap(places)),
    CONSTRAINT provision_lease_ends_after_it_begins CHECK (NOT jsonb_path_exists(lease,
        '$ ? (@.ends_on < @.starts_on)')),
    CONSTRAINT provision_shares_are_in_order CHECK (timetable_share_from <= timetable_share_to)
);
COMMENT ON CONSTRAINT provision_host_is_known ON provision IS
    'host_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT provision_provider_is_known ON provision IS
    'provider_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT provision_closes_after_it_opens ON provision IS
    'closed_on: must not be before opened_on';
COMMENT ON CONSTRAINT provision_years_have_an_order ON provision IS
    'nc_year_from: X has no place in a range of years';
COMMENT ON CONSTRAINT provision_years_are_in_order ON provision IS
    'nc_year_to: must not come before nc_year_from';
COMMENT ON CONSTRAINT provision_needs_are_assessed ON provision IS
    'needs: NSA is no type of need that a provision can be for';
COMMENT ON CONSTRAINT provision_needs_are_different ON provision IS
    'needs: must not name one type twice';
COMMENT ON CONSTRAINT provision_places_end_after_they_begin ON provision IS
    'places: to must not be before from';
COMMENT ON CONSTRAINT provision_places_do_not_overlap ON provision IS
    'places: two entries fall on the same day';
COMMENT ON CONSTRAINT provision_lease_ends_after_it_begins ON provision IS
    'lease: ends_on must not be before starts_on';
COMMENT ON CONSTRAINT provision_shares_are_in_order ON provision IS
    'timetable_share_to: must not be less than timetable_share_from';
CREATE UNIQUE INDEX provision_name_is_unique_at_its_host ON provision (trust_id, host_school_id, name)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX provision_name_is_unique_at_its_host IS
    'name: another provision at this host has this name';
CREATE INDEX provision_by_name ON provision (trust_id, name, id);
CREATE INDEX provision_by_change ON provision (trust_id, updated_at, id);
CALL tenant_table('provision', 'provision');

-- What is odd but allowed, told as the member `warnings` of a row (t.warnings is warnings(t)).
CREATE FUNCTION warning(code text, member text, detail text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('code', code, 'member', member, 'detail', detail)
$$;

CREATE FUNCTION warnings(one provision) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    day  date := app.today();
    ends date := (one.lease->>'ends_on')::date;
    told jsonb := '[]';
BEGIN
    IF daterange(one.opened_on, one.closed_on, '[]') @> day THEN
        IF ends < day THEN
            told := told || app.warning('lease_expired', 'lease', 'The lease has ended');
        ELSIF ends < day + interval '6 months' THEN
            told := told || app.warning('lease_expires_within_6_months', 'lease',
                                        'The lease ends within 6 months');
        ELSIF ends < day + interval '12 months' THEN
            told := told || app.warning('lease_expires_within_12_months', 'lease',
                                        'The lease ends within 12 months');
        END IF;
        -- Nobody commissions the places of a bridge: it takes what its staff may have.
        IF one.kind <> 'bridge' AND NOT EXISTS (SELECT FROM app.places_of(one.places)
                                                 WHERE days @> day AND commissioned > 0) THEN
            told := told || app.warning('no_places_commissioned', 'places', 'No place is commissioned today');
        END IF;
    END IF;
    RETURN told;
END $$;
