-- Frameworks of inspection: areas, and the scales they are graded on. A row is one edition. What is
-- published stays as it is, because grades were given by it; the next edition is another row that names
-- the one it supersedes. Grades of different frameworks are never compared: nothing maps one to another.
SET LOCAL search_path = app, pg_temp;

-- Every scale has two points or more, and no two alike.
CREATE FUNCTION points_differ(scales jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM jsonb_array_elements(scales) AS s
                        WHERE NOT app.values_differ(jsonb_path_query_array(s, '$.points[*].code')));
END $$;

CREATE FUNCTION areas_have_scales(areas jsonb, scales jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM jsonb_array_elements(areas) AS a
                        WHERE a->>'scale' IS NOT NULL
                          AND NOT jsonb_path_query_array(scales, '$[*].code') ? (a->>'scale'));
END $$;

CREATE TABLE inspection_framework (
    trust_id            uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                        REFERENCES trust,
    id                  uuid NOT NULL,
    name                label NOT NULL,
    publisher           label NOT NULL,
    edition             label,
    supersedes_id       uuid,  -- the edition before
    in_force_from       date,  -- of whoever published it; both inclusive
    in_force_to         date,
    scales              jsonb NOT NULL DEFAULT '[]',
    areas               jsonb NOT NULL,
    report_working_days report_working_days, -- from the end of fieldwork to the report
    status              status NOT NULL,
    status_step         status NOT NULL,
    status_on           date NOT NULL,
    status_reason       note,
    status_reference    label,
    version             count NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    deleted_at          timestamptz,
    school_ids          uuid[],
    restricted          boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT inspection_framework_supersedes_one_that_is_known
        FOREIGN KEY (trust_id, supersedes_id) REFERENCES inspection_framework,
    CONSTRAINT inspection_framework_ends_after_it_begins CHECK (in_force_to >= in_force_from),
    CONSTRAINT inspection_framework_scales_are_different
        CHECK (values_differ(jsonb_path_query_array(scales, '$[*].code'))),
    CONSTRAINT inspection_framework_scales_have_two_points
        CHECK (NOT jsonb_path_exists(scales, '$[*] ? (@.points.size() < 2)')),
    CONSTRAINT inspection_framework_points_are_different CHECK (points_differ(scales)),
    CONSTRAINT inspection_framework_has_an_area CHECK (areas <> '[]'),
    CONSTRAINT inspection_framework_areas_are_different
        CHECK (values_differ(jsonb_path_query_array(areas, '$[*].code'))),
    CONSTRAINT inspection_framework_areas_are_on_its_scales CHECK (areas_have_scales(areas, scales))
);
COMMENT ON CONSTRAINT inspection_framework_supersedes_one_that_is_known ON inspection_framework IS
    'supersedes_id: is not a framework of the trust';
COMMENT ON CONSTRAINT inspection_framework_ends_after_it_begins ON inspection_framework IS
    'in_force_to: must not be before in_force_from';
COMMENT ON CONSTRAINT inspection_framework_scales_are_different ON inspection_framework IS
    'scales: two have the same code';
COMMENT ON CONSTRAINT inspection_framework_scales_have_two_points ON inspection_framework IS
    'scales: a scale has two points at least';
COMMENT ON CONSTRAINT inspection_framework_points_are_different ON inspection_framework IS
    'scales: two points of one scale have the same code';
COMMENT ON CONSTRAINT inspection_framework_has_an_area ON inspection_framework IS
    'areas: at least one area is needed';
COMMENT ON CONSTRAINT inspection_framework_areas_are_different ON inspection_framework IS
    'areas: two have the same code';
COMMENT ON CONSTRAINT inspection_framework_areas_are_on_its_scales ON inspection_framework IS
    'areas: an area is on a scale that is none of the scales';
CREATE UNIQUE INDEX inspection_framework_edition_is_unique
    ON inspection_framework (trust_id, name, coalesce(edition::text, '')) WHERE deleted_at IS NULL;
COMMENT ON INDEX inspection_framework_edition_is_unique IS
    'edition: another framework has this name and this edition';
CREATE UNIQUE INDEX inspection_framework_is_superseded_once
    ON inspection_framework (trust_id, supersedes_id) WHERE deleted_at IS NULL;
COMMENT ON INDEX inspection_framework_is_superseded_once IS
    'supersedes_id: another edition supersedes that one';
CREATE INDEX inspection_framework_by_name ON inspection_framework (trust_id, name, id);
CREATE INDEX inspection_framework_by_change ON inspection_framework (trust_id, updated_at, id);
CALL tenant_table('inspection_framework', 'inspection_framework');
CALL trust_sees('inspection_framework');

CALL add_machine('inspection_framework', 'inspections:write', $$
draft: published
published: retired
$$);
CALL status_table('inspection_framework', 'inspection_framework');

--! rule framework_supersedes_what_was_published: supersedes_id: is a draft: change it instead
CREATE FUNCTION inspection_framework_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status := coalesce(NEW.status, 'draft');
    NEW.status_step := NEW.status;
    NEW.status_on := app.today();
    IF EXISTS (SELECT FROM app.inspection_framework
                WHERE trust_id = NEW.trust_id AND id = NEW.supersedes_id AND status = 'draft') THEN
        PERFORM app.break_rule('framework_supersedes_what_was_published');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON inspection_framework
    FOR EACH ROW EXECUTE FUNCTION inspection_framework_begins();

-- All but its status.
CREATE FUNCTION terms_of_framework(one inspection_framework) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(one) - '{status,status_step,status_on,status_reason,status_reference}'::text[]
                         - '{version,updated_at,deleted_at}'::text[]
$$;

-- Whoever writes it: the step to published is the last moment.
--! rule framework_is_published: status: what was published stays as it is: make another edition
CREATE FUNCTION inspection_framework_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app.terms_of_framework(OLD) <> app.terms_of_framework(NEW) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'framework_is_published';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON inspection_framework FOR EACH ROW
    WHEN (OLD.status <> 'draft') EXECUTE FUNCTION inspection_framework_stands();

-- A table with framework_id keeps the frameworks that its rows name from being deleted. Whoever names
-- one holds it until the end, so that it is not deleted meanwhile.
--! rule framework_is_in_use: id: cycles or inspections go by it: retire it instead
CREATE FUNCTION framework_must_stay() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    used  boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM app.%I WHERE trust_id = $1 AND framework_id = $2
                                      AND deleted_at IS NULL)', TG_ARGV[0]) INTO used USING NEW.trust_id, NEW.id;
    PERFORM narrow_sight(sight);
    IF used THEN
        RAISE exclusion_violation USING CONSTRAINT = 'framework_is_in_use';
    END IF;
    RETURN NEW;
END $$;

--! rule framework_is_not_published: framework_id: is not a published framework
CREATE FUNCTION framework_must_be_published() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    named inspection_framework;
BEGIN
    SELECT * INTO named FROM inspection_framework
     WHERE trust_id = NEW.trust_id AND id = NEW.framework_id FOR SHARE;
    PERFORM narrow_sight(sight);
    IF named.id IS NOT NULL AND (named.status <> 'published' OR named.deleted_at IS NOT NULL) THEN
        PERFORM break_rule('framework_is_not_published');
    END IF;
    RETURN NEW;
END $$;

CREATE PROCEDURE goes_by_framework(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER d_framework BEFORE INSERT ON app.%I
                    FOR EACH ROW EXECUTE FUNCTION app.framework_must_be_published()', tenant);
    EXECUTE format('CREATE TRIGGER d_framework_again BEFORE UPDATE ON app.%I FOR EACH ROW
                    WHEN (OLD.framework_id <> NEW.framework_id
                          OR OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL)
                    EXECUTE FUNCTION app.framework_must_be_published()', tenant);
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON app.inspection_framework FOR EACH ROW
                    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
                    EXECUTE FUNCTION app.framework_must_stay(%L)', 'd_stays_for_' || tenant, tenant);
END $$;

-- ---- what a trust begins with -------------------------------------------------------------------

-- Ofsted, Education inspection framework (2019) and school inspection toolkit (November 2025); Whole
-- School SEND, SEND Review Guide. "code = Name", best first; "?" after a code: only where it applies.
CREATE FUNCTION framework_points(lines text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('code', split_part(one, ' = ', 1), 'name', split_part(one, ' = ', 2),
                                        'description', NULL) ORDER BY n)
      FROM string_to_table(lines, ', ') WITH ORDINALITY AS l(one, n)
$$;

CREATE FUNCTION framework_areas(scale text, lines text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('code', rtrim(split_part(one, ' = ', 1), '?'),
                                        'name', split_part(one, ' = ', 2), 'description', NULL,
                                        'scale', scale, 'optional', split_part(one, ' = ', 1) LIKE '%?') ORDER BY n)
      FROM string_to_table(trim(E'\n' FROM lines), E'\n') WITH ORDINALITY AS l(one, n)
$$;

CREATE FUNCTION published_frameworks() RETURNS TABLE (name text, publisher text, edition text,
    in_force_from date, in_force_to date, report_working_days integer, scales jsonb, areas jsonb)
    LANGUAGE sql IMMUTABLE AS $$
    VALUES ('Ofsted education inspection framework', 'Ofsted', '2019', date '2019-09-01', date '2025-11-09',
            NULL::integer,
            jsonb_build_array(
                jsonb_build_object('code', 'grade', 'name', 'Grade', 'points', app.framework_points(
                    'outstanding = Outstanding, good = Good, '
                    'requires_improvement = Requires improvement, inadequate = Inadequate')),
                jsonb_build_object('code', 'safeguarding', 'name', 'Safeguarding', 'points', app.framework_points(
                    'effective = Effective, not_effective = Not effective'))),
            app.framework_areas('grade', '
quality_of_education = Quality of education
behaviour_and_attitudes = Behaviour and attitudes
personal_development = Personal development
leadership_and_management = Leadership and management
early_years? = Early years provision
sixth_form? = Sixth form provision')
            || app.framework_areas('safeguarding', 'safeguarding = Safeguarding')),
           ('Ofsted report card', 'Ofsted', 'November 2025', '2025-11-10', NULL, 30,
            jsonb_build_array(
                jsonb_build_object('code', 'grade', 'name', 'Grade', 'points', app.framework_points(
                    'exceptional = Exceptional, strong_standard = Strong standard, '
                    'expected_standard = Expected standard, needs_attention = Needs attention, '
                    'urgent_improvement = Urgent improvement')),
                jsonb_build_object('code', 'safeguarding', 'name', 'Safeguarding', 'points', app.framework_points(
                    'met = Met, not_met = Not met'))),
            app.framework_areas('grade', '
inclusion = Inclusion
curriculum_and_teaching = Curriculum and teaching
achievement = Achievement
attendance_and_behaviour = Attendance and behaviour
personal_development_and_well_being = Personal development and well-being
leadership_and_governance = Leadership and governance
early_years? = Early years
post_16? = Post-16 provision')
            || app.framework_areas('safeguarding', 'safeguarding = Safeguarding')),
           ('SEND Review Guide', 'Whole School SEND', NULL, NULL, NULL, NULL, '[]',
            app.framework_areas(NULL, '
outcomes = Outcomes for pupils with SEND
leadership = Leadership of SEND
teaching_and_learning = The quality of teaching and learning
pupils_and_parents = Working with pupils and parents
assessment_and_identification = Assessment and identification
monitoring_tracking_and_evaluation = Monitoring, tracking and evaluation
use_of_resources = The efficient use of resources
quality_of_provision = The quality of SEND provision'))
$$;

CREATE FUNCTION begin_frameworks() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    was text := act_for_trust(NEW.id);
BEGIN
    INSERT INTO inspection_framework (trust_id, id, name, publisher, edition, in_force_from, in_force_to,
                                      report_working_days, scales, areas, status)
    SELECT NEW.id, uuid7(), f.name, f.publisher, f.edition, f.in_force_from, f.in_force_to,
           f.report_working_days, f.scales, f.areas, 'published'
      FROM published_frameworks() f;
    PERFORM act_as_before(was);
    RETURN NULL;
END $$;
CREATE TRIGGER begin_frameworks AFTER INSERT ON trust FOR EACH ROW EXECUTE FUNCTION begin_frameworks();
