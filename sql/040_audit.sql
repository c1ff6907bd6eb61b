-- Who read what. Written once, changed by nobody.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE audit_event (
    trust_id     uuid        NOT NULL REFERENCES trust,
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
