-- Roles are of the whole server, so they may be there already. tamar_owner owns everything and
-- nobody logs in as it; api_rw serves and owns nothing; api_ro reads, for the contract test and
-- for reports. tamar_service is the login of the service where no other is provided.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tamar_owner') THEN
        CREATE ROLE tamar_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'api_rw') THEN
        CREATE ROLE api_rw NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'api_ro') THEN
        CREATE ROLE api_ro NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tamar_service') THEN
        CREATE ROLE tamar_service LOGIN IN ROLE api_rw;
    END IF;
    IF NOT pg_has_role(current_user, 'tamar_owner', 'MEMBER') THEN
        EXECUTE format('GRANT tamar_owner TO %I', current_user);
    END IF;
    -- Ranges of days beside plain values in one exclusion constraint. A trusted extension: whoever may
    -- create in the database may have it.
    CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO tamar_owner', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO tamar_owner', current_database());
END $$;
