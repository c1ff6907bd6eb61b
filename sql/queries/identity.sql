-- principal_grants: key -> principal_grant[]
SELECT p.enabled, coalesce(e.epoch, 1) AS epoch, p.rate_limit, p.name, g.claim_set,
       array_to_string(s.scopes, ' ') AS scopes, coalesce(g.all_schools, false) AS all_schools,
       (SELECT string_agg(x.id, ',') FROM jsonb_array_elements_text(g.schools) AS x(id)) AS schools,
       g.la_code
  FROM (SELECT id, enabled, NULL::bigint AS rate_limit, name FROM user_account
         WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id AND deleted_at IS NULL
        UNION ALL
        SELECT id, enabled, rate_limit, name FROM client
         WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id AND deleted_at IS NULL) p
  LEFT JOIN principal_epoch e ON e.subject_id = p.id
  LEFT JOIN access_grant g ON g.trust_id = nullif(current_setting('app.trust'), '')::uuid
        AND (g.user_id = p.id OR g.client_id = p.id) AND g.deleted_at IS NULL
  LEFT JOIN claim_set s ON s.name = g.claim_set
 ORDER BY g.id;

-- credential_presented: presented_credential -> presented_credential[]
SELECT c.lookup, c.id, c.trust_id, c.kind, c.subject_id, c.verifier, c.family, c.scopes,
       c.used_at IS NOT NULL AS used,
       coalesce(extract(epoch FROM c.expires_at - now())::bigint, 315360000) AS expires_in,
       coalesce(e.epoch, 1) AS epoch
  FROM credential c
  LEFT JOIN principal_epoch e ON e.subject_id = c.subject_id
 WHERE c.lookup = :lookup AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > now())
 ORDER BY c.created_at;

-- principal_find: key -> principal
SELECT p.id, p.kind, p.name, p.email,
       (SELECT jsonb_build_object('id', t.id, 'name', t.name) FROM trust t
         WHERE t.id = nullif(current_setting('app.trust'), '')::uuid) AS trust,
       coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('claim_set', g.claim_set,
                            'all_schools', g.all_schools, 'schools', g.schools,
                            'la_code', g.la_code)) ORDER BY g.id)
                   FROM access_grant g
                  WHERE g.trust_id = nullif(current_setting('app.trust'), '')::uuid
                    AND p.id IN (g.user_id, g.client_id) AND g.deleted_at IS NULL), '[]') AS grants
  FROM (SELECT id, 'user' AS kind, name, email FROM user_account
         WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id
        UNION ALL
        SELECT id, 'client', name, NULL FROM client
         WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id) p;

-- grant_bounds_find: grant -> grant_bounds
SELECT binds_to FROM claim_set WHERE name = :claim_set;

-- user_with_address: user -> key
SELECT id FROM user_account
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND deleted_at IS NULL
   AND lower(email) = lower(:email);
