-- Who may ask: people and machines, what they were granted, and what they prove it with.
SET LOCAL search_path = app, pg_temp;

-- What a grant of the set is bound to: the schools it names, or all of them; the local authority it
-- names; or the teams that its holder is in, and then it names nothing.
CREATE TABLE claim_set (
    name     claim_set_name PRIMARY KEY,
    scopes   text[] NOT NULL,
    says     text   NOT NULL,
    binds_to text   NOT NULL DEFAULT 'schools' CONSTRAINT claim_set_binds_to_something
             CHECK (binds_to IN ('schools', 'authority', 'teams')),
    CONSTRAINT claim_set_binds_to_one_thing UNIQUE (name, binds_to),
    -- What pupils say to a board does not leave the trust.
    CONSTRAINT claim_set_of_an_authority_has_no_board
        CHECK (binds_to <> 'authority' OR scopes::text NOT LIKE '%board:%')
);
COMMENT ON CONSTRAINT claim_set_binds_to_something ON claim_set IS
    'binds_to: is not what a grant can be bound to';
COMMENT ON CONSTRAINT claim_set_of_an_authority_has_no_board ON claim_set IS
    'scopes: boards are not for a local authority';
COMMENT ON CONSTRAINT claim_set_binds_to_one_thing ON claim_set IS 'name: another claim set has this name';
GRANT SELECT ON claim_set TO api_rw, api_ro;

CREATE TABLE user_account (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
               REFERENCES trust,
    id         uuid NOT NULL,
    email      email NOT NULL,
    name       label NOT NULL,
    enabled    boolean NOT NULL,
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[],
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id)
);
CREATE UNIQUE INDEX user_email_is_unique ON user_account (trust_id, lower(email))
    WHERE deleted_at IS NULL;
COMMENT ON INDEX user_email_is_unique IS 'email: another user of the trust has this address';
CALL tenant_table('user_account', 'user');

CREATE TABLE client (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
               REFERENCES trust,
    id         uuid NOT NULL,
    name       label NOT NULL,
    enabled    boolean NOT NULL,
    rate_limit rate_limit,
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[],
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id)
);
CALL tenant_table('client', 'client');

-- A claim set over some schools or over all of them, for one user or one client.
CREATE TABLE access_grant (
    trust_id    uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                REFERENCES trust,
    id          uuid NOT NULL,
    user_id     uuid,
    client_id   uuid,
    claim_set   claim_set_name NOT NULL,
    binds_to    text,    -- as its claim set says
    all_schools boolean NOT NULL,
    schools     jsonb NOT NULL DEFAULT '[]',
    la_code     la_code, -- of a local authority's officer
    version     count NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    school_ids  uuid[],
    restricted  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT grant_claim_set_is_known FOREIGN KEY (claim_set) REFERENCES claim_set,
    CONSTRAINT grant_binds_as_its_claim_set FOREIGN KEY (claim_set, binds_to)
        REFERENCES claim_set (name, binds_to) ON UPDATE CASCADE,
    CONSTRAINT grant_user_is_known FOREIGN KEY (trust_id, user_id) REFERENCES user_account,
    CONSTRAINT grant_client_is_known FOREIGN KEY (trust_id, client_id) REFERENCES client,
    CONSTRAINT grant_is_for_a_user_or_a_client CHECK (num_nonnulls(user_id, client_id) = 1),
    CONSTRAINT grant_is_over_schools_or_all
        CHECK (binds_to = 'teams' OR all_schools = (jsonb_array_length(schools) = 0)),
    CONSTRAINT grant_of_teams_names_no_schools
        CHECK (binds_to <> 'teams' OR (NOT all_schools AND jsonb_array_length(schools) = 0)),
    CONSTRAINT grant_of_an_officer_names_the_authority
        CHECK ((binds_to = 'authority') = (la_code IS NOT NULL))
);
COMMENT ON CONSTRAINT grant_claim_set_is_known ON access_grant IS
    'claim_set: is not a claim set; /v1/reference-data/claim_set lists them';
COMMENT ON CONSTRAINT grant_binds_as_its_claim_set ON access_grant IS
    'claim_set: is not bound to what the grant is bound to';
COMMENT ON CONSTRAINT grant_user_is_known ON access_grant IS 'user_id: is not a user of the trust';
COMMENT ON CONSTRAINT grant_client_is_known ON access_grant IS
    'client_id: is not a client of the trust';
COMMENT ON CONSTRAINT grant_is_for_a_user_or_a_client ON access_grant IS
    'user_id: exactly one of user_id and client_id is needed';
COMMENT ON CONSTRAINT grant_is_over_schools_or_all ON access_grant IS
    'schools: name at least one school, or set all_schools and none';
COMMENT ON CONSTRAINT grant_of_teams_names_no_schools ON access_grant IS
    'schools: of this claim set only the teams that the holder is in count: name no school, nor all';
COMMENT ON CONSTRAINT grant_of_an_officer_names_the_authority ON access_grant IS
    'la_code: is needed for the claim set la_officer and for no other';
CREATE INDEX grant_of_user ON access_grant (trust_id, user_id);
CREATE INDEX grant_of_client ON access_grant (trust_id, client_id);
CALL tenant_table('access_grant', 'grant');

CREATE FUNCTION access_grant_as_kept(stood access_grant, sent access_grant) RETURNS access_grant
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    sent.binds_to := (SELECT binds_to FROM app.claim_set WHERE name = sent.claim_set);
    RETURN sent;
END $$;
CREATE FUNCTION grant_binds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN app.access_grant_as_kept(CASE WHEN TG_OP = 'UPDATE' THEN OLD END, NEW);
END $$;
CREATE TRIGGER a_binds BEFORE INSERT OR UPDATE OF claim_set ON access_grant
    FOR EACH ROW EXECUTE FUNCTION grant_binds();

--! rule grant_schools_are_known: schools: names a school that is not in the trust
CREATE FUNCTION grant_schools_exist() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(NEW.schools) AS s(id)
                WHERE NOT EXISTS (SELECT FROM school
                                   WHERE trust_id = NEW.trust_id AND school.id = s.id::uuid
                                     AND deleted_at IS NULL)) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'grant_schools_are_known';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_schools BEFORE INSERT OR UPDATE OF schools ON access_grant
    FOR EACH ROW EXECUTE FUNCTION grant_schools_exist();

-- Does the caller hold all that a claim set would give over these schools? app.scopes are the scopes
-- of its token, which may be narrower than its grants; '*' is the operator on the command line, and
-- without the setting nothing is held.
CREATE FUNCTION caller_holds(of_set claim_set_name, everywhere boolean, places jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT coalesce(current_setting('app.scopes', true), '') = '*' OR NOT EXISTS (
           SELECT FROM claim_set AS wanted CROSS JOIN unnest(wanted.scopes) AS w(scope)
            WHERE wanted.name = of_set
              AND NOT (w.scope = ANY (string_to_array(
                           coalesce(current_setting('app.scopes', true), ''), ' '))
                   AND EXISTS (
                       SELECT FROM access_grant g JOIN claim_set s ON s.name = g.claim_set
                        WHERE g.trust_id = nullif(current_setting('app.trust', true), '')::uuid
                          AND nullif(current_setting('app.actor', true), '')::uuid
                              IN (g.user_id, g.client_id)
                          AND g.deleted_at IS NULL AND w.scope = ANY (s.scopes)
                          AND (g.all_schools OR (NOT everywhere AND g.schools @> places)))))
$$;

-- Nobody gives away more than it has, one at a time or in bulk.
--! rule grant_stays_within_the_granter: claim_set: carries scopes, or schools, that the caller does not have itself
CREATE FUNCTION grant_within_granter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF NOT caller_holds(NEW.claim_set, NEW.all_schools, NEW.schools) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'grant_stays_within_the_granter';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_within_granter BEFORE INSERT OR UPDATE ON access_grant
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION grant_within_granter();

-- A trust always has somebody who can put its identities right. Whoever takes an administrator away
-- holds the trust's row until the end: two who each take one of the last two come one after the
-- other, and the second finds the first gone.
--! rule trust_keeps_an_administrator: claim_set: the trust would be left without a trust_admin over all of its schools
CREATE FUNCTION keep_an_administrator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME <> 'access_grant' AND NOT EXISTS (
           SELECT FROM access_grant g
            WHERE g.trust_id = NEW.trust_id AND NEW.id IN (g.user_id, g.client_id)
              AND g.claim_set = 'trust_admin' AND g.all_schools AND g.deleted_at IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM trust WHERE id = NEW.trust_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
           SELECT FROM access_grant g
             LEFT JOIN user_account u ON u.trust_id = g.trust_id AND u.id = g.user_id
             LEFT JOIN client c ON c.trust_id = g.trust_id AND c.id = g.client_id
            WHERE g.trust_id = NEW.trust_id AND g.claim_set = 'trust_admin' AND g.all_schools
              AND g.deleted_at IS NULL AND coalesce(u.enabled, c.enabled)
              AND coalesce(u.deleted_at, c.deleted_at) IS NULL) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'trust_keeps_an_administrator';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_an_administrator AFTER UPDATE ON access_grant
    FOR EACH ROW WHEN (OLD.claim_set = 'trust_admin' AND OLD.all_schools AND OLD.deleted_at IS NULL
                       AND NOT (NEW.claim_set = 'trust_admin' AND NEW.all_schools
                                AND NEW.deleted_at IS NULL))
    EXECUTE FUNCTION keep_an_administrator();
CREATE TRIGGER keep_an_administrator AFTER UPDATE ON user_account
    FOR EACH ROW WHEN (OLD.enabled AND OLD.deleted_at IS NULL
                       AND NOT (NEW.enabled AND NEW.deleted_at IS NULL))
    EXECUTE FUNCTION keep_an_administrator();
CREATE TRIGGER keep_an_administrator AFTER UPDATE ON client
    FOR EACH ROW WHEN (OLD.enabled AND OLD.deleted_at IS NULL
                       AND NOT (NEW.enabled AND NEW.deleted_at IS NULL))
    EXECUTE FUNCTION keep_an_administrator();

-- What is presented to prove who one is. A row is seen by its trust, or by whoever names it: the
-- e-mail address, the client id or the SHA-256 of the token. Only digests and Argon2id are kept.
CREATE TABLE credential (
    trust_id   uuid NOT NULL REFERENCES trust,
    id         uuid NOT NULL,
    kind       text NOT NULL CONSTRAINT credential_kind_is_known
               CHECK (kind IN ('password', 'client_secret', 'script_token', 'refresh_token')),
    subject_id uuid NOT NULL,       -- the user or the client
    lookup     text NOT NULL,
    verifier   text,                -- Argon2id of a password, SHA-256 of a client's secret
    name       label,
    family     uuid,                -- of a refresh token: the session it belongs to
    family_ends_at timestamptz,     -- and when that ends, however often it is exchanged
    scopes     text,                -- what a script token was narrowed to
    used_at    timestamptz,         -- of a refresh token: when it was exchanged
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trust_id, id)
);
COMMENT ON CONSTRAINT credential_kind_is_known ON credential IS 'kind: is not a kind of credential';
CREATE INDEX credential_by_lookup ON credential (lookup);
CREATE INDEX credential_of_subject ON credential (trust_id, subject_id);
CREATE INDEX credential_of_family ON credential (trust_id, family) WHERE family IS NOT NULL;
CREATE UNIQUE INDEX credential_one_password ON credential (trust_id, subject_id)
    WHERE kind = 'password';
COMMENT ON INDEX credential_one_password IS 'password: the user has one already';
ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON credential USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
   OR lookup = (SELECT nullif(current_setting('app.presented', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON credential TO api_rw;

-- Whoever sets a password or makes a secret can sign in with it: it has to hold all that it opens.
--! rule credential_stays_within_the_setter: password: opens scopes, or schools, that the caller does not have itself
CREATE FUNCTION credential_within_setter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM access_grant g
                WHERE g.trust_id = NEW.trust_id AND NEW.subject_id IN (g.user_id, g.client_id)
                  AND g.deleted_at IS NULL
                  AND NOT caller_holds(g.claim_set, g.all_schools, g.schools)) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'credential_stays_within_the_setter';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER within_setter BEFORE INSERT OR UPDATE OF verifier ON credential
    FOR EACH ROW WHEN (NEW.kind IN ('password', 'client_secret'))
    EXECUTE FUNCTION credential_within_setter();

-- One signs in with the address one has. Only ASCII is folded, as the service does.
CREATE FUNCTION follow_email() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
BEGIN
    UPDATE credential SET lookup = lower(NEW.email COLLATE "C")
     WHERE trust_id = NEW.trust_id AND subject_id = NEW.id AND kind = 'password';
    RETURN NULL;
END $$;
CREATE TRIGGER follow_email AFTER UPDATE OF email ON user_account
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION follow_email();

-- A new password ends the sessions that the old one opened.
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
BEGIN
    UPDATE credential SET revoked_at = now()
     WHERE trust_id = NEW.trust_id AND subject_id = NEW.subject_id AND kind = 'refresh_token'
       AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER end_sessions AFTER UPDATE OF verifier ON credential
    FOR EACH ROW WHEN (NEW.kind = 'password') EXECUTE FUNCTION end_sessions();

-- The version of what a user or client may do. Tokens carry the one they were cut from; when it
-- rises, every instance is told and refuses the older ones. Opaque ids and numbers only.
CREATE TABLE principal_epoch (
    subject_id uuid PRIMARY KEY,
    epoch      bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX principal_epoch_recent ON principal_epoch (changed_at);
GRANT SELECT ON principal_epoch TO api_rw, api_ro;

CREATE FUNCTION raise_epoch(subject uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
    INSERT INTO principal_epoch AS e (subject_id) VALUES (subject)
        ON CONFLICT (subject_id) DO UPDATE SET epoch = e.epoch + 1, changed_at = clock_timestamp();
    SELECT pg_notify('tamar_identity', '')
$$;

CREATE FUNCTION raise_epoch_of_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM raise_epoch(CASE TG_TABLE_NAME
        WHEN 'access_grant' THEN coalesce((to_jsonb(NEW)->>'user_id')::uuid,
                                          (to_jsonb(NEW)->>'client_id')::uuid)
        WHEN 'credential' THEN (to_jsonb(NEW)->>'subject_id')::uuid
        ELSE NEW.id END);
    RETURN NULL;
END $$;
CREATE TRIGGER raise_epoch AFTER INSERT OR UPDATE ON user_account
    FOR EACH ROW EXECUTE FUNCTION raise_epoch_of_row();
CREATE TRIGGER raise_epoch AFTER INSERT OR UPDATE ON client
    FOR EACH ROW EXECUTE FUNCTION raise_epoch_of_row();
CREATE TRIGGER raise_epoch AFTER INSERT OR UPDATE ON access_grant
    FOR EACH ROW EXECUTE FUNCTION raise_epoch_of_row();
-- A new password or a withdrawn secret ends what the old one opened.
CREATE TRIGGER raise_epoch AFTER UPDATE OF verifier, revoked_at ON credential
    FOR EACH ROW WHEN (NEW.kind IN ('password', 'client_secret')
                       AND (OLD.verifier, OLD.revoked_at) IS DISTINCT FROM (NEW.verifier, NEW.revoked_at))
    EXECUTE FUNCTION raise_epoch_of_row();

-- Tokens and sessions ended before their time. Opaque ids only.
CREATE TABLE revoked_token (
    id         uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON revoked_token TO api_rw;
GRANT SELECT ON revoked_token TO api_ro;
CREATE FUNCTION tell_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tamar_identity', '');
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON revoked_token
    FOR EACH STATEMENT EXECUTE FUNCTION tell_revoked();

-- Keys that sign access tokens; the private part is sealed by the service's master secret.
CREATE TABLE signing_key (
    kid          text PRIMARY KEY,
    public_pem   text NOT NULL,
    sealed_pem   text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    signs_from   timestamptz NOT NULL,
    retires_at   timestamptz            -- set when its successor is published
);
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_key TO api_rw;
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON signing_key
    FOR EACH STATEMENT EXECUTE FUNCTION tell_revoked();
