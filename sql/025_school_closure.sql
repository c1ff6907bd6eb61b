-- Days on which a school is shut to pupils: holidays, training days and what nobody planned. A school day
-- is a Monday to Friday that is no bank holiday and on which the school is not shut.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE school_closure (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
               REFERENCES trust,
    id         uuid NOT NULL,
    school_id  uuid NOT NULL,
    starts_on  date NOT NULL,
    ends_on    date NOT NULL, -- the last day
    reason     closure_reason NOT NULL,
    note       label,
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[] GENERATED ALWAYS AS (ARRAY[school_id]) STORED,
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT school_closure_of_school FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT school_closure_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT school_closure_is_no_longer_than_a_year CHECK (ends_on < starts_on + 366),
    CONSTRAINT school_closure_days_are_told_once EXCLUDE USING gist (
        trust_id WITH =, school_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL)
);
COMMENT ON CONSTRAINT school_closure_of_school ON school_closure IS 'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT school_closure_ends_after_it_begins ON school_closure IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT school_closure_is_no_longer_than_a_year ON school_closure IS
    'ends_on: must be within a year of starts_on; a school that has closed for good has closed_on';
COMMENT ON CONSTRAINT school_closure_days_are_told_once ON school_closure IS
    'starts_on: another closure of this school has one of these days';
CREATE INDEX school_closure_by_day ON school_closure (trust_id, school_id, starts_on, id);
CREATE INDEX school_closure_by_change ON school_closure (trust_id, updated_at, id);
CALL tenant_table('school_closure', 'school_closure');
