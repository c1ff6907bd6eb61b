-- ehcp_sections: ehcp_section_key -> ehcp_section[]
-- Without their text: what there is, version by version, of what the caller may open.
SELECT section, plan_version, NULL::text AS text, named_school_id, named_setting_type,
       revision AS version, written_at, written_by, issued_on
  FROM ehcp_section
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND ehcp_id = :ehcp_id
 ORDER BY plan_version DESC, section;

-- ehcp_section_find: ehcp_section_key -> ehcp_section
-- Of one version; or of the version in force, and before there is one of that being written.
SELECT section, plan_version, text, named_school_id, named_setting_type,
       revision AS version, written_at, written_by, issued_on
  FROM ehcp_section
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND ehcp_id = :ehcp_id
   AND section = :section
   AND plan_version = coalesce(:plan_version::bigint,
                               (SELECT greatest(e.plan_version, 1) FROM ehcp e
                                 WHERE e.trust_id = ehcp_section.trust_id AND e.id = ehcp_section.ehcp_id));

-- ehcp_section_write: ehcp_section_text -> ehcp_section
-- `version` is what was read: 0 when the section had not been begun. No row: somebody was quicker.
INSERT INTO ehcp_section AS s (ehcp_id, plan_version, section, text, named_school_id, named_setting_type)
VALUES (:ehcp_id, :plan_version, :section, :text, :named_school_id, :named_setting_type)
ON CONFLICT (trust_id, ehcp_id, plan_version, section) DO UPDATE
   SET text = excluded.text, named_school_id = excluded.named_school_id,
       named_setting_type = excluded.named_setting_type
 WHERE s.revision = :version
RETURNING section, plan_version, text, named_school_id, named_setting_type, revision AS version,
          written_at, written_by, issued_on;

-- ehcp_section_blank: ehcp_section_key -> ()
DELETE FROM ehcp_section
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND ehcp_id = :ehcp_id
   AND section = :section AND plan_version = :plan_version AND revision = :version;
