-- funding_run_begin: new_funding_run -> run_opened
SELECT begin_funding_run(:period, :dry_run) AS first_open;

-- run_terms_read: nothing -> run_terms[]
SELECT agreement_id, provision_id, host_school_id, provider_school_id, base_year, place_type, place_payer, stream,
       basis, mode, basis_points, annual_pence, cap_annual_pence, floor_annual_pence, starts_on, ends_on
  FROM funding_terms();

-- run_gaps_read: run_months -> run_span[]
SELECT agreement_id AS subject_id, starts_on, ends_on FROM funding_gaps(:first_open, :period);

-- run_place_rates_read: nothing -> run_rate[]
SELECT subject_id, NULL AS la_code, NULL AS band, NULL AS banded_on, NULL AS banded_until, annual_pence, places,
       starts_on, ends_on FROM funding_place_rates();

-- run_placements_read: run_page -> run_placement[]
SELECT id, funding_placement_id, pseudonym, provision_id, starts_on, ends_on
  FROM funding_placements(:past, :most);

-- run_authorities_read: run_subjects -> run_authority[]
SELECT subject_id, la_code, starts_on, ends_on FROM funding_authorities(:ids::uuid[]);

-- run_top_up_rates_read: run_subjects -> run_rate[]
SELECT subject_id, la_code, band, banded_on, banded_until, annual_pence, 1 AS places, starts_on, ends_on
  FROM funding_top_up_rates(:ids::uuid[]);

-- run_suspensions_read: run_subjects -> run_span[]
SELECT subject_id, starts_on, ends_on FROM funding_suspensions(:ids::uuid[]);

-- run_posted_read: run_subjects -> run_posted[]
SELECT subject_id, agreement_id, stream, payer, for_period, received_pence, passported_pence
  FROM funding_posted(:ids::uuid[]);

-- run_received_read: nothing -> run_received[]
SELECT agreement_id, stream, for_period, amount_pence, days, suspended FROM funding_received();

-- run_lines_keep: run_lines -> ()
SELECT keep_funding_run_lines(:rows::jsonb);

-- run_left_out_read: key -> run_left_out[]
SELECT agreement_id, amount_pence FROM leave_out_of_run(:id);

-- run_same_find: run_counted -> key
SELECT run_that_says_the_same AS id FROM run_that_says_the_same(:run_id, :period, :problems::jsonb);

-- funding_recount_begin: key -> run_awaits
SELECT begin_funding_recount(:id) AS approval;

-- funding_recount_judge: run_recounted -> ()
SELECT judge_funding_recount(:run_id, :recount_id, :problems::jsonb);
