-- receipts_taken: key -> ()
SELECT take_receipts(:id::uuid);

-- receipt_matched: receipt_match -> ()
SELECT match_receipt(:id, :provision_id);

-- receipts_standing: receipt_lines -> match_key[]
SELECT key, id FROM standing_receipts(nullif(current_setting('app.trust', true), '')::uuid, :rows::jsonb);
