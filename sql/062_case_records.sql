-- What hangs on a case: the reviews of its plan, the schools that are consulted, appeals to the tribunal
-- and mediation. CFA 2014 ss.38 to 57; SEND Regulations 2014 Parts 2 and 3. Who sees the case sees them.
SET LOCAL search_path = app, pg_temp;

-- The case a record hangs on, whoever asks.
CREATE FUNCTION case_of(of_trust uuid, of_case uuid) RETURNS ehcp
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    one   ehcp;
BEGIN
    SELECT * INTO one FROM ehcp WHERE trust_id = of_trust AND id = of_case;
    PERFORM narrow_sight(sight);
    RETURN one;
END $$;
REVOKE EXECUTE ON FUNCTION case_of FROM PUBLIC;

-- The last day of a duty whose days need no calendar.
CREATE FUNCTION last_day_of(of_duty text, from_day date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (from_day + CASE unit WHEN 'days' THEN make_interval(days => period)
                                 WHEN 'days_from_service' THEN make_interval(days => period - 1)
                                 WHEN 'weeks' THEN make_interval(weeks => period)
                                 WHEN 'months' THEN make_interval(months => period) END)::date
      FROM app.duty WHERE code = of_duty
$$;

-- ---- reviews ------------------------------------------------------------------------------------

CREATE TABLE review (
    trust_id                  uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                              REFERENCES trust,
    id                        uuid NOT NULL,
    ehcp_id                   uuid NOT NULL,
    pupil_id                  uuid NOT NULL,
    la_code                   la_code NOT NULL,
    kind                      review_kind NOT NULL,
    planned_on                date NOT NULL, -- the meeting
    invited_on                date,
    met_on                    date,
    reported_on               date,
    preparation_for_adulthood boolean NOT NULL DEFAULT false,
    summary                   note,
    outcome                   review_outcome,
    decided_on                date,          -- the decision notice, which completes the review
    amendments_served_on      date,
    decided_in_version        count,         -- of the case: that of the step that decided it
    version                   count NOT NULL DEFAULT 1,
    created_at                timestamptz NOT NULL DEFAULT now(),
    updated_at                timestamptz NOT NULL DEFAULT now(),
    deleted_at                timestamptz,
    school_ids                uuid[],
    restricted                boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT review_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT review_invitations_are_sent
        CHECK (invited_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT review_meeting_has_taken_place
        CHECK (met_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT review_report_is_sent
        CHECK (reported_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT review_meets_after_inviting CHECK (met_on >= invited_on),
    CONSTRAINT review_reports_after_meeting
        CHECK (reported_on IS NULL OR (met_on IS NOT NULL AND reported_on >= met_on))
);
COMMENT ON CONSTRAINT review_of_case ON review IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT review_invitations_are_sent ON review IS 'invited_on: must not be in the future';
COMMENT ON CONSTRAINT review_meeting_has_taken_place ON review IS
    'met_on: must not be in the future; planned_on is the day of a meeting to come';
COMMENT ON CONSTRAINT review_report_is_sent ON review IS 'reported_on: must not be in the future';
COMMENT ON CONSTRAINT review_meets_after_inviting ON review IS
    'met_on: must not be before invited_on';
COMMENT ON CONSTRAINT review_reports_after_meeting ON review IS
    'reported_on: follows the meeting: met_on is needed, and must not be after it';
CREATE UNIQUE INDEX review_one_undecided_of_a_case ON review (trust_id, ehcp_id)
    WHERE outcome IS NULL AND deleted_at IS NULL;
COMMENT ON INDEX review_one_undecided_of_a_case IS 'outcome: another review of this plan is not decided yet';
CREATE INDEX review_by_case ON review (trust_id, ehcp_id, id);
CREATE INDEX review_by_change ON review (trust_id, updated_at, id);
CREATE INDEX review_by_meeting ON review (trust_id, planned_on, id);
CALL tenant_table('review', 'review');
CALL belongs_to_case('review');
CALL moves_clock('review');

--! rule review_is_of_a_plan: kind: there is no plan to review before one has been issued
--! rule review_is_decided: outcome: a review that has been decided is not changed any more
CREATE FUNCTION review_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (case_of(NEW.trust_id, NEW.ehcp_id)).plan_version = 0 THEN
            PERFORM break_rule('review_is_of_a_plan');
        END IF;
    ELSIF OLD.outcome IS NOT NULL AND
          (to_jsonb(OLD) - '{pupil_id,la_code,school_ids,restricted}'::text[])
          <> (to_jsonb(NEW) - '{pupil_id,la_code,school_ids,restricted}'::text[]) THEN
        PERFORM break_rule('review_is_decided');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT OR UPDATE ON review
    FOR EACH ROW EXECUTE FUNCTION review_stands();

-- In Year 9 or above on a day: by the year group or, where years are not followed, by age.
CREATE FUNCTION is_from_year_9(of_pupil pupil, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE of_pupil.nc_year WHEN 'X' THEN (of_pupil.date_of_birth + interval '13 years')::date
             <= make_date(extract(year FROM on_day - interval '8 months')::integer, 8, 31)
           ELSE of_pupil.nc_year IN ('9', '10', '11', '12', '13', '14') END
$$;

-- What the case's steps say of its review. The decision notice completes the review; where the plan is
-- to be amended, the proposed amendments go with it (regulation 22).
--! rule review_is_open: to: a review of the plan that is not decided yet is needed
--! rule review_has_met: to: the meeting of the review must have taken place on or before this day
--! rule review_prepares_for_adulthood: to: from Year 9 a review covers preparation for adulthood
CREATE FUNCTION review_follows_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    open  review;
BEGIN
    SELECT * INTO open FROM review
     WHERE trust_id = NEW.trust_id AND ehcp_id = NEW.id AND outcome IS NULL AND deleted_at IS NULL
       FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM break_rule('review_is_open');
    ELSIF NEW.status = 'in_review' THEN
        PERFORM narrow_sight(sight);
        RETURN NULL;
    ELSIF open.met_on IS NULL OR open.met_on > NEW.status_on THEN
        PERFORM break_rule('review_has_met');
    ELSIF NOT open.preparation_for_adulthood AND EXISTS (
            SELECT FROM pupil AS p WHERE p.trust_id = NEW.trust_id AND p.id = NEW.pupil_id
               AND is_from_year_9(p, NEW.status_on)) THEN
        PERFORM break_rule('review_prepares_for_adulthood');
    END IF;
    UPDATE review SET decided_on = NEW.status_on, decided_in_version = NEW.version,
           outcome = CASE NEW.status_step WHEN 'amend_proposed' THEN 'amend'
                                          WHEN 'cease_proposed' THEN 'cease' ELSE 'maintain' END,
           amendments_served_on = CASE NEW.status_step WHEN 'amend_proposed' THEN NEW.status_on END
     WHERE trust_id = open.trust_id AND id = open.id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER review_follows_case AFTER UPDATE ON ehcp FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND (NEW.status = 'in_review' OR
          (OLD.status = 'in_review' AND NEW.status_step IN ('maintained', 'amend_proposed', 'cease_proposed'))))
    EXECUTE FUNCTION review_follows_case();

-- ---- consultations ------------------------------------------------------------------------------

CREATE TABLE consultation (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                     REFERENCES trust,
    id               uuid NOT NULL,
    ehcp_id          uuid NOT NULL,
    pupil_id         uuid NOT NULL,
    la_code          la_code NOT NULL,
    school_id        uuid NOT NULL,
    la_consulted     la_code,       -- which maintains the school, if not the authority of the plan
    sent_on          date NOT NULL,
    response_due_on  date NOT NULL,
    responded_on     date,
    response         consultation_response,
    grounds          jsonb NOT NULL DEFAULT '[]', -- CFA 2014 s.39(4)
    reasonable_steps note,
    comments         note,
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[],
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT consultation_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT consultation_school_is_known FOREIGN KEY (trust_id, school_id) REFERENCES school,
    CONSTRAINT consultation_authority_is_known FOREIGN KEY (la_consulted) REFERENCES local_authority,
    CONSTRAINT consultation_is_sent_in_the_past
        CHECK (sent_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT consultation_is_answered_in_the_past
        CHECK (responded_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT consultation_is_answered_after_it_is_sent CHECK (responded_on >= sent_on),
    CONSTRAINT consultation_response_has_its_day CHECK ((response IS NULL) = (responded_on IS NULL)),
    CONSTRAINT consultation_objection_cites_a_ground
        CHECK (response IS DISTINCT FROM 'object' OR jsonb_array_length(grounds) > 0),
    CONSTRAINT consultation_grounds_are_those_of_an_objection
        CHECK (response IS NOT DISTINCT FROM 'object' OR jsonb_array_length(grounds) = 0),
    CONSTRAINT consultation_grounds_are_different CHECK (jsonb_array_length(grounds) =
        (grounds ? 'unsuitable')::integer + (grounds ? 'incompatible_with_others')::integer
        + (grounds ? 'incompatible_with_resources')::integer)
);
COMMENT ON CONSTRAINT consultation_of_case ON consultation IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT consultation_school_is_known ON consultation IS
    'school_id: is not a school of the trust';
COMMENT ON CONSTRAINT consultation_authority_is_known ON consultation IS
    'la_consulted: is not the code of a local authority';
COMMENT ON CONSTRAINT consultation_is_sent_in_the_past ON consultation IS
    'sent_on: must not be in the future';
COMMENT ON CONSTRAINT consultation_is_answered_in_the_past ON consultation IS
    'responded_on: must not be in the future';
COMMENT ON CONSTRAINT consultation_is_answered_after_it_is_sent ON consultation IS
    'responded_on: must not be before sent_on';
COMMENT ON CONSTRAINT consultation_response_has_its_day ON consultation IS
    'responded_on: goes with response: both are told, or neither';
COMMENT ON CONSTRAINT consultation_objection_cites_a_ground ON consultation IS
    'grounds: an objection cites at least one';
COMMENT ON CONSTRAINT consultation_grounds_are_those_of_an_objection ON consultation IS
    'grounds: are those of an objection; without one there are none';
COMMENT ON CONSTRAINT consultation_grounds_are_different ON consultation IS
    'grounds: must not name one twice';
CREATE INDEX consultation_by_case ON consultation (trust_id, ehcp_id, id);
CREATE INDEX consultation_by_school ON consultation (trust_id, school_id, response_due_on, id);
CREATE INDEX consultation_by_due_day ON consultation (trust_id, response_due_on, id);
CREATE INDEX consultation_by_change ON consultation (trust_id, updated_at, id);
CALL tenant_table('consultation', 'consultation');
CALL belongs_to_case('consultation', true);
CALL moves_clock('consultation');

-- The school that is consulted sees what it is asked, its history and its changes, though not the case.
-- Both triggers come before a_unchanged looks whether anything has changed.
CREATE FUNCTION consultation_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT coalesce(NEW.school_id = ANY (NEW.school_ids), false) THEN
        NEW.school_ids := NEW.school_ids || NEW.school_id;
    END IF;
    NEW.response_due_on := app.last_day_of('answer_consultation', NEW.sent_on);
    RETURN NEW;
END $$;
CREATE TRIGGER a_follow_school BEFORE INSERT OR UPDATE ON consultation
    FOR EACH ROW EXECUTE FUNCTION consultation_follows();

--! rule consultation_follows_the_request: sent_on: must not be before the request for the plan
--! rule consultation_mainstream_objection_tells_reasonable_steps: reasonable_steps: a mainstream school that objects tells what could be done, and why it is not enough
CREATE FUNCTION consultation_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NEW.sent_on < (case_of(NEW.trust_id, NEW.ehcp_id)).requested_on THEN
        PERFORM break_rule('consultation_follows_the_request');
    ELSIF NEW.response = 'object' AND NEW.reasonable_steps IS NULL AND EXISTS (
            SELECT FROM school WHERE trust_id = NEW.trust_id AND id = NEW.school_id AND NOT special) THEN
        PERFORM break_rule('consultation_mainstream_objection_tells_reasonable_steps');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
-- Not by the way, when the sight of a case changes: what was in order then stays.
CREATE TRIGGER c_stands BEFORE INSERT OR UPDATE OF school_id, sent_on, response, reasonable_steps ON consultation
    FOR EACH ROW EXECUTE FUNCTION consultation_stands();

-- ---- mediation ----------------------------------------------------------------------------------

CREATE TABLE mediation (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                         REFERENCES trust,
    id                   uuid NOT NULL,
    ehcp_id              uuid NOT NULL,
    pupil_id             uuid NOT NULL,
    la_code              la_code NOT NULL,
    decision_type        appealable_decision NOT NULL,
    decided_on           date NOT NULL, -- the letter
    adviser_contacted_on date,
    wants_mediation      boolean NOT NULL DEFAULT false,
    certificate_on       date,
    session_on           date,          -- planned, or held when there is an outcome
    outcome              mediation_outcome,
    outcome_on           date,
    agreement            note,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[],
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT mediation_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT mediation_decision_is_notified
        CHECK (decided_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT mediation_adviser_is_contacted_in_the_past
        CHECK (adviser_contacted_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT mediation_adviser_is_contacted_after_the_decision CHECK (adviser_contacted_on >= decided_on),
    CONSTRAINT mediation_wish_is_told_to_the_adviser
        CHECK (NOT wants_mediation OR adviser_contacted_on IS NOT NULL),
    CONSTRAINT mediation_certificate_is_issued
        CHECK (certificate_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT mediation_certificate_follows_the_contact
        CHECK (certificate_on >= coalesce(adviser_contacted_on, decided_on)),
    CONSTRAINT mediation_session_is_wanted CHECK (session_on IS NULL
        OR (wants_mediation AND session_on >= coalesce(adviser_contacted_on, decided_on))),
    CONSTRAINT mediation_outcome_has_its_day CHECK ((outcome IS NULL) = (outcome_on IS NULL)),
    CONSTRAINT mediation_outcome_is_of_the_past
        CHECK (outcome_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT mediation_outcome_follows_the_session CHECK (outcome IS NULL OR outcome = 'not_pursued'
        OR (session_on IS NOT NULL AND outcome_on >= session_on)),
    CONSTRAINT mediation_outcome_follows_the_decision
        CHECK (outcome_on >= coalesce(adviser_contacted_on, decided_on)),
    CONSTRAINT mediation_agreement_is_of_those_who_agreed
        CHECK (agreement IS NULL OR coalesce(outcome IN ('agreed', 'partly_agreed'), false))
);
COMMENT ON CONSTRAINT mediation_of_case ON mediation IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT mediation_decision_is_notified ON mediation IS
    'decided_on: must not be in the future';
COMMENT ON CONSTRAINT mediation_adviser_is_contacted_in_the_past ON mediation IS
    'adviser_contacted_on: must not be in the future';
COMMENT ON CONSTRAINT mediation_adviser_is_contacted_after_the_decision ON mediation IS
    'adviser_contacted_on: must not be before decided_on';
COMMENT ON CONSTRAINT mediation_wish_is_told_to_the_adviser ON mediation IS
    'adviser_contacted_on: is needed when mediation is wanted';
COMMENT ON CONSTRAINT mediation_certificate_is_issued ON mediation IS
    'certificate_on: must not be in the future';
COMMENT ON CONSTRAINT mediation_certificate_follows_the_contact ON mediation IS
    'certificate_on: must not be before the decision or the contact with the adviser';
COMMENT ON CONSTRAINT mediation_session_is_wanted ON mediation IS
    'session_on: is of a mediation that is wanted, and not before the contact with the adviser';
COMMENT ON CONSTRAINT mediation_outcome_has_its_day ON mediation IS
    'outcome_on: goes with outcome: both are told, or neither';
COMMENT ON CONSTRAINT mediation_outcome_is_of_the_past ON mediation IS
    'outcome_on: must not be in the future';
COMMENT ON CONSTRAINT mediation_outcome_follows_the_session ON mediation IS
    'outcome_on: follows the session: session_on is needed, and must not be after it';
COMMENT ON CONSTRAINT mediation_outcome_follows_the_decision ON mediation IS
    'outcome_on: must not be before the decision or the contact with the adviser';
COMMENT ON CONSTRAINT mediation_agreement_is_of_those_who_agreed ON mediation IS
    'agreement: is what was agreed: outcome must be agreed or partly_agreed';
CREATE INDEX mediation_by_case ON mediation (trust_id, ehcp_id, id);
CREATE INDEX mediation_by_change ON mediation (trust_id, updated_at, id);
CALL tenant_table('mediation', 'mediation');
CALL belongs_to_case('mediation');
CALL moves_clock('mediation');

--! rule mediation_follows_the_request: decided_on: must not be before the request for the plan
CREATE FUNCTION mediation_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF NEW.decided_on < (case_of(NEW.trust_id, NEW.ehcp_id)).requested_on THEN
        PERFORM break_rule('mediation_follows_the_request');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT OR UPDATE OF decided_on ON mediation
    FOR EACH ROW EXECUTE FUNCTION mediation_stands();

-- ---- appeals ------------------------------------------------------------------------------------

CREATE TABLE appeal (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    ehcp_id            uuid NOT NULL,
    pupil_id           uuid NOT NULL,
    la_code            la_code NOT NULL,
    decision_type      appealable_decision NOT NULL,
    decided_on         date NOT NULL, -- the letter
    section_i_only     boolean NOT NULL DEFAULT false,
    certificate_on     date,
    certificate_number label,
    lodged_on          date,
    reference          label,         -- the tribunal's
    hearing_on         date,
    outcome            appeal_outcome,
    outcome_on         date,
    order_kind         tribunal_order,
    complied_draft_on  date,
    complied_on        date,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[],
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT appeal_of_case FOREIGN KEY (trust_id, ehcp_id) REFERENCES ehcp ON DELETE CASCADE,
    CONSTRAINT appeal_decision_is_notified
        CHECK (decided_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_section_i_is_that_of_a_plan
        CHECK (NOT section_i_only OR decision_type IN ('contents', 'not_to_amend')),
    CONSTRAINT appeal_certificate_is_issued
        CHECK (certificate_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_certificate_follows_the_decision CHECK (certificate_on >= decided_on),
    CONSTRAINT appeal_certificate_has_its_day
        CHECK (certificate_number IS NULL OR certificate_on IS NOT NULL),
    CONSTRAINT appeal_is_lodged_in_the_past
        CHECK (lodged_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_is_lodged_after_the_decision CHECK (lodged_on >= decided_on),
    CONSTRAINT appeal_is_heard_after_it_is_lodged
        CHECK (hearing_on IS NULL OR (lodged_on IS NOT NULL AND hearing_on >= lodged_on)),
    CONSTRAINT appeal_outcome_has_its_day CHECK ((outcome IS NULL) = (outcome_on IS NULL)),
    CONSTRAINT appeal_outcome_is_of_the_past
        CHECK (outcome_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_ends_after_it_is_lodged
        CHECK (outcome_on IS NULL OR (lodged_on IS NOT NULL AND outcome_on >= lodged_on)),
    CONSTRAINT appeal_order_goes_with_its_outcome
        CHECK ((order_kind IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'ordered')),
    CONSTRAINT appeal_draft_is_that_of_a_plan_ordered CHECK (complied_draft_on IS NULL
        OR (order_kind IS NOT DISTINCT FROM 'issue_plan' AND complied_draft_on >= outcome_on)),
    CONSTRAINT appeal_draft_is_served_in_the_past
        CHECK (complied_draft_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_order_is_complied_with CHECK (complied_on IS NULL
        OR (order_kind IS NOT NULL AND complied_on >= outcome_on)),
    CONSTRAINT appeal_order_is_complied_with_in_the_past
        CHECK (complied_on <= (updated_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT appeal_final_plan_follows_the_draft CHECK (complied_on >= complied_draft_on)
);
COMMENT ON CONSTRAINT appeal_of_case ON appeal IS 'ehcp_id: is not a plan of the trust';
COMMENT ON CONSTRAINT appeal_decision_is_notified ON appeal IS 'decided_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_section_i_is_that_of_a_plan ON appeal IS
    'section_i_only: is said of an appeal against the contents of a plan, or against not amending it';
COMMENT ON CONSTRAINT appeal_certificate_is_issued ON appeal IS
    'certificate_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_certificate_follows_the_decision ON appeal IS
    'certificate_on: must not be before decided_on';
COMMENT ON CONSTRAINT appeal_certificate_has_its_day ON appeal IS
    'certificate_on: is needed with certificate_number';
COMMENT ON CONSTRAINT appeal_is_lodged_in_the_past ON appeal IS 'lodged_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_is_lodged_after_the_decision ON appeal IS
    'lodged_on: must not be before decided_on';
COMMENT ON CONSTRAINT appeal_is_heard_after_it_is_lodged ON appeal IS
    'hearing_on: lodged_on is needed, and must not be after it';
COMMENT ON CONSTRAINT appeal_outcome_has_its_day ON appeal IS
    'outcome_on: goes with outcome: both are told, or neither';
COMMENT ON CONSTRAINT appeal_outcome_is_of_the_past ON appeal IS 'outcome_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_ends_after_it_is_lodged ON appeal IS
    'outcome_on: lodged_on is needed, and must not be after it';
COMMENT ON CONSTRAINT appeal_order_goes_with_its_outcome ON appeal IS
    'order_kind: is told when the outcome is ordered, and only then';
COMMENT ON CONSTRAINT appeal_draft_is_that_of_a_plan_ordered ON appeal IS
    'complied_draft_on: is the draft of a plan that was ordered, and not before the order';
COMMENT ON CONSTRAINT appeal_draft_is_served_in_the_past ON appeal IS
    'complied_draft_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_order_is_complied_with ON appeal IS
    'complied_on: is of an order, and not before it';
COMMENT ON CONSTRAINT appeal_order_is_complied_with_in_the_past ON appeal IS
    'complied_on: must not be in the future';
COMMENT ON CONSTRAINT appeal_final_plan_follows_the_draft ON appeal IS
    'complied_on: must not be before complied_draft_on';
CREATE UNIQUE INDEX appeal_one_against_a_decision ON appeal (trust_id, ehcp_id, decision_type, decided_on)
    WHERE deleted_at IS NULL;
COMMENT ON INDEX appeal_one_against_a_decision IS 'decided_on: there is an appeal against this decision';
CREATE INDEX appeal_by_case ON appeal (trust_id, ehcp_id, id);
CREATE INDEX appeal_by_change ON appeal (trust_id, updated_at, id);
CALL tenant_table('appeal', 'appeal');
CALL belongs_to_case('appeal');
CALL moves_clock('appeal');

-- A certificate of mediation about the same decision serves the appeal (CFA 2014 s.55).
--! rule appeal_follows_the_request: decided_on: must not be before the request for the plan
--! rule appeal_needs_a_certificate: certificate_on: an appeal that is not only about section I needs a mediation certificate
CREATE FUNCTION appeal_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    IF NEW.decided_on < (case_of(NEW.trust_id, NEW.ehcp_id)).requested_on THEN
        PERFORM break_rule('appeal_follows_the_request');
    ELSIF NEW.lodged_on IS NOT NULL AND NOT NEW.section_i_only
      AND NOT coalesce(NEW.certificate_on <= NEW.lodged_on, false)
      AND NOT EXISTS (SELECT FROM mediation AS m
                       WHERE (m.trust_id, m.ehcp_id, m.decision_type, m.decided_on)
                           = (NEW.trust_id, NEW.ehcp_id, NEW.decision_type, NEW.decided_on)
                         AND m.certificate_on <= NEW.lodged_on AND m.deleted_at IS NULL) THEN
        PERFORM break_rule('appeal_needs_a_certificate');
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_stands BEFORE INSERT OR UPDATE OF decision_type, decided_on, section_i_only, certificate_on,
    lodged_on ON appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_stands();
