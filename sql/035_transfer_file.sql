-- What is held on a pupil, and the first of it: files that follow a pupil to the next school.
SET LOCAL search_path = app, pg_temp;

-- ---- records of a pupil -------------------------------------------------------------------------

-- The lock keeps the pupil from being deleted until what is held on it is there to be seen.
--! rule pupil_is_in_sight: pupil_id: is not a pupil of the trust
CREATE FUNCTION pupil_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM app.pupil WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id AND deleted_at IS NULL
        FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'pupil_is_in_sight';
    END IF;
    RETURN NEW;
END $$;

-- Tables whose rows belong to one pupil: they are restricted as the pupil is, or always, and when two
-- pupils are merged they go to the survivor. They have pupil_id and restricted.
CREATE TABLE pupil_table (
    name              text PRIMARY KEY,
    always_restricted boolean NOT NULL
);

CREATE FUNCTION follow_pupil() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    NEW.restricted := TG_ARGV[0]::boolean OR coalesce((SELECT restricted FROM pupil
                          WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id), false);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;

CREATE PROCEDURE belongs_to_pupil(tenant text, always_restricted boolean DEFAULT false) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.pupil_table VALUES (tenant, always_restricted);
    EXECUTE format('CREATE TRIGGER a_pupil_in_sight BEFORE INSERT ON app.%I
                    FOR EACH ROW EXECUTE FUNCTION app.pupil_must_be_in_sight()', tenant);
    EXECUTE format('CREATE TRIGGER b_follow_pupil BEFORE INSERT OR UPDATE OF pupil_id, restricted ON app.%I
                    FOR EACH ROW EXECUTE FUNCTION app.follow_pupil(%L)', tenant, always_restricted);
END $$;

CREATE FUNCTION lead_pupil_tables() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    op    text := coalesce(current_setting('app.op', true), '');
    one   pupil_table;
BEGIN
    PERFORM set_config('app.op', '', true); -- the pupil may be merged, its records are changed
    FOR one IN SELECT * FROM pupil_table LOOP
        EXECUTE format('UPDATE app.%I SET restricted = $1 WHERE trust_id = $2 AND pupil_id = $3', one.name)
          USING NEW.restricted OR one.always_restricted, NEW.trust_id, NEW.id;
    END LOOP;
    PERFORM set_config('app.op', op, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_pupil_tables AFTER UPDATE ON pupil FOR EACH ROW
    WHEN (OLD.restricted <> NEW.restricted) EXECUTE FUNCTION lead_pupil_tables();

-- ---- files that follow the pupil ----------------------------------------------------------------

-- The Common Transfer File is due 15 school days after the pupil leaves; the safeguarding file goes by
-- itself, to the designated lead of the next school (Keeping Children Safe in Education). That one was sent is
-- recorded here, not what it says.
CREATE TABLE transfer_file (
    trust_id       uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                   REFERENCES trust,
    id             uuid NOT NULL,
    pupil_id       uuid NOT NULL,
    kind           transfer_file_kind NOT NULL,
    from_school_id uuid NOT NULL,
    to_school_id   uuid,  -- a school of the trust
    destination    label, -- any other
    sent_on        date NOT NULL,
    reference      label,
    version        count NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    school_ids     uuid[],
    restricted     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT transfer_file_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil ON DELETE CASCADE,
    CONSTRAINT transfer_file_sender_is_known FOREIGN KEY (trust_id, from_school_id) REFERENCES school,
    CONSTRAINT transfer_file_receiver_is_known FOREIGN KEY (trust_id, to_school_id) REFERENCES school,
    CONSTRAINT transfer_file_goes_to_another_school CHECK (to_school_id <> from_school_id),
    CONSTRAINT transfer_file_has_one_destination CHECK (num_nonnulls(to_school_id, destination) = 1),
    CONSTRAINT transfer_file_is_sent_in_the_past
        CHECK (sent_on <= (updated_at AT TIME ZONE 'Europe/London')::date)
);
COMMENT ON CONSTRAINT transfer_file_pupil_is_known ON transfer_file IS
    'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT transfer_file_sender_is_known ON transfer_file IS
    'from_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT transfer_file_receiver_is_known ON transfer_file IS
    'to_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT transfer_file_goes_to_another_school ON transfer_file IS
    'to_school_id: must not be from_school_id';
COMMENT ON CONSTRAINT transfer_file_has_one_destination ON transfer_file IS
    'destination: is told of a school outside the trust; to_school_id of one in it: one of the two';
COMMENT ON CONSTRAINT transfer_file_is_sent_in_the_past ON transfer_file IS
    'sent_on: must not be in the future';
CREATE INDEX transfer_file_by_pupil ON transfer_file (trust_id, pupil_id, sent_on, id);
CREATE INDEX transfer_file_by_change ON transfer_file (trust_id, updated_at, id);
CALL tenant_table('transfer_file', 'transfer_file');
CALL belongs_to_pupil('transfer_file');

-- Seen where the pupil is, and by the school that sent it.
--! rule transfer_file_is_from_a_school_of_the_pupil: from_school_id: the pupil has never been on its roll
CREATE FUNCTION transfer_file_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    of_   pupil;
BEGIN
    SELECT * INTO of_ FROM pupil WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id;
    IF (TG_OP = 'INSERT' OR OLD.from_school_id <> NEW.from_school_id) AND NOT EXISTS (
           SELECT FROM registrations_of(of_.registrations) r
            WHERE r.school_id = NEW.from_school_id AND r.status IN ('C', 'M', 'S')) THEN
        PERFORM break_rule('transfer_file_is_from_a_school_of_the_pupil');
    END IF;
    NEW.school_ids := ARRAY(SELECT DISTINCT s FROM unnest(of_.school_ids || NEW.from_school_id) AS s ORDER BY s);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER a_stands BEFORE INSERT OR UPDATE ON transfer_file
    FOR EACH ROW EXECUTE FUNCTION transfer_file_stands();

CREATE FUNCTION lead_transfer_files() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    op    text := coalesce(current_setting('app.op', true), '');
BEGIN
    PERFORM set_config('app.op', '', true);
    UPDATE transfer_file SET school_ids = NULL WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id;
    PERFORM set_config('app.op', op, true), narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_transfer_files AFTER UPDATE ON pupil FOR EACH ROW
    WHEN (OLD.school_ids IS DISTINCT FROM NEW.school_ids) EXECUTE FUNCTION lead_transfer_files();
