-- What is due from the payers, what came in, what of it was passed on and what the hosts were paid: month by
-- month, down to the last penny that does not agree. Everything is worked out from the ledger and the receipts.
SET LOCAL search_path = app, pg_temp;

-- Of each agreement, stream and month, what the ledger says. A month in which an agreement was in force,
-- up to this one, is told even if nothing was posted for it (which a subquery looks up for one month: EXISTS would
-- be a join with all months of the ledger).
CREATE VIEW funding_month WITH (security_invoker = true) AS
SELECT e.trust_id, e.agreement_id, e.provision_id, e.stream::text AS stream, e.for_period::text AS month,
       bool_or(e.account IN ('retained', 'passported')) AS is_run,
       -coalesce(sum(e.amount_pence) FILTER (WHERE e.account IN ('retained', 'passported')), 0)::bigint AS expected,
       coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'bank'), 0)::bigint AS received,
       -coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'passported'), 0)::bigint AS passported
  FROM ledger_entry e WHERE e.stream IS NOT NULL
 GROUP BY e.trust_id, e.agreement_id, e.provision_id, e.stream, e.for_period
UNION ALL
SELECT DISTINCT a.trust_id, a.original_id, a.provision_id, s.stream, period_of(m.day::date), false, 0::bigint,
       0::bigint, 0::bigint
  FROM funding_agreement a
 CROSS JOIN LATERAL jsonb_to_recordset(a.shares) AS s (stream text)
 CROSS JOIN LATERAL generate_series(date_trunc('month', a.starts_on::timestamp), least(a.ends_on, today())::timestamp,
                                    '1 month') AS m (day)
 WHERE a.status IN ('agreed', 'ended') AND a.deleted_at IS NULL
   AND (SELECT e.id FROM ledger_entry e
         WHERE e.trust_id = a.trust_id AND e.agreement_id = a.original_id
           AND e.for_period = period_of(m.day::date) AND e.stream = s.stream LIMIT 1) IS NULL;
GRANT SELECT ON funding_month TO api_rw, api_ro;

-- What a host was paid settles its oldest month first, and within a month place money before top-up. `paid` here
-- is how much the sum up to a row settles, less what the sum before it does, so that the rows of an
-- agreement add up to what the ledger holds as paid.
CREATE VIEW funding_month_settled WITH (security_invoker = true) AS
SELECT m.*, least(b.paid_pence, m.until) - least(b.paid_pence, m.until - m.passported) AS paid
  FROM (SELECT f.*, (sum(f.passported) OVER (PARTITION BY f.trust_id, f.agreement_id, f.provision_id, f.month
                                             ORDER BY f.stream)
                     + (SELECT coalesce(sum(p.passported_pence), 0) FROM funding_balance_of_period p
                         WHERE p.trust_id = f.trust_id AND p.agreement_id = f.agreement_id
                           AND p.for_period < f.month))::bigint AS until
          FROM funding_month f) m
  LEFT JOIN funding_balance b ON b.trust_id = m.trust_id AND b.agreement_id = m.agreement_id;
GRANT SELECT ON funding_month_settled TO api_rw, api_ro;

-- What is parked is for who acts for the whole trust. The sums are of restricted pupils, too: a line of theirs is
-- out of sight, its money is not.
CREATE FUNCTION parked_receipts() RETURNS TABLE (trust_id uuid, provision_id uuid, stream text, month text,
                                                 payer text, lines bigint, received bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text;
BEGIN
    IF coalesce(current_setting('app.all_schools', true), '') = '1' THEN
        sight := widen_sight();
        RETURN QUERY SELECT r.trust_id, r.provision_id, r.stream::text, r.for_period::text, r.payer::text, count(*),
                            sum(r.amount_pence)::bigint
                       FROM funding_receipt r
                      WHERE r.trust_id = nullif(current_setting('app.trust', true), '')::uuid AND r.status = 'parked'
                      GROUP BY r.trust_id, r.provision_id, r.stream, r.for_period, r.payer;
        PERFORM narrow_sight(sight);
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION parked_receipts() TO api_ro;

-- Beside the months of the agreements: what a host was paid beyond everything that is passported to it, at its
-- last month, and what came in and is parked, by payer. All three have the same types: else the months that are
-- asked about are picked only when all have been added up.
CREATE VIEW funding_month_told WITH (security_invoker = true) AS
SELECT trust_id, agreement_id, provision_id, stream, month, NULL::text AS payer, 0::bigint AS parked,
       expected, received, passported, coalesce(paid, 0) AS paid, is_run
  FROM funding_month_settled
UNION ALL
SELECT b.trust_id, b.agreement_id, a.provision_id, NULL, p.month, NULL, 0, 0, 0, 0, b.overpaid_pence, true
  FROM funding_balance b
  JOIN funding_agreement a ON a.trust_id = b.trust_id AND a.id = b.agreement_id
 CROSS JOIN LATERAL (SELECT max(for_period)::text AS month FROM funding_balance_of_period p
                      WHERE p.trust_id = b.trust_id AND p.agreement_id = b.agreement_id) p
 WHERE b.overpaid_pence <> 0
UNION ALL
SELECT trust_id, NULL, provision_id, stream, month, payer, lines, 0, received, 0, 0, true FROM parked_receipts();
GRANT SELECT ON funding_month_told TO api_rw, api_ro;

CREATE FUNCTION reconciliation_reasons(expected bigint, received bigint, unpaid bigint, is_run boolean, parked bigint)
    RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_jsonb(array_remove(ARRAY[
               CASE WHEN parked > 0 THEN 'parked_lines'
                    WHEN NOT is_run THEN 'not_run'
                    WHEN received = expected THEN NULL
                    WHEN received = 0 THEN 'not_received'
                    WHEN received < expected THEN 'received_less'
                    ELSE 'received_more' END,
               CASE WHEN unpaid > 0 THEN 'unpaid' WHEN unpaid < 0 THEN 'overpaid' END], NULL))
$$;

-- The id is made of what the row is about, so that it is the same whenever it is asked for. `month` is
-- for_period as a list may look it up.
CREATE VIEW funding_reconciliation WITH (security_invoker = true) AS
SELECT trust_id, md5(concat_ws(' ', agreement_id, provision_id, stream, payer, month))::uuid AS id, agreement_id,
       provision_id, stream::funding_stream, payer::payer, month::period AS for_period, month,
       expected::pence AS expected_pence, received::pence AS received_pence,
       (received - expected)::pence AS difference_pence, passported::pence AS passported_pence,
       paid::pence AS paid_pence, (passported - paid)::pence AS unpaid_pence, parked::count AS parked_count,
       reconciliation_reasons(expected, received, passported - paid, is_run, parked) AS reasons,
       NULL::timestamptz AS deleted_at
  FROM funding_month_told;
GRANT SELECT ON funding_reconciliation TO api_rw, api_ro;
