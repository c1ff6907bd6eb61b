-- Who may inspect: the register of reviewers, with what ties them to schools. A row is seen by the trust's
-- quality assurance and by the person it is about.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE inspection_reviewer (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    user_id            uuid,          -- with which they sign in
    name               label NOT NULL,
    school_id          uuid,          -- where they work; NULL: at no school of the trust
    kind               reviewer_kind NOT NULL,
    lead_accredited_on date,          -- NULL: does not lead
    specialisms        jsonb NOT NULL DEFAULT '[]',
    ties               jsonb NOT NULL DEFAULT '[]',
    unavailable        jsonb NOT NULL DEFAULT '[]',
    max_visits         count NOT NULL,
    active             boolean NOT NULL,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[] NOT NULL DEFAULT '{}',
    team_user_ids      uuid[] GENERATED ALWAYS AS (array_remove(ARRAY[user_id], NULL)) STORED,
    quality_sees       boolean NOT NULL DEFAULT true,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT inspection_reviewer_user_is_known FOREIGN KEY (trust_id, user_id) REFERENCES user_account,
    CONSTRAINT inspection_reviewer_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT inspection_reviewer_of_a_school_names_it
        CHECK (kind NOT IN ('school_leader', 'senco', 'teacher') OR school_id IS NOT NULL),
    CONSTRAINT inspection_reviewer_is_accredited_in_the_past CHECK (lead_accredited_on <= today()),
    CONSTRAINT inspection_reviewer_specialisms_are_different CHECK (values_differ(specialisms)),
    CONSTRAINT inspection_reviewer_ties_end_after_they_begin CHECK (NOT jsonb_path_exists(ties,
        '$[*] ? (@.from != null && @.to != null && @.to < @.from)')),
    CONSTRAINT inspection_reviewer_is_back_after_leaving CHECK (NOT jsonb_path_exists(unavailable,
        '$[*] ? (@.to < @.from)')),
    CONSTRAINT inspection_reviewer_visits_are_few CHECK (max_visits <= 20)
);
COMMENT ON CONSTRAINT inspection_reviewer_user_is_known ON inspection_reviewer IS
    'user_id: is not a user of the trust';
COMMENT ON CONSTRAINT inspection_reviewer_school_is_known ON inspection_reviewer IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT inspection_reviewer_of_a_school_names_it ON inspection_reviewer IS
    'school_id: is needed for a school leader, a SENCO or a teacher';
COMMENT ON CONSTRAINT inspection_reviewer_is_accredited_in_the_past ON inspection_reviewer IS
    'lead_accredited_on: must not be in the future';
COMMENT ON CONSTRAINT inspection_reviewer_specialisms_are_different ON inspection_reviewer IS
    'specialisms: must not name one twice';
COMMENT ON CONSTRAINT inspection_reviewer_ties_end_after_they_begin ON inspection_reviewer IS
    'ties: to must not be before from';
COMMENT ON CONSTRAINT inspection_reviewer_is_back_after_leaving ON inspection_reviewer IS
    'unavailable: to must not be before from';
COMMENT ON CONSTRAINT inspection_reviewer_visits_are_few ON inspection_reviewer IS
    'max_visits: must be at most 20';
CREATE UNIQUE INDEX inspection_reviewer_user_is_one_reviewer ON inspection_reviewer (trust_id, user_id)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX inspection_reviewer_user_is_one_reviewer IS 'user_id: signs in for another reviewer';
CREATE INDEX inspection_reviewer_by_name ON inspection_reviewer (trust_id, name, id);
CREATE INDEX inspection_reviewer_by_school ON inspection_reviewer (trust_id, school_id, id);
CREATE INDEX inspection_reviewer_by_change ON inspection_reviewer (trust_id, updated_at, id);
CALL team_table('inspection_reviewer', 'inspection_reviewer', '{ties}');

-- Whoever goes to another school has been employed at the one before: that is kept as a tie. A tie to a school
-- is no right to see it.
--! rule inspection_reviewer_tie_is_to_a_school: ties: names a school that is not in the trust
CREATE FUNCTION inspection_reviewer_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    NEW.max_visits := coalesce(NEW.max_visits, 3);
    IF TG_OP = 'UPDATE' AND OLD.school_id IS DISTINCT FROM NEW.school_id AND OLD.school_id IS NOT NULL THEN
        NEW.ties := NEW.ties || jsonb_build_array(jsonb_build_object(
            'school_id', OLD.school_id, 'kind', 'employed', 'from', NULL, 'to', today()));
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.ties) AS tie
                WHERE NOT EXISTS (SELECT FROM school WHERE trust_id = NEW.trust_id AND deleted_at IS NULL
                                     AND id = (tie->>'school_id')::uuid)) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'inspection_reviewer_tie_is_to_a_school';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
-- Whoever is in the register sees their own row, and does not write it: what ties them to schools, and whether they
-- may lead, is said by others.
--! rule register_is_quality_assurances: user_id: the register is kept by the quality assurance of the trust
CREATE FUNCTION register_must_be_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app.assures_quality() THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'register_is_quality_assurances';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_is_kept BEFORE INSERT OR UPDATE ON inspection_reviewer
    FOR EACH ROW EXECUTE FUNCTION register_must_be_kept();
CREATE TRIGGER d_stands BEFORE INSERT OR UPDATE OF ties, school_id ON inspection_reviewer
    FOR EACH ROW EXECUTE FUNCTION inspection_reviewer_stands();
