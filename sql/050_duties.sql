-- The duties of the law on education, health and care plans, and the days that are no working days.
-- Public, so no policies. This is the only place where a period is said: a change in law is a change
-- of row, and the code that counts (models/ehcps/ehcp_clock.h) follows.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE duty (
    code        duty_code PRIMARY KEY,
    title       note    NOT NULL, -- a sentence
    owed_by     duty_owner NOT NULL,
    period      integer
                CONSTRAINT duty_period_range CHECK (period BETWEEN 0 AND 1231),
    unit        text
                CONSTRAINT duty_unit_is_known CHECK (unit IN (
                    'days', 'weeks', 'months', 'days_from_service', 'working_days', 'school_days',
                    'fixed_date')),
    advisory    boolean NOT NULL, -- good practice: overdue is not a breach
    unconfirmed boolean NOT NULL, -- the period is still to be confirmed
    exceptions  text[]            -- the exceptions to the time limits that may be claimed
                CONSTRAINT duty_exceptions_are_known CHECK (exceptions <@ ARRAY[
                    'school_closed', 'setting_closed', 'exceptional_circumstances', 'absent_from_area',
                    'missed_appointment']),
    legal_basis note    NOT NULL,
    position    integer NOT NULL CONSTRAINT duty_position_is_unique UNIQUE,
    CONSTRAINT duty_period_has_a_unit CHECK ((period IS NULL) = (unit IS NULL)),
    CONSTRAINT duty_fixed_date_is_one CHECK (
        unit <> 'fixed_date' OR (period % 100 BETWEEN 1 AND 31 AND period / 100 BETWEEN 1 AND 12))
);
COMMENT ON COLUMN duty.unit IS
    'The trigger is day 0, but day 1 of days_from_service. fixed_date: period is month * 100 + day, '
    'and what is owed is owed before that day';
COMMENT ON CONSTRAINT duty_period_range ON duty IS 'period: must be from 0 to 1231';
COMMENT ON CONSTRAINT duty_unit_is_known ON duty IS 'unit: is not a unit of time that duties have';
COMMENT ON CONSTRAINT duty_exceptions_are_known ON duty IS
    'exceptions: names what is not an exception to the time limits';
COMMENT ON CONSTRAINT duty_position_is_unique ON duty IS 'position: another duty has it';
COMMENT ON CONSTRAINT duty_period_has_a_unit ON duty IS
    'unit: is wanted with a period, and only with one';
COMMENT ON CONSTRAINT duty_fixed_date_is_one ON duty IS
    'period: of a fixed date must be month * 100 + day';
GRANT SELECT ON duty TO api_rw, api_ro;

INSERT INTO duty (code, position, owed_by, period, unit, advisory, unconfirmed,
                  exceptions, legal_basis, title) VALUES
('decide_whether_to_assess', 1, 'local_authority', 6, 'weeks', false, false,
 '{school_closed,setting_closed,exceptional_circumstances,absent_from_area}',
 'SEND Regulations 2014 reg 5(3)',
 'Notify the decision whether to assess'),
('return_advice', 2, 'advice_giver', 6, 'weeks', false, false,
 '{school_closed,setting_closed,exceptional_circumstances,absent_from_area,missed_appointment}',
 'SEND Regulations 2014 reg 8',
 'Return the advice that the local authority has asked for'),
('notify_refusal_to_issue', 3, 'local_authority', 16, 'weeks', false, false,
 '{school_closed,setting_closed,exceptional_circumstances,absent_from_area}',
 'SEND Regulations 2014 reg 10; DfE statistics guidance',
 'Notify a decision not to issue a plan, if that is the decision, as soon as practicable'),
('represent_on_draft', 4, 'parent_or_young_person', 15, 'days_from_service', false, false,
 '{school_closed,setting_closed,exceptional_circumstances,absent_from_area}',
 'SEND Regulations 2014 reg 13(1)(a)',
 'Make representations on the draft plan; the plan may be finalised from the day after'),
('send_final_plan', 5, 'local_authority', 20, 'weeks', false, false,
 '{school_closed,setting_closed,exceptional_circumstances,absent_from_area}',
 'SEND Regulations 2014 reg 13(2)',
 'Send the final plan'),
('answer_consultation', 6, 'school', 15, 'days', true, false,
 NULL,
 'SEND Code of Practice 9.83',
 'Answer the local authority''s consultation; it may proceed without an answer'),
('consult_before_naming', 7, 'local_authority', NULL, NULL, false, false,
 NULL,
 'Children and Families Act 2014 s.40(3)',
 'Consult each school that may be named, and the local authority that maintains it, before naming it'),
('admit_named_pupil', 8, 'school', 0, 'days', false, false,
 NULL,
 'Children and Families Act 2014 s.43',
 'Admit the pupil whose plan names the school in section I'),
('complete_review', 9, 'local_authority', 12, 'months', false, false,
 NULL,
 'Children and Families Act 2014 s.44; IPSEA',
 'Complete the review of the plan by sending the decision notice'),
('invite_to_review', 10, 'school', 2, 'weeks', false, false,
 NULL,
 'Council guidance',
 'Invite to the review and circulate the advice before the meeting'),
('send_review_report', 11, 'school', 2, 'weeks', false, false,
 NULL,
 'Council guidance',
 'Send the report of the review meeting to everyone invited'),
('decide_after_review', 12, 'local_authority', 4, 'weeks', false, false,
 NULL,
 'IPSEA; council guidance',
 'Decide to maintain, amend or cease the plan'),
('send_amendment_notice', 13, 'local_authority', 4, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 22; R (L) v Devon [2022] EWHC 493',
 'Send the notice and the proposed amendments with the decision to amend'),
('send_amended_plan', 14, 'local_authority', 8, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 22(3)',
 'Send the amended final plan after the notice of amendment'),
('complete_amendment', 15, 'local_authority', 12, 'weeks', false, false,
 NULL,
 'R (L) v Devon [2022] EWHC 493',
 'Send the amended final plan after the review meeting'),
('represent_on_amendments', 16, 'parent_or_young_person', 15, 'days_from_service', false, false,
 NULL,
 'SEND Regulations 2014 reg 22(2)(c)',
 'Make representations on the proposed amendments'),
('decline_amendment', 17, 'local_authority', 8, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 22(4)',
 'Notify a decision not to amend after all, if that is the decision'),
('complete_phase_transfer', 18, 'local_authority', 215, 'fixed_date', false, false,
 NULL,
 'SEND Regulations 2014 reg 18; IPSEA',
 'Review and amend the plan and name the school of the next phase'),
('complete_post_16_transfer', 19, 'local_authority', 331, 'fixed_date', false, false,
 NULL,
 'SEND Regulations 2014 reg 18; IPSEA',
 'Review and amend the plan and name the post-16 institution'),
('complete_transfer_between_post_16', 20, 'local_authority', 5, 'months', false, false,
 NULL,
 'SEND Regulations 2014 reg 18; IPSEA',
 'Review and amend the plan and name the next post-16 institution'),
('consider_early_review', 21, 'local_authority', 6, 'months', true, false,
 NULL,
 'SEND Code of Practice 9.178',
 'Consider a review every 3 to 6 months while the child is under 5'),
('decide_on_reassessment', 22, 'local_authority', 15, 'days', false, true,
 NULL,
 'SEND Regulations 2014 reg 25',
 'Notify the decision whether to re-assess'),
('send_reassessed_plan', 23, 'local_authority', 14, 'weeks', false, true,
 NULL,
 'SEND Regulations 2014 reg 27',
 'Send the final plan after the re-assessment'),
('tell_family_of_transfer', 24, 'local_authority', 6, 'weeks', false, true,
 NULL,
 'SEND Regulations 2014 reg 15',
 'Tell the family that the plan is transferred and whether a review or an assessment is planned'),
('review_after_transfer', 25, 'local_authority', 3, 'months', false, true,
 NULL,
 'SEND Regulations 2014 reg 15',
 'Review the transferred plan'),
('appeal', 26, 'parent_or_young_person', 2, 'months', false, false,
 NULL,
 'First-tier Tribunal (SEND); IPSEA',
 'Appeal against the decision'),
('appeal_after_certificate', 27, 'parent_or_young_person', 1, 'months', false, false,
 NULL,
 'First-tier Tribunal (SEND); IPSEA',
 'Appeal after mediation, where that is later'),
('contact_mediation_adviser', 28, 'parent_or_young_person', 2, 'months', false, false,
 NULL,
 'Council guidance',
 'Contact a mediation adviser before an appeal that is not only about section I'),
('issue_mediation_certificate', 29, 'mediation_adviser', 3, 'working_days', false, false,
 NULL,
 'Council guidance',
 'Issue the mediation certificate'),
('hold_mediation', 30, 'local_authority', 30, 'days', false, false,
 NULL,
 'Council guidance',
 'Hold the mediation session'),
('start_ordered_assessment', 31, 'local_authority', 2, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Notify the start of the assessment that the tribunal ordered'),
('send_ordered_draft', 32, 'local_authority', 5, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Send the draft of the plan that the tribunal ordered'),
('send_ordered_plan', 33, 'local_authority', 11, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Send the final plan that the tribunal ordered'),
('amend_as_ordered', 34, 'local_authority', 5, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Amend the plan as the tribunal ordered'),
('change_school_as_ordered', 35, 'local_authority', 2, 'weeks', false, false,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Change the named school as the tribunal ordered'),
('refuse_after_ordered_assessment', 36, 'local_authority', 10, 'weeks', false, true,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Notify a decision not to issue a plan after the ordered assessment, if that is the decision'),
('issue_after_ordered_assessment', 37, 'local_authority', 14, 'weeks', false, true,
 NULL,
 'SEND Regulations 2014 reg 44',
 'Send the final plan after the ordered assessment'),
('consult_before_ceasing', 38, 'local_authority', NULL, NULL, false, false,
 NULL,
 'SEND Regulations 2014 reg 31',
 'Consult the parent or young person and the head of the school before the plan ceases'),
('keep_plan_until_appeal_ends', 39, 'local_authority', NULL, NULL, false, false,
 NULL,
 'SEND Regulations 2014 reg 31',
 'Maintain the plan until the appeal against ceasing it, or the time for one, is over'),
('cover_preparation_for_adulthood', 40, 'school', NULL, NULL, true, false,
 NULL,
 'SEND Code of Practice',
 'Cover preparation for adulthood in every review from Year 9'),
('send_ctf', 41, 'previous_school', 15, 'school_days', false, false,
 NULL,
 'DfE CTF guidance',
 'Send the common transfer file of a pupil who has left');
INSERT INTO code_set (name, title, source) VALUES ('duty_code', 'Duty of the law on plans', 'Own list');
INSERT INTO code (code_set, code, label, note, position)
SELECT 'duty_code', code, title, legal_basis, position FROM duty;

-- ---- bank holidays in England -----------------------------------------------------------------

-- Those that are not yet proclaimed follow the rule: the day itself or, where that is a Saturday or
-- Sunday, the next weekday that is free.
CREATE TABLE bank_holiday (
    day  date  PRIMARY KEY,
    name label NOT NULL
);
GRANT SELECT ON bank_holiday TO api_rw, api_ro;

INSERT INTO bank_holiday (day, name) VALUES
('2015-01-01', 'New Year''s Day'),
('2015-04-03', 'Good Friday'),
('2015-04-06', 'Easter Monday'),
('2015-05-04', 'Early May bank holiday'),
('2015-05-25', 'Spring bank holiday'),
('2015-08-31', 'Summer bank holiday'),
('2015-12-25', 'Christmas Day'),
('2015-12-28', 'Boxing Day (substitute day)'),
('2016-01-01', 'New Year''s Day'),
('2016-03-25', 'Good Friday'),
('2016-03-28', 'Easter Monday'),
('2016-05-02', 'Early May bank holiday'),
('2016-05-30', 'Spring bank holiday'),
('2016-08-29', 'Summer bank holiday'),
('2016-12-26', 'Boxing Day'),
('2016-12-27', 'Christmas Day (substitute day)'),
('2017-01-02', 'New Year''s Day (substitute day)'),
('2017-04-14', 'Good Friday'),
('2017-04-17', 'Easter Monday'),
('2017-05-01', 'Early May bank holiday'),
('2017-05-29', 'Spring bank holiday'),
('2017-08-28', 'Summer bank holiday'),
('2017-12-25', 'Christmas Day'),
('2017-12-26', 'Boxing Day'),
('2018-01-01', 'New Year''s Day'),
('2018-03-30', 'Good Friday'),
('2018-04-02', 'Easter Monday'),
('2018-05-07', 'Early May bank holiday'),
('2018-05-28', 'Spring bank holiday'),
('2018-08-27', 'Summer bank holiday'),
('2018-12-25', 'Christmas Day'),
('2018-12-26', 'Boxing Day'),
('2019-01-01', 'New Year''s Day'),
('2019-04-19', 'Good Friday'),
('2019-04-22', 'Easter Monday'),
('2019-05-06', 'Early May bank holiday'),
('2019-05-27', 'Spring bank holiday'),
('2019-08-26', 'Summer bank holiday'),
('2019-12-25', 'Christmas Day'),
('2019-12-26', 'Boxing Day'),
('2020-01-01', 'New Year''s Day'),
('2020-04-10', 'Good Friday'),
('2020-04-13', 'Easter Monday'),
('2020-05-08', 'Early May bank holiday (VE day)'),
('2020-05-25', 'Spring bank holiday'),
('2020-08-31', 'Summer bank holiday'),
('2020-12-25', 'Christmas Day'),
('2020-12-28', 'Boxing Day (substitute day)'),
('2021-01-01', 'New Year''s Day'),
('2021-04-02', 'Good Friday'),
('2021-04-05', 'Easter Monday'),
('2021-05-03', 'Early May bank holiday'),
('2021-05-31', 'Spring bank holiday'),
('2021-08-30', 'Summer bank holiday'),
('2021-12-27', 'Christmas Day (substitute day)'),
('2021-12-28', 'Boxing Day (substitute day)'),
('2022-01-03', 'New Year''s Day (substitute day)'),
('2022-04-15', 'Good Friday'),
('2022-04-18', 'Easter Monday'),
('2022-05-02', 'Early May bank holiday'),
('2022-06-02', 'Spring bank holiday'),
('2022-06-03', 'Platinum Jubilee of Queen Elizabeth II'),
('2022-08-29', 'Summer bank holiday'),
('2022-09-19', 'State funeral of Queen Elizabeth II'),
('2022-12-26', 'Boxing Day'),
('2022-12-27', 'Christmas Day (substitute day)'),
('2023-01-02', 'New Year''s Day (substitute day)'),
('2023-04-07', 'Good Friday'),
('2023-04-10', 'Easter Monday'),
('2023-05-01', 'Early May bank holiday'),
('2023-05-08', 'Coronation of King Charles III'),
('2023-05-29', 'Spring bank holiday'),
('2023-08-28', 'Summer bank holiday'),
('2023-12-25', 'Christmas Day'),
('2023-12-26', 'Boxing Day'),
('2024-01-01', 'New Year''s Day'),
('2024-03-29', 'Good Friday'),
('2024-04-01', 'Easter Monday'),
('2024-05-06', 'Early May bank holiday'),
('2024-05-27', 'Spring bank holiday'),
('2024-08-26', 'Summer bank holiday'),
('2024-12-25', 'Christmas Day'),
('2024-12-26', 'Boxing Day'),
('2025-01-01', 'New Year''s Day'),
('2025-04-18', 'Good Friday'),
('2025-04-21', 'Easter Monday'),
('2025-05-05', 'Early May bank holiday'),
('2025-05-26', 'Spring bank holiday'),
('2025-08-25', 'Summer bank holiday'),
('2025-12-25', 'Christmas Day'),
('2025-12-26', 'Boxing Day'),
('2026-01-01', 'New Year''s Day'),
('2026-04-03', 'Good Friday'),
('2026-04-06', 'Easter Monday'),
('2026-05-04', 'Early May bank holiday'),
('2026-05-25', 'Spring bank holiday'),
('2026-08-31', 'Summer bank holiday'),
('2026-12-25', 'Christmas Day'),
('2026-12-28', 'Boxing Day (substitute day)'),
('2027-01-01', 'New Year''s Day'),
('2027-03-26', 'Good Friday'),
('2027-03-29', 'Easter Monday'),
('2027-05-03', 'Early May bank holiday'),
('2027-05-31', 'Spring bank holiday'),
('2027-08-30', 'Summer bank holiday'),
('2027-12-27', 'Christmas Day (substitute day)'),
('2027-12-28', 'Boxing Day (substitute day)'),
('2028-01-03', 'New Year''s Day (substitute day)'),
('2028-04-14', 'Good Friday'),
('2028-04-17', 'Easter Monday'),
('2028-05-01', 'Early May bank holiday'),
('2028-05-29', 'Spring bank holiday'),
('2028-08-28', 'Summer bank holiday'),
('2028-12-25', 'Christmas Day'),
('2028-12-26', 'Boxing Day'),
('2029-01-01', 'New Year''s Day'),
('2029-03-30', 'Good Friday'),
('2029-04-02', 'Easter Monday'),
('2029-05-07', 'Early May bank holiday'),
('2029-05-28', 'Spring bank holiday'),
('2029-08-27', 'Summer bank holiday'),
('2029-12-25', 'Christmas Day'),
('2029-12-26', 'Boxing Day'),
('2030-01-01', 'New Year''s Day'),
('2030-04-19', 'Good Friday'),
('2030-04-22', 'Easter Monday'),
('2030-05-06', 'Early May bank holiday'),
('2030-05-27', 'Spring bank holiday'),
('2030-08-26', 'Summer bank holiday'),
('2030-12-25', 'Christmas Day'),
('2030-12-26', 'Boxing Day');

-- From Monday to Friday, and no bank holiday in England.
CREATE FUNCTION is_working_day(day date) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT extract(isodow FROM day) < 6 AND NOT EXISTS (SELECT FROM app.bank_holiday h WHERE h.day = is_working_day.day)
$$;

-- The so-many-th one after a day, as working_days_after() counts it (models/working_day.h).
CREATE FUNCTION working_day_after(day date, days integer) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT one FROM generate_series(1, days * 2 + 20) AS n CROSS JOIN LATERAL (SELECT day + n) AS d(one)
     WHERE app.is_working_day(one) ORDER BY one OFFSET days - 1 LIMIT 1
$$;

-- One on which one of these schools at least is not shut (sql/025_school_closure.sql). Whoever calls it sees their
-- closures.
CREATE FUNCTION is_school_day(of_trust uuid, schools uuid[], day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app.is_working_day(day) AND EXISTS (
           SELECT FROM unnest(schools) AS s(id)
            WHERE NOT EXISTS (SELECT FROM app.school_closure c
                               WHERE c.trust_id = of_trust AND c.school_id = s.id AND c.deleted_at IS NULL
                                 AND day BETWEEN c.starts_on AND c.ends_on))
$$;

-- The so-many-th of these after a day, as school_days_after() counts them.
CREATE FUNCTION school_day_after(of_trust uuid, schools uuid[], day date, days integer) RETURNS date
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    one date := day;
BEGIN
    WHILE days > 0 AND one < day + 4 * 366 LOOP
        one := one + 1;
        days := days - app.is_school_day(of_trust, schools, one)::integer;
    END LOOP;
    RETURN one;
END $$;
