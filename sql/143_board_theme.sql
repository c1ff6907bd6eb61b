-- What boards talk about, in the trust's own words. What is said bears the code for as long as it is kept, so a theme
-- that has served is retired and not deleted.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_theme (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id         uuid NOT NULL,
    code       theme_code NOT NULL,
    name       label NOT NULL,
    active     boolean NOT NULL,
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[],
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id)
);
CREATE UNIQUE INDEX board_theme_code_is_one ON board_theme (trust_id, code) WHERE deleted_at IS NULL;
COMMENT ON INDEX board_theme_code_is_one IS 'code: another theme has it';
CREATE INDEX board_theme_by_change ON board_theme (trust_id, updated_at, id);
CALL tenant_table('board_theme', 'board_theme');
CALL trust_sees('board_theme');

-- Figures are told by theme, so there are not more of them than somebody can look over.
--! rule board_themes_are_forty_at_most: active: forty themes are active: retire one first
CREATE FUNCTION board_theme_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('board_theme' || NEW.trust_id, 0));
    IF (SELECT count(*) FROM app.board_theme
         WHERE trust_id = NEW.trust_id AND id <> NEW.id AND active AND deleted_at IS NULL) >= 40 THEN
        PERFORM app.break_rule('board_themes_are_forty_at_most');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON board_theme FOR EACH ROW
    WHEN (NEW.active) EXECUTE FUNCTION board_theme_stands();
CREATE TRIGGER c_stands BEFORE UPDATE ON board_theme FOR EACH ROW
    WHEN (NEW.active AND NEW.deleted_at IS NULL AND NOT (OLD.active AND OLD.deleted_at IS NULL))
    EXECUTE FUNCTION board_theme_stands();

-- Whatever board bears it, a theme is told with every figure.
--! rule board_theme_names_no_pupil: name: must not name a pupil or hold a UPN
CREATE FUNCTION board_theme_is_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF (TG_OP = 'INSERT' OR OLD.name <> NEW.name)
       AND names_a_pupil(NEW.trust_id, ARRAY(SELECT id FROM school WHERE trust_id = NEW.trust_id), NEW.name) THEN
        PERFORM break_rule('board_theme_names_no_pupil');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_is_named BEFORE INSERT OR UPDATE ON board_theme FOR EACH ROW EXECUTE FUNCTION board_theme_is_named();
