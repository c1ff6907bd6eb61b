-- What a placement follows, what each of its steps demands, and the registers that follow it.
SET LOCAL search_path = app, pg_temp;

-- ---- what a row follows ------------------------------------------------------------------------

CREATE FUNCTION schools_of_placement(one placement) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    found uuid[];
BEGIN
    SELECT array_agg(DISTINCT s ORDER BY s) INTO found FROM (
        SELECT unnest(school_ids) FROM ehcp WHERE trust_id = one.trust_id AND id = one.ehcp_id
        UNION ALL
        SELECT unnest(ARRAY[one.named_school_id, one.registered_school_id, one.host_school_id,
                            one.provider_school_id])) AS r(s)
     WHERE s IS NOT NULL;
    PERFORM narrow_sight(sight);
    RETURN found;
END $$;

-- Behind a_follow_case, which gives the schools of the case: those of the four roles see it as well.
CREATE FUNCTION placement_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    SELECT coalesce(NEW.host_school_id, host_school_id), coalesce(NEW.provider_school_id, provider_school_id)
      INTO NEW.host_school_id, NEW.provider_school_id
      FROM provision WHERE trust_id = NEW.trust_id AND id = NEW.provision_id;
    PERFORM narrow_sight(sight);
    NEW.rank := coalesce(NEW.rank, 1);
    NEW.register_as := coalesce(NEW.register_as, 'single_and_guest');
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'proposed';
        NEW.status_step := 'proposed';
        NEW.status_on := today();
    END IF;
    NEW.school_ids := schools_of_placement(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER a_follow_case_and_roles BEFORE INSERT OR UPDATE ON placement
    FOR EACH ROW EXECUTE FUNCTION placement_stands();

--! rule provision_is_in_sight: provision_id: is not a provision of the trust
--! rule placement_is_not_at_a_bridge: provision_id: a bridge takes referrals, not placements under a plan
CREATE FUNCTION provision_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_bridge boolean;
BEGIN
    SELECT kind = 'bridge' INTO is_bridge FROM app.provision
     WHERE trust_id = NEW.trust_id AND id = NEW.provision_id AND deleted_at IS NULL;
    IF is_bridge IS NULL THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'provision_is_in_sight';
    ELSIF is_bridge THEN
        PERFORM app.break_rule('placement_is_not_at_a_bridge');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_provision_in_sight BEFORE INSERT ON placement
    FOR EACH ROW EXECUTE FUNCTION provision_must_be_in_sight();

-- ---- the registers -----------------------------------------------------------------------------

-- Registrations as the placement wants them: C at the registered school and G at the host, or M and S.
CREATE FUNCTION registrations_wanted(one placement) RETURNS TABLE (school_id text, status text)
    LANGUAGE sql STABLE AS $$
    SELECT one.registered_school_id::text, CASE one.register_as WHEN 'main_and_subsidiary' THEN 'M' ELSE 'C' END
    UNION ALL
    SELECT one.host_school_id::text, CASE one.register_as WHEN 'main_and_subsidiary' THEN 'S' ELSE 'G' END
     WHERE one.host_school_id <> one.registered_school_id
$$;

-- The registers of several schools change at once, whoever's schools they are; the rules about them,
-- the pupil's history and the feed are those of any other change of a pupil.
CREATE FUNCTION write_registers(one placement, registers jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    was text := coalesce(current_setting('app.all_schools', true), '');
BEGIN
    PERFORM set_config('app.all_schools', '1', true), set_config('app.writing', one.id::text, true);
    UPDATE pupil SET registrations = registers WHERE trust_id = one.trust_id AND id = one.pupil_id;
    PERFORM set_config('app.all_schools', was, true), set_config('app.writing', '', true);
END $$;

-- Admission: what is wanted and not there already begins with the placement; where the pupil was
-- registered otherwise ends the day before, and so must have begun before.
--! rule placement_follows_the_registers: starts_on: a registration that does not fit the placement begins then or later
CREATE FUNCTION admit_pupil(one placement) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    first text := one.starts_on::text;
    stood jsonb;
    stays jsonb;
BEGIN
    SELECT registrations INTO stood FROM pupil
     WHERE trust_id = one.trust_id AND id = one.pupil_id FOR NO KEY UPDATE;
    WITH stay AS (
        SELECT n, r, EXISTS (SELECT FROM registrations_wanted(one) w WHERE w.school_id = r->>'school_id'
                                AND w.status = r->>'status' AND r->>'entry_date' <= first) AS is_wanted
          FROM jsonb_array_elements(stood) WITH ORDINALITY AS s(r, n)
         WHERE coalesce(r->>'leaving_date', first) >= first),
    ending AS (
        SELECT n FROM stay WHERE NOT is_wanted AND (r->>'status' <> 'G'
            OR r->>'school_id' IN (SELECT school_id FROM registrations_wanted(one))))
    SELECT (SELECT jsonb_agg(CASE WHEN ending.n IS NULL THEN s.r
                                  ELSE s.r || jsonb_build_object('leaving_date', one.starts_on - 1) END ORDER BY s.n)
              FROM jsonb_array_elements(stood) WITH ORDINALITY AS s(r, n) LEFT JOIN ending USING (n))
        || coalesce((SELECT jsonb_agg(jsonb_build_object('school_id', w.school_id, 'status', w.status,
                                                         'entry_date', first, 'leaving_date', NULL))
                       FROM registrations_wanted(one) w
                      WHERE NOT EXISTS (SELECT FROM stay WHERE is_wanted AND w.school_id = r->>'school_id')), '[]')
      INTO stays;
    IF jsonb_path_exists(stays, '$[*] ? (@.leaving_date != null && @.leaving_date < @.entry_date)') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_follows_the_registers';
    END IF;
    PERFORM write_registers(one, stays);
END $$;

-- Leaving: the registrations of the placement end with it. `told` is the day that was told before.
CREATE FUNCTION release_pupil(one placement, told date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    stays jsonb;
BEGIN
    SELECT jsonb_agg(CASE WHEN EXISTS (SELECT FROM registrations_wanted(one) w
                                 WHERE w.school_id = r->>'school_id' AND w.status = r->>'status')
                           AND r->>'entry_date' <= one.ends_on::text
                           AND coalesce(r->>'leaving_date', told::text, one.ends_on::text)
                               >= coalesce(told, one.ends_on)::text
                          THEN r || jsonb_build_object('leaving_date', one.ends_on) ELSE r END ORDER BY n)
      INTO stays
      FROM pupil p CROSS JOIN LATERAL jsonb_array_elements(p.registrations) WITH ORDINALITY AS s(r, n)
     WHERE p.trust_id = one.trust_id AND p.id = one.pupil_id;
    PERFORM write_registers(one, stays);
END $$;

-- ---- guards of the steps -----------------------------------------------------------------------

-- What the schools that were consulted on the case (sql/062_case_records.sql) have said by a day: the one to
-- be named, whom the authority must ask (CFA 2014 s.40(3)), and the host, where that is another. What a school
-- said last counts. One that was asked has until response_due_on to answer; then the authority may go on
-- without (SEND Code of Practice 9.83), as it may where nobody was asked.
CREATE FUNCTION answers_of_schools(one placement, on_day date, OUT object boolean, OUT wait boolean)
    LANGUAGE sql STABLE AS $$
    WITH asked AS (
        SELECT *, coalesce(responded_on <= on_day, false) AS is_answered FROM app.consultation
         WHERE trust_id = one.trust_id AND ehcp_id = one.ehcp_id AND deleted_at IS NULL AND sent_on <= on_day
           AND school_id IN (one.named_school_id, one.host_school_id)),
    said AS (
        SELECT DISTINCT ON (school_id) response FROM asked WHERE is_answered
         ORDER BY school_id, responded_on DESC, sent_on DESC, id DESC)
    SELECT EXISTS (SELECT FROM said WHERE response = 'object'),
           EXISTS (SELECT FROM asked WHERE NOT is_answered AND response_due_on >= on_day)
$$;

-- CFA 2014 ss.37-40: what is decided is the authority's, who may name a school in spite of its objection, but
-- not pass over it. An officer's token says whose it is; anybody else records where the decision is to be found.
--! rule placement_decision_is_the_authoritys: reference: of the local authority's decision is needed
--! rule placement_objection_is_on_record: to: no school that was consulted has objected; its answer comes first
--! rule placement_school_objects: to: a school that was consulted objects: objected, then la_decides
--! rule placement_school_may_still_answer: to: a school that was consulted has until response_due_on to answer
CREATE FUNCTION guard_decision(was placement, one placement) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    schools record;
BEGIN
    IF (one.status IN ('agreed', 'named') OR was.status = 'la_decides') AND one.status_reference IS NULL
       AND NOT coalesce(one.la_code = ANY (string_to_array(
               nullif(current_setting('app.authorities', true), ''), ',')), false) THEN
        PERFORM app.break_rule('placement_decision_is_the_authoritys');
    ELSIF was.status <> 'consulting' OR one.status NOT IN ('agreed', 'objected') THEN
        RETURN;
    END IF;
    SELECT * INTO schools FROM app.answers_of_schools(one, one.status_on);
    IF one.status = 'objected' AND NOT schools.object THEN
        PERFORM app.break_rule('placement_objection_is_on_record');
    ELSIF one.status = 'agreed' AND schools.object THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_school_objects';
    ELSIF one.status = 'agreed' AND schools.wait THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_school_may_still_answer';
    END IF;
END $$;

--! rule placement_begins_on_its_day: on: the pupil is not admitted before starts_on
--! rule placement_plan_is_in_force: ehcp_id: has no plan in force
--! rule placement_is_named_in_section_i: named_school_id: is not what section I of the plan in force names
--! rule placement_year_is_taught: provision_id: does not teach the pupil's year
--! rule placement_ends_on_its_day: on: the placement has not ended before ends_on
CREATE FUNCTION guard_placement(was placement, one placement, at provision) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    of_case ehcp;
    year    integer;
BEGIN
    PERFORM app.guard_decision(was, one);
    IF one.status = 'ended' AND one.status_on < one.ends_on THEN
        PERFORM app.break_rule('placement_ends_on_its_day');
    ELSIF one.status <> 'active' THEN
        RETURN;
    END IF;
    SELECT * INTO of_case FROM app.ehcp WHERE trust_id = one.trust_id AND id = one.ehcp_id;
    IF of_case.status NOT IN ('active', 'in_review', 'amend_proposed', 'cease_proposed', 'reassessing') THEN
        PERFORM app.break_rule('placement_plan_is_in_force');
    ELSIF was.status <> 'named' THEN
        RETURN;
    ELSIF one.status_on < one.starts_on THEN
        PERFORM app.break_rule('placement_begins_on_its_day');
    ELSIF (of_case.named_school_id IS NULL AND of_case.named_setting_type IS NULL)
       OR of_case.named_school_id <> coalesce(one.named_school_id, of_case.id) THEN
        PERFORM app.break_rule('placement_is_named_in_section_i');
    END IF;
    SELECT app.year_taught(p, one.starts_on) INTO year FROM app.pupil p
     WHERE p.trust_id = one.trust_id AND p.id = one.pupil_id;
    IF year NOT BETWEEN app.nc_year_position(at.nc_year_from) AND app.nc_year_position(at.nc_year_to) THEN
        PERFORM app.break_rule('placement_year_is_taught');
    END IF;
END $$;

-- The stay itself: days on which the provision is open and leased, and on which a place is free.
--! rule placement_provision_is_open: starts_on: the provision is not open on every day of the stay
--! rule placement_lease_covers_the_stay: ends_on: the lease of the provision does not cover the stay
CREATE FUNCTION guard_stay(one placement, at provision) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stay daterange := daterange(one.starts_on, one.ends_on, '[]');
BEGIN
    IF at.deleted_at IS NOT NULL OR NOT daterange(at.opened_on, at.closed_on, '[]') @> stay THEN
        PERFORM app.break_rule('placement_provision_is_open');
    ELSIF NOT app.lease_covers(at.lease, stay) AND (
            SELECT lease_rule FROM app.trust_setting WHERE trust_id = one.trust_id) = 'block' THEN
        PERFORM app.break_rule('placement_lease_covers_the_stay');
    END IF;
    PERFORM app.place_must_be_free(at, one.starts_on, one.ends_on, one.id);
END $$;

-- Premises that are not leased need no lease.
CREATE FUNCTION lease_covers(lease jsonb, stay daterange) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN lease IS NULL OR app.days_between(lease->>'starts_on', lease->>'ends_on') @> stay;
END $$;

-- The position of the year a pupil is in; by age on the 31 August before where there is no curriculum year.
CREATE FUNCTION year_taught(one pupil, on_day date) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    began integer := extract(year FROM on_day - interval '8 months');
BEGIN
    RETURN coalesce(app.nc_year_position(one.nc_year), greatest(1, app.nc_year_position('R') - 4
        + extract(year FROM age(make_date(began, 8, 31), one.date_of_birth))::integer));
END $$;

-- What has been written into the registers stands, and so does what the end of a placement was told.
--! rule placement_stands_once_admitted: starts_on: start, schools, rank and registers stand once the pupil is admitted
--! rule placement_end_stands_once_told: ends_on: stands once the placement is ending; the last step may correct it
--! rule placement_is_lived_in: status: a placement that the pupil is in is ended, not deleted
CREATE FUNCTION placement_must_stand(was placement, one placement) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF app.is_admitted(was.status) AND
       (was.starts_on, was.registered_school_id, was.host_school_id, was.rank, was.register_as) IS DISTINCT FROM
       (one.starts_on, one.registered_school_id, one.host_school_id, one.rank, one.register_as) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_stands_once_admitted';
    ELSIF was.status IN ('ending', 'ended') AND was.status = one.status
      AND was.ends_on IS DISTINCT FROM one.ends_on THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_end_stands_once_told';
    ELSIF was.deleted_at IS NULL AND one.deleted_at IS NOT NULL
      AND was.status IN ('active', 'suspended_share', 'ending') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_is_lived_in';
    END IF;
END $$;

CREATE FUNCTION placement_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    moves boolean := OLD.status_step <> NEW.status_step OR OLD.status <> NEW.status;
    held  boolean := OLD.deleted_at IS NULL AND holds_a_place(OLD.status);
    at    provision;
BEGIN
    PERFORM placement_must_stand(OLD, NEW);
    SELECT * INTO at FROM provision
     WHERE trust_id = NEW.trust_id AND id = NEW.provision_id FOR NO KEY UPDATE;
    IF moves THEN
        PERFORM guard_placement(OLD, NEW, at);
    END IF;
    -- Whatever else is wrong with the dates is said by a CHECK constraint.
    IF NEW.deleted_at IS NULL AND holds_a_place(NEW.status) AND (NEW.ends_on >= NEW.starts_on) IS NOT false
       AND (NOT held OR (OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on)) THEN
        PERFORM guard_stay(NEW, at);
    END IF;
    IF moves AND OLD.status = 'named' AND NEW.status = 'active' THEN
        PERFORM admit_pupil(NEW);
    ELSIF moves AND NEW.status IN ('ending', 'ended') AND NEW.ends_on >= NEW.starts_on
      AND (NEW.status = 'ending' OR OLD.ends_on <> NEW.ends_on) THEN
        PERFORM release_pupil(NEW, CASE NEW.status WHEN 'ended' THEN OLD.ends_on END);
    END IF;
    NEW.school_ids := schools_of_placement(NEW);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON placement FOR EACH ROW
    WHEN ((OLD.status, OLD.status_step, OLD.starts_on, OLD.ends_on, OLD.registered_school_id, OLD.host_school_id,
           OLD.rank, OLD.register_as, OLD.deleted_at) IS DISTINCT FROM
          (NEW.status, NEW.status_step, NEW.starts_on, NEW.ends_on, NEW.registered_school_id, NEW.host_school_id,
           NEW.rank, NEW.register_as, NEW.deleted_at))
    EXECUTE FUNCTION placement_moves();
