-- What every table of a trust shares: the policies, the history and the change feed.
SET LOCAL search_path = app, pg_temp;

-- The tenants. A name and an id, nothing that needs a policy: the service has to know which trusts
-- there are before anybody has signed in.
CREATE TABLE trust (
    id         uuid PRIMARY KEY,
    name       organisation_name NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT trust_name_is_unique UNIQUE (name)
);
COMMENT ON CONSTRAINT trust_name_is_unique ON trust IS 'name: another trust has this name';
GRANT SELECT, INSERT ON trust TO api_rw;
GRANT SELECT ON trust TO api_ro;

-- Today in England: registrations, school years and deadlines run on its calendar.
CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT (now() AT TIME ZONE 'Europe/London')::date $$;

-- An id of version 7, which rises with time, for rows that are made here rather than by the service.
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

-- One row per change of one row, written by trigger in the same transaction. It is both the history
-- of a record (by id and version) and the change feed (by xid and seq). xid is a bigint because the
-- comparison operators of xid8 are not leakproof, and row-level security would keep a condition on
-- them out of the index.
CREATE TABLE change (
    trust_id          uuid        NOT NULL REFERENCES trust,
    xid               bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    seq               bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    type              text        NOT NULL,
    op                text        NOT NULL CONSTRAINT change_op_is_known
                                  CHECK (op IN ('created', 'updated', 'deleted', 'restored',
                                                'merged', 'purged')),
    id                uuid        NOT NULL,
    version           bigint      NOT NULL,
    changed_at        timestamptz NOT NULL DEFAULT now(),
    actor             text,
    request_id        text,
    changed_fields    text[]      NOT NULL DEFAULT '{}',
    changes           jsonb,      -- {"member": {"from": ..., "to": ...}}; of an update only
    school_ids_before uuid[],
    school_ids        uuid[],
    restricted_before boolean     NOT NULL DEFAULT false,
    restricted        boolean     NOT NULL DEFAULT false,
    -- Of the tables of teams only: team_table().
    team_user_ids_before uuid[],
    team_user_ids        uuid[],
    quality_sees_before  boolean,
    quality_sees         boolean,
    overseer_sees_before boolean,
    overseer_sees        boolean,
    PRIMARY KEY (trust_id, xid, seq)
);
COMMENT ON CONSTRAINT change_op_is_known ON change IS 'op: is not an operation of the change feed';
CREATE INDEX change_of_record ON change (trust_id, id, version);
ALTER TABLE change ENABLE ROW LEVEL SECURITY;
ALTER TABLE change FORCE ROW LEVEL SECURITY;
-- A caller sees a change of what it could see before or can see after.
CREATE POLICY tenant ON change USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND ( ( (SELECT coalesce(current_setting('app.all_schools', true), '') = '1')
          AND (team_user_ids IS NULL OR school_ids <> '{}' OR school_ids_before <> '{}') )
     OR (SELECT coalesce(current_setting('app.moving', true), '') = '1')
     OR school_ids && (SELECT string_to_array(
            nullif(current_setting('app.schools', true), ''), ',')::uuid[])
     OR school_ids_before && (SELECT string_to_array(
            nullif(current_setting('app.schools', true), ''), ',')::uuid[])
     OR team_user_ids @> (SELECT ARRAY[nullif(current_setting('app.actor', true), '')::uuid])
     OR team_user_ids_before @> (SELECT ARRAY[nullif(current_setting('app.actor', true), '')::uuid])
     OR ( (quality_sees OR quality_sees_before)
          AND (SELECT coalesce(current_setting('app.quality', true), '') = '1') )
     OR ( (overseer_sees OR overseer_sees_before)
          AND (SELECT coalesce(current_setting('app.overseer', true), '') = '1') ) ) );
CREATE POLICY safeguarding ON change AS RESTRICTIVE USING (
      NOT (restricted AND restricted_before)
   OR team_user_ids @> (SELECT ARRAY[nullif(current_setting('app.actor', true), '')::uuid])
   OR team_user_ids_before @> (SELECT ARRAY[nullif(current_setting('app.actor', true), '')::uuid])
   OR ( (overseer_sees OR overseer_sees_before)
        AND (SELECT coalesce(current_setting('app.overseer', true), '') = '1') )
   OR (SELECT coalesce(current_setting('app.safeguarding', true), '') = '1')
   OR school_ids && (SELECT string_to_array(
          nullif(current_setting('app.safeguarding_schools', true), ''), ',')::uuid[])
   OR school_ids_before && (SELECT string_to_array(
          nullif(current_setting('app.safeguarding_schools', true), ''), ',')::uuid[]) );
GRANT SELECT ON change TO api_rw, api_ro;

-- Triggers that write what follows from a change have to see rows the caller does not. Sight is widened
-- inside the transaction and given back.
CREATE FUNCTION widen_sight() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    was text := coalesce(current_setting('app.moving', true), '') || ','
             || coalesce(current_setting('app.safeguarding', true), '');
BEGIN
    PERFORM set_config('app.moving', '1', true), set_config('app.safeguarding', '1', true);
    RETURN was;
END $$;
CREATE FUNCTION narrow_sight(was text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.moving', split_part(was, ',', 1), true),
            set_config('app.safeguarding', split_part(was, ',', 2), true);
END $$;

-- A row without the columns of a team takes those of `alone`, which the names lead to then.
CREATE FUNCTION record_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    INSERT INTO change (trust_id, type, op, id, version, actor, request_id,
                        school_ids, restricted, restricted_before, team_user_ids, quality_sees,
                        overseer_sees)
    SELECT n.trust_id, TG_ARGV[0], 'created', n.id, n.version,
           nullif(current_setting('app.actor', true), ''),
           nullif(current_setting('app.request_id', true), ''),
           n.school_ids, n.restricted, n.restricted, n.of_team, n.of_quality, n.of_overseer
      FROM (SELECT NULL::uuid[] AS team_user_ids, NULL::boolean AS quality_sees,
                   NULL::boolean AS overseer_sees) AS alone
     CROSS JOIN LATERAL (SELECT one.*, team_user_ids AS of_team, quality_sees AS of_quality,
                                overseer_sees AS of_overseer FROM new_rows one) AS n;
    RETURN NULL;
END $$;

-- What an update changed is found by comparing the rows as JSON, so that no table has to say it.
-- A trigger's plan is kept by the connection, and made when it writes one row for the first time: a
-- nested loop, which is ten times slower than a hash join when a bulk writes 500. Hence no such loops.
CREATE FUNCTION record_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO change (trust_id, type, op, id, version, actor, request_id, changed_fields, changes,
                        school_ids_before, school_ids, restricted_before, restricted,
                        team_user_ids_before, team_user_ids, quality_sees_before, quality_sees,
                        overseer_sees_before, overseer_sees)
    SELECT n.trust_id, TG_ARGV[0],
           CASE WHEN current_setting('app.op', true) <> '' THEN current_setting('app.op', true)
                WHEN o.deleted_at IS NULL AND n.deleted_at IS NOT NULL THEN 'deleted'
                WHEN o.deleted_at IS NOT NULL AND n.deleted_at IS NULL THEN 'restored'
                ELSE 'updated' END,
           n.id, n.version,
           nullif(current_setting('app.actor', true), ''),
           nullif(current_setting('app.request_id', true), ''),
           coalesce(d.fields, '{}'), d.changes,
           o.school_ids, n.school_ids, o.restricted, n.restricted, o.of_team, n.of_team, o.of_quality, n.of_quality,
           o.of_overseer, n.of_overseer
      FROM (SELECT NULL::uuid[] AS team_user_ids, NULL::boolean AS quality_sees,
                   NULL::boolean AS overseer_sees) AS alone
      CROSS JOIN LATERAL (SELECT one.*, team_user_ids AS of_team, quality_sees AS of_quality,
                                 overseer_sees AS of_overseer FROM new_rows one) AS n
      JOIN LATERAL (SELECT one.*, team_user_ids AS of_team, quality_sees AS of_quality,
                           overseer_sees AS of_overseer FROM old_rows one) AS o
        ON o.trust_id = n.trust_id AND o.id = n.id
      CROSS JOIN LATERAL (
           SELECT array_agg(b.key ORDER BY b.key) AS fields,
                  jsonb_object_agg(b.key, CASE WHEN b.key = ANY (TG_ARGV[1]::text[])
                                               THEN '{"from": null, "to": null}'
                                               ELSE jsonb_build_object('from', b.value, 'to', a.value) END)
                      AS changes
             FROM jsonb_each(to_jsonb(o)) b
             JOIN jsonb_each(to_jsonb(n)) a ON a.key = b.key AND a.value IS DISTINCT FROM b.value
            WHERE b.key NOT IN ('version', 'updated_at', 'school_ids', 'special_school', 'status_step',
                                  'binds_to', 'team_user_ids', 'quality_sees', 'overseer_sees', 'of_team',
                                  'of_quality', 'of_overseer')
              AND (n.of_team IS NULL OR b.key <> 'restricted')) d;
    RETURN NULL;
END $$;

CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END $$;

-- A row of a table of teams without who sees it, which follows from other rows.
CREATE FUNCTION beyond_sight(one jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT one - '{school_ids,team_user_ids,quality_sees,overseer_sees,restricted}'::text[]
$$;

CREATE FUNCTION stamp_beyond_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app.beyond_sight(to_jsonb(NEW)) <> app.beyond_sight(to_jsonb(OLD)) THEN
        NEW.version := OLD.version + 1;
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$;

-- Make a table a tenant table: CALL tenant_table('pupil', 'pupil'). It needs the columns trust_id,
-- id, version, created_at, updated_at, deleted_at, school_ids (the schools that see the row; NULL
-- when only callers for the whole trust do) and restricted.
--
-- Restricted rows are seen by who holds safeguarding over everything (app.safeguarding), or over a
-- school of the row (app.safeguarding_schools).
--
-- app.moving is set while a row that the caller has been shown is saved: a pupil may leave the
-- caller's schools by that, and the new row must not be refused for being out of sight. Who holds
-- safeguarding nowhere has been shown no restricted row; who holds it somewhere may move one away,
-- but not restrict one elsewhere: restrict_within_safeguarding().
--! rule restricted_within_safeguarding: restricted: is set by who holds safeguarding:read over a school of the record
CREATE FUNCTION restrict_within_safeguarding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('app.safeguarding', true), '') <> '1' AND NOT coalesce(
           OLD.school_ids && string_to_array(
               nullif(current_setting('app.safeguarding_schools', true), ''), ',')::uuid[], false) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'restricted_within_safeguarding';
    END IF;
    RETURN NEW;
END $$;

-- Restricted rows of a table, beside whichever policy lets its rows in; `but` says who sees them all the same.
CREATE PROCEDURE restrict_policy(tenant text, but text DEFAULT 'false') LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($policy$
        CREATE POLICY safeguarding ON app.%I AS RESTRICTIVE USING (
              NOT restricted
           OR (SELECT coalesce(current_setting('app.safeguarding', true), '') = '1')
           OR school_ids && (SELECT string_to_array(
                  nullif(current_setting('app.safeguarding_schools', true), ''), ',')::uuid[])
           OR (SELECT coalesce(current_setting('app.moving', true), '') = '1'
                  AND coalesce(current_setting('app.safeguarding_schools', true), '') <> '')
           OR %s )
        $policy$, tenant, but);
END $$;

-- Who sees the rows of a table with trust_id, school_ids and restricted.
CREATE PROCEDURE tenant_policies(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format($policy$
        CREATE POLICY tenant ON app.%I USING (
              trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
          AND ( (SELECT coalesce(current_setting('app.all_schools', true), '') = '1')
             OR (SELECT coalesce(current_setting('app.moving', true), '') = '1')
             OR school_ids && (SELECT string_to_array(
                    nullif(current_setting('app.schools', true), ''), ',')::uuid[]) ) )
        $policy$, tenant);
    CALL app.restrict_policy(tenant);
END $$;

-- Who sees the rows of a table of teams, which has the column team_user_ids beside and one for whoever
-- oversees them in the trust, quality_sees or overseer_sees: the people of the team, whatever schools they are
-- over; who assures the quality of inspections (app.quality) or oversees the boards (app.overseer), where that
-- column says so; the schools in school_ids. Whoever is over all schools is no more than any one of them, so
-- a row that no school sees is seen by none of theirs. What is restricted is kept from the schools, not from
-- the team and those above it, which see no row that says so in these columns.
CREATE PROCEDURE team_policies(tenant text, above text) LANGUAGE plpgsql AS $$
DECLARE
    among text := format($policy$
             team_user_ids @> (SELECT ARRAY[nullif(current_setting('app.actor', true), '')::uuid])
             OR ( %I AND (SELECT coalesce(current_setting(%L, true), '') = '1') )$policy$,
             above || '_sees', 'app.' || above);
BEGIN
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format($policy$
        CREATE POLICY tenant ON app.%I USING (
              trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
          AND ( (SELECT coalesce(current_setting('app.moving', true), '') = '1')
             OR %s
             OR ( school_ids <> '{}'
                  AND (SELECT coalesce(current_setting('app.all_schools', true), '') = '1') )
             OR school_ids && (SELECT string_to_array(
                    nullif(current_setting('app.schools', true), ''), ',')::uuid[]) ) )
        $policy$, tenant, among);
    CALL app.restrict_policy(tenant, among);
END $$;

-- The history and the change feed. Of the members in `unsaid` the history tells that they changed, not
-- what they said.
CREATE PROCEDURE recorded_table(tenant text, type text, unsaid text[], stamp text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER y_restrict BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN (NEW.restricted AND NOT OLD.restricted)
                    EXECUTE FUNCTION app.restrict_within_safeguarding()', tenant);
    EXECUTE format('CREATE TRIGGER a_unchanged BEFORE UPDATE ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION suppress_redundant_updates_trigger()', tenant);
    EXECUTE format('CREATE TRIGGER z_stamp BEFORE UPDATE ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.%I()', tenant, stamp);
    EXECUTE format('CREATE TRIGGER record_insert AFTER INSERT ON app.%I
                    REFERENCING NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION app.record_insert(%L)', tenant, type);
    EXECUTE format('CREATE TRIGGER record_update AFTER UPDATE ON app.%I
                    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION app.record_update(%L, %L)', tenant, type, unsaid);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO api_rw', tenant);
    EXECUTE format('GRANT SELECT ON app.%I TO api_ro', tenant);
END $$;

CREATE PROCEDURE tenant_table(tenant text, type text, unsaid text[] DEFAULT '{}')
    LANGUAGE plpgsql AS $$
BEGIN
    CALL app.tenant_policies(tenant);
    CALL app.recorded_table(tenant, type, unsaid, 'stamp');
END $$;

-- The same, of teams: CALL team_table('inspection', 'inspection'), or with above => 'overseer'. Who sees a row is
-- no member of it: it changes without a new version.
CREATE PROCEDURE team_table(tenant text, type text, unsaid text[] DEFAULT '{}', above text DEFAULT 'quality')
    LANGUAGE plpgsql AS $$
BEGIN
    CALL app.team_policies(tenant, above);
    CALL app.recorded_table(tenant, type, unsaid, 'stamp_beyond_sight');
END $$;

-- Which CHECK constraints of a table would refuse these rows: asked only after one did, so that a
-- client hears of all its faults at once and no rule is written down twice. What they judge is not
-- what was sent but what a BEFORE trigger makes of it, on top of what stands: a table whose trigger
-- changes a member that a constraint looks at has a function x_as_kept(stood x, sent x) RETURNS x,
-- which does that and which the trigger calls.
CREATE FUNCTION broken_checks(of_table text, rows jsonb)
    RETURNS TABLE (row_number bigint, name text)
    LANGUAGE plpgsql STABLE SET search_path = app, pg_temp AS $$
DECLARE
    kept   text := 'app.' || quote_ident(of_table || '_as_kept');
    checks text;
BEGIN
    kept := CASE WHEN to_regproc(kept) IS NULL THEN 'SELECT sent.*'
                 ELSE format('SELECT (%s(stood, sent)).*', kept) END;
    SELECT string_agg(format('CASE WHEN NOT (%s) THEN %L END',
                             pg_get_expr(conbin, conrelid), conname), ', ') INTO checks
      FROM pg_constraint
     WHERE conrelid = format('app.%I', of_table)::regclass AND contype = 'c';
    RETURN QUERY EXECUTE format(
        'SELECT k."row number", b.name
           FROM (SELECT i.n AS "row number", one.*
                   FROM jsonb_array_elements($1) WITH ORDINALITY AS i(value, n)
                   LEFT JOIN app.%1$I AS stood
                     ON stood.trust_id = nullif(current_setting(''app.trust'', true), '''')::uuid
                    AND stood.id = (i.value->>''id'')::uuid
                  CROSS JOIN LATERAL jsonb_populate_record(stood, CASE WHEN stood.id IS NULL
                        THEN jsonb_build_object(''created_at'', now()) ELSE ''{}'' END
                        || jsonb_build_object(''updated_at'', now()) || i.value) AS sent
                  CROSS JOIN LATERAL (%2$s) AS one
                 OFFSET 0) AS k
          CROSS JOIN LATERAL unnest(ARRAY[%3$s]) AS b(name)
          WHERE b.name IS NOT NULL ORDER BY 1, 2', of_table, kept, coalesce(checks, 'NULL::text')) USING rows;
END $$;

-- A purged record leaves this and its opaque id in the audit trail, nothing else. It is seen by whoever
-- saw the record: to others there never was one.
CREATE TABLE tombstone (
    trust_id   uuid        NOT NULL REFERENCES trust,
    type       text        NOT NULL,
    id         uuid        NOT NULL,
    purged_at  timestamptz NOT NULL DEFAULT now(),
    actor      text,
    school_ids uuid[],
    restricted boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id)
);
ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE tombstone FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tombstone USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND ( (SELECT coalesce(current_setting('app.all_schools', true), '') = '1')
     OR school_ids && (SELECT string_to_array(
            nullif(current_setting('app.schools', true), ''), ',')::uuid[]) ) );
CREATE POLICY safeguarding ON tombstone AS RESTRICTIVE USING (
      NOT restricted
   OR (SELECT coalesce(current_setting('app.safeguarding', true), '') = '1') );
GRANT SELECT ON tombstone TO api_rw, api_ro;

-- The answer to a request with an Idempotency-Key, recorded in the transaction of its effects.
CREATE TABLE idempotent_request (
    trust_id    uuid        NOT NULL REFERENCES trust,
    actor       uuid        NOT NULL,
    method      text        NOT NULL,
    path        text        NOT NULL,
    key         text        NOT NULL,
    fingerprint text        NOT NULL, -- keyed digest of query and body
    status      integer,
    headers     text,
    body        text,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trust_id, actor, method, path, key)
);
CREATE INDEX idempotent_request_age ON idempotent_request (trust_id, made_at);
ALTER TABLE idempotent_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotent_request FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON idempotent_request USING (
    trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_request TO api_rw;
GRANT SELECT ON idempotent_request TO api_ro;
