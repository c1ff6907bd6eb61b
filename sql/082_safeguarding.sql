-- Safeguarding notices: a concern about a placed pupil, told to the designated safeguarding leads of the
-- registered school, which leads, and of the host school. Keeping Children Safe in Education, part 2.
--
-- A notice is always restricted, so that only callers with safeguarding over one of its schools see it
-- or hear of it in the feed. An allegation against staff is of no school (Keeping Children Safe in
-- Education, part 4): only safeguarding of the whole trust sees it.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE safeguarding_notice (
    trust_id            uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                        REFERENCES trust,
    id                  uuid NOT NULL,
    pupil_id            uuid NOT NULL,
    ehcp_id             uuid,
    notified_school_ids jsonb NOT NULL,
    lead_school_id      uuid,        -- the registered school
    raised_at           timestamptz NOT NULL,
    category            concern NOT NULL,
    narrative           narrative NOT NULL,
    acknowledge_by      timestamptz NOT NULL, -- 24 hours after it was raised, when not said
    acknowledgements    jsonb NOT NULL DEFAULT '[]',
    escalated_at        timestamptz,
    escalated_to        label,
    status              status NOT NULL DEFAULT 'open',
    status_step         status NOT NULL DEFAULT 'open',
    status_on           date NOT NULL,
    status_reason       note,
    status_reference    label,
    version             count NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    deleted_at          timestamptz,
    school_ids          uuid[],
    restricted          boolean NOT NULL DEFAULT true,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT safeguarding_notice_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
        ON DELETE CASCADE,
    CONSTRAINT safeguarding_notice_plan_is_known FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp,
    CONSTRAINT safeguarding_notice_lead_is_known FOREIGN KEY (trust_id, lead_school_id) REFERENCES school,
    CONSTRAINT safeguarding_notice_tells_a_school CHECK (jsonb_array_length(notified_school_ids) > 0),
    CONSTRAINT safeguarding_notice_is_of_the_past CHECK (raised_at <= created_at + interval '1 minute'),
    CONSTRAINT safeguarding_notice_gives_time CHECK (acknowledge_by > raised_at)
);
COMMENT ON CONSTRAINT safeguarding_notice_pupil_is_known ON safeguarding_notice IS
    'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT safeguarding_notice_plan_is_known ON safeguarding_notice IS
    'ehcp_id: is not a plan of the pupil';
COMMENT ON CONSTRAINT safeguarding_notice_lead_is_known ON safeguarding_notice IS
    'notified_school_ids: names a school that is not in the trust';
COMMENT ON CONSTRAINT safeguarding_notice_tells_a_school ON safeguarding_notice IS
    'notified_school_ids: at least one school is needed';
COMMENT ON CONSTRAINT safeguarding_notice_is_of_the_past ON safeguarding_notice IS
    'raised_at: must not be in the future';
COMMENT ON CONSTRAINT safeguarding_notice_gives_time ON safeguarding_notice IS
    'acknowledge_by: must be after raised_at';
CREATE INDEX safeguarding_notice_by_pupil ON safeguarding_notice (trust_id, pupil_id, id);
CREATE INDEX safeguarding_notice_by_change ON safeguarding_notice (trust_id, updated_at, id);
CREATE INDEX safeguarding_notice_by_raising ON safeguarding_notice (trust_id, raised_at, id);
CREATE INDEX safeguarding_notice_open ON safeguarding_notice (trust_id, acknowledge_by)
    WHERE status = 'open' AND deleted_at IS NULL;
CALL tenant_table('safeguarding_notice', 'safeguarding_notice', '{narrative}');
CALL belongs_to_pupil('safeguarding_notice', true);

CALL add_machine('safeguarding_notice', 'safeguarding:write', $$
open: acknowledged, escalated
escalated: acknowledged
acknowledged: closed
$$);
CALL status_table('safeguarding_notice', 'safeguarding_notice');

CREATE FUNCTION is_acknowledged(one safeguarding_notice) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_array_length(one.acknowledgements) >= jsonb_array_length(one.notified_school_ids)
$$;

-- Does the caller speak for every one of these schools?
CREATE FUNCTION speaks_for(schools uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.all_schools', true), '') = '1'
        OR schools <@ coalesce(string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[], '{}')
$$;
CREATE FUNCTION speaks_for_one_of(schools uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.all_schools', true), '') = '1'
        OR schools && coalesce(string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[], '{}')
$$;

--! rule notice_schools_are_the_pupils: notified_school_ids: names a school where the pupil is not registered
--! rule notice_schools_are_different: notified_school_ids: must not name one school twice
--! rule notice_tells_the_roll_school: notified_school_ids: lacks the school where the pupil is on the roll
--! rule notice_allegation_is_the_trusts: category: allegations against staff are for safeguarding of the whole trust
--! rule notice_plan_is_the_pupils: ehcp_id: is not a plan of the pupil
CREATE FUNCTION safeguarding_notice_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight    text := widen_sight();
    told     uuid[] := ARRAY(SELECT jsonb_array_elements_text(NEW.notified_school_ids)::uuid);
    on_roll  uuid := (SELECT school_id FROM pupil WHERE trust_id = NEW.trust_id AND id = NEW.pupil_id);
    allegation boolean := NEW.category = 'allegation_against_staff';
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'open';
        NEW.status_step := 'open';
        NEW.status_on := least((NEW.raised_at AT TIME ZONE 'Europe/London')::date, today());
        NEW.acknowledgements := '[]';
    END IF;
    NEW.acknowledge_by := coalesce(NEW.acknowledge_by, NEW.raised_at + interval '24 hours');
    IF TG_OP = 'INSERT' OR (OLD.notified_school_ids, OLD.ehcp_id, OLD.category) IS DISTINCT FROM
                           (NEW.notified_school_ids, NEW.ehcp_id, NEW.category) THEN
        IF NOT told <@ coalesce(schools_of_case(NEW.trust_id, NEW.pupil_id), '{}') THEN
            PERFORM break_rule('notice_schools_are_the_pupils');
        ELSIF cardinality(told) <> (SELECT count(DISTINCT t) FROM unnest(told) AS t) THEN
            PERFORM break_rule('notice_schools_are_different');
        ELSIF on_roll IS NOT NULL AND cardinality(told) > 0 AND on_roll <> ALL (told) THEN
            PERFORM break_rule('notice_tells_the_roll_school');
        ELSIF NEW.ehcp_id IS NOT NULL AND NOT EXISTS (SELECT FROM ehcp
                 WHERE trust_id = NEW.trust_id AND id = NEW.ehcp_id AND pupil_id = NEW.pupil_id) THEN
            PERFORM break_rule('notice_plan_is_the_pupils');
        ELSIF allegation AND coalesce(current_setting('app.all_schools', true), '') <> '1' THEN
            RAISE insufficient_privilege USING CONSTRAINT = 'notice_allegation_is_the_trusts';
        END IF;
        NEW.lead_school_id := coalesce(on_roll, told[1]);
    END IF;
    NEW.school_ids := CASE WHEN NOT allegation THEN told END;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_stands BEFORE INSERT OR UPDATE ON safeguarding_notice
    FOR EACH ROW EXECUTE FUNCTION safeguarding_notice_stands();

-- A school acknowledges for itself, once, and is not taken off the list afterwards.
--! rule notice_is_acknowledged_by_the_school: school_id: is not a school that the caller answers for
--! rule notice_is_acknowledged_by_the_told: school_id: is not one of the schools that were told
--! rule notice_is_acknowledged_once: school_id: has acknowledged already
CREATE FUNCTION safeguarding_notice_acknowledged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was    uuid[] := ARRAY(SELECT (a->>'school_id')::uuid FROM jsonb_array_elements(OLD.acknowledgements) a);
    schools uuid[] := ARRAY(SELECT (a->>'school_id')::uuid FROM jsonb_array_elements(NEW.acknowledgements) a);
BEGIN
    IF NOT NEW.notified_school_ids @> to_jsonb(schools) THEN
        PERFORM app.break_rule('notice_is_acknowledged_by_the_told');
    ELSIF cardinality(schools) <> (SELECT count(DISTINCT s) FROM unnest(schools) AS s) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'notice_is_acknowledged_once';
    ELSIF NOT app.speaks_for(ARRAY(SELECT unnest(schools) EXCEPT SELECT unnest(was))) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'notice_is_acknowledged_by_the_school';
    END IF;
    NEW.acknowledgements := (
        SELECT coalesce(jsonb_agg(CASE WHEN a->>'acknowledged_at' IS NULL
                   THEN a || jsonb_build_object(
                            'acknowledged_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                            'by', nullif(current_setting('app.actor', true), ''))
                   ELSE a END ORDER BY n), '[]')
          FROM jsonb_array_elements(NEW.acknowledgements) WITH ORDINALITY AS e(a, n));
    RETURN NEW;
END $$;
CREATE TRIGGER c_acknowledged BEFORE UPDATE ON safeguarding_notice FOR EACH ROW
    WHEN ((OLD.acknowledgements, OLD.notified_school_ids)
          IS DISTINCT FROM (NEW.acknowledgements, NEW.notified_school_ids))
    EXECUTE FUNCTION safeguarding_notice_acknowledged();

--! rule notice_is_acknowledged_by_every_school: to: a school that was told has not acknowledged
CREATE FUNCTION safeguarding_notice_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'acknowledged' AND NOT app.is_acknowledged(NEW) THEN
        PERFORM app.break_rule('notice_is_acknowledged_by_every_school');
    ELSIF NEW.status = 'escalated' THEN
        NEW.escalated_at := now();
        NEW.escalated_to := coalesce(NEW.escalated_to, 'Safeguarding of the trust');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON safeguarding_notice FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION safeguarding_notice_moves();
