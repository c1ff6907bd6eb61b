-- What may not creep into the schema. Each query tells faults: what is wrong, and where. None may
-- have a row. Tables without a tenant were looked at one by one: they hold no row of any trust's
-- business, or, as trust itself, what is needed before a trust is known.

-- Every table of a trust is behind row-level security, for its owner too.
SELECT 'row-level security is not forced', c.relname FROM pg_class c
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
   AND c.relname NOT IN ('trust', 'claim_set', 'local_authority', 'code_set', 'code',
                         'principal_epoch', 'revoked_token', 'signing_key', 'transition', 'statutory_plan',
                         'case_table', 'pupil_table', 'pupil_link', 'duty', 'bank_holiday');

-- Whatever is let out of that list holds no trust_id.
SELECT 'a table with a trust_id is outside row-level security', c.relname FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'trust_id' AND NOT a.attisdropped
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity;

-- A policy that names the trust lets rows in.
SELECT 'no policy lets the rows of the trust in', c.relname FROM pg_class c
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
   AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                    AND pg_get_expr(p.polqual, p.polrelid) LIKE '%trust_id%app.trust%');

-- Policies that let rows in are joined by OR: each of them has to name the trust.
SELECT 'a policy does not name the trust', p.polrelid::regclass || '.' || p.polname FROM pg_policy p
 WHERE p.polpermissive
   AND (coalesce(pg_get_expr(p.polqual, p.polrelid), 'app.trust') NOT LIKE '%app.trust%'
     OR coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'app.trust') NOT LIKE '%app.trust%');

-- Without a setting nothing may be seen: every setting is read as missing, never as an error or a value.
SELECT 'a policy reads a setting that may be missing', p.polrelid::regclass || '.' || p.polname
  FROM pg_policy p, regexp_matches(pg_get_expr(p.polqual, p.polrelid),
                                   'current_setting\(''[a-z._]+''::text([^)]*)\)', 'g') AS m
 WHERE m[1] <> ', true';

-- A function with its owner's rights chooses where it looks.
SELECT 'a function with its owner''s rights has no search_path', p.oid::regprocedure::text FROM pg_proc p
 WHERE p.pronamespace = 'app'::regnamespace AND p.prosecdef
   AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search_path=%');

-- And nobody calls it without having been let.
SELECT 'a function with its owner''s rights is anybody''s', p.oid::regprocedure::text FROM pg_proc p
 WHERE p.pronamespace = 'app'::regnamespace AND p.prosecdef
   AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE a.grantee = 0);

-- Whoever moves a clock notes it before deadlines are written, as whoever winds one does: neither waits for
-- the other with the other's rows in hand. Triggers fire in the order of their names.
SELECT 'a trigger fires before the clock is noted', t.tgrelid::regclass || '.' || t.tgname FROM pg_trigger t
  JOIN pg_trigger n ON n.tgrelid = t.tgrelid AND n.tgfoid = 'app.clock_is_stale'::regproc
 WHERE NOT t.tgisinternal AND t.tgtype & 1 = 1 AND t.tgtype & 2 = 0 AND t.tgname < n.tgname;

-- A view asks with the rights of who looks.
SELECT 'a view runs with its owner''s rights', c.relname FROM pg_class c
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('v', 'm')
   AND NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) AS o
                    WHERE o.option_name = 'security_invoker' AND o.option_value IN ('true', 'on', '1'));

-- Those who serve have no power beyond their grants, and own nothing.
SELECT 'a serving role has too much power', rolname FROM pg_roles
 WHERE (rolname LIKE 'api\_%' OR rolname = 'tamar_service')
   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication);
SELECT 'a serving role owns something', c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
 WHERE r.rolname LIKE 'api\_%' OR r.rolname = 'tamar_service';
SELECT 'a serving role is a member of the owner', m.member::regrole::text FROM pg_auth_members m
 WHERE m.roleid = 'tamar_owner'::regrole AND m.member IN
       (SELECT oid FROM pg_roles WHERE rolname LIKE 'api\_%' OR rolname = 'tamar_service');
SELECT 'a serving role may do what nobody serving does', g.grantee || ' ' || g.privilege_type || ' '
       || g.table_name FROM information_schema.role_table_grants g
 WHERE g.table_schema = 'app' AND (g.grantee LIKE 'api\_%' OR g.grantee IN ('tamar_service', 'PUBLIC'))
   AND (g.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
     OR (g.grantee = 'api_ro' AND g.privilege_type <> 'SELECT')
     OR (g.grantee IN ('tamar_service', 'PUBLIC')));
SELECT 'what is recorded can be rewritten', g.privilege_type || ' ' || g.table_name
  FROM information_schema.role_table_grants g
 WHERE g.grantee LIKE 'api\_%' AND g.table_schema = 'app'
   AND ((g.table_name IN ('change', 'tombstone') AND g.privilege_type <> 'SELECT')
     OR (g.table_name = 'audit_event' AND g.privilege_type NOT IN ('SELECT', 'INSERT')));
SELECT 'api_ro reads what opens doors', g.table_name FROM information_schema.role_table_grants g
 WHERE g.grantee = 'api_ro' AND g.table_schema = 'app'
   AND g.table_name IN ('credential', 'signing_key');

-- Every record with a version tells the history and the feed of its changes.
SELECT 'changes of a table are not recorded', c.relname FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'version' AND NOT a.attisdropped
  JOIN pg_attribute d ON d.attrelid = c.oid AND d.attname = 'deleted_at' AND NOT d.attisdropped
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
   AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled <> 'D'
           AND t.tgname IN ('a_unchanged', 'z_stamp', 'record_insert', 'record_update')) < 4;
SELECT 'an audit event can be changed', 'audit_event'
 WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'app.audit_event'::regclass
                      AND tgname = 'never_changed' AND tgenabled <> 'D');

-- The trust comes first in every key and every reference between tables of a trust: none crosses. In a key it
-- may stand behind the id that a key of few rows begins with: a planner without statistics of a new trust takes
-- any index that begins with the trust for the right one, and reads all of it.
SELECT 'a key does not begin with the trust', x.indexrelid::regclass::text FROM pg_index x
  JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'trust_id' AND NOT a.attisdropped
 WHERE c.relnamespace = 'app'::regnamespace AND x.indisunique
   AND x.indkey[0] <> a.attnum AND (x.indkey[1] <> a.attnum OR NOT EXISTS (
           SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attnum = x.indkey[0] AND b.atttypid = 'uuid'::regtype));
SELECT 'a reference may cross trusts', f.conname FROM pg_constraint f
  JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attname = 'trust_id' AND NOT a.attisdropped
  JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attname = 'trust_id' AND NOT b.attisdropped
 WHERE f.contype = 'f' AND f.connamespace = 'app'::regnamespace
   AND NOT (f.conkey[1] = a.attnum AND f.confkey[1] = b.attnum);

-- Amounts and numbers are whole; nothing is rounded behind our back.
SELECT 'a number is not whole', a.attrelid::regclass || '.' || a.attname FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'app'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
   AND a.atttypid IN ('real'::regtype, 'double precision'::regtype, 'numeric'::regtype, 'money'::regtype);
