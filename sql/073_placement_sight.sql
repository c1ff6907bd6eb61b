-- What else has to do with placements: pupils and plans that are kept for them, who sees a case, and what
-- is odd but allowed.
SET LOCAL search_path = app, pg_temp;

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
