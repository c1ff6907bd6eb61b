-- principal_grants: key -> principal_grant[]
SELECT p.enabled, coalesce(e.epoch, 1) AS epoch, p.rate_limit, p.name, g.claim_set,
       array_to_string(s.scopes, ' ') AS scopes, coalesce(g.all_schools, false) AS all_schools,
       (SELECT string_agg(x.id, ',') FROM jsonb_array_elements_text(g.schools) AS x(id)) AS schools
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
