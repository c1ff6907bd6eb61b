-- State machines. Which step leads from which status to which, and what scope it takes, are rows of
-- one table; a trigger on every table with a status refuses any other step, whoever writes it, and
-- keeps each that was taken. Mostly a step bears the name of the status it leads to; where two lead
-- to the same one (a plan that is maintained and one that is amended are both active) it does not.
SET LOCAL search_path = app, pg_temp;

-- A rule that a trigger keeps is refused as a CHECK constraint of that name would be.
CREATE FUNCTION break_rule(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = rule;
END $$;

CREATE TABLE transition (
    machine     text     NOT NULL, -- the type of the resource
    from_status text     NOT NULL,
    step        text     NOT NULL, -- what a client asks for
    to_status   text     NOT NULL, -- what it leads to
    scope       text     NOT NULL,
    position    integer  NOT NULL GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (machine, from_status, step)
);
GRANT SELECT ON transition TO api_rw, api_ro;

-- One machine as it is read on paper: "from: step, step", and "step = status" where they differ.
CREATE PROCEDURE add_machine(machine text, scope text, lines text) LANGUAGE sql AS $$
    INSERT INTO app.transition (machine, from_status, step, to_status, scope)
    SELECT machine, trim(split_part(line, ':', 1)), trim(split_part(one, '=', 1)),
           trim(coalesce(nullif(split_part(one, '=', 2), ''), one)), scope
      FROM string_to_table(trim(E'\n' FROM lines), E'\n') WITH ORDINALITY AS l(line, n)
     CROSS JOIN LATERAL string_to_table(split_part(line, ':', 2), ',') WITH ORDINALITY AS t(one, m)
     ORDER BY n, m
$$;

-- Every step taken: the record's own history tells what it changed, this what was decided. Like the
-- register behind the pupils it is seen by whoever has found the record.
CREATE TABLE status_change (
    trust_id    uuid        NOT NULL REFERENCES trust,
    id          uuid        NOT NULL, -- of the record
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    type        text        NOT NULL,
    from_status text,                 -- NULL: how it began
    step        text        NOT NULL,
    to_status   text        NOT NULL,
    "on"        date        NOT NULL,
    reason      note,
    reference   label,                -- of the decision, at whoever took it
    version     bigint      NOT NULL, -- of the record, after the step
    actor       uuid,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trust_id, id, number)
);
ALTER TABLE status_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE status_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON status_change USING (
    trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
GRANT SELECT ON status_change TO api_rw, api_ro;

--! rule invalid_transition: status: does not follow from the present status
--! rule status_does_not_go_back_in_time: on: must not be before the day of the step before
--! rule status_is_not_of_the_future: on: must not be in the future
CREATE FUNCTION guard_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.transition WHERE machine = TG_ARGV[0] AND from_status = OLD.status
                      AND step = NEW.status_step AND to_status = NEW.status) THEN
        PERFORM app.break_rule('invalid_transition');
    ELSIF NEW.status_on < OLD.status_on THEN
        PERFORM app.break_rule('status_does_not_go_back_in_time');
    ELSIF NEW.status_on > app.today() THEN
        PERFORM app.break_rule('status_is_not_of_the_future');
    END IF;
    RETURN NEW;
END $$;

-- A status that is taken again (a stay that is reviewed a second time) is a step where the machine has
-- one; without, its day was put right (that of a request, with the request).
CREATE FUNCTION record_status() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.status, OLD.status_step) = (NEW.status, NEW.status_step)
       AND NOT EXISTS (SELECT FROM transition WHERE machine = TG_ARGV[0] AND from_status = OLD.status
                          AND step = NEW.status_step AND to_status = NEW.status) THEN
        RETURN NULL;
    END IF;
    INSERT INTO status_change (trust_id, id, type, from_status, step, to_status, "on", reason, reference,
                               version, actor)
    VALUES (NEW.trust_id, NEW.id, TG_ARGV[0], CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END,
            NEW.status_step, NEW.status, NEW.status_on, NEW.status_reason, NEW.status_reference, NEW.version,
            nullif(current_setting('app.actor', true), '')::uuid);
    RETURN NULL;
END $$;

-- Give a tenant table its machine: it needs the columns status, status_step, status_on, status_reason
-- and status_reference, and its rows in `transition`.
CREATE PROCEDURE status_table(tenant text, type text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER b_status BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN ((OLD.status, OLD.status_step, OLD.status_on, OLD.status_reason, OLD.status_reference)
                        IS DISTINCT FROM
                          (NEW.status, NEW.status_step, NEW.status_on, NEW.status_reason, NEW.status_reference))
                    EXECUTE FUNCTION app.guard_status(%L)', tenant, type);
    EXECUTE format('CREATE TRIGGER status_begun AFTER INSERT ON app.%I FOR EACH ROW
                    EXECUTE FUNCTION app.record_status(%L)', tenant, type);
    EXECUTE format('CREATE TRIGGER status_changed AFTER UPDATE ON app.%I FOR EACH ROW
                    WHEN ((OLD.status, OLD.status_step, OLD.status_on) IS DISTINCT FROM
                          (NEW.status, NEW.status_step, NEW.status_on))
                    EXECUTE FUNCTION app.record_status(%L)', tenant, type);
END $$;

-- Rows that the officers of the local authority in la_code see, beside the schools.
CREATE PROCEDURE authority_sees(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($policy$
        CREATE POLICY authority ON app.%I USING (
              trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
          AND la_code = ANY ((SELECT string_to_array(
                    nullif(current_setting('app.authorities', true), ''), ','))::text[]) )
        $policy$, tenant);
END $$;
