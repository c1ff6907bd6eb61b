-- Schools, as Get Information about Schools knows them.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE school (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    urn                  urn  NOT NULL,
    la_code              la_code NOT NULL,
    establishment_number establishment_number,
    laestab              laestab GENERATED ALWAYS AS (la_code || establishment_number) STORED,
    ukprn                ukprn,
    name                 organisation_name NOT NULL,
    phase                phase NOT NULL,
    type_code            establishment_type NOT NULL,
    status               establishment_status NOT NULL,
    -- Community, non-maintained, independent and foundation special schools, special academies
    -- (sponsor led, free school, converter). The phase of a special school is "not applicable".
    special              boolean NOT NULL GENERATED ALWAYS AS
                         (type_code IN ('7', '8', '10', '12', '33', '36', '44')) STORED,
    opened_on            date,
    closed_on            date,
    predecessor_urns     jsonb NOT NULL DEFAULT '[]',
    postcode             postcode,
    easting              easting,
    northing             northing,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[] GENERATED ALWAYS AS (ARRAY[id]) STORED,
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT school_closes_after_it_opens CHECK (closed_on >= opened_on),
    CONSTRAINT school_has_easting_and_northing CHECK ((easting IS NULL) = (northing IS NULL))
);
CREATE UNIQUE INDEX school_urn_is_unique ON school (trust_id, urn) WHERE deleted_at IS NULL;
CREATE INDEX school_by_name ON school (trust_id, name, id);
CREATE INDEX school_by_change ON school (trust_id, updated_at, id);
COMMENT ON CONSTRAINT school_closes_after_it_opens ON school IS
    'closed_on: must not be before opened_on';
COMMENT ON CONSTRAINT school_has_easting_and_northing ON school IS
    'northing: goes with easting: both or neither';
COMMENT ON INDEX school_urn_is_unique IS 'urn: another school of the trust has this URN';
CALL tenant_table('school', 'school');
