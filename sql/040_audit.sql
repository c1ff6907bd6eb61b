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
    RAISE insufficient_privilege USING MESSAGE = format('rows of %s are not changed', TG_TABLE_NAME);
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The tables that hold something on a pupil: those with a pupil_id, and those that refer to a row of
-- another of them. They are found in the catalogue, so that a new one cannot be forgotten. `owned` says
-- which rows t are the pupil's ($1 the trust, $2 the pupil); what refers to others lies deeper.
CREATE FUNCTION tables_of_pupils() RETURNS TABLE (name text, owned text, has_pupil_id boolean,
                                                  has_id boolean, depth integer)
    LANGUAGE sql STABLE SET search_path = app, pg_temp AS $$
    WITH RECURSIVE shaped AS (
        SELECT c.oid, c.relname::text COLLATE "default" AS name, bool_or(a.attname = 'pupil_id') AS pupil_id,
               bool_or(a.attname = 'id') AS id
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'pupil'
         GROUP BY c.oid, c.relname
    ), refers AS (
        SELECT f.conrelid AS oid, f.confrelid AS other, a.attname::text COLLATE "default" AS member
          FROM pg_constraint f
          JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[2]
          JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[2] AND b.attname = 'id'
         WHERE f.contype = 'f' AND f.connamespace = 'app'::regnamespace AND f.conrelid <> f.confrelid
    ), held (oid, name, owned, pupil_id, id, roads) AS (
        SELECT oid, name, 't.pupil_id = $2', true, id, ARRAY[oid] FROM shaped WHERE pupil_id
        UNION ALL
        SELECT n.oid, n.name, format('t.%I IN (SELECT t.id FROM app.%I t WHERE t.trust_id = $1 AND %s)',
                                     r.member, h.name, h.owned), false, n.id, h.roads || n.oid
          FROM held h JOIN refers r ON r.other = h.oid JOIN shaped n ON n.oid = r.oid
         WHERE NOT n.pupil_id AND n.oid <> ALL (h.roads)
    ), below (oid, depth, roads) AS (
        SELECT DISTINCT oid, 0, ARRAY[oid] FROM held
        UNION ALL
        SELECT r.oid, b.depth + 1, b.roads || r.oid
          FROM below b JOIN refers r ON r.other = b.oid
         WHERE r.oid IN (SELECT oid FROM held) AND r.oid <> ALL (b.roads)
    )
    SELECT h.name, string_agg(DISTINCT h.owned, ' OR '), bool_or(h.pupil_id), bool_or(h.id),
           (SELECT max(b.depth) FROM below b WHERE b.oid = h.oid)
      FROM held h GROUP BY h.oid, h.name
$$;

-- What is about a pupil without having one: the rows of `told` that `link`, which has a pupil_id, leads to. They are
-- told to the pupil, and stay when the pupil goes.
CREATE TABLE pupil_link (
    link        text NOT NULL,
    link_member text NOT NULL,
    told        text NOT NULL,
    told_member text NOT NULL,
    PRIMARY KEY (link, told)
);
GRANT SELECT ON pupil_link TO api_rw, api_ro;

-- Everything held on a pupil, for a subject access request. Row-level security is the caller's.
CREATE FUNCTION subject_access(subject uuid) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    held  jsonb := '{}';
    ids   uuid[] := ARRAY[subject];
    found jsonb;
    one   record;
    kept  text[]; -- columns whose telling may do serious harm (Data Protection Act 2018, schedule 3)
    withheld text[] := '{}';
BEGIN
    FOR one IN SELECT t.name, t.owned, t.has_id FROM tables_of_pupils() t
                UNION ALL
               SELECT l.told, format('t.%I IN (SELECT l.%I FROM app.%I l WHERE l.trust_id = $1 AND l.pupil_id = $2)',
                                     l.told_member, l.link_member, l.link), true FROM pupil_link l
                ORDER BY name LOOP
        kept := ARRAY(SELECT attname::text FROM pg_attribute
                       WHERE attrelid = format('app.%I', one.name)::regclass
                         AND atttypid = 'app.narrative'::regtype);
        EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t) - ''trust_id'' - $3), ''[]'') FROM app.%I t
                         WHERE t.trust_id = $1 AND (%s)', one.name, one.owned)
           INTO found USING trust, subject, kept;
        withheld := withheld || ARRAY(SELECT one.name || '.' || k FROM unnest(kept) AS k);
        held := held || jsonb_build_object(one.name, found);
        IF one.has_id THEN
            ids := ids || ARRAY(SELECT (e->>'id')::uuid FROM jsonb_array_elements(found) e);
        END IF;
    END LOOP;
    RETURN jsonb_build_object(
        'pupil', (SELECT to_jsonb(p) - '{trust_id,school_ids,special_school}'::text[] FROM pupil p
                   WHERE p.trust_id = trust AND p.id = subject),
        'held', held || jsonb_build_object('status_change',
                    (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'trust_id' ORDER BY s.number), '[]')
                       FROM status_change s WHERE s.trust_id = trust AND s.id = ANY (ids))),
        'withheld', to_jsonb(withheld),
        'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('type', c.type, 'id', c.id,
                               'version', c.version, 'op', c.op, 'at', c.changed_at, 'actor', c.actor,
                               'changes', c.changes) ORDER BY c.changed_at, c.seq), '[]')
                      FROM change c WHERE c.trust_id = trust AND c.id = ANY (ids)),
        'reads', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'actor', e.actor,
                             'action', e.action, 'subject_type', e.subject_type, 'reason', e.reason)
                             ORDER BY e.id), '[]')
                    FROM audit_event e WHERE e.trust_id = trust AND e.subject_ids && ids));
END $$;

-- What is held on a duplicate is held on the pupil that stays. What stands behind the pupil's own row
-- has been let go of by then, and is taken over with it.
CREATE FUNCTION lead_to_survivor(duplicate uuid, survivor uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   record;
BEGIN
    FOR one IN SELECT * FROM tables_of_pupils() t WHERE t.has_pupil_id ORDER BY t.depth, t.name LOOP
        EXECUTE format('UPDATE app.%I SET pupil_id = $1 WHERE trust_id = $2 AND pupil_id = $3', one.name)
          USING survivor, nullif(current_setting('app.trust', true), '')::uuid, duplicate;
    END LOOP;
    PERFORM narrow_sight(sight);
END $$;

-- Of records that are gone: what was said of them goes as well. The rows of `change` stay without their
-- content, so that the feed can tell the end; who saw a record before is told so.
CREATE FUNCTION forget(ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    who   text := nullif(current_setting('app.actor', true), '');
BEGIN
    INSERT INTO tombstone (trust_id, type, id, actor, school_ids, restricted)
    SELECT DISTINCT ON (c.id) trust, c.type, c.id, who, c.school_ids, c.restricted
      FROM change c WHERE c.trust_id = trust AND c.id = ANY (ids) ORDER BY c.id, c.version DESC, c.seq DESC;
    INSERT INTO change (trust_id, type, op, id, version, actor, request_id, school_ids_before,
                        restricted_before, restricted)
    SELECT DISTINCT ON (c.id) trust, c.type, 'purged', c.id, c.version + 1, who,
           nullif(current_setting('app.request_id', true), ''), c.school_ids, c.restricted, c.restricted
      FROM change c WHERE c.trust_id = trust AND c.id = ANY (ids) ORDER BY c.id, c.version DESC, c.seq DESC;
    UPDATE change SET changes = NULL WHERE trust_id = trust AND id = ANY (ids);
    DELETE FROM status_change WHERE trust_id = trust AND id = ANY (ids);
    -- Answers kept for a request that comes again; what was done stays done without its words.
    UPDATE idempotent_request r SET body = NULL
     WHERE r.trust_id = trust AND EXISTS (SELECT FROM unnest(ids) AS one WHERE strpos(r.body, one::text) > 0);
END $$;

-- Remove a deleted pupil for ever: the row, all that is held on it, and what its history said. Sight is
-- widened because what was written while the record was restricted goes too, whoever purges it; app.op
-- tells triggers that nothing is being taken back.
CREATE FUNCTION purge_pupil(subject uuid, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    ids   uuid[] := ARRAY[subject];
    sight text;
    these uuid[];
    gone  pupil;
    one   record;
BEGIN
    SELECT * INTO gone FROM pupil WHERE trust_id = trust AND id = subject AND deleted_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    sight := widen_sight();
    UPDATE pupil SET merged_into = NULL WHERE trust_id = trust AND merged_into = subject;
    PERFORM set_config('app.op', 'purged', true);
    FOR one IN SELECT * FROM tables_of_pupils() t ORDER BY t.depth DESC, t.name LOOP
        EXECUTE format('WITH gone AS (DELETE FROM app.%I t WHERE t.trust_id = $1 AND (%s) RETURNING %s)
                        SELECT array_agg(id) FROM gone', one.name, one.owned,
                       CASE WHEN one.has_id THEN 't.id' ELSE 'NULL::uuid AS id' END)
           INTO these USING trust, subject;
        ids := ids || these;
    END LOOP;
    DELETE FROM pupil WHERE trust_id = trust AND id = subject;
    PERFORM forget(array_remove(ids, NULL)), set_config('app.op', '', true);
    UPDATE idempotent_request SET body = NULL WHERE trust_id = trust AND strpos(body, gone.upn) > 0;
    INSERT INTO audit_event (trust_id, id, at, actor, action, subject_type, subject_ids, request_id, reason)
    VALUES (trust, uuid7(), now(), nullif(current_setting('app.actor', true), '')::uuid, 'purgePupil', 'pupil',
            ARRAY[subject], nullif(current_setting('app.request_id', true), ''), why);
    PERFORM narrow_sight(sight);
END $$;
