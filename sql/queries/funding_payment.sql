-- payments_taken: key -> ()
SELECT take_payments(:id::uuid);

-- payments_standing: payment_rows -> match_key[]
SELECT key, id FROM standing_payments(nullif(current_setting('app.trust', true), '')::uuid, :rows::jsonb);
