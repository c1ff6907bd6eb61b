-- How the school that is inspected sees itself, before the team sets out: one for each inspection, which the schools
-- that answer for it write together.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_self_evaluation (
    trust_id              uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                          REFERENCES trust,
    id                    uuid NOT NULL,
    inspection_id         uuid NOT NULL,
    areas                 jsonb NOT NULL,
    strengths             jsonb NOT NULL,
    areas_for_development jsonb NOT NULL,
    version               count NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    school_ids            uuid[] NOT NULL,
    team_user_ids         uuid[] NOT NULL,
    quality_sees          boolean NOT NULL,
    restricted            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT self_evaluation_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection,
    CONSTRAINT self_evaluation_tells_each_area_once
        CHECK (values_differ(jsonb_path_query_array(areas, '$[*].area')))
);
COMMENT ON CONSTRAINT self_evaluation_of_inspection ON inspection_self_evaluation IS
    'inspection_id: is not an inspection of the trust';
COMMENT ON CONSTRAINT self_evaluation_tells_each_area_once ON inspection_self_evaluation IS
    'areas: must not tell one twice';
CREATE UNIQUE INDEX self_evaluation_is_the_only_one ON inspection_self_evaluation (trust_id, inspection_id);
COMMENT ON INDEX self_evaluation_is_the_only_one IS 'inspection_id: has a self-evaluation already';
CALL team_table('inspection_self_evaluation', 'inspection_self_evaluation',
'{areas,strengths,areas_for_development}');

-- The schools' own until they hand it in; then the team and quality assurance read it.
CREATE FUNCTION sight_of(one inspection_self_evaluation, at inspection) RETURNS inspection_sight
    LANGUAGE sql STABLE AS $$
    SELECT app.accountable_schools(at), CASE WHEN handed_in THEN at.team_user_ids END, handed_in
      FROM (SELECT at.status NOT IN ('planned', 'team_confirmed', 'postponed', 'cancelled')) AS s(handed_in)
$$;
CREATE TRIGGER a_0_hold_inspection BEFORE INSERT ON inspection_self_evaluation
    FOR EACH ROW EXECUTE FUNCTION hold_inspection();
CALL belongs_to_inspection('inspection_self_evaluation');

--! rule areas_are_inspected: areas: names an area that is not inspected
--! rule grades_are_of_the_areas: areas: gives an area a grade that is no point of its scale
--! rule self_evaluation_names_no_pupil: areas: neither they nor what is listed may name a pupil or hold a UPN
CREATE FUNCTION guard_self_evaluation(one inspection_self_evaluation, at inspection) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT to_jsonb(app.areas_inspected(at)) @> jsonb_path_query_array(one.areas, '$[*].area') THEN
        PERFORM app.break_rule('areas_are_inspected');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(one.areas) AS told
                   WHERE told->>'grade' IS NOT NULL
                     AND told->>'grade' <> ALL (app.grades_of_area(at, told->>'area'))) THEN
        PERFORM app.break_rule('grades_are_of_the_areas');
    ELSIF app.names_a_pupil(at, (SELECT string_agg(said, E'\n') FROM jsonb_array_elements_text(
              jsonb_path_query_array(one.areas, '$[*].narrative') || one.strengths
              || one.areas_for_development) AS s(said))) THEN
        PERFORM app.break_rule('self_evaluation_names_no_pupil');
    END IF;
END $$;

CREATE FUNCTION is_self_evaluated(at inspection) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM app.inspection_self_evaluation
                    WHERE trust_id = at.trust_id AND inspection_id = at.id
                      AND jsonb_path_query_array(areas, '$[*].area') @> to_jsonb(app.areas_inspected(at)))
$$;

-- Where the scope has grown since it was handed in, it is written on.
--! rule self_evaluation_is_the_schools: inspection_id: is evaluated by who acts for a school that answers for it
--! rule self_evaluation_is_written_before_the_visit: inspection_id: a self-evaluation is written once the team is confirmed, until it is handed in and tells of every area
CREATE FUNCTION self_evaluation_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    at inspection := held_inspection(NEW.trust_id, NEW.inspection_id);
BEGIN
    IF NOT speaks_for_one_of(accountable_schools(at)) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'self_evaluation_is_the_schools';
    ELSIF at.status <> 'team_confirmed'
          AND NOT (at.status = 'self_evaluation_submitted' AND NOT is_self_evaluated(at)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'self_evaluation_is_written_before_the_visit';
    END IF;
    PERFORM guard_self_evaluation(NEW, at);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT ON inspection_self_evaluation
    FOR EACH ROW EXECUTE FUNCTION self_evaluation_stands();
CREATE TRIGGER c_stands_again BEFORE UPDATE ON inspection_self_evaluation FOR EACH ROW
    WHEN ((OLD.areas, OLD.strengths, OLD.areas_for_development) IS DISTINCT FROM
          (NEW.areas, NEW.strengths, NEW.areas_for_development))
    EXECUTE FUNCTION self_evaluation_stands();

--! rule inspection_needs_a_self_evaluation: to: the self-evaluation does not tell of every area yet
CREATE FUNCTION self_evaluation_must_be_whole() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NOT is_self_evaluated(NEW) THEN
        PERFORM break_rule('inspection_needs_a_self_evaluation');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_self_evaluation_is_whole BEFORE UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('self_evaluation_submitted', 'fieldwork'))
    EXECUTE FUNCTION self_evaluation_must_be_whole();
