-- Occupancy: which places of a provision are taken, day by day, and that none is taken twice.
SET LOCAL search_path = app, pg_temp;

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
