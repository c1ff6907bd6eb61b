-- idempotent_claim: idempotent_request -> ()
-- A second request with the key waits here for the first to end, or for lock_timeout.
INSERT INTO idempotent_request (trust_id, actor, method, path, key, fingerprint)
VALUES (nullif(current_setting('app.trust'), '')::uuid, :actor, :method, :path, :key, :fingerprint)
ON CONFLICT DO NOTHING;

-- idempotent_find: idempotent_request -> idempotent_request
SELECT actor, method, path, key, fingerprint, status, headers, body
  FROM idempotent_request
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND actor = :actor
   AND method = :method AND path = :path AND key = :key;

-- idempotent_record: idempotent_request -> ()
UPDATE idempotent_request SET status = :status, headers = :headers, body = :body
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND actor = :actor
   AND method = :method AND path = :path AND key = :key;
