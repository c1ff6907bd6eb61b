-- What a trust has decided for itself: one row for each trust, made with it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE trust_setting (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id         uuid NOT NULL, -- that of the trust
    lease_rule lease_rule NOT NULL DEFAULT 'warn',
    dbs_check_years dbs_check_years NOT NULL DEFAULT 3, -- for how long a DBS check of a facilitator counts
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[],
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT trust_setting_is_of_its_trust CHECK (id = trust_id)
);
COMMENT ON CONSTRAINT trust_setting_is_of_its_trust ON trust_setting IS
    'id: is the id of the trust';
CALL tenant_table('trust_setting', 'trust_setting');

-- What a new trust begins with is written as by one who acts for all of it.
CREATE FUNCTION act_for_trust(of_trust uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    was text := coalesce(current_setting('app.trust', true), '') || ','
             || coalesce(current_setting('app.all_schools', true), '');
BEGIN
    PERFORM set_config('app.trust', of_trust::text, true), set_config('app.all_schools', '1', true);
    RETURN was;
END $$;
CREATE FUNCTION act_as_before(was text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.trust', split_part(was, ',', 1), true),
            set_config('app.all_schools', split_part(was, ',', 2), true);
END $$;

CREATE FUNCTION begin_trust() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    was text := act_for_trust(NEW.id);
BEGIN
    INSERT INTO trust_setting (trust_id, id) VALUES (NEW.id, NEW.id);
    PERFORM act_as_before(was);
    RETURN NULL;
END $$;
CREATE TRIGGER begin_trust AFTER INSERT ON trust FOR EACH ROW EXECUTE FUNCTION begin_trust();
