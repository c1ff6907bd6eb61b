-- Functions with their owner's rights change or tell more than the tables would let through: nobody may call
-- one, but for the serving roles those that they do call. The others are called by these and by triggers.
SET LOCAL search_path = app, pg_temp;

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT oid::regprocedure AS called, proname FROM pg_proc
         WHERE pronamespace = 'app'::regnamespace AND prosecdef
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.called);
        IF one.proname IN ('purge_pupil', 'lead_to_survivor', 'take_stale_clocks', 'clock_facts', 'clock_cases',
                           'keep_deadlines', 'postpone_stale_clock', 'provision_occupancy', 'warnings',
                           'close_period', 'match_receipt', 'next_agreement_number', 'begin_funding_run',
                           'funding_terms', 'funding_place_rates', 'funding_placements', 'funding_authorities',
                           'funding_top_up_rates', 'funding_suspensions', 'funding_posted', 'funding_received',
                           'keep_funding_run_lines', 'leave_out_of_run', 'funding_gaps',
                           'run_that_says_the_same', 'parked_receipts', 'case_pays', 'begin_funding_recount',
                           'judge_funding_recount', 'read_rota_facts', 'conflicts', 'reviewer_name',
                           'reviewer_school_id', 'raise_concern', 'checked', 'boards_turn_of_day',
                           'board_member_is_pupil', 'age_band_today', 'consents_in_force',
                           'formats_wanted', 'quorum', 'say_to_board', 'hold_feedback', 'open_author',
                           'feedback_of_pupil', 'leads_to_a_school', 'uses_of', 'deliverable_of', 'freeze_points') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO api_rw', one.called);
        END IF;
    END LOOP;
END $$;
