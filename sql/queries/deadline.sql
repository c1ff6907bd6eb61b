-- clock_rules: nothing -> clock_rule[]
SELECT code, title, owed_by, period, unit, legal_basis, to_jsonb(exceptions) AS exceptions, advisory,
       unconfirmed FROM duty ORDER BY position;

-- clock_holidays: nothing -> clock_holiday[]
SELECT day FROM bank_holiday ORDER BY day;

-- clock_case_rows: clock_ids -> clock_case_row[]
SELECT id, date_of_birth, nc_year FROM clock_cases(:ids::uuid[]) ORDER BY id;

-- clock_fact_rows: clock_ids -> clock_fact_row[]
SELECT ehcp_id, kind, detail, "on", about_on, until, record_id FROM clock_facts(:ids::uuid[])
 ORDER BY ehcp_id, "on", position;

-- clock_stale_ids: clock_batch -> key[]
SELECT take_stale_clocks AS id FROM take_stale_clocks(:most, :own);

-- clock_put_off: key -> clock_failures
SELECT coalesce(postpone_stale_clock(:id), 0) AS failures;

-- clock_keep: clock_kept -> ()
SELECT keep_deadlines(:ids::uuid[], :rows::jsonb);
