-- Pupils. A pupil is one document with one version: needs, registrations, outside keys and former
-- UPNs are lists inside the row, so that a read is one row and a change is one event. What has to
-- hold inside one pupil are CHECK constraints; what has to hold between pupils is kept by the three
-- tables behind it, which triggers fill and nobody else may write.
SET LOCAL search_path = app, pg_temp;

-- A registration as a row; leaving_date NULL while it is open. Both dates are inclusive.
CREATE FUNCTION registrations_of(registrations jsonb)
    RETURNS TABLE (school_id uuid, status text, stay daterange)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (r->>'school_id')::uuid, r->>'status',
           CASE WHEN (r->>'leaving_date')::date < (r->>'entry_date')::date THEN 'empty'
                ELSE daterange((r->>'entry_date')::date, (r->>'leaving_date')::date, '[]') END
      FROM jsonb_array_elements(registrations) AS r
$$;

-- The three that constraints call are PL/pgSQL, because it keeps its plans: one in SQL is parsed again
-- by every statement that writes a pupil, in the hope that it can be inlined.
--
-- Most pupils have one registration, of status C: then there is nothing to look into.
CREATE FUNCTION registered_once(registrations jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN jsonb_array_length(registrations) = 1 AND registrations->0->>'status' = 'C';
END $$;

-- Do two registrations with these statuses fall on the same day? `same_school` limits it to pairs
-- at one school.
CREATE FUNCTION registrations_clash(registrations jsonb, these text[], those text[], same_school boolean)
    RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        WITH r AS (SELECT row_number() OVER () AS n, * FROM app.registrations_of(registrations))
        SELECT FROM r a JOIN r b ON a.n <> b.n AND a.stay && b.stay
         WHERE a.status = ANY (these) AND b.status = ANY (those)
           AND (NOT same_school OR a.school_id = b.school_id));
END $$;

-- The days covered by registrations of these statuses.
CREATE FUNCTION registered_days(registrations jsonb, statuses text[]) RETURNS datemultirange
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(range_agg(stay), '{}') FROM app.registrations_of(registrations)
             WHERE status = ANY (statuses));
END $$;

CREATE TABLE pupil (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    upn                upn,
    former_upns        jsonb NOT NULL DEFAULT '[]',
    upn_unknown_reason upn_unknown_reason,
    uln                uln,
    external_ids       jsonb NOT NULL DEFAULT '[]',
    legal_surname      person_name NOT NULL,
    legal_forename     person_name NOT NULL,
    middle_names       person_name,
    preferred_surname  person_name,
    preferred_forename person_name,
    date_of_birth      date NOT NULL,
    sex                sex NOT NULL,
    ethnicity          ethnicity,
    nc_year            nc_year NOT NULL,
    sen_provision      sen_provision NOT NULL,
    needs              jsonb NOT NULL DEFAULT '[]',
    registrations      jsonb NOT NULL,
    school_id          uuid, -- where C or M today
    special_school     boolean NOT NULL DEFAULT false, -- whether that is a special school
    in_care            boolean NOT NULL DEFAULT false,
    care_authority     la_code,
    restricted         boolean NOT NULL DEFAULT false,
    merged_into        uuid,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[], -- the schools with a registration that has not ended
    PRIMARY KEY (trust_id, id),

    CONSTRAINT pupil_has_a_upn_a_uln_or_a_reason
        CHECK (num_nonnulls(upn, uln, upn_unknown_reason) > 0),
    CONSTRAINT pupil_with_a_upn_has_no_unknown_reason
        CHECK (upn IS NULL OR upn_unknown_reason IS NULL),
    CONSTRAINT pupil_former_upns_are_not_the_current_one
        CHECK (upn IS NULL OR NOT former_upns ? upn),
    CONSTRAINT pupil_is_born_in_the_past
        CHECK (date_of_birth <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT pupil_care_authority_goes_with_care
        CHECK (in_care OR care_authority IS NULL),

    -- School census rules 2125, 2170, 2166, 2140/2160 and 2175.
    CONSTRAINT pupil_without_sen_has_no_needs
        CHECK (sen_provision <> 'N' OR jsonb_array_length(needs) = 0),
    CONSTRAINT pupil_with_sen_has_a_need
        CHECK (sen_provision = 'N' OR jsonb_array_length(needs) > 0),
    CONSTRAINT pupil_has_at_most_two_needs
        CHECK (jsonb_array_length(needs) <= 2),
    CONSTRAINT pupil_needs_are_ranked_from_one CHECK (CASE jsonb_array_length(needs)
        WHEN 0 THEN true
        WHEN 1 THEN needs->0->>'rank' = '1'
        ELSE (needs @> '[{"rank": 1}]') AND (needs @> '[{"rank": 2}]') END),
    CONSTRAINT pupil_needs_are_different
        CHECK (jsonb_array_length(needs) < 2 OR needs->0->>'type' <> needs->1->>'type'),
    CONSTRAINT pupil_nsa_goes_with_sen_support
        CHECK (sen_provision = 'K' OR NOT needs @> '[{"type": "NSA"}]'),

    -- A valid combination on any day is one C, or one M with at least one S; G stands beside.
    CONSTRAINT pupil_has_a_registration
        CHECK (jsonb_array_length(registrations) > 0),
    CONSTRAINT pupil_registrations_end_after_they_begin
        CHECK (NOT jsonb_path_exists(registrations,
               '$[*] ? (@.leaving_date != null && @.leaving_date < @.entry_date)')),
    CONSTRAINT pupil_has_one_main_school_at_a_time CHECK (registered_once(registrations)
        OR NOT registrations_clash(registrations, '{C,M}', '{C,M}', false)),
    CONSTRAINT pupil_single_registration_excludes_subsidiary CHECK (registered_once(registrations)
        OR NOT registrations_clash(registrations, '{C}', '{S}', false)),
    CONSTRAINT pupil_registrations_at_one_school_do_not_overlap CHECK (registered_once(registrations)
        OR NOT registrations_clash(registrations, '{C,M,S,G}', '{C,M,S,G}', true)),
    CONSTRAINT pupil_main_and_subsidiary_go_together CHECK (registered_once(registrations)
        OR registered_days(registrations, '{M}') = registered_days(registrations, '{S}')),
    CONSTRAINT pupil_guest_is_registered_elsewhere CHECK (registered_once(registrations)
        OR registered_days(registrations, '{C,M}') @> registered_days(registrations, '{G}'))
);
COMMENT ON CONSTRAINT pupil_has_a_upn_a_uln_or_a_reason ON pupil IS
    'upn: without a UPN or a ULN, upn_unknown_reason is needed';
COMMENT ON CONSTRAINT pupil_with_a_upn_has_no_unknown_reason ON pupil IS
    'upn_unknown_reason: must be absent when there is a UPN';
COMMENT ON CONSTRAINT pupil_former_upns_are_not_the_current_one ON pupil IS
    'former_upns: must not contain the current UPN';
COMMENT ON CONSTRAINT pupil_is_born_in_the_past ON pupil IS
    'date_of_birth: must not be in the future';
COMMENT ON CONSTRAINT pupil_care_authority_goes_with_care ON pupil IS
    'care_authority: must be absent when in_care is false';
COMMENT ON CONSTRAINT pupil_without_sen_has_no_needs ON pupil IS
    'needs: must be empty when sen_provision is N';
COMMENT ON CONSTRAINT pupil_with_sen_has_a_need ON pupil IS
    'needs: at least one is needed when sen_provision is K or E';
COMMENT ON CONSTRAINT pupil_has_at_most_two_needs ON pupil IS
    'needs: at most two are recorded';
COMMENT ON CONSTRAINT pupil_needs_are_ranked_from_one ON pupil IS
    'needs: must be ranked 1, or 1 and 2';
COMMENT ON CONSTRAINT pupil_needs_are_different ON pupil IS
    'needs: must not name one type twice';
COMMENT ON CONSTRAINT pupil_nsa_goes_with_sen_support ON pupil IS
    'needs: NSA is allowed only with SEN support (K)';
COMMENT ON CONSTRAINT pupil_has_a_registration ON pupil IS
    'registrations: at least one is needed';
COMMENT ON CONSTRAINT pupil_registrations_end_after_they_begin ON pupil IS
    'registrations: leaving_date must not be before entry_date';
COMMENT ON CONSTRAINT pupil_has_one_main_school_at_a_time ON pupil IS
    'registrations: two of status C or M fall on the same day';
COMMENT ON CONSTRAINT pupil_single_registration_excludes_subsidiary ON pupil IS
    'registrations: S goes with M, not with C';
COMMENT ON CONSTRAINT pupil_registrations_at_one_school_do_not_overlap ON pupil IS
    'registrations: two at the same school fall on the same day';
COMMENT ON CONSTRAINT pupil_main_and_subsidiary_go_together ON pupil IS
    'registrations: every day of an M needs an S, and every day of an S an M';
COMMENT ON CONSTRAINT pupil_guest_is_registered_elsewhere ON pupil IS
    'registrations: every day of a G needs a C or an M at another school';
CREATE INDEX pupil_by_name ON pupil (trust_id, legal_surname, legal_forename, id);
CREATE INDEX pupil_by_change ON pupil (trust_id, updated_at, id);
CREATE INDEX pupil_by_provision ON pupil (trust_id, sen_provision, updated_at, id);
CREATE INDEX pupil_by_birth ON pupil (trust_id, date_of_birth, id);
CREATE INDEX pupil_by_school ON pupil (trust_id, school_id, id);
CREATE INDEX pupil_deleted_by_upn ON pupil (trust_id, upn) WHERE deleted_at IS NOT NULL;

-- ---- between pupils ---------------------------------------------------------------------------

-- A UPN, current or former, has one holder in a trust. Codes of closed and Welsh authorities are
-- sound in it; a code that no authority ever had is not.
CREATE TABLE upn_holding (
    trust_id uuid NOT NULL,
    upn      upn  NOT NULL,
    pupil_id uuid NOT NULL,
    la_code  text GENERATED ALWAYS AS (substr(upn, 2, 3)) STORED
             CONSTRAINT upn_la_code_is_known REFERENCES local_authority,
    CONSTRAINT upn_has_one_holder PRIMARY KEY (trust_id, upn),
    CONSTRAINT upn_holding_of_pupil FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
);
COMMENT ON CONSTRAINT upn_la_code_is_known ON upn_holding IS
    'upn: characters 2 to 4 are not the code of a local authority, open or closed';
COMMENT ON CONSTRAINT upn_has_one_holder ON upn_holding IS
    'upn: another pupil of the trust holds or held this UPN';
COMMENT ON CONSTRAINT upn_holding_of_pupil ON upn_holding IS 'upn: is held by no pupil';
CREATE INDEX upn_holding_by_pupil ON upn_holding (trust_id, pupil_id);

CREATE TABLE external_id (
    trust_id uuid NOT NULL,
    system   external_system NOT NULL,
    value    external_value NOT NULL,
    pupil_id uuid NOT NULL,
    CONSTRAINT external_id_has_one_holder PRIMARY KEY (trust_id, system, value),
    CONSTRAINT external_id_of_pupil FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
);
COMMENT ON CONSTRAINT external_id_has_one_holder ON external_id IS
    'external_ids: another pupil of the trust has this key in this system';
COMMENT ON CONSTRAINT external_id_of_pupil ON external_id IS 'external_ids: is held by no pupil';
CREATE INDEX external_id_by_pupil ON external_id (trust_id, pupil_id);

-- The admission registers, as rows.
CREATE TABLE registration (
    trust_id  uuid NOT NULL,
    school_id uuid NOT NULL,
    pupil_id  uuid NOT NULL,
    status    enrolment_status NOT NULL,
    stay      daterange NOT NULL,
    CONSTRAINT registration_school_is_known
        FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT registration_of_pupil FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
);
COMMENT ON CONSTRAINT registration_school_is_known ON registration IS
    'registrations: names a school that is not in the trust';
COMMENT ON CONSTRAINT registration_of_pupil ON registration IS 'registrations: is of no pupil';
CREATE INDEX registration_by_pupil ON registration (trust_id, pupil_id);
CREATE INDEX registration_by_school ON registration (trust_id, school_id, pupil_id);

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY '{upn_holding,external_id,registration}'::text[] LOOP
        EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', one);
        EXECUTE format($policy$CREATE POLICY tenant ON app.%I USING (
            trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid))$policy$, one);
        EXECUTE format('GRANT SELECT ON app.%I TO api_rw, api_ro', one);
    END LOOP;
END $$;

-- ---- kept by trigger --------------------------------------------------------------------------

-- Where the pupil is today, and which schools see it. The school is looked up whether the caller
-- sees it or not, hence app.moving.
CREATE FUNCTION pupil_stands(p pupil) RETURNS pupil LANGUAGE plpgsql AS $$
DECLARE
    moving text := coalesce(current_setting('app.moving', true), '');
BEGIN
    SELECT array_agg(DISTINCT r.school_id ORDER BY r.school_id)
               FILTER (WHERE upper(r.stay) IS NULL OR upper(r.stay) > app.today()),
           (array_agg(r.school_id) FILTER (WHERE r.status IN ('C', 'M') AND r.stay @> app.today()))[1]
      INTO p.school_ids, p.school_id
      FROM app.registrations_of(p.registrations) r;
    PERFORM set_config('app.moving', '1', true);
    p.special_school := coalesce((SELECT special FROM app.school
                                   WHERE trust_id = p.trust_id AND id = p.school_id), false);
    PERFORM set_config('app.moving', moving, true);
    RETURN p;
END $$;

-- A UPN that is replaced becomes a former one, and one that is taken up again ceases to be that.
CREATE FUNCTION pupil_as_kept(stood pupil, sent pupil) RETURNS pupil
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF stood.upn <> sent.upn OR (stood.upn IS NOT NULL AND sent.upn IS NULL) THEN
        sent.former_upns := sent.former_upns - coalesce(sent.upn::text, '');
        IF NOT sent.former_upns ? stood.upn THEN
            sent.former_upns := sent.former_upns || to_jsonb(stood.upn::text);
        END IF;
    END IF;
    RETURN sent;
END $$;

--! rule pupil_permanent_upn_stays_permanent: upn: a temporary UPN does not replace a permanent one
CREATE FUNCTION pupil_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    today date := today();
    everywhere boolean := coalesce(current_setting('app.all_schools', true), '') = '1';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.upn IS DISTINCT FROM NEW.upn AND OLD.upn IS NOT NULL THEN
        IF NEW.upn ~ '[A-Z]$' AND OLD.upn !~ '[A-Z]$' THEN
            RAISE check_violation USING CONSTRAINT = 'pupil_permanent_upn_stays_permanent';
        END IF;
        NEW := pupil_as_kept(OLD, NEW);
    END IF;
    -- What follows from the registrations is never taken from a statement: the turn of the day works
    -- out what it writes before it has to wait for somebody who is writing another register. Nor does
    -- it turn for a deleted pupil, who may have moved on by the day it is restored.
    IF TG_OP = 'INSERT' OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL) OR
       (OLD.registrations, OLD.school_id, OLD.school_ids, OLD.special_school)
           IS DISTINCT FROM (NEW.registrations, NEW.school_id, NEW.school_ids, NEW.special_school) THEN
        IF NOT (everywhere AND registered_once(NEW.registrations)) THEN
            NEW := pupil_stands(NEW);
        ELSE -- the same, without a query, for the many
            NEW.school_ids := CASE WHEN coalesce((NEW.registrations->0->>'leaving_date')::date, today)
                                        >= today
                                   THEN ARRAY[(NEW.registrations->0->>'school_id')::uuid] END;
            NEW.school_id := CASE WHEN (NEW.registrations->0->>'entry_date')::date <= today
                                  THEN NEW.school_ids[1] END;
            NEW.special_school := coalesce((SELECT special FROM school
                                             WHERE trust_id = NEW.trust_id AND id = NEW.school_id),
                                           false);
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_derive BEFORE INSERT OR UPDATE ON pupil
    FOR EACH ROW EXECUTE FUNCTION pupil_derive();

-- A school writes its own register and nobody else's: whoever is not the whole trust's adds, changes
-- and removes registrations at its own schools only, and what stands at others stays as it is. A
-- pupil that is made brings all its registrations along, one that is deleted takes all away.
--! rule registration_outside_your_schools: registrations: writes one at a school that is not among the caller's
CREATE FUNCTION pupil_keep_registers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    mine uuid[] := coalesce(string_to_array(current_setting('app.schools', true), ',')::uuid[], '{}');
    stood jsonb := CASE WHEN TG_OP = 'UPDATE' AND OLD.deleted_at IS NULL THEN OLD.registrations ELSE '[]' END;
    stands jsonb := CASE WHEN NEW.deleted_at IS NULL THEN NEW.registrations ELSE '[]' END;
BEGIN
    IF EXISTS (
        (SELECT * FROM registrations_of(stood) WHERE school_id <> ALL (mine)
         EXCEPT SELECT * FROM registrations_of(stands))
        UNION ALL
        (SELECT * FROM registrations_of(stands) WHERE school_id <> ALL (mine)
         EXCEPT SELECT * FROM registrations_of(stood))) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'registration_outside_your_schools';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_registers_insert BEFORE INSERT ON pupil FOR EACH ROW
    WHEN (coalesce(current_setting('app.all_schools', true), '') <> '1')
    EXECUTE FUNCTION pupil_keep_registers();
CREATE TRIGGER c_registers_update BEFORE UPDATE ON pupil FOR EACH ROW
    WHEN (coalesce(current_setting('app.all_schools', true), '') <> '1'
          AND (OLD.registrations, OLD.deleted_at) IS DISTINCT FROM (NEW.registrations, NEW.deleted_at))
    EXECUTE FUNCTION pupil_keep_registers();

-- The three tables behind the row. A deleted pupil lets go of its UPNs and keys, so that a mistaken
-- record does not block the roll; restoring it claims them again.
CREATE FUNCTION pupil_hold_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    INSERT INTO upn_holding (trust_id, upn, pupil_id)
    SELECT n.trust_id, n.upn, n.id FROM new_rows n WHERE n.upn IS NOT NULL
    UNION ALL
    SELECT n.trust_id, u.upn, n.id
      FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements_text(n.former_upns) AS u(upn)
     WHERE n.former_upns <> '[]';
    INSERT INTO external_id (trust_id, system, value, pupil_id)
    SELECT n.trust_id, e->>'system', e->>'value', n.id
      FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements(n.external_ids) e;
    INSERT INTO registration (trust_id, school_id, pupil_id, status, stay)
    SELECT n.trust_id, r.school_id, n.id, r.status, r.stay
      FROM new_rows n CROSS JOIN LATERAL registrations_of(n.registrations) r;
    RETURN NULL;
END $$;
CREATE TRIGGER hold_insert AFTER INSERT ON pupil REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION pupil_hold_insert();

-- Of the pupils whose list has changed, keys are taken away and given again; registrations only where
-- they differ, because what is written into the register is judged as new. Without nested loops for
-- the reason told at record_update().
CREATE FUNCTION pupil_hold_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_nestloop = off AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
    upns  uuid[];
    keys  uuid[];
    stays uuid[];
BEGIN
    SELECT array_agg(n.id) FILTER (WHERE (n.upn, n.former_upns, n.deleted_at)
                                         IS DISTINCT FROM (o.upn, o.former_upns, o.deleted_at)),
           array_agg(n.id) FILTER (WHERE (n.external_ids, n.deleted_at)
                                         IS DISTINCT FROM (o.external_ids, o.deleted_at)),
           array_agg(n.id) FILTER (WHERE (n.registrations, n.deleted_at)
                                         IS DISTINCT FROM (o.registrations, o.deleted_at))
      INTO upns, keys, stays
      FROM new_rows n JOIN old_rows o USING (trust_id, id);

    IF upns IS NOT NULL THEN
        DELETE FROM upn_holding WHERE trust_id = trust AND pupil_id = ANY (upns);
        INSERT INTO upn_holding (trust_id, upn, pupil_id)
        SELECT trust, u.upn, n.id FROM new_rows n JOIN unnest(upns) AS c(id) USING (id)
         CROSS JOIN LATERAL (SELECT n.upn::text WHERE n.upn IS NOT NULL
                             UNION ALL SELECT jsonb_array_elements_text(n.former_upns)) AS u(upn)
         WHERE n.deleted_at IS NULL;
    END IF;
    IF keys IS NOT NULL THEN
        DELETE FROM external_id WHERE trust_id = trust AND pupil_id = ANY (keys);
        INSERT INTO external_id (trust_id, system, value, pupil_id)
        SELECT trust, e->>'system', e->>'value', n.id
          FROM new_rows n JOIN unnest(keys) AS c(id) USING (id)
         CROSS JOIN LATERAL jsonb_array_elements(n.external_ids) e
         WHERE n.deleted_at IS NULL;
    END IF;
    IF stays IS NOT NULL THEN
        DELETE FROM registration r
         WHERE r.trust_id = trust AND r.pupil_id = ANY (stays) AND NOT EXISTS (
               SELECT FROM new_rows n CROSS JOIN LATERAL registrations_of(n.registrations) s
                WHERE n.id = r.pupil_id AND n.deleted_at IS NULL
                  AND s.school_id = r.school_id AND s.status = r.status AND s.stay = r.stay);
        INSERT INTO registration (trust_id, school_id, pupil_id, status, stay)
        SELECT trust, r.school_id, n.id, r.status, r.stay
          FROM new_rows n JOIN unnest(stays) AS c(id) USING (id)
         CROSS JOIN LATERAL registrations_of(n.registrations) r
         WHERE n.deleted_at IS NULL
        EXCEPT
        SELECT trust_id, school_id, pupil_id, status, stay FROM registration
         WHERE trust_id = trust AND pupil_id = ANY (stays);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hold_update AFTER UPDATE ON pupil REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION pupil_hold_update();

-- What is new in the register is at a school that is there and was still open. The foreign key has
-- locked the school by now, so one that is deleted meanwhile is deleted after this, or seen here.
--! rule registration_school_is_deleted: registrations: names a school that has been deleted
--! rule registration_school_has_closed: registrations: entry_date must not be after the day the school closed
CREATE FUNCTION registration_judge_school() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    closed boolean;
BEGIN
    SELECT s.deleted_at IS NULL INTO closed
      FROM new_rows n JOIN school s ON s.trust_id = n.trust_id AND s.id = n.school_id
     WHERE s.deleted_at IS NOT NULL OR lower(n.stay) > s.closed_on
     LIMIT 1;
    IF closed THEN
        RAISE exclusion_violation USING CONSTRAINT = 'registration_school_has_closed';
    ELSIF NOT closed THEN
        RAISE exclusion_violation USING CONSTRAINT = 'registration_school_is_deleted';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER judge_school AFTER INSERT ON registration REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registration_judge_school();

-- The stronger lock waits for whoever is registering a pupil at the school, and keeps others waiting.
--! rule school_has_no_open_registrations: id: pupils are still registered at this school
CREATE FUNCTION school_keep_for_pupils() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM FROM school WHERE trust_id = NEW.trust_id AND id = NEW.id FOR UPDATE;
    IF EXISTS (SELECT FROM registration
                WHERE trust_id = NEW.trust_id AND school_id = NEW.id
                  AND (upper(stay) IS NULL OR upper(stay) > today())) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'school_has_no_open_registrations';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_keep BEFORE UPDATE ON school FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION school_keep_for_pupils();

-- A school that becomes special, or ceases to be, tells its pupils' rows.
CREATE FUNCTION school_tell_special() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    UPDATE pupil SET special_school = NEW.special
     WHERE trust_id = NEW.trust_id AND school_id = NEW.id AND special_school <> NEW.special;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_special AFTER UPDATE ON school FOR EACH ROW
    WHEN (OLD.special IS DISTINCT FROM NEW.special) EXECUTE FUNCTION school_tell_special();
CALL tenant_table('pupil', 'pupil');

-- When the day turns, pupils begin and end at schools: their rows say so, and the feed tells it.
-- Run for one trust at a time, under an identity for the whole trust.
CREATE FUNCTION pupils_turn_of_day() RETURNS bigint
    LANGUAGE sql VOLATILE AS $$
    WITH turned AS (
        UPDATE app.pupil p SET school_id = s.school_id, school_ids = s.school_ids,
                               special_school = s.special_school
          FROM (SELECT q.trust_id, q.id, app.pupil_stands(q) AS now FROM app.pupil q
                 WHERE q.deleted_at IS NULL
                   -- a single stay that has begun and has no end goes on
                   AND NOT (q.school_id IS NOT NULL AND app.registered_once(q.registrations)
                            AND q.registrations->0->>'leaving_date' IS NULL)) x
          CROSS JOIN LATERAL (SELECT (x.now).school_id, (x.now).school_ids, (x.now).special_school) s
         WHERE p.trust_id = x.trust_id AND p.id = x.id
           AND (p.school_id, p.school_ids, p.special_school)
               IS DISTINCT FROM (s.school_id, s.school_ids, s.special_school)
        RETURNING 1)
    SELECT count(*) FROM turned
$$;
