-- Who read what. Written once, changed by nobody.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE audit_event (
    trust_id     uuid        NOT NULL, -- of a verified token: not looked up again for every read
    id           uuid        NOT NULL, -- version 7: rises with time
    at           timestamptz NOT NULL,
    actor        uuid,
    action       text        NOT NULL, -- operationId
    subject_type text        NOT NULL,
    subject_ids  uuid[]      NOT NULL,
    request_id   text,
    reason       text,
    PRIMARY KEY (trust_id, id)
);
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_event USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND (SELECT coalesce(current_setting('app.all_schools', true), '') = '1'));
GRANT SELECT, INSERT ON audit_event TO api_rw;
GRANT SELECT ON audit_event TO api_ro;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'audit events are not changed';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Everything held on a pupil, for a subject access request. The tables are found in the catalogue, by
-- their pupil_id, so that a new one cannot be forgotten. Row-level security is the caller's.
CREATE FUNCTION subject_access(subject uuid) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    held  jsonb := '{}';
    found jsonb;
    one   record;
    kept  text[]; -- columns whose telling may do serious harm (Data Protection Act 2018, schedule 3)
    withheld text[] := '{}';
BEGIN
    FOR one IN
        SELECT c.relname AS name FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'pupil_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
    LOOP
        kept := ARRAY(SELECT attname::text FROM pg_attribute
                       WHERE attrelid = format('app.%I', one.name)::regclass
                         AND atttypid = 'app.narrative'::regtype);
        EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t) - ''trust_id'' - $3), ''[]'') FROM app.%I t
                         WHERE t.trust_id = $1 AND t.pupil_id = $2', one.name)
           INTO found USING trust, subject, kept;
        held := held || jsonb_build_object(one.name, found);
        withheld := withheld || ARRAY(SELECT one.name || '.' || k FROM unnest(kept) AS k);
    END LOOP;
    RETURN jsonb_build_object(
        'pupil', (SELECT to_jsonb(p) - '{trust_id,school_ids,special_school}'::text[] FROM pupil p
                   WHERE p.trust_id = trust AND p.id = subject),
        'held', held,
        'withheld', to_jsonb(withheld),
        'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('version', c.version, 'op', c.op,
                               'at', c.changed_at, 'actor', c.actor, 'changes', c.changes)
                               ORDER BY c.version), '[]')
                      FROM change c WHERE c.trust_id = trust AND c.id = subject),
        'reads', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'actor', e.actor,
                             'action', e.action) ORDER BY e.id), '[]')
                    FROM audit_event e WHERE e.trust_id = trust AND subject = ANY (e.subject_ids)));
END $$;

-- The records of a pupil go with it, by their foreign keys. What their history and their steps said goes
-- here; the feed tells their end.
CREATE FUNCTION purge_records_of(of_trust uuid, subject uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname AS name FROM pg_class c
         WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'
           AND 3 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                       AND a.attname IN ('pupil_id', 'version', 'deleted_at'))
    LOOP
        EXECUTE format('UPDATE change SET changes = NULL WHERE trust_id = $1 AND id IN
                            (SELECT id FROM app.%I WHERE trust_id = $1 AND pupil_id = $2)', one.name)
          USING of_trust, subject;
        EXECUTE format('DELETE FROM status_change WHERE trust_id = $1 AND id IN
                            (SELECT id FROM app.%I WHERE trust_id = $1 AND pupil_id = $2)', one.name)
          USING of_trust, subject;
        EXECUTE format('INSERT INTO change (trust_id, type, op, id, version, actor, request_id,
                                            school_ids_before, restricted_before, restricted)
                        SELECT trust_id, %L, ''purged'', id, version + 1,
                               nullif(current_setting(''app.actor'', true), ''''),
                               nullif(current_setting(''app.request_id'', true), ''''), school_ids, restricted,
                               restricted
                          FROM app.%I WHERE trust_id = $1 AND pupil_id = $2', one.name, one.name)
          USING of_trust, subject;
    END LOOP;
END $$;

-- Remove a deleted pupil for ever: the row, what stands behind it, and what its history said. The
-- change rows stay without their content, so that the feed can tell the end.
CREATE FUNCTION purge_pupil(subject uuid, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    mode  text := coalesce(current_setting('app.safeguarding', true), '');
    gone  pupil;
BEGIN
    SELECT * INTO gone FROM pupil WHERE trust_id = trust AND id = subject AND deleted_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- What was written while the record was restricted goes too, whoever purges it.
    PERFORM set_config('app.safeguarding', '1', true);
    PERFORM purge_records_of(trust, subject);
    UPDATE pupil SET merged_into = NULL WHERE trust_id = trust AND merged_into = subject;
    DELETE FROM pupil WHERE trust_id = trust AND id = subject;
    UPDATE change SET changes = NULL WHERE trust_id = trust AND id = subject;
    -- Answers kept for a request that comes again; what was done stays done without its words.
    UPDATE idempotent_request SET body = NULL
     WHERE trust_id = trust AND (strpos(body, subject::text) > 0 OR strpos(body, gone.upn) > 0);
    INSERT INTO change (trust_id, type, op, id, version, actor, request_id, school_ids_before,
                        restricted_before, restricted)
    VALUES (trust, 'pupil', 'purged', subject, gone.version + 1,
            nullif(current_setting('app.actor', true), ''),
            nullif(current_setting('app.request_id', true), ''), gone.school_ids, gone.restricted,
            gone.restricted);
    INSERT INTO tombstone (trust_id, type, id, actor)
    VALUES (trust, 'pupil', subject, nullif(current_setting('app.actor', true), ''));
    INSERT INTO audit_event (trust_id, id, at, actor, action, subject_type, subject_ids, request_id, reason)
    VALUES (trust, (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7'
                    || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
            now(), nullif(current_setting('app.actor', true), '')::uuid, 'purgePupil', 'pupil',
            ARRAY[subject], nullif(current_setting('app.request_id', true), ''), why);
    PERFORM set_config('app.safeguarding', mode, true);
END $$;
