-- The Bridge: a calm base in a school for vulnerable pupils of that school. It needs no plan and no
-- decision of an authority, and no registration changes.
SET LOCAL search_path = app, pg_temp;

-- ---- bases --------------------------------------------------------------------------------------

CREATE TABLE bridge_base (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                     REFERENCES trust,
    id               uuid NOT NULL,
    school_id        uuid NOT NULL,
    provision_id     uuid,           -- of kind bridge, among the provisions; NULL: it is not listed there
    name             label NOT NULL,
    manager          label,
    staff            count NOT NULL, -- support staff on duty
    pupils_per_staff count NOT NULL,
    max_weeks        count NOT NULL, -- from the first day to the last
    review_weeks     count NOT NULL, -- to the next review, at most
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[],
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT bridge_base_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT bridge_base_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT bridge_base_staff_is_a_team CHECK (staff <= 100),
    CONSTRAINT bridge_base_ratio_is_small CHECK (pupils_per_staff BETWEEN 1 AND 30),
    CONSTRAINT bridge_base_stays_end CHECK (max_weeks BETWEEN 1 AND 104),
    CONSTRAINT bridge_base_reviews_are_soon CHECK (review_weeks BETWEEN 1 AND 26)
);
COMMENT ON CONSTRAINT bridge_base_school_is_known ON bridge_base IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT bridge_base_provision_is_known ON bridge_base IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT bridge_base_staff_is_a_team ON bridge_base IS 'staff: must be 0 to 100';
COMMENT ON CONSTRAINT bridge_base_ratio_is_small ON bridge_base IS 'pupils_per_staff: must be 1 to 30';
COMMENT ON CONSTRAINT bridge_base_stays_end ON bridge_base IS 'max_weeks: must be 1 to 104';
COMMENT ON CONSTRAINT bridge_base_reviews_are_soon ON bridge_base IS 'review_weeks: must be 1 to 26';
CREATE UNIQUE INDEX bridge_base_one_of_a_school ON bridge_base (trust_id, school_id)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX bridge_base_one_of_a_school IS 'school_id: this school has a Bridge already';
CREATE INDEX bridge_base_by_provision ON bridge_base (trust_id, provision_id);
CREATE INDEX bridge_base_by_change ON bridge_base (trust_id, updated_at, id);
CALL tenant_table('bridge_base', 'bridge_base');

CREATE FUNCTION bridge_base_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.school_ids := ARRAY[NEW.school_id];
    NEW.pupils_per_staff := coalesce(NEW.pupils_per_staff, 6);
    NEW.max_weeks := coalesce(NEW.max_weeks, 26);
    NEW.review_weeks := coalesce(NEW.review_weeks, 6);
    RETURN NEW;
END $$;
CREATE TRIGGER d_stands BEFORE INSERT OR UPDATE ON bridge_base
    FOR EACH ROW EXECUTE FUNCTION bridge_base_stands();

-- A base that is listed among the provisions is the bridge of that school there, and stays it.
--! rule bridge_base_provision_is_its_bridge: provision_id: is not a provision of kind bridge hosted by this school
CREATE FUNCTION bridge_base_provision_must_be_in_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.provision_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM app.provision WHERE trust_id = NEW.trust_id AND id = NEW.provision_id
              AND kind = 'bridge' AND host_school_id = NEW.school_id AND deleted_at IS NULL) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'bridge_base_provision_is_its_bridge';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_provision_in_sight BEFORE INSERT OR UPDATE OF provision_id, deleted_at ON bridge_base
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION bridge_base_provision_must_be_in_sight();

--! rule provision_is_of_a_bridge_base: id: a Bridge is listed as this provision
CREATE FUNCTION provision_keeps_its_bridge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM bridge_base WHERE trust_id = NEW.trust_id AND provision_id = NEW.id
                  AND deleted_at IS NULL) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'provision_is_of_a_bridge_base';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER keeps_its_bridge AFTER UPDATE ON provision FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND (OLD.kind, OLD.host_school_id, OLD.deleted_at)
          IS DISTINCT FROM (NEW.kind, NEW.host_school_id, NEW.deleted_at))
    EXECUTE FUNCTION provision_keeps_its_bridge();

-- ---- referrals ----------------------------------------------------------------------------------

CREATE TABLE bridge_referral (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                     REFERENCES trust,
    id               uuid NOT NULL,
    pupil_id         uuid NOT NULL,
    bridge_base_id   uuid NOT NULL,
    school_id        uuid NOT NULL,  -- that of the base
    reason           bridge_reason NOT NULL,
    mode             bridge_mode,
    referred_on      date NOT NULL,
    base_manager     label,
    review_due_on    date,
    started_on       date,
    until            date,           -- the last day, by max_weeks of the base when not said
    ended_on         date,
    discussions      jsonb NOT NULL DEFAULT '[]', -- at the weekly pastoral meeting
    reviews          jsonb NOT NULL DEFAULT '[]',
    contacts         jsonb NOT NULL DEFAULT '[]', -- with the parents
    step_down_plan   note,
    status           status NOT NULL DEFAULT 'referred',
    status_step      status NOT NULL DEFAULT 'referred',
    status_on        date NOT NULL,
    status_reason    note,
    status_reference label,
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[],
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT bridge_referral_pupil_is_known FOREIGN KEY (trust_id, pupil_id) REFERENCES pupil
        ON DELETE CASCADE,
    CONSTRAINT bridge_referral_base_is_known FOREIGN KEY (trust_id, bridge_base_id) REFERENCES bridge_base,
    CONSTRAINT bridge_referral_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT bridge_referral_is_of_the_past
        CHECK (referred_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT bridge_referral_comes_first CHECK (referred_on <= status_on),
    CONSTRAINT bridge_referral_accepted_has_a_mode
        CHECK (status IN ('referred', 'discussed', 'declined') OR mode IS NOT NULL),
    CONSTRAINT bridge_referral_accepted_has_a_manager
        CHECK (status IN ('referred', 'discussed', 'declined') OR base_manager IS NOT NULL),
    CONSTRAINT bridge_referral_accepted_has_a_review_date
        CHECK (status IN ('referred', 'discussed', 'declined') OR review_due_on IS NOT NULL),
    CONSTRAINT bridge_referral_stepped_down_has_a_plan
        CHECK (status <> 'stepped_down' OR step_down_plan IS NOT NULL),
    CONSTRAINT bridge_referral_ends_after_it_starts CHECK (until >= started_on),
    CONSTRAINT bridge_referral_discussions_have_been CHECK (NOT jsonb_path_exists(discussions, '$[*] ? (@.on > $day)',
        jsonb_build_object('day', (updated_at AT TIME ZONE 'Europe/London')::date))),
    CONSTRAINT bridge_referral_reviews_have_been CHECK (NOT jsonb_path_exists(reviews, '$[*] ? (@.on > $day)',
        jsonb_build_object('day', (updated_at AT TIME ZONE 'Europe/London')::date))),
    CONSTRAINT bridge_referral_contacts_have_been CHECK (NOT jsonb_path_exists(contacts, '$[*] ? (@.on > $day)',
        jsonb_build_object('day', (updated_at AT TIME ZONE 'Europe/London')::date))),
    CONSTRAINT bridge_referral_next_review_is_later CHECK (NOT jsonb_path_exists(reviews,
        '$[*] ? (@.next_review_on != null && @.next_review_on <= @.on)'))
);
COMMENT ON CONSTRAINT bridge_referral_pupil_is_known ON bridge_referral IS
    'pupil_id: is not a pupil of the trust';
COMMENT ON CONSTRAINT bridge_referral_base_is_known ON bridge_referral IS
    'bridge_base_id: is not a Bridge of the trust';
COMMENT ON CONSTRAINT bridge_referral_school_is_known ON bridge_referral IS
    'bridge_base_id: is of a school that is not in the trust';
COMMENT ON CONSTRAINT bridge_referral_is_of_the_past ON bridge_referral IS
    'referred_on: must not be in the future';
COMMENT ON CONSTRAINT bridge_referral_comes_first ON bridge_referral IS
    'referred_on: must not be after what followed it';
COMMENT ON CONSTRAINT bridge_referral_accepted_has_a_mode ON bridge_referral IS
    'mode: is needed once the referral is accepted';
COMMENT ON CONSTRAINT bridge_referral_accepted_has_a_manager ON bridge_referral IS
    'base_manager: is needed once the referral is accepted';
COMMENT ON CONSTRAINT bridge_referral_accepted_has_a_review_date ON bridge_referral IS
    'review_due_on: is needed once the referral is accepted';
COMMENT ON CONSTRAINT bridge_referral_stepped_down_has_a_plan ON bridge_referral IS
    'step_down_plan: is needed to step down';
COMMENT ON CONSTRAINT bridge_referral_ends_after_it_starts ON bridge_referral IS
    'until: must not be before the first day';
COMMENT ON CONSTRAINT bridge_referral_discussions_have_been ON bridge_referral IS
    'discussions: must not be in the future';
COMMENT ON CONSTRAINT bridge_referral_reviews_have_been ON bridge_referral IS
    'reviews: must not be in the future';
COMMENT ON CONSTRAINT bridge_referral_contacts_have_been ON bridge_referral IS
    'contacts: must not be in the future';
COMMENT ON CONSTRAINT bridge_referral_next_review_is_later ON bridge_referral IS
    'reviews: next_review_on must be after the review';
CREATE UNIQUE INDEX bridge_referral_one_open_of_a_pupil ON bridge_referral (trust_id, pupil_id, bridge_base_id)
    WHERE deleted_at IS NULL AND status NOT IN ('declined', 'stepped_down', 'closed');
COMMENT ON INDEX bridge_referral_one_open_of_a_pupil IS
    'pupil_id: has another open referral to this Bridge';
CREATE INDEX bridge_referral_by_pupil ON bridge_referral (trust_id, pupil_id, id);
CREATE INDEX bridge_referral_by_base ON bridge_referral (trust_id, bridge_base_id, status);
CREATE INDEX bridge_referral_by_status ON bridge_referral (trust_id, status, updated_at, id);
CREATE INDEX bridge_referral_by_review ON bridge_referral (trust_id, review_due_on, id);
CREATE INDEX bridge_referral_by_change ON bridge_referral (trust_id, updated_at, id);
CALL tenant_table('bridge_referral', 'bridge_referral');
CALL belongs_to_pupil('bridge_referral');

CALL add_machine('bridge_referral', 'bridge:write', $$
referred: discussed
discussed: accepted, declined
accepted: active
active: reviewed, stepped_down, closed
reviewed: reviewed, stepped_down, closed
$$);
CALL status_table('bridge_referral', 'bridge_referral');

-- ---- guards of the steps ------------------------------------------------------------------------

--! rule bridge_discussed_needs_a_discussion: to: the log has no discussion from the referral to that day
--! rule bridge_reviewed_needs_a_review: to: the log has no review since the step before that sets next_review_on
CREATE FUNCTION bridge_referral_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next_review date;
BEGIN
    IF NEW.status = 'discussed' AND NOT jsonb_path_exists(NEW.discussions,
           '$[*] ? (@.on >= $first && @.on <= $last)',
           jsonb_build_object('first', NEW.referred_on, 'last', NEW.status_on)) THEN
        PERFORM app.break_rule('bridge_discussed_needs_a_discussion');
    ELSIF NEW.status = 'active' THEN
        NEW.started_on := NEW.status_on;
    ELSIF NEW.status = 'reviewed' THEN
        SELECT max((r->>'next_review_on')::date) INTO next_review FROM jsonb_array_elements(NEW.reviews) AS r
         WHERE (r->>'on')::date <= NEW.status_on
           AND (r->>'on')::date >= OLD.status_on + (OLD.status = 'reviewed')::integer;
        IF next_review IS NULL THEN
            PERFORM app.break_rule('bridge_reviewed_needs_a_review');
        END IF;
        NEW.review_due_on := next_review;
    ELSIF NEW.status IN ('stepped_down', 'closed') THEN
        NEW.ended_on := NEW.status_on;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON bridge_referral FOR EACH ROW
    WHEN ((OLD.status, OLD.status_step, OLD.status_on) IS DISTINCT FROM (NEW.status, NEW.status_step, NEW.status_on))
    EXECUTE FUNCTION bridge_referral_moves();

-- Pupils who count towards the ratio of a base.
CREATE FUNCTION occupies_bridge(one bridge_referral) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT one.deleted_at IS NULL AND one.status IN ('active', 'reviewed') AND one.mode <> 'drop_in'
$$;

-- What the base demands of a stay. The base is locked, so that two who take the last place at the same
-- time do not both get it.
--! rule bridge_is_full: bridge_base_id: there are as many pupils as the staff on duty may have
--! rule bridge_pupil_is_of_the_school: pupil_id: is not registered today at the school of the Bridge
--! rule bridge_review_is_soon: review_due_on: is later than the review weeks of the Bridge allow
--! rule bridge_stay_is_short: until: is later than the maximum weeks of the Bridge allow
CREATE FUNCTION bridge_referral_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    base  bridge_base;
BEGIN
    SELECT * INTO base FROM bridge_base
     WHERE trust_id = NEW.trust_id AND id = NEW.bridge_base_id AND (deleted_at IS NULL OR TG_OP = 'UPDATE');
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'bridge_referral_base_is_known';
    END IF;
    NEW.school_id := base.school_id;
    NEW.school_ids := ARRAY[base.school_id];
    IF TG_OP = 'INSERT' THEN
        NEW.status := 'referred';
        NEW.status_step := 'referred';
        NEW.status_on := NEW.referred_on;
        IF NOT EXISTS (SELECT FROM registration WHERE trust_id = NEW.trust_id AND pupil_id = NEW.pupil_id
                          AND school_id = base.school_id AND stay @> today()) THEN
            PERFORM break_rule('bridge_pupil_is_of_the_school');
        END IF;
    ELSE
        IF NEW.started_on IS NOT NULL AND NEW.until IS NULL THEN
            NEW.until := NEW.started_on + (base.max_weeks * 7)::integer;
        END IF;
        IF NEW.until > NEW.started_on + (base.max_weeks * 7)::integer
           AND (OLD.started_on, OLD.until) IS DISTINCT FROM (NEW.started_on, NEW.until) THEN
            PERFORM break_rule('bridge_stay_is_short');
        ELSIF NEW.status IN ('accepted', 'active', 'reviewed')
          AND (OLD.status, OLD.review_due_on) IS DISTINCT FROM (NEW.status, NEW.review_due_on)
          AND NEW.review_due_on > NEW.status_on + (base.review_weeks * 7)::integer THEN
            PERFORM break_rule('bridge_review_is_soon');
        ELSIF occupies_bridge(NEW) AND NOT occupies_bridge(OLD) THEN
            SELECT * INTO base FROM bridge_base
             WHERE trust_id = NEW.trust_id AND id = NEW.bridge_base_id FOR NO KEY UPDATE;
            IF (SELECT count(*) FROM bridge_referral r WHERE trust_id = NEW.trust_id
                   AND bridge_base_id = base.id AND id <> NEW.id AND occupies_bridge(r))
               >= base.staff * base.pupils_per_staff THEN
                RAISE exclusion_violation USING CONSTRAINT = 'bridge_is_full';
            END IF;
        END IF;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER d_stands BEFORE INSERT OR UPDATE ON bridge_referral
    FOR EACH ROW EXECUTE FUNCTION bridge_referral_stands();

-- A base closes when nobody is in it, or on the way to it.
--! rule bridge_base_has_no_open_referrals: id: pupils are in this Bridge, or referred to it
CREATE FUNCTION bridge_base_keep_for_pupils() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF EXISTS (SELECT FROM bridge_referral WHERE trust_id = NEW.trust_id AND bridge_base_id = NEW.id
                  AND deleted_at IS NULL AND status NOT IN ('declined', 'stepped_down', 'closed')) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'bridge_base_has_no_open_referrals';
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_keep BEFORE UPDATE ON bridge_base FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION bridge_base_keep_for_pupils();
