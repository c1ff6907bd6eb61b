-- The bands of a placement, day by day: dated rows that take each other's place as rates do. A placement
-- begins in its own `band`; once the pupil is admitted that is a row like any other, and `band` tells of today.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE placement_band (
    trust_id      uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id            uuid NOT NULL,
    placement_id  uuid NOT NULL,
    pupil_id      uuid NOT NULL, -- the placement's
    la_code       la_code NOT NULL, -- whose band it is
    band          label NOT NULL,
    starts_on     date NOT NULL,
    ends_on       date,          -- inclusive; NULL: until the placement ends
    superseded_by uuid,          -- another row of this table, only ever written with it
    version       count NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    school_ids    uuid[],
    restricted    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT placement_band_of_placement FOREIGN KEY (trust_id, placement_id) REFERENCES placement
        ON DELETE CASCADE,
    CONSTRAINT placement_band_is_one_a_day EXCLUDE USING gist (
        trust_id WITH =, placement_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (superseded_by IS NULL AND deleted_at IS NULL)
);
COMMENT ON CONSTRAINT placement_band_of_placement ON placement_band IS
    'placement_id: is not a placement of the trust';
COMMENT ON CONSTRAINT placement_band_is_one_a_day ON placement_band IS
    'starts_on: the placement is in another band on one of these days';
CREATE INDEX placement_band_by_placement ON placement_band (trust_id, placement_id, starts_on, id);
CREATE INDEX placement_band_by_pupil ON placement_band (trust_id, pupil_id, id);
CREATE INDEX placement_band_by_change ON placement_band (trust_id, updated_at, id);
CALL tenant_table('placement_band', 'placement_band');
CALL authority_sees('placement_band');
CALL superseding_table('placement_band', 'placement_id');

-- ---- whose band it is --------------------------------------------------------------------------

-- The authorities that pay for a stay, on which of these days: those of its case. Whoever calls this has
-- widened the sight.
CREATE FUNCTION authorities_of_placement(one placement, within daterange)
    RETURNS TABLE (la_code text, starts_on date, ends_on date) LANGUAGE sql STABLE AS $$
    SELECT la_code, lower(days), upper(days) - 1
      FROM (SELECT a.la_code, a.days * within AS days
              FROM app.ehcp e CROSS JOIN LATERAL app.authorities_of(e) a
             WHERE e.trust_id = one.trust_id AND e.id = one.ehcp_id) AS a
     WHERE NOT isempty(days) ORDER BY 2
$$;

CREATE FUNCTION authority_on(of_trust uuid, of_case uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT a.la_code FROM app.ehcp e CROSS JOIN LATERAL app.authorities_of(e) a
     WHERE e.trust_id = of_trust AND e.id = of_case AND a.days @> day
$$;

-- The schools of a placement see its bands. A band is that of the authority responsible on the day it begins,
-- as it is known when the band is told; its officers see it.
CREATE FUNCTION follow_placement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   placement;
BEGIN
    SELECT * INTO one FROM placement WHERE trust_id = NEW.trust_id AND id = NEW.placement_id;
    NEW.pupil_id := one.pupil_id;
    NEW.school_ids := one.school_ids;
    NEW.restricted := one.restricted;
    IF TG_OP = 'INSERT' THEN
        NEW.la_code := coalesce(authority_on(one.trust_id, one.ehcp_id, NEW.starts_on), one.la_code);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER a_follow_placement
    BEFORE INSERT OR UPDATE OF placement_id, pupil_id, school_ids, restricted ON placement_band
    FOR EACH ROW EXECUTE FUNCTION follow_placement();

CREATE FUNCTION lead_placement_bands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE placement_band SET pupil_id = NEW.pupil_id
     WHERE trust_id = NEW.trust_id AND placement_id = NEW.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER leads_bands AFTER UPDATE ON placement FOR EACH ROW
    WHEN ((OLD.pupil_id, OLD.school_ids, OLD.restricted)
          IS DISTINCT FROM (NEW.pupil_id, NEW.school_ids, NEW.restricted))
    EXECUTE FUNCTION lead_placement_bands();

-- An authority that was never responsible was a mistake: its bands are those of the one that was. One that was
-- responsible for fewer days, or more, keeps its own.
CREATE FUNCTION lead_bands_of_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE placement_band b SET la_code = authority_on(NEW.trust_id, NEW.id, b.starts_on)
      FROM placement p
     WHERE p.trust_id = NEW.trust_id AND p.ehcp_id = NEW.id AND b.trust_id = p.trust_id AND b.placement_id = p.id
       AND b.la_code NOT IN (SELECT la_code FROM authorities_of(NEW));
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER lead_bands AFTER UPDATE ON ehcp FOR EACH ROW -- before lead_case_tables
    WHEN ((OLD.la_code, OLD.authorities) IS DISTINCT FROM (NEW.la_code, NEW.authorities))
    EXECUTE FUNCTION lead_bands_of_case();

-- ---- taking over and giving back ---------------------------------------------------------------

--! rule placement_band_is_within_the_stay: starts_on: is not a day of the placement
CREATE FUNCTION placement_band_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.placement
                    WHERE trust_id = NEW.trust_id AND id = NEW.placement_id
                      AND daterange(starts_on, ends_on, '[]') @> NEW.starts_on) THEN
        PERFORM app.break_rule('placement_band_is_within_the_stay');
    END IF;
    NEW.ends_on := NULL; -- as the bands beside it leave it
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE INSERT ON placement_band
    FOR EACH ROW EXECUTE FUNCTION placement_band_stands();
CREATE TRIGGER b_stands_again BEFORE UPDATE ON placement_band FOR EACH ROW
    WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL)
    EXECUTE FUNCTION placement_band_stands();
CREATE TRIGGER c_supersedes_again BEFORE UPDATE ON placement_band FOR EACH ROW
    WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL)
    EXECUTE FUNCTION supersede('placement_id');

-- A band that was entered by mistake: what it superseded is in force again, or else the band before it
-- goes on, so that no day of the stay is left without.
CREATE FUNCTION placement_band_gives_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.placement_band SET superseded_by = NULL, ends_on = NEW.ends_on
     WHERE trust_id = NEW.trust_id AND placement_id = NEW.placement_id AND superseded_by = NEW.id;
    IF NOT FOUND THEN
        UPDATE app.placement_band SET ends_on = NEW.ends_on
         WHERE trust_id = NEW.trust_id AND placement_id = NEW.placement_id AND ends_on = NEW.starts_on - 1
           AND superseded_by IS NULL AND deleted_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER gives_back AFTER UPDATE ON placement_band FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION placement_band_gives_back();

-- The bands of a placement on these days, in order, each on the days on which its authority is responsible.
-- Days without a band are in none of them: the band of another authority says nothing about them. Up to
-- admission a stay begins in its own `band`. Whoever calls this has widened the sight.
CREATE FUNCTION bands_of_placement(one placement, within daterange)
    RETURNS TABLE (la_code text, band text, starts_on date, ends_on date) LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT b.la_code, b.band, b.starts_on, b.ends_on FROM app.placement_band b
         WHERE b.trust_id = one.trust_id AND b.placement_id = one.id
           AND b.superseded_by IS NULL AND b.deleted_at IS NULL),
    span (la_code, band, days) AS (
        SELECT t.la_code, t.band, daterange(t.starts_on, t.ends_on, '[]') FROM told t
         UNION ALL
        SELECT app.authority_on(one.trust_id, one.ehcp_id, one.starts_on), one.band,
               daterange(NULL, (SELECT min(t.starts_on) FROM told t))
         WHERE one.band IS NOT NULL AND NOT app.is_admitted(one.status))
    SELECT d.la_code, d.band, lower(d.days), upper(d.days) - 1
      FROM (SELECT s.la_code, s.band, s.days * daterange(a.starts_on, a.ends_on, '[]') AS days
              FROM span s JOIN app.authorities_of_placement(one, within) a ON a.la_code = s.la_code) AS d
     WHERE NOT isempty(d.days) ORDER BY 3
$$;

-- ---- the band of today -------------------------------------------------------------------------

-- The band of the day; of a stay that is over, or still to come, of its last or first.
CREATE FUNCTION band_of_day(one placement) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT band FROM app.bands_of_placement(one, daterange(one.starts_on, one.ends_on, '[]'))
     WHERE daterange(starts_on, ends_on, '[]') @> greatest(one.starts_on, least(app.today(), one.ends_on))
$$;

--! rule placement_band_is_dated: band: once the pupil is admitted, POST /v1/placements/{id}/bands tells another, with its day
CREATE FUNCTION placement_band_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   placement := NEW;
    told  text;
BEGIN
    one.status := OLD.status;
    told := band_of_day(one);
    PERFORM narrow_sight(sight);
    IF is_admitted(OLD.status) AND NEW.band IS DISTINCT FROM OLD.band AND NEW.band IS DISTINCT FROM told THEN
        RAISE exclusion_violation USING CONSTRAINT = 'placement_band_is_dated';
    END IF;
    NEW.band := told;
    RETURN NEW;
END $$;
-- Whatever else is wrong with the dates is said by a CHECK constraint.
CREATE TRIGGER d_band_follows BEFORE UPDATE ON placement FOR EACH ROW
    WHEN (is_admitted(NEW.status) AND (NEW.ends_on >= NEW.starts_on) IS NOT false
          AND (OLD.band, OLD.status, OLD.ends_on, OLD.la_code)
               IS DISTINCT FROM (NEW.band, NEW.status, NEW.ends_on, NEW.la_code))
    EXECUTE FUNCTION placement_band_follows();

-- Where another authority than the one that has told the band will be responsible on the first day, that one
-- has told none yet.
CREATE FUNCTION placement_band_is_its_authoritys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    told  text := CASE WHEN OLD.la_code <> NEW.la_code THEN OLD.la_code
                       ELSE authority_on(OLD.trust_id, OLD.ehcp_id, OLD.starts_on) END;
BEGIN
    IF authority_on(NEW.trust_id, NEW.ehcp_id, NEW.starts_on) <> told AND EXISTS (
           SELECT FROM ehcp e CROSS JOIN LATERAL authorities_of(e) a
            WHERE e.trust_id = NEW.trust_id AND e.id = NEW.ehcp_id AND a.la_code = told) THEN
        NEW.band := NULL;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_band_authority BEFORE UPDATE ON placement FOR EACH ROW
    WHEN (NOT is_admitted(OLD.status) AND OLD.band = NEW.band
          AND (OLD.la_code, OLD.starts_on) IS DISTINCT FROM (NEW.la_code, NEW.starts_on))
    EXECUTE FUNCTION placement_band_is_its_authoritys();

CREATE FUNCTION placement_begins_in_band() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO placement_band (trust_id, id, placement_id, band, starts_on)
    SELECT NEW.trust_id, uuid7(), NEW.id, OLD.band, NEW.starts_on
     WHERE OLD.band IS NOT NULL
       AND authority_on(NEW.trust_id, NEW.ehcp_id, OLD.starts_on)
           IS NOT DISTINCT FROM authority_on(NEW.trust_id, NEW.ehcp_id, NEW.starts_on)
       AND NOT EXISTS (SELECT FROM bands_of_placement(NEW, daterange(NEW.starts_on, NEW.ends_on, '[]')) b
                       WHERE b.starts_on = NEW.starts_on);
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER begins_in_band AFTER UPDATE ON placement FOR EACH ROW
    WHEN (NOT is_admitted(OLD.status) AND is_admitted(NEW.status)) EXECUTE FUNCTION placement_begins_in_band();

-- What rows do to each other is told once, when they have settled.
CREATE FUNCTION placement_band_tells() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF pg_trigger_depth() = 1 THEN
        UPDATE placement p SET band = band_of_day(p)
         WHERE trust_id = NEW.trust_id AND id = NEW.placement_id AND is_admitted(status)
           AND band IS DISTINCT FROM band_of_day(p);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER tells_placement AFTER INSERT OR UPDATE ON placement_band
    FOR EACH ROW EXECUTE FUNCTION placement_band_tells();

-- When the day turns, placements come to be in other bands. Run for one trust at a time, under an identity
-- for the whole trust.
CREATE FUNCTION placements_turn_of_day() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    WITH turned AS (
        UPDATE app.placement p SET band = app.band_of_day(p)
          FROM app.placement_band b
         WHERE b.trust_id = p.trust_id AND b.placement_id = p.id AND b.superseded_by IS NULL AND b.deleted_at IS NULL
           AND app.is_admitted(p.status) AND p.deleted_at IS NULL
           AND daterange(b.starts_on, b.ends_on, '[]') @> app.today()
           AND daterange(p.starts_on, p.ends_on, '[]') @> app.today() AND p.band IS DISTINCT FROM b.band
           AND p.band IS DISTINCT FROM app.band_of_day(p)
        RETURNING 1)
    SELECT count(*) FROM turned
$$;
