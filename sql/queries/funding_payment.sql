-- payments_taken: key -> ()
SELECT take_payments(:id::uuid);

-- payments_standing: payment_rows -> match_key[]
SELECT sent.agreement_id::text || '/' || sent.reference::text AS key,
       standing_payment(nullif(current_setting('app.trust', true), '')::uuid, sent) AS id
  FROM jsonb_populate_recordset(NULL::app.funding_payment, :rows::jsonb) AS sent;
