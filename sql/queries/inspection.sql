-- self_evaluation_of: key -> key
-- That of an inspection, as far as it is in sight.
SELECT id FROM inspection_self_evaluation
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND inspection_id = :id;

-- report_of: key -> key
-- That of an inspection, as far as it is in sight.
SELECT id FROM inspection_report
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND inspection_id = :id;

-- concern_raise: inspection_concern -> concern_receipt
SELECT id, created_at FROM raise_concern(:inspection_id, :id, :school_id, :text);

-- rota_facts_read: key -> rota_fact[]
SELECT kind, number, id, name, school, other, easting, northing, amount, fields, is_so, windows, first_day, last_day,
       starts_on, ends_on, says FROM read_rota_facts(:id);

-- plan_of: key -> send_action_plan
-- Told to who acts for the school, or for the whole trust.
SELECT id AS school_id, name AS school_name, today() AS as_of, plan_of_school(trust_id, id) AS inspections
  FROM school
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id AND deleted_at IS NULL;
