-- notices_escalate: nothing -> ()
-- What nobody has acknowledged in time goes to safeguarding of the trust.
UPDATE safeguarding_notice n
   SET status = 'escalated', status_step = 'escalated', status_on = today(), status_reference = NULL,
       status_reason = 'Not acknowledged in time by every school that was told'
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND deleted_at IS NULL
   AND status = 'open' AND acknowledge_by < now() AND NOT is_acknowledged(n);
