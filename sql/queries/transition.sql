-- transitions_from: transition_ask -> transition_rule[]
SELECT step AS "to", to_status AS status, scope FROM transition
 WHERE machine = :machine AND from_status = :status ORDER BY position;

-- status_changes: key -> status_change[]
SELECT from_status AS "from", step AS "to", to_status AS status, "on",
       CASE WHEN type <> 'inspection' OR are_told_why(trust_id, id) THEN reason END AS reason, reference, version,
       actor, made_at AS at
  FROM status_change
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND id = :id ORDER BY number;
