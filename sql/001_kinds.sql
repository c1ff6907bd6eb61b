-- The value vocabulary: one DOMAIN per kind of models/*_kinds.c and kind.c, one schema per kind in
-- openapi.yaml. The contract test feeds all three the same values and wants the same verdict.
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO api_rw, api_ro;

SET LOCAL search_path = app, pg_temp;

CREATE DOMAIN count AS bigint
    CONSTRAINT count_range CHECK (VALUE BETWEEN 0 AND 9007199254740991);
CREATE DOMAIN label AS text
    CONSTRAINT label_length CHECK (char_length(VALUE) BETWEEN 1 AND 100 AND VALUE !~ '[\t\r\n]');
CREATE DOMAIN note AS text
    CONSTRAINT note_length CHECK (char_length(VALUE) BETWEEN 1 AND 2000);

-- Organisations: identifiers and the codes of the published GIAS extract.
CREATE DOMAIN urn AS text
    CONSTRAINT urn_format CHECK (VALUE ~ '^[1-9][0-9]{5}$');
CREATE DOMAIN la_code AS text
    CONSTRAINT la_code_format CHECK (VALUE ~ '^[0-9]{3}$');
CREATE DOMAIN establishment_number AS text
    CONSTRAINT establishment_number_format CHECK (VALUE ~ '^[0-9]{4}$');
CREATE DOMAIN laestab AS text
    CONSTRAINT laestab_format CHECK (VALUE ~ '^[0-9]{7}$');
CREATE DOMAIN ukprn AS text
    CONSTRAINT ukprn_format CHECK (VALUE ~ '^1[0-9]{7}$');
CREATE DOMAIN postcode AS text
    CONSTRAINT postcode_format CHECK (VALUE ~ '^[A-Z][A-Z0-9]{1,3} [0-9][A-Z]{2}$');
-- Metres of the British National Grid (OSGB36), east and north of its false origin.
CREATE DOMAIN easting AS integer
    CONSTRAINT easting_range CHECK (VALUE BETWEEN 0 AND 700000);
CREATE DOMAIN northing AS integer
    CONSTRAINT northing_range CHECK (VALUE BETWEEN 0 AND 1300000);
CREATE DOMAIN phase AS text
    CONSTRAINT phase_code CHECK (VALUE IN ('0', '1', '2', '3', '4', '5', '6', '7'));
CREATE DOMAIN establishment_type AS text
    CONSTRAINT establishment_type_code CHECK (VALUE IN (
        '1', '2', '3', '5', '6', '7', '8', '10', '11', '12', '14', '15', '18', '24', '25',
        '26', '27', '28', '29', '30', '31', '32', '33', '34', '35', '36', '37', '38', '39', '40',
        '41', '42', '43', '44', '45', '46', '49', '56', '57'));
CREATE DOMAIN establishment_status AS text
    CONSTRAINT establishment_status_code CHECK (VALUE IN ('1', '2', '3', '4'));
CREATE DOMAIN organisation_name AS text
    CONSTRAINT organisation_name_length
        CHECK (char_length(VALUE) BETWEEN 1 AND 200 AND VALUE !~ '[\t\r\n]');

-- Pupils: the Department for Education's Common Basic Data Set.
-- The check letter: each of characters 2 to 13 times its position, the sum modulo 23 in an
-- alphabet without I, O and S. In character 13 a letter counts as its place in that alphabet.
CREATE DOMAIN upn AS text
    CONSTRAINT upn_format CHECK (VALUE ~ '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$')
    CONSTRAINT upn_check_letter CHECK (CASE
        WHEN VALUE !~ '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$' THEN false
        ELSE substr(VALUE, 1, 1) = substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + (
             (ascii(substr(VALUE,  2, 1)) - 48) *  2 + (ascii(substr(VALUE,  3, 1)) - 48) *  3
           + (ascii(substr(VALUE,  4, 1)) - 48) *  4 + (ascii(substr(VALUE,  5, 1)) - 48) *  5
           + (ascii(substr(VALUE,  6, 1)) - 48) *  6 + (ascii(substr(VALUE,  7, 1)) - 48) *  7
           + (ascii(substr(VALUE,  8, 1)) - 48) *  8 + (ascii(substr(VALUE,  9, 1)) - 48) *  9
           + (ascii(substr(VALUE, 10, 1)) - 48) * 10 + (ascii(substr(VALUE, 11, 1)) - 48) * 11
           + (ascii(substr(VALUE, 12, 1)) - 48) * 12
           + (CASE WHEN ascii(substr(VALUE, 13, 1)) BETWEEN 48 AND 57
                   THEN ascii(substr(VALUE, 13, 1)) - 48
                   ELSE strpos('ABCDEFGHJKLMNPQRTUVWXYZ', substr(VALUE, 13, 1)) - 1 END) * 13
             ) % 23, 1) END);
CREATE DOMAIN upn_unknown_reason AS text
    CONSTRAINT upn_unknown_reason_code CHECK (VALUE IN (
        'UN1', 'UN2', 'UN3', 'UN4', 'UN5', 'UN6', 'UN7', 'UN8', 'UN9', 'UN10'));
CREATE DOMAIN uln AS text
    CONSTRAINT uln_format CHECK (VALUE ~ '^[1-9][0-9]{9}$')
    CONSTRAINT uln_check_digit CHECK (CASE
        WHEN VALUE !~ '^[1-9][0-9]{9}$' THEN false
        ELSE ( (ascii(substr(VALUE, 1, 1)) - 48) * 10 + (ascii(substr(VALUE, 2, 1)) - 48) * 9
             + (ascii(substr(VALUE, 3, 1)) - 48) *  8 + (ascii(substr(VALUE, 4, 1)) - 48) * 7
             + (ascii(substr(VALUE, 5, 1)) - 48) *  6 + (ascii(substr(VALUE, 6, 1)) - 48) * 5
             + (ascii(substr(VALUE, 7, 1)) - 48) *  4 + (ascii(substr(VALUE, 8, 1)) - 48) * 3
             + (ascii(substr(VALUE, 9, 1)) - 48) *  2 + (ascii(substr(VALUE, 10, 1)) - 48)
             ) % 11 = 10 END);
-- Names sort as people expect (De Souza between Davies and Evans), hence the collation.
CREATE DOMAIN person_name AS text COLLATE "en-GB-x-icu"
    CONSTRAINT person_name_length CHECK (char_length(VALUE) BETWEEN 1 AND 100)
    CONSTRAINT person_name_characters CHECK (VALUE !~ '[\t\r\n]');
CREATE DOMAIN sex AS text
    CONSTRAINT sex_code CHECK (VALUE IN ('F', 'M', 'U'));
CREATE DOMAIN ethnicity AS text
    CONSTRAINT ethnicity_code CHECK (VALUE IN (
        'WBRI', 'WIRI', 'WIRT', 'WROM', 'WOTH', 'MWBC', 'MWBA', 'MWAS', 'MOTH',
        'ABRI', 'AWEL', 'AIND', 'APKN', 'ABAN', 'AOTH', 'BBRI', 'BWEL', 'BCRB',
        'BAFR', 'BOTH', 'CHNE', 'OOTH', 'REFU', 'NOBT'));
CREATE DOMAIN nc_year AS text
    CONSTRAINT nc_year_code CHECK (VALUE IN (
        'E1', 'E2', 'N1', 'N2', 'R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11',
        '12', '13', '14', 'X'));
CREATE DOMAIN sen_provision AS text
    CONSTRAINT sen_provision_code CHECK (VALUE IN ('N', 'K', 'E'));
CREATE DOMAIN need AS text
    CONSTRAINT need_code CHECK (VALUE IN (
        'SPLD', 'MLD', 'SLD', 'PMLD', 'SEMH', 'SLCN', 'HI', 'VI', 'MSI', 'PD', 'ASD', 'DS',
        'OTH', 'NSA'));
CREATE DOMAIN need_rank AS integer
    CONSTRAINT need_rank_range CHECK (VALUE BETWEEN 1 AND 99);
CREATE DOMAIN enrolment_status AS text
    CONSTRAINT enrolment_status_code CHECK (VALUE IN ('C', 'M', 'S', 'G'));
CREATE DOMAIN external_system AS text
    CONSTRAINT external_system_format CHECK (VALUE ~ '^[a-z][a-z0-9_-]{0,39}$');
CREATE DOMAIN external_value AS text
    CONSTRAINT external_value_length
        CHECK (char_length(VALUE) BETWEEN 1 AND 100 AND VALUE !~ '[\t\r\n]');

-- Casework. The steps of a machine are rows of app.transition; here is only how they are spelt.
CREATE DOMAIN status AS text
    CONSTRAINT status_length CHECK (char_length(VALUE) BETWEEN 2 AND 40)
    CONSTRAINT status_format CHECK (VALUE ~ '^[a-z][a-z_]*$');
CREATE DOMAIN plan_type AS text
    CONSTRAINT plan_type_length CHECK (char_length(VALUE) BETWEEN 2 AND 10)
    CONSTRAINT plan_type_format CHECK (VALUE ~ '^[A-Z]+$');
-- SEN2: where a request came from, why a plan ended.
CREATE DOMAIN request_source AS text
    CONSTRAINT request_source_code CHECK (VALUE IN ('1', '2', '3', '4', '5'));
CREATE DOMAIN cease_reason AS text
    CONSTRAINT cease_reason_code CHECK (VALUE IN ('1', '2', '3', '4', '5', '6', '7', '8', '9'));
-- SEND Regulations 2014, regs 10(4) and 13(3).
CREATE DOMAIN time_limit_exception AS text
    CONSTRAINT time_limit_exception_code CHECK (VALUE IN ('school_closed', 'setting_closed',
        'exceptional_circumstances', 'absent_from_area', 'missed_appointment'));
CREATE DOMAIN advice_source AS text
    CONSTRAINT advice_source_code CHECK (VALUE IN ('parent_or_young_person', 'school', 'health',
        'educational_psychology', 'social_care', 'preparation_for_adulthood', 'other'));
CREATE DOMAIN plan_section AS text
    CONSTRAINT plan_section_code CHECK (VALUE IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'));
CREATE DOMAIN setting_type AS text
    CONSTRAINT setting_type_code CHECK (VALUE IN ('mainstream_school', 'special_school',
        'resourced_provision', 'special_unit', 'area_resource_base', 'independent_school',
        'post_16_institution', 'early_years_provider', 'education_otherwise', 'other'));
CREATE DOMAIN plan_text AS text
    CONSTRAINT plan_text_length CHECK (char_length(VALUE) BETWEEN 1 AND 100000);
-- What hangs on a case: CFA 2014 ss.39(4), 51 and 55; SEND Regulations 2014 regs 18 to 22 and 44.
CREATE DOMAIN review_kind AS text
    CONSTRAINT review_kind_code CHECK (VALUE IN ('annual', 'interim', 'early_years', 'phase_transfer'));
CREATE DOMAIN review_outcome AS text
    CONSTRAINT review_outcome_code CHECK (VALUE IN ('maintain', 'amend', 'cease'));
CREATE DOMAIN consultation_response AS text
    CONSTRAINT consultation_response_code CHECK (VALUE IN ('agree', 'object'));
CREATE DOMAIN objection_ground AS text
    CONSTRAINT objection_ground_code CHECK (VALUE IN ('unsuitable', 'incompatible_with_others',
        'incompatible_with_resources'));
CREATE DOMAIN appealable_decision AS text
    CONSTRAINT appealable_decision_code CHECK (VALUE IN ('not_to_assess', 'not_to_issue', 'contents',
        'not_to_amend', 'not_to_reassess', 'cease'));
CREATE DOMAIN appeal_outcome AS text
    CONSTRAINT appeal_outcome_code CHECK (VALUE IN ('withdrawn', 'conceded', 'dismissed', 'ordered'));
CREATE DOMAIN tribunal_order AS text
    CONSTRAINT tribunal_order_code CHECK (VALUE IN ('start_assessment', 'issue_plan', 'amend_plan',
        'change_school', 'refuse_or_issue'));
-- What the law asks for (050_duties.sql): a code for each duty that the clock counts.
CREATE DOMAIN duty_code AS text
    CONSTRAINT duty_code_code CHECK (VALUE IN (
        'decide_whether_to_assess', 'return_advice', 'notify_refusal_to_issue',
        'represent_on_draft', 'send_final_plan', 'answer_consultation', 'consult_before_naming',
        'admit_named_pupil', 'complete_review', 'invite_to_review', 'send_review_report',
        'decide_after_review', 'send_amendment_notice', 'send_amended_plan', 'complete_amendment',
        'represent_on_amendments', 'decline_amendment', 'complete_phase_transfer',
        'complete_post_16_transfer', 'complete_transfer_between_post_16', 'consider_early_review',
        'decide_on_reassessment', 'send_reassessed_plan', 'tell_family_of_transfer',
        'review_after_transfer', 'appeal', 'appeal_after_certificate', 'contact_mediation_adviser',
        'issue_mediation_certificate', 'hold_mediation', 'start_ordered_assessment',
        'send_ordered_draft', 'send_ordered_plan', 'amend_as_ordered', 'change_school_as_ordered',
        'refuse_after_ordered_assessment', 'issue_after_ordered_assessment',
        'consult_before_ceasing', 'keep_plan_until_appeal_ends', 'cover_preparation_for_adulthood',
        'send_ctf'));
CREATE DOMAIN duty_owner AS text
    CONSTRAINT duty_owner_code CHECK (VALUE IN ('local_authority', 'school', 'previous_school',
        'advice_giver', 'mediation_adviser', 'parent_or_young_person'));
CREATE DOMAIN deadline_state AS text
    CONSTRAINT deadline_state_code CHECK (VALUE IN ('met', 'late', 'due', 'overdue', 'not_started'));
CREATE DOMAIN mediation_outcome AS text
    CONSTRAINT mediation_outcome_code CHECK (VALUE IN ('agreed', 'partly_agreed', 'not_agreed',
        'not_pursued'));

-- Days on which a school is shut, and files that follow a pupil.
CREATE DOMAIN closure_reason AS text
    CONSTRAINT closure_reason_code CHECK (VALUE IN ('holiday', 'inset', 'emergency', 'other'));
CREATE DOMAIN transfer_file_kind AS text
    CONSTRAINT transfer_file_kind_code CHECK (VALUE IN ('ctf', 'safeguarding_file'));

-- The Bridge, complaints about a placement, and safeguarding.
CREATE DOMAIN bridge_reason AS text
    CONSTRAINT bridge_reason_code CHECK (VALUE IN ('temporary_mobility', 'health', 'medical_condition',
        'undergoing_assessment', 'settling', 'vulnerable_nurture'));
CREATE DOMAIN bridge_mode AS text
    CONSTRAINT bridge_mode_code CHECK (VALUE IN ('full', 'partial', 'drop_in'));
CREATE DOMAIN complainant AS text
    CONSTRAINT complainant_code CHECK (VALUE IN ('parent_or_young_person', 'host_school',
        'registered_school', 'provider', 'local_authority'));
CREATE DOMAIN complaint_subject AS text
    CONSTRAINT complaint_subject_code CHECK (VALUE IN ('placement', 'provision', 'transport', 'conduct',
        'other'));
CREATE DOMAIN concern AS text
    CONSTRAINT concern_code CHECK (VALUE IN ('welfare', 'disclosure', 'injury', 'missing',
        'allegation_against_staff', 'online', 'other'));
-- What is told of a child at risk. It stays in its record: no list, feed, history or subject access
-- tells a column of this kind.
CREATE DOMAIN narrative AS text
    CONSTRAINT narrative_length CHECK (char_length(VALUE) BETWEEN 1 AND 10000);

-- Provisions and placements.
CREATE DOMAIN provision_kind AS text
    CONSTRAINT provision_kind_code CHECK (VALUE IN ('special_school', 'arb', 'special_unit',
        'resourced_provision', 'bridge'));
CREATE DOMAIN staff_ratio AS integer
    CONSTRAINT staff_ratio_range CHECK (VALUE BETWEEN 1 AND 100);
CREATE DOMAIN timetable_share AS integer
    CONSTRAINT timetable_share_range CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN placement_rank AS integer
    CONSTRAINT placement_rank_range CHECK (VALUE BETWEEN 1 AND 2);
CREATE DOMAIN register_model AS text
    CONSTRAINT register_model_code CHECK (VALUE IN ('single_and_guest', 'main_and_subsidiary'));
CREATE DOMAIN ending_reason AS text
    CONSTRAINT ending_reason_code CHECK (VALUE IN ('phase_transfer', 'plan_ceased',
        'moved_to_another_authority', 'change_of_placement', 'permanently_excluded',
        'elective_home_education', 'deceased'));
CREATE DOMAIN lease_rule AS text
    CONSTRAINT lease_rule_code CHECK (VALUE IN ('warn', 'block'));

-- Funding passporting. Above 10^11 pence an amount is a slip of the keyboard.
CREATE DOMAIN pence AS bigint
    CONSTRAINT pence_range CHECK (VALUE BETWEEN -100000000000 AND 100000000000);
CREATE DOMAIN annual_pence AS bigint
    CONSTRAINT annual_pence_range CHECK (VALUE BETWEEN 0 AND 100000000000);
CREATE DOMAIN basis_points AS integer
    CONSTRAINT basis_points_range CHECK (VALUE BETWEEN 0 AND 10000);
CREATE DOMAIN period AS text
    CONSTRAINT period_length CHECK (char_length(VALUE) = 7)
    CONSTRAINT period_format CHECK (VALUE ~ '^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$');
CREATE DOMAIN payer AS text
    CONSTRAINT payer_length CHECK (char_length(VALUE) = 3)
    CONSTRAINT payer_format CHECK (VALUE ~ '^(dfe|[0-9]{3})$');
CREATE DOMAIN base_year AS text
    CONSTRAINT base_year_code CHECK (VALUE IN ('academic', 'financial'));
CREATE DOMAIN funding_stream AS text
    CONSTRAINT funding_stream_code CHECK (VALUE IN ('places', 'top_ups'));
CREATE DOMAIN share_mode AS text
    CONSTRAINT share_mode_code CHECK (VALUE IN ('proportion', 'fixed_per_place', 'fixed_sum'));
CREATE DOMAIN share_basis AS text
    CONSTRAINT share_basis_code CHECK (VALUE IN ('entitlement', 'receipts'));
CREATE DOMAIN cost_line AS text
    CONSTRAINT cost_line_code CHECK (VALUE IN ('heating', 'cleaning', 'maintenance', 'caretaking', 'grounds',
        'water', 'rates', 'ict', 'catering', 'lunchtime_supervision', 'lease_rent', 'service_charge', 'other'));
CREATE DOMAIN place_type AS text
    CONSTRAINT place_type_code CHECK (VALUE IN ('special_place', 'unit_place_occupied', 'unit_place_unoccupied'));
CREATE DOMAIN arithmetic AS text
    CONSTRAINT arithmetic_length CHECK (char_length(VALUE) BETWEEN 1 AND 20000);
CREATE DOMAIN ledger_account AS text
    CONSTRAINT ledger_account_code CHECK (VALUE IN ('receivable', 'bank', 'retained', 'passported', 'paid',
        'overpaid'));
CREATE DOMAIN posting_kind AS text
    CONSTRAINT posting_kind_code CHECK (VALUE IN ('accrual', 'adjustment', 'receipt', 'payment', 'overpayment',
        'reversal'));
CREATE DOMAIN reconciliation_reason AS text
    CONSTRAINT reconciliation_reason_code CHECK (VALUE IN ('not_received', 'received_less', 'received_more',
        'not_run', 'parked_lines', 'unpaid', 'overpaid'));

-- Peer inspections: who inspects.
CREATE DOMAIN reviewer_kind AS text
    CONSTRAINT reviewer_kind_code CHECK (VALUE IN ('school_leader', 'senco', 'teacher', 'employer', 'governor',
        'send_expert'));
CREATE DOMAIN reviewer_specialism AS text
    CONSTRAINT reviewer_specialism_code CHECK (VALUE IN ('SPLD', 'MLD', 'SLD', 'PMLD', 'SEMH', 'SLCN', 'HI', 'VI',
        'MSI', 'PD', 'ASD', 'DS', 'OTH', 'arb'));
CREATE DOMAIN reviewer_tie AS text
    CONSTRAINT reviewer_tie_code CHECK (VALUE IN ('employed', 'close_family', 'governor', 'line_managed_by_head',
        'own_child'));
CREATE DOMAIN inspection_subject AS text
    CONSTRAINT inspection_subject_code CHECK (VALUE IN ('school', 'provision'));
CREATE DOMAIN inspection_sharing AS text
    CONSTRAINT inspection_sharing_code CHECK (VALUE IN ('nobody', 'schools', 'trust'));
CREATE DOMAIN inspection_role AS text
    CONSTRAINT inspection_role_code CHECK (VALUE IN ('lead', 'reviewer', 'specialist', 'external'));
CREATE DOMAIN reviewer_conflict AS text
    CONSTRAINT reviewer_conflict_code CHECK (VALUE IN ('own_school', 'same_base', 'employed', 'close_family',
        'governor', 'line_managed_by_head', 'reciprocal_pair', 'same_reviewer_twice', 'own_child'));
-- Peer inspections. Codes of areas, scales and points are a framework's own.
CREATE DOMAIN framework_code AS text
    CONSTRAINT framework_code_length CHECK (char_length(VALUE) BETWEEN 1 AND 40)
    CONSTRAINT framework_code_format CHECK (VALUE ~ '^[a-z0-9][a-z0-9_]*$');
CREATE DOMAIN report_working_days AS integer
    CONSTRAINT report_working_days_range CHECK (VALUE BETWEEN 1 AND 250);
CREATE DOMAIN reciprocal_cycles AS integer
    CONSTRAINT reciprocal_cycles_range CHECK (VALUE BETWEEN 0 AND 10);
CREATE DOMAIN visit_days AS integer
    CONSTRAINT visit_days_range CHECK (VALUE BETWEEN 1 AND 10);
CREATE DOMAIN team_size AS integer
    CONSTRAINT team_size_range CHECK (VALUE BETWEEN 3 AND 12);
CREATE DOMAIN evidence_kind AS text
    CONSTRAINT evidence_kind_code CHECK (VALUE IN (
        'lesson_visit', 'work_scrutiny', 'pupil_voice', 'document', 'discussion', 'data'));
CREATE DOMAIN pupil_group AS text
    CONSTRAINT pupil_group_code CHECK (VALUE IN (
        'all', 'send_support', 'ehcp', 'disadvantaged', 'in_care', 'base_pupils', 'year_n1', 'year_n2', 'year_r',
        'year_1', 'year_2', 'year_3', 'year_4', 'year_5', 'year_6', 'year_7', 'year_8', 'year_9', 'year_10',
        'year_11', 'year_12', 'year_13', 'year_14', 'need_spld', 'need_mld', 'need_sld', 'need_pmld', 'need_semh',
        'need_slcn', 'need_hi', 'need_vi', 'need_msi', 'need_pd', 'need_asd', 'need_ds', 'need_oth'));
CREATE DOMAIN inspection_text AS text
    CONSTRAINT inspection_text_length CHECK (char_length(VALUE) BETWEEN 1 AND 10000);
CREATE DOMAIN judgement_kind AS text
    CONSTRAINT judgement_kind_code CHECK (VALUE IN ('draft', 'agreed'));
CREATE DOMAIN rag AS text
    CONSTRAINT rag_code CHECK (VALUE IN ('red', 'amber', 'green'));
CREATE DOMAIN follow_up_kind AS text
    CONSTRAINT follow_up_kind_code CHECK (VALUE IN ('one_term', 'one_year'));
CREATE DOMAIN accuracy_comment_kind AS text
    CONSTRAINT accuracy_comment_kind_code CHECK (VALUE IN ('comment', 'none'));
CREATE DOMAIN schedule_outcome AS text
    CONSTRAINT schedule_outcome_code CHECK (VALUE IN ('optimal', 'best_found', 'none_exists', 'not_found'));
CREATE DOMAIN schedule_rule AS text
    CONSTRAINT schedule_rule_code CHECK (VALUE IN (
        'reciprocal', 'same_reviewer', 'own_child_attends', 'visited_supplies', 'distance', 'spread'));
CREATE DOMAIN schedule_proof_kind AS text
    CONSTRAINT schedule_proof_kind_code CHECK (VALUE IN ('no_team', 'too_few', 'load', 'searched'));
CREATE DOMAIN schedule_weight AS integer
    CONSTRAINT schedule_weight_range CHECK (VALUE BETWEEN 0 AND 1000000);
CREATE DOMAIN schedule_time_limit AS integer
    CONSTRAINT schedule_time_limit_range CHECK (VALUE BETWEEN 100 AND 20000);

-- Student advisory boards.
CREATE DOMAIN board_seats AS integer
    CONSTRAINT board_seats_range CHECK (VALUE BETWEEN 1 AND 20);
CREATE DOMAIN response_school_days AS integer
    CONSTRAINT response_school_days_range CHECK (VALUE BETWEEN 1 AND 60);
CREATE DOMAIN missed_meetings AS integer
    CONSTRAINT missed_meetings_range CHECK (VALUE BETWEEN 1 AND 20);
CREATE DOMAIN chair_terms AS integer
    CONSTRAINT chair_terms_range CHECK (VALUE BETWEEN 1 AND 20);
CREATE DOMAIN accessible_format AS text
    CONSTRAINT accessible_format_code CHECK (VALUE IN (
        'easy_read', 'symbols', 'makaton', 'bsl', 'aac', 'large_print', 'audio', 'braille', 'captions',
        'translated'));
CREATE DOMAIN age_band AS text
    CONSTRAINT age_band_code CHECK (VALUE IN ('under_13', '13_to_15', '16_and_over'));
CREATE DOMAIN consent_type AS text
    CONSTRAINT consent_type_code CHECK (VALUE IN (
        'participation', 'recording', 'name_in_minutes', 'travel_or_online'));
CREATE DOMAIN consent_giver AS text
    CONSTRAINT consent_giver_code CHECK (VALUE IN ('pupil', 'parent', 'representative'));
CREATE DOMAIN meeting_attendance AS text
    CONSTRAINT meeting_attendance_code CHECK (VALUE IN ('present', 'apologies', 'absent'));
CREATE DOMAIN agenda_source AS text
    CONSTRAINT agenda_source_code CHECK (VALUE IN ('board', 'school', 'trust'));
CREATE DOMAIN agenda_position AS integer
    CONSTRAINT agenda_position_range CHECK (VALUE BETWEEN 1 AND 100);
CREATE DOMAIN board_minutes AS text
    CONSTRAINT board_minutes_length CHECK (char_length(VALUE) BETWEEN 1 AND 20000);
CREATE DOMAIN theme_code AS text
    CONSTRAINT theme_code_length CHECK (char_length(VALUE) BETWEEN 1 AND 40)
    CONSTRAINT theme_code_format CHECK (VALUE ~ '^[a-z0-9][a-z0-9_]*$');
CREATE DOMAIN board_text AS text
    CONSTRAINT board_text_length CHECK (char_length(VALUE) BETWEEN 1 AND 5000);
CREATE DOMAIN hold_cause AS text
    CONSTRAINT hold_cause_code CHECK (VALUE IN ('phrase', 'flag', 'author', 'asked'));
CREATE DOMAIN board_responder AS text
    CONSTRAINT board_responder_code CHECK (VALUE IN ('trust', 'school'));
CREATE DOMAIN deliverable_kind AS text
    CONSTRAINT deliverable_kind_code
    CHECK (VALUE IN ('assembly_package', 'film', 'policy', 'training', 'other'));
CREATE DOMAIN deliverable_reference AS text
    CONSTRAINT deliverable_reference_length CHECK (char_length(VALUE) BETWEEN 1 AND 500);
CREATE DOMAIN impact_by AS text
    CONSTRAINT impact_by_code CHECK (VALUE IN ('theme', 'school', 'phase', 'need', 'response'));
CREATE DOMAIN dbs_check_years AS integer
    CONSTRAINT dbs_check_years_range CHECK (VALUE BETWEEN 1 AND 10);

-- Identity.
-- Blanks are spelt out: which characters \s stands for depends on the locale of the database.
CREATE DOMAIN email AS text
    CONSTRAINT email_format CHECK (char_length(VALUE) BETWEEN 3 AND 254
        AND VALUE !~ '[ \t\r\n,;<>"]' AND VALUE ~ '^[^@]+@[^@.][^@]*\.[^@]*[^@.]$');
CREATE DOMAIN claim_set_name AS text
    CONSTRAINT claim_set_format CHECK (VALUE ~ '^[a-z][a-z0-9_]{1,39}$');
CREATE DOMAIN rate_limit AS bigint
    CONSTRAINT rate_limit_range CHECK (VALUE BETWEEN 1 AND 1000000000);
