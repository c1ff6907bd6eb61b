-- Functions with their owner's rights that change or tell more than the tables would let through: only the
-- serving role may call those that it does call, and nobody those that only other functions call.
SET LOCAL search_path = app, pg_temp;

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT oid::regprocedure AS called, proname FROM pg_proc
         WHERE pronamespace = 'app'::regnamespace AND proname IN (
               'purge_pupil', 'lead_to_survivor', 'forget', 'take_stale_clocks', 'clock_facts', 'clock_cases',
               'keep_deadlines', 'issue_plan', 'write_registers', 'admit_pupil', 'release_pupil',
               'take_period', 'open_period', 'first_open_period', 'close_period', 'take_balances',
               'add_overpayments', 'write_ledger', 'post_ledger', 'post_ledger_many',
               'post_receipts', 'match_receipt',
               'funding_placement_of', 'take_over_agreement')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.called);
        IF one.proname IN ('purge_pupil', 'lead_to_survivor', 'take_stale_clocks', 'clock_facts', 'clock_cases',
                           'keep_deadlines', 'close_period', 'match_receipt') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO api_rw', one.called);
        END IF;
    END LOOP;
END $$;
