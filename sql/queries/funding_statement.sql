-- statement_host_find: statement_ask -> statement_host
-- Told to who acts for the host, or for the whole trust, and to nobody else: others see a part of it at most.
SELECT s.id AS host_school_id, :period::text AS period,
       coalesce(:period::text <= last_closed_period(s.trust_id), false) AS closed
  FROM school s
 WHERE s.trust_id = nullif(current_setting('app.trust'), '')::uuid AND s.id = :host_school_id
   AND (coalesce(current_setting('app.all_schools', true), '') = '1'
        OR s.id = ANY (string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]));

-- statement_moves_read: statement_ask -> statement_move[]
-- What was posted in the month, and on every row what was owed before it: read at once, so that both
-- are of one moment. A row without a posting says that nothing was posted. CASE, for row-level security keeps
-- an id that coalesce() makes out of the index.
WITH entry AS (
    SELECT e.* FROM ledger_entry e
     WHERE e.trust_id = nullif(current_setting('app.trust'), '')::uuid AND e.host_school_id = :host_school_id
       AND e.account IN ('passported', 'retained', 'paid', 'overpaid')
), before AS (
    SELECT -coalesce(sum(amount_pence), 0)::bigint AS opening_pence FROM entry
     WHERE period < :period::text AND account <> 'retained'
), moved AS (
    SELECT trust_id, posting_id, agreement_id, provision_id, stream, kind, for_period, pseudonym, band, made_at,
           -(sum(amount_pence) FILTER (WHERE account IN ('passported', 'retained')))::bigint AS received_pence,
           -coalesce(sum(amount_pence) FILTER (WHERE account = 'passported'), 0)::bigint AS passported_pence,
           (sum(amount_pence) FILTER (WHERE account IN ('paid', 'overpaid')))::bigint AS paid_pence,
           coalesce(sum(amount_pence) FILTER (WHERE account = 'overpaid'), 0)::bigint AS overpaid_pence
      FROM entry WHERE period = :period::text
     GROUP BY trust_id, posting_id, agreement_id, provision_id, stream, kind, for_period, pseudonym, band, made_at)
SELECT b.opening_pence, m.posting_id, m.agreement_id, m.provision_id, m.stream, m.kind, m.for_period, m.pseudonym,
       m.band, m.received_pence, m.passported_pence, m.paid_pence, m.overpaid_pence, p.reverses_id, y.reference,
       y.paid_on,
       CASE WHEN w.id IS NULL THEN l.explanation
            ELSE concat('Reverses the ', w.kind, ' posted in ', to_char((w.period || '-01')::date, 'FMMonth YYYY'),
                        ' (', p.reason, '): ', l.explanation) END AS explanation
  FROM before b
  LEFT JOIN moved m ON true
  LEFT JOIN ledger_posting p ON p.trust_id = m.trust_id AND p.id = m.posting_id
  LEFT JOIN ledger_posting w ON w.trust_id = p.trust_id AND w.id = p.reverses_id
  LEFT JOIN funding_run_line l ON l.trust_id = p.trust_id AND l.id = CASE WHEN w.id IS NULL THEN p.id ELSE w.id END
  LEFT JOIN funding_payment y ON y.trust_id = p.trust_id
        AND y.id = CASE WHEN w.id IS NULL THEN p.payment_id ELSE w.payment_id END
 ORDER BY m.made_at, l.number, m.posting_id, m.agreement_id, m.for_period, m.stream;

-- statement_weights_read: statement_ask -> statement_weight[]
-- The cost lines of each agreement as they are on the last day of the month, or were when it ended.
SELECT a.original_id AS agreement_id, c.line, c.code, c.label, c.weight
  FROM (SELECT DISTINCT ON (original_id) original_id, cost_lines FROM funding_agreement
         WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND host_school_id = :host_school_id
           AND status IN ('agreed', 'ended') AND deleted_at IS NULL
           AND starts_on < upper(days_of_period(:period::text))
         ORDER BY original_id, starts_on DESC) a
 CROSS JOIN LATERAL jsonb_to_recordset(a.cost_lines) AS c (line bigint, code text, label text, weight bigint)
 ORDER BY a.original_id, c.line;
