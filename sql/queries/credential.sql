-- credential_add: credential -> ()
-- A sign-in lasts at most as long as its family, however often its refresh token is exchanged.
INSERT INTO credential (trust_id, id, kind, subject_id, lookup, verifier, name, family,
                        family_ends_at, scopes, expires_at)
SELECT nullif(current_setting('app.trust'), '')::uuid, :id, :kind, :subject_id, :lookup, :verifier,
       :name, :family, f.ends_at, :scopes,
       least(now() + make_interval(secs => :lasts::bigint),
             (:expires_on::date + 1)::timestamp AT TIME ZONE 'Europe/London', f.ends_at)
  FROM (SELECT coalesce((SELECT min(family_ends_at) FROM credential
                          WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid
                            AND family = :family),
                        now() + make_interval(secs => :family_lasts::bigint))) AS f(ends_at);

-- credential_set_password: credential -> ()
-- Not one of a deleted user.
INSERT INTO credential (trust_id, id, kind, subject_id, lookup, verifier)
SELECT u.trust_id, :id, 'password', u.id, lower(u.email COLLATE "C"), :verifier FROM user_account u
 WHERE u.trust_id = nullif(current_setting('app.trust'), '')::uuid AND u.id = :subject_id
   AND u.deleted_at IS NULL
    ON CONFLICT (trust_id, subject_id) WHERE kind = 'password'
    DO UPDATE SET verifier = EXCLUDED.verifier, lookup = EXCLUDED.lookup;

-- credentials_of: credential -> credential_told[]
SELECT id, name, scopes, created_at, expires_at FROM credential
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND subject_id = :subject_id
   AND kind = :kind AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
 ORDER BY created_at, id;

-- credential_find: credential -> credential_told
SELECT id, name, scopes, created_at, expires_at FROM credential
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id
   AND subject_id = :subject_id AND kind = :kind AND revoked_at IS NULL
   AND (expires_at IS NULL OR expires_at > now());

-- credential_revoke: credential -> ()
UPDATE credential SET revoked_at = now()
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id
   AND subject_id = :subject_id AND kind = :kind AND revoked_at IS NULL;

-- credential_exchange: credential -> ()
-- Of two that exchange one refresh token, the second waits here for the first, and gets nothing.
UPDATE credential SET used_at = now()
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id AND used_at IS NULL
   AND revoked_at IS NULL AND expires_at > now();

-- credential_end_family: credential -> ()
UPDATE credential SET revoked_at = now()
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND family = :family
   AND subject_id = :subject_id AND revoked_at IS NULL;
