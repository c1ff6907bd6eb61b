-- receipts_taken: key -> ()
SELECT take_receipts(:id::uuid);

-- receipt_matched: receipt_match -> ()
SELECT match_receipt(:id, :provision_id);
