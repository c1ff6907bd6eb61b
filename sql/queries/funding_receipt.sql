-- receipts_taken: key -> ()
SELECT take_receipts(:id::uuid);

-- receipt_matched: receipt_match -> ()
SELECT match_receipt(:id, :provision_id);

-- receipts_standing: receipt_lines -> match_key[]
SELECT receipt_line_key(sent.payer, sent.line, sent.remittance_reference) AS key,
       standing_receipt(nullif(current_setting('app.trust', true), '')::uuid, sent) AS id
  FROM jsonb_populate_recordset(NULL::app.funding_receipt, :rows::jsonb) AS sent;
