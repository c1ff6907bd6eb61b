-- Placements: a pupil's place at a provision, from the proposal to the day it ends. A place is held from
-- the day it is agreed; how many may be held on a day is what is commissioned (sql/065_provision.sql).
SET LOCAL search_path = app, pg_temp;

CREATE FUNCTION holds_a_place(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('agreed', 'named', 'active', 'suspended_share', 'ending', 'ended')
$$;

-- The pupil has been admitted: the registers follow the placement.
CREATE FUNCTION is_admitted(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('active', 'suspended_share', 'ending', 'ended')
$$;

CREATE TABLE placement (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    pupil_id             uuid NOT NULL, -- the case's, as la_code
    ehcp_id              uuid NOT NULL,
    provision_id         uuid NOT NULL,
    named_school_id      uuid,          -- in section I, where it names one
    registered_school_id uuid NOT NULL, -- on whose admission register the pupil is
    host_school_id       uuid NOT NULL, -- on whose premises the pupil is taught
    provider_school_id   uuid NOT NULL, -- which employs the staff
    la_code              la_code NOT NULL,
    band                 label,
    rank                 placement_rank NOT NULL,
    register_as          register_model NOT NULL,
    starts_on            date NOT NULL,
    ends_on              date,          -- inclusive
    status               status NOT NULL DEFAULT 'proposed',
    status_step          status NOT NULL DEFAULT 'proposed',
    status_on            date NOT NULL,
    status_reason        note,
    status_reference     label,
    ending_reason        ending_reason,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[],
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT placement_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil ON DELETE CASCADE,
    CONSTRAINT placement_case_is_known FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT placement_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT placement_named_school_is_known FOREIGN KEY (trust_id, named_school_id) REFERENCES school,
    CONSTRAINT placement_registered_school_is_known
        FOREIGN KEY (trust_id, registered_school_id) REFERENCES school,
    CONSTRAINT placement_host_school_is_known FOREIGN KEY (trust_id, host_school_id) REFERENCES school,
    CONSTRAINT placement_provider_school_is_known FOREIGN KEY (trust_id, provider_school_id) REFERENCES school,
    CONSTRAINT placement_authority_is_known FOREIGN KEY (la_code) REFERENCES local_authority,
    CONSTRAINT placement_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT placement_main_and_subsidiary_differ
        CHECK (register_as = 'single_and_guest' OR registered_school_id <> host_school_id),
    CONSTRAINT placement_ends_on_a_day CHECK (status NOT IN ('ending', 'ended') OR ends_on IS NOT NULL),
    CONSTRAINT placement_ends_for_a_reason
        CHECK (status NOT IN ('ending', 'ended') OR ending_reason IS NOT NULL),
    CONSTRAINT placement_has_a_reason_only_when_it_ends
        CHECK (status IN ('ending', 'ended') OR ending_reason IS NULL),
    CONSTRAINT placement_is_the_only_one_of_its_rank EXCLUDE USING gist (
        trust_id WITH =, pupil_id WITH =, rank WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL AND holds_a_place(status)),
    CONSTRAINT placement_does_not_overlap_at_the_provision EXCLUDE USING gist (
        trust_id WITH =, pupil_id WITH =, provision_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (deleted_at IS NULL AND status NOT IN ('declined', 'withdrawn', 'superseded'))
);
COMMENT ON CONSTRAINT placement_pupil_is_known ON placement IS 'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT placement_case_is_known ON placement IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT placement_provision_is_known ON placement IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT placement_named_school_is_known ON placement IS
    'named_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_registered_school_is_known ON placement IS
    'registered_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_host_school_is_known ON placement IS
    'host_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_provider_school_is_known ON placement IS
    'provider_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT placement_authority_is_known ON placement IS
    'la_code: is not the code of a local authority';
COMMENT ON CONSTRAINT placement_ends_after_it_begins ON placement IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT placement_main_and_subsidiary_differ ON placement IS
    'register_as: main_and_subsidiary takes two different schools';
COMMENT ON CONSTRAINT placement_ends_on_a_day ON placement IS 'ends_on: is needed to end';
COMMENT ON CONSTRAINT placement_ends_for_a_reason ON placement IS 'ending_reason: is needed to end';
COMMENT ON CONSTRAINT placement_has_a_reason_only_when_it_ends ON placement IS
    'ending_reason: goes with a placement that ends';
COMMENT ON CONSTRAINT placement_is_the_only_one_of_its_rank ON placement IS
    'starts_on: the pupil holds another place of this rank on one of these days';
COMMENT ON CONSTRAINT placement_does_not_overlap_at_the_provision ON placement IS
    'starts_on: the pupil has another placement at this provision on one of these days';
CREATE INDEX placement_by_pupil ON placement (trust_id, pupil_id, id);
CREATE INDEX placement_by_case ON placement (trust_id, ehcp_id, id);
CREATE INDEX placement_by_provision ON placement (trust_id, provision_id, starts_on, id);
CREATE INDEX placement_by_status ON placement (trust_id, status, updated_at, id);
CREATE INDEX placement_by_start ON placement (trust_id, starts_on, id);
CREATE INDEX placement_by_change ON placement (trust_id, updated_at, id);
CALL tenant_table('placement', 'placement');
CALL belongs_to_case('placement');

CALL add_machine('placement', 'placements:write', $$
proposed: consulting, declined, withdrawn
consulting: agreed, objected, declined, withdrawn
objected: la_decides
la_decides: agreed, declined
agreed: named, declined, withdrawn
named: active, superseded
active: suspended_share, ending
suspended_share: active
ending: ended
$$);
UPDATE transition SET scope = 'placements:decide'
 WHERE machine = 'placement' AND (step IN ('agreed', 'named') OR from_status = 'la_decides');
CALL status_table('placement', 'placement');

-- ---- occupancy ----------------------------------------------------------------------------------

-- The places of a provision and how many of them are taken, from one day to another (NULL: without end),
-- in runs of equal days. One placement may be left out. Whoever calls this has widened the sight.
CREATE FUNCTION provision_days(one provision, first_day date, last_day date, but uuid)
    RETURNS TABLE (first date, last date, commissioned bigint, occupied bigint)
    LANGUAGE sql STABLE AS $$
    WITH wanted AS (SELECT daterange(first_day, last_day, '[]') AS days),
    stay AS (
        SELECT daterange(p.starts_on, p.ends_on, '[]') * w.days AS days FROM app.placement p, wanted w
         WHERE p.trust_id = one.trust_id AND p.provision_id = one.id AND p.deleted_at IS NULL
           AND app.holds_a_place(p.status) AND p.id IS DISTINCT FROM but
           AND daterange(p.starts_on, p.ends_on, '[]') && w.days),
    place AS (
        SELECT p.days * w.days * daterange(one.opened_on, one.closed_on, '[]') AS days, p.commissioned
          FROM app.places_of(one.places) p, wanted w),
    step AS (
        SELECT first_day AS day, 0 AS more_places, 0 AS more_pupils
        UNION ALL SELECT lower(days), 0, 1 FROM stay
        UNION ALL SELECT upper(days), 0, -1 FROM stay WHERE NOT upper_inf(days)
        UNION ALL SELECT lower(days), commissioned, 0 FROM place WHERE NOT isempty(days)
        UNION ALL SELECT upper(days), -commissioned, 0 FROM place WHERE NOT isempty(days) AND NOT upper_inf(days)),
    turn AS (
        SELECT day, sum(more_places) AS more_places, sum(more_pupils) AS more_pupils FROM step
         WHERE last_day IS NULL OR day <= last_day
         GROUP BY day
        HAVING day = first_day OR sum(more_places) <> 0 OR sum(more_pupils) <> 0)
    SELECT day, coalesce(lead(day) OVER w - 1, last_day),
           (sum(more_places) OVER w)::bigint, (sum(more_pupils) OVER w)::bigint
      FROM turn WINDOW w AS (ORDER BY day)
$$;

-- The first day from which a stay of so many days (NULL: without end) fits; NULL: there is none.
CREATE FUNCTION next_free_on(one provision, first_day date, stay_days integer, but uuid) RETURNS date
    LANGUAGE sql STABLE AS $$
    WITH run AS (SELECT *, count(*) FILTER (WHERE occupied >= commissioned) OVER (ORDER BY first) AS full_before
                   FROM app.provision_days(one, first_day, NULL, but)),
    gap AS (SELECT min(first) AS first, max(coalesce(last, 'infinity')) AS last FROM run
             WHERE occupied < commissioned GROUP BY full_before)
    SELECT min(first) FROM gap
     WHERE CASE WHEN last = 'infinity' THEN true ELSE last - first + 1 >= stay_days END
$$;

-- What the problem tells beside its rule travels in the hint (api/outcome.c).
--! rule provision_full: provision_id: has no place left on a day of the stay
CREATE FUNCTION refuse_full(capacity bigint, peak bigint, next_free date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'provision_full', HINT =
        format('"capacity":%s,"peak":%s,"next_free_on":%s', capacity, peak, coalesce(to_json(next_free)::text, 'null'));
END $$;

-- The row of the provision is locked by whoever asks, so that nobody takes the place meanwhile.
CREATE FUNCTION place_must_be_free(one provision, starts_on date, ends_on date, but uuid) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    worst record;
BEGIN
    SELECT * INTO worst FROM app.provision_days(one, starts_on, ends_on, but)
     WHERE occupied >= commissioned ORDER BY occupied - commissioned DESC, first LIMIT 1;
    IF FOUND THEN
        PERFORM app.refuse_full(worst.commissioned, worst.occupied,
                                app.next_free_on(one, starts_on, ends_on - starts_on + 1, but));
    END IF;
END $$;

-- Places that are taken cannot be taken away.
--! rule provision_has_placements: id: placements are being arranged or lived in here
CREATE FUNCTION provision_keeps_places() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    worst record;
BEGIN
    IF NEW.deleted_at IS NOT NULL AND EXISTS (
           SELECT FROM placement WHERE trust_id = NEW.trust_id AND provision_id = NEW.id AND deleted_at IS NULL
              AND status NOT IN ('declined', 'withdrawn', 'superseded', 'ended')) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'provision_has_placements';
    END IF;
    SELECT * INTO worst FROM provision_days(NEW, '1900-01-01', NULL, NULL)
     WHERE occupied > commissioned ORDER BY occupied - commissioned DESC, first LIMIT 1;
    IF FOUND THEN
        PERFORM refuse_full(worst.commissioned, worst.occupied, NULL);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER keeps_places AFTER UPDATE ON provision FOR EACH ROW
    WHEN ((OLD.places, OLD.opened_on, OLD.closed_on, OLD.deleted_at)
          IS DISTINCT FROM (NEW.places, NEW.opened_on, NEW.closed_on, NEW.deleted_at))
    EXECUTE FUNCTION provision_keeps_places();

-- For GET /v1/provisions/{id}/occupancy, whose caller has seen the provision. Of the pupils it tells no
-- more than their number. The stays are counted once, over the days that are asked about and today.
CREATE FUNCTION provision_occupancy(of_id uuid, first_day date, last_day date, by_day boolean)
    RETURNS TABLE (capacity_today bigint, occupied_today bigint, peak json, days json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   provision;
BEGIN
    SELECT * INTO one FROM provision
     WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid AND id = of_id;
    WITH run AS MATERIALIZED (
        SELECT * FROM provision_days(one, least(first_day, today()), greatest(last_day, today()), NULL)),
    asked AS (
        SELECT greatest(first, first_day) AS first, least(last, last_day) AS last, commissioned, occupied
          FROM run WHERE first <= last_day AND last >= first_day)
    SELECT d.commissioned, d.occupied,
           (SELECT json_build_object('occupied', a.occupied, 'on', a.first) FROM asked a
             ORDER BY a.occupied DESC, a.first LIMIT 1),
           (SELECT json_agg(json_build_object('from', r.first, 'to', r.last, 'commissioned', a.commissioned,
                        'occupied', a.occupied, 'free', greatest(a.commissioned - a.occupied, 0)) ORDER BY r.first)
              FROM asked a
             CROSS JOIN LATERAL (
                   SELECT a.first, a.last WHERE NOT by_day
                   UNION ALL SELECT s::date, s::date FROM generate_series(a.first, a.last, '1 day') s WHERE by_day) r)
      INTO capacity_today, occupied_today, peak, days
      FROM run d WHERE today() BETWEEN d.first AND d.last;
    PERFORM narrow_sight(sight);
    RETURN NEXT;
END $$;

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

-- ---- what is held is not deleted ---------------------------------------------------------------

CREATE FUNCTION is_held_now(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT app.holds_a_place(status) AND status <> 'ended'
$$;

-- A school with pupils is not deleted, nor is a pupil with a plan or a place, nor a plan with a place. The
-- stronger lock waits for whoever is writing one, and keeps others waiting.
--! rule pupil_has_no_open_plan: id: a plan of the pupil is still open
--! rule pupil_holds_no_place: id: the pupil holds a place at a provision
CREATE FUNCTION pupil_keep_for_plans() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM FROM pupil WHERE trust_id = NEW.trust_id AND id = NEW.id FOR UPDATE;
    IF EXISTS (SELECT FROM ehcp WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id AND deleted_at IS NULL
                  AND is_open_case(status)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'pupil_has_no_open_plan';
    ELSIF EXISTS (SELECT FROM placement WHERE trust_id = NEW.trust_id AND pupil_id = NEW.id
                     AND deleted_at IS NULL AND is_held_now(status)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'pupil_holds_no_place';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
-- One that is merged leaves its plans and places to the pupil that stays.
CREATE TRIGGER b_keep BEFORE UPDATE ON pupil FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL AND NEW.merged_into IS NULL)
    EXECUTE FUNCTION pupil_keep_for_plans();

--! rule ehcp_holds_no_place: id: a place is held under this plan
CREATE FUNCTION ehcp_keep_for_places() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM FROM ehcp WHERE trust_id = NEW.trust_id AND id = NEW.id FOR UPDATE;
    IF EXISTS (SELECT FROM placement WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.id
                  AND deleted_at IS NULL AND is_held_now(status)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'ehcp_holds_no_place';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_keep BEFORE UPDATE ON ehcp FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION ehcp_keep_for_places();

CREATE TRIGGER b_pupil_is_there BEFORE UPDATE ON placement FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND is_held_now(NEW.status)
          AND NOT (OLD.deleted_at IS NULL AND is_held_now(OLD.status)))
    EXECUTE FUNCTION pupil_must_be_there();
CREATE TRIGGER b_case_is_there BEFORE UPDATE ON placement FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND is_held_now(NEW.status)
          AND NOT (OLD.deleted_at IS NULL AND is_held_now(OLD.status)))
    EXECUTE FUNCTION case_must_be_there();

-- ---- who sees a case ---------------------------------------------------------------------------

-- Beside the schools that the pupil is registered at, those of a placement that is being arranged or
-- lived in.
CREATE OR REPLACE FUNCTION schools_of_case(of_trust uuid, of_pupil uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT array_agg(DISTINCT s ORDER BY s) FROM (
        SELECT unnest(school_ids) FROM pupil WHERE trust_id = of_trust AND id = of_pupil
        UNION ALL
        SELECT unnest(ARRAY[named_school_id, registered_school_id, host_school_id, provider_school_id])
          FROM placement
         WHERE trust_id = of_trust AND pupil_id = of_pupil AND deleted_at IS NULL
           AND status NOT IN ('proposed', 'declined', 'withdrawn', 'superseded', 'ended')) AS r(s)
     WHERE s IS NOT NULL
$$;

CREATE FUNCTION placement_tells_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE ehcp SET school_ids = schools_of_case(NEW.trust_id, NEW.pupil_id)
     WHERE trust_id = NEW.trust_id AND pupil_id = NEW.pupil_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER tells_case AFTER UPDATE ON placement FOR EACH ROW
    WHEN ((OLD.status, OLD.named_school_id, OLD.registered_school_id, OLD.host_school_id, OLD.provider_school_id,
           OLD.pupil_id, OLD.deleted_at) IS DISTINCT FROM
          (NEW.status, NEW.named_school_id, NEW.registered_school_id, NEW.host_school_id, NEW.provider_school_id,
           NEW.pupil_id, NEW.deleted_at))
    EXECUTE FUNCTION placement_tells_case();

-- ---- what is odd but allowed -------------------------------------------------------------------

-- A list asks it of every row: a query inside an expression would be run for each, even where another
-- condition has decided.
CREATE FUNCTION warnings(one placement) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    told    jsonb := '[]';
    sight   text;
    at      provision;
    of_case pupil;
    asked   boolean := true;
BEGIN
    IF one.status IN ('declined', 'withdrawn', 'superseded', 'ended') THEN
        RETURN told;
    END IF;
    sight := widen_sight();
    SELECT * INTO at FROM provision WHERE trust_id = one.trust_id AND id = one.provision_id;
    SELECT * INTO of_case FROM pupil WHERE trust_id = one.trust_id AND id = one.pupil_id;
    IF one.status IN ('consulting', 'agreed', 'named') AND one.named_school_id IS NOT NULL THEN
        asked := EXISTS (SELECT FROM consultation WHERE trust_id = one.trust_id AND ehcp_id = one.ehcp_id
                            AND school_id = one.named_school_id AND deleted_at IS NULL);
    END IF;
    PERFORM narrow_sight(sight);
    IF one.named_school_id <> one.registered_school_id THEN
        told := told || warning('named_neq_registered', 'registered_school_id',
                                'The pupil is on the register of another school than section I names');
    END IF;
    IF jsonb_array_length(at.needs) > 0 AND NOT jsonb_path_exists(of_case.needs,
           '$[*] ? (@.type == $here[*])', jsonb_build_object('here', at.needs)) THEN
        told := told || warning('need_outside_specialisms', 'provision_id',
                                'The provision is not for any of the pupil''s types of need');
    END IF;
    IF NOT is_admitted(one.status) AND year_taught(of_case, one.starts_on) NOT BETWEEN
           nc_year_position(at.nc_year_from) AND nc_year_position(at.nc_year_to) THEN
        told := told || warning('year_outside_range', 'provision_id',
                                'The provision does not teach the year the pupil is in now');
    END IF;
    IF (one.ends_on >= one.starts_on) IS NOT false
       AND NOT lease_covers(at.lease, daterange(one.starts_on, one.ends_on, '[]')) THEN
        told := told || warning('lease_does_not_cover_the_stay', 'provision_id',
                                'The lease of the provision does not cover the whole stay');
    END IF;
    IF NOT asked THEN
        told := told || warning('named_school_not_consulted', 'named_school_id',
                                'No consultation with the school that is to be named is on record');
    END IF;
    RETURN told;
END $$;
