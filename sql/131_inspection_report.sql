-- What an inspection found, as it was when it became final: names, words and grades are taken over and stay, whatever
-- becomes of the rows that they came from. Of each area it tells what was moderated, or else what was agreed; it holds
-- no evidence, no draft and no concern, and names no pupil.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_report (
    trust_id              uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                          REFERENCES trust,
    id                    uuid NOT NULL,
    inspection_id         uuid NOT NULL,
    subject               jsonb NOT NULL,
    framework             jsonb NOT NULL,
    starts_on             date NOT NULL, -- of the fieldwork; both inclusive
    ends_on               date NOT NULL,
    finalised_on          date NOT NULL,
    team                  jsonb NOT NULL,
    areas                 jsonb NOT NULL, -- as the framework orders them
    areas_for_development jsonb NOT NULL, -- numbered through the whole report
    corrections           jsonb NOT NULL, -- what of the schools' comments was accepted, in the words of whoever did
    version               count NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    school_ids            uuid[] NOT NULL,
    team_user_ids         uuid[] NOT NULL,
    quality_sees          boolean NOT NULL,
    restricted            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT report_of_inspection FOREIGN KEY (trust_id, inspection_id) REFERENCES inspection
);
COMMENT ON CONSTRAINT report_of_inspection ON inspection_report IS
    'inspection_id: is not an inspection of the trust';
CREATE UNIQUE INDEX report_is_the_only_one ON inspection_report (trust_id, inspection_id);
COMMENT ON INDEX report_is_the_only_one IS 'inspection_id: has a report already';
CALL team_table('inspection_report', 'inspection_report');

-- It is there from `final` on only, and seen by whoever sees the inspection then.
CREATE FUNCTION sight_of(one inspection_report, at inspection) RETURNS inspection_sight LANGUAGE sql STABLE AS $$
    SELECT at.school_ids, at.team_user_ids, true
$$;
CALL belongs_to_inspection('inspection_report');

-- Whoever writes it.
--! rule report_stands: id: a report stays as it was when the inspection became final
CREATE FUNCTION report_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'report_stands';
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON inspection_report FOR EACH ROW
    WHEN (beyond_sight(to_jsonb(NEW)) <> beyond_sight(to_jsonb(OLD)))
    EXECUTE FUNCTION report_stands();
CREATE TRIGGER c_stays BEFORE DELETE ON inspection_report FOR EACH ROW EXECUTE FUNCTION report_stands();
REVOKE INSERT, UPDATE ON inspection_report FROM api_rw;

-- ---- what it tells -----------------------------------------------------------------------------

CREATE FUNCTION report_subject(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'kind', at.subject_kind, 'school_id', s.id, 'school_name', s.name, 'provision_id', p.id,
        'provision_name', p.name,
        'accountable_schools', (
            SELECT jsonb_agg(jsonb_build_object('school_id', a.id, 'name', a.name)
                             ORDER BY a.id <> s.id, a.name, a.id)
              FROM app.school a WHERE a.trust_id = at.trust_id AND a.id = ANY (app.accountable_schools(at))))
      FROM app.school s
      LEFT JOIN app.provision p ON p.trust_id = at.trust_id AND p.id = at.provision_id
     WHERE s.trust_id = at.trust_id AND s.id = at.school_id
$$;

-- With the scales that its areas were graded on, so that a grade can be read without the framework.
CREATE FUNCTION report_framework(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', f.id, 'name', f.name, 'publisher', f.publisher, 'edition', f.edition,
        'scales', coalesce((
            SELECT jsonb_agg(scale ORDER BY n) FROM jsonb_array_elements(f.scales) WITH ORDINALITY AS s(scale, n)
             WHERE scale->>'code' IN (SELECT area->>'scale' FROM jsonb_array_elements(f.areas) AS area
                                       WHERE area->>'code' = ANY (app.areas_inspected(at)))), '[]'))
      FROM app.inspection_framework f WHERE f.trust_id = at.trust_id AND f.id = at.framework_id
$$;

CREATE FUNCTION report_team(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(
               jsonb_build_object('role', (t.member).role, 'name', (t.reviewer).name, 'school_name', s.name)
               ORDER BY array_position('{lead,reviewer,specialist,external}'::text[], (t.member).role::text),
                        (t.reviewer).name, (t.member).id), '[]')
      FROM app.team_of(at.trust_id, at.id) AS t
      LEFT JOIN app.school s ON s.trust_id = at.trust_id AND s.id = (t.reviewer).school_id
$$;

-- What is published of each area, in the framework's order.
CREATE FUNCTION published_judgements(at inspection)
    RETURNS TABLE (n bigint, area text, name text, scale text, grade text, grade_name text, narrative text,
                   strengths jsonb, areas_for_development jsonb) LANGUAGE sql STABLE AS $$
    SELECT a.n, j.area, a.area->>'name', a.area->>'scale', g.code, (
               SELECT point->>'name' FROM jsonb_array_elements(f.scales) AS scale
                CROSS JOIN LATERAL jsonb_array_elements(scale->'points') AS point
                WHERE scale->>'code' = a.area->>'scale' AND point->>'code' = g.code),
           coalesce(j.moderated_narrative, j.narrative), coalesce(j.moderated_strengths, j.strengths),
           coalesce(j.moderated_areas_for_development, j.areas_for_development)
      FROM app.inspection_judgement j
      JOIN app.inspection_framework f ON f.trust_id = j.trust_id AND f.id = at.framework_id
     CROSS JOIN LATERAL jsonb_array_elements(f.areas) WITH ORDINALITY AS a(area, n)
     CROSS JOIN LATERAL (SELECT coalesce(j.moderated_grade, j.grade)::text AS code) AS g
     WHERE j.trust_id = at.trust_id AND j.inspection_id = at.id AND j.kind = 'agreed' AND j.deleted_at IS NULL
       AND a.area->>'code' = j.area
$$;

CREATE FUNCTION report_areas(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('area', area, 'name', name, 'scale', scale, 'grade', grade,
                                        'grade_name', grade_name, 'narrative', narrative, 'strengths', strengths)
                     ORDER BY n)
      FROM app.published_judgements(at)
$$;

CREATE FUNCTION report_areas_for_development(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('number', number, 'area', area, 'text', said) ORDER BY number), '[]')
      FROM (SELECT row_number() OVER (ORDER BY j.n, d.n) AS number, j.area, d.said
              FROM app.published_judgements(at) AS j
             CROSS JOIN LATERAL jsonb_array_elements_text(j.areas_for_development) WITH ORDINALITY AS d(said, n)) AS a
$$;

CREATE FUNCTION report_corrections(at inspection) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('area', c.area, 'correction', c.status_reason)
                              ORDER BY j.n NULLS FIRST, c.id), '[]')
      FROM app.inspection_accuracy_comment c
      LEFT JOIN app.published_judgements(at) AS j ON j.area = c.area
     WHERE c.trust_id = at.trust_id AND c.inspection_id = at.id AND c.status = 'accepted' AND c.deleted_at IS NULL
$$;

-- The words of the report on an area, and those of its corrections.
CREATE FUNCTION words_of_report(one inspection_report) RETURNS TABLE (part text, said text)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT told->>'area', app.words_brought(NULL, told, '$.narrative', '$.strengths[*]')
      FROM jsonb_array_elements(one.areas) AS told
    UNION ALL SELECT told->>'area', told->>'text' FROM jsonb_array_elements(one.areas_for_development) AS told
    UNION ALL SELECT 'corrections', told->>'correction' FROM jsonb_array_elements(one.corrections) AS told
$$;

-- Pupils have come since its parts were written: which parts is told, so that quality assurance moderates them, or
-- decides the comment anew.
--! rule report_names_no_pupil: to: what the report would say names a pupil or holds a UPN; to be moderated
CREATE FUNCTION guard_report(one inspection_report, at inspection) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parts text := (SELECT string_agg(DISTINCT part, ', ' ORDER BY part) FROM app.words_of_report(one)
                    WHERE app.names_a_pupil(at, said));
BEGIN
    IF parts IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'report_names_no_pupil', HINT = parts;
    END IF;
END $$;

CREATE FUNCTION report_is_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   inspection_report;
BEGIN
    INSERT INTO inspection_report (trust_id, id, inspection_id, subject, framework, starts_on, ends_on, finalised_on,
                                   team, areas, areas_for_development, corrections)
    VALUES (NEW.trust_id, uuid7(), NEW.id, report_subject(NEW), report_framework(NEW), NEW.starts_on, NEW.ends_on,
            NEW.status_on, report_team(NEW), report_areas(NEW), report_areas_for_development(NEW),
            report_corrections(NEW))
    RETURNING * INTO one;
    PERFORM guard_report(one, NEW);
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER makes_report AFTER UPDATE ON inspection FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'final') EXECUTE FUNCTION report_is_made();

-- What the schools are to do something about: the numbered areas for development of the report, as far as it is
-- in sight.
CREATE FUNCTION areas_for_development(of_trust uuid, of_inspection uuid)
    RETURNS TABLE (number integer, area text, said text) LANGUAGE sql STABLE AS $$
    SELECT (told->>'number')::integer, told->>'area', told->>'text' FROM app.inspection_report r
     CROSS JOIN LATERAL jsonb_array_elements(r.areas_for_development) AS told
     WHERE r.trust_id = of_trust AND r.inspection_id = of_inspection
     ORDER BY 1
$$;
