-- signing_keys: nothing -> stored_key[]
-- A retired key is of no use once the last token it signed has expired.
SELECT kid, public_pem, sealed_pem, signs_from <= now() AS published_long_enough,
       coalesce(retires_at <= now(), false) AS retired,
       extract(epoch FROM now() - signs_from)::bigint AS age
  FROM signing_key
 WHERE retires_at IS NULL OR retires_at > now()
 ORDER BY signs_from DESC, kid;

-- signing_key_add: stored_key -> ()
-- `age` is how long ago it may have begun to sign: below 0, it is published first.
INSERT INTO signing_key (kid, public_pem, sealed_pem, signs_from)
VALUES (:kid, :public_pem, :sealed_pem, now() - make_interval(secs => :age::bigint));

-- signing_keys_retire: stored_key -> ()
-- The others stay for tokens of 30 minutes, a key set cached for 5 and a difference of clocks.
UPDATE signing_key SET retires_at = now() + make_interval(secs => greatest(0, - :age::bigint)) + interval '36 minutes'
 WHERE kid <> :kid AND retires_at IS NULL;

-- revocations: nothing -> revocation[]
SELECT subject_id AS id, epoch FROM principal_epoch
 WHERE changed_at > clock_timestamp() - interval '31 minutes'
UNION ALL
SELECT id, NULL FROM revoked_token WHERE expires_at > now();

-- revoke_token: revocation -> ()
INSERT INTO revoked_token (id, expires_at) VALUES (:id, now() + interval '31 minutes')
ON CONFLICT DO NOTHING;

-- trusts: nothing -> trust[]
SELECT id, name FROM trust ORDER BY created_at, id;

-- trust_add: trust -> ()
INSERT INTO trust (id, name) VALUES (:id, :name);

-- turn_day: nothing -> day_turned
SELECT pupils_turn_of_day() AS pupils, placements_turn_of_day() AS placements,
       boards_turn_of_day() AS boards;

-- clear_expired: nothing -> ()
DELETE FROM idempotent_request
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND made_at < now() - interval '72 hours';

-- clear_expired_credentials: nothing -> ()
DELETE FROM credential
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND kind IN ('refresh_token', 'script_token')
   AND expires_at < now() - interval '7 days';

-- clear_revoked: nothing -> ()
DELETE FROM revoked_token WHERE expires_at < now();

-- serving_role: nothing -> serving_role
-- The role that is served as, or the one that logged in: neither may pass row-level security by.
SELECT session_user AS name, bool_or(rolsuper OR rolbypassrls) AS unbound
  FROM pg_roles WHERE rolname IN (session_user, current_user);

-- patience: nothing -> ()
SELECT set_config('statement_timeout', '10min', true);
