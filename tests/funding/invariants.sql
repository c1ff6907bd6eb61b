-- What holds of the ledger at any time, whatever was done. Each query tells faults: what is wrong, and where.
-- None may have a row. For the superuser, over all trusts.

-- Every posting balances and has two entries at least, in its own kind and period.
SELECT 'a posting does not balance', p.id FROM app.ledger_posting p
  LEFT JOIN app.ledger_entry e ON e.trust_id = p.trust_id AND e.posting_id = p.id
 GROUP BY p.trust_id, p.id HAVING sum(e.amount_pence) IS DISTINCT FROM 0 OR count(e.id) < 2;
SELECT 'an entry differs from its posting', e.id FROM app.ledger_entry e
  LEFT JOIN app.ledger_posting p ON p.trust_id = e.trust_id AND p.id = e.posting_id
 WHERE (p.kind, p.period) IS DISTINCT FROM (e.kind, e.period);
SELECT 'an entry is nothing', id FROM app.ledger_entry WHERE amount_pence = 0;

-- The balances are the fold of the entries.
WITH fold AS (
    SELECT trust_id, agreement_id, sum(amount_pence) FILTER (WHERE account = 'receivable') AS receivable,
           -sum(amount_pence) FILTER (WHERE account = 'retained') AS retained,
           -sum(amount_pence) FILTER (WHERE account = 'passported') AS passported,
           sum(amount_pence) FILTER (WHERE account = 'paid') AS paid,
           sum(amount_pence) FILTER (WHERE account = 'overpaid') AS overpaid,
           sum(amount_pence) FILTER (WHERE account = 'bank') AS bank
      FROM app.ledger_entry GROUP BY trust_id, agreement_id)
SELECT 'a balance is not the fold of its entries', agreement_id
  FROM fold FULL JOIN app.funding_balance b USING (trust_id, agreement_id)
 WHERE (b.receivable_pence, b.retained_pence, b.passported_pence, b.paid_pence, b.overpaid_pence, b.received_pence)
       IS DISTINCT FROM
       (coalesce(receivable, 0), coalesce(retained, 0), coalesce(passported, 0), coalesce(paid, 0),
        coalesce(overpaid, 0),
        coalesce(receivable, 0) + coalesce(bank, 0) + coalesce(paid, 0) + coalesce(overpaid, 0));
WITH fold AS (
    SELECT trust_id, agreement_id, for_period,
           sum(amount_pence) FILTER (WHERE account = 'receivable') AS receivable,
           -sum(amount_pence) FILTER (WHERE account = 'retained') AS retained,
           -sum(amount_pence) FILTER (WHERE account = 'passported') AS passported,
           sum(amount_pence) FILTER (WHERE account = 'paid') AS paid,
           sum(amount_pence) FILTER (WHERE account = 'overpaid') AS overpaid,
           sum(amount_pence) FILTER (WHERE account = 'bank') AS bank
      FROM app.ledger_entry GROUP BY trust_id, agreement_id, for_period)
SELECT 'a balance of a month is not the fold of its entries', agreement_id || ' ' || for_period
  FROM fold FULL JOIN app.funding_balance_of_period b USING (trust_id, agreement_id, for_period)
 WHERE (b.receivable_pence, b.retained_pence, b.passported_pence, b.paid_pence, b.overpaid_pence, b.received_pence)
       IS DISTINCT FROM
       (coalesce(receivable, 0), coalesce(retained, 0), coalesce(passported, 0), coalesce(paid, 0),
        coalesce(overpaid, 0),
        coalesce(receivable, 0) + coalesce(bank, 0) + coalesce(paid, 0) + coalesce(overpaid, 0));

-- Income is shared out to the penny, for each agreement and month.
SELECT 'received is not retained and passported', agreement_id || ' ' || for_period FROM app.ledger_entry
 GROUP BY trust_id, agreement_id, for_period HAVING sum(amount_pence) <> 0;

-- The host is never paid beyond what is passported, but for what is told as overpaid, and no more is than has to be.
SELECT 'what was paid is not split at what is passported', agreement_id FROM app.funding_balance
 WHERE paid_pence <> least(paid_pence + overpaid_pence, passported_pence) OR paid_pence < 0 OR overpaid_pence < 0
    OR paid_pence > passported_pence;

-- A reversal mirrors what it reverses, which is neither a reversal nor an overpayment.
SELECT 'a reversal does not undo its posting', r.id FROM app.ledger_posting r
  JOIN app.ledger_entry e ON e.trust_id = r.trust_id AND e.posting_id IN (r.id, r.reverses_id)
 WHERE r.kind = 'reversal'
 GROUP BY r.trust_id, r.id, e.account, e.agreement_id, e.for_period, e.stream, e.funding_placement_id
HAVING sum(e.amount_pence) <> 0;
SELECT 'what follows from others was reversed', r.id FROM app.ledger_posting r
  JOIN app.ledger_posting p ON p.trust_id = r.trust_id AND p.id = r.reverses_id
 WHERE p.kind IN ('reversal', 'overpayment');

-- Nothing was posted in a month after it was closed, and months were closed in their order.
SELECT 'something was posted in a closed month', p.id FROM app.ledger_posting p
  JOIN app.funding_period f ON f.trust_id = p.trust_id AND f.period = p.period
 WHERE p.made_at > f.closed_at;
SELECT 'a month is open before one that is closed', f.period FROM app.funding_period f
 WHERE f.closed_at IS NULL AND EXISTS (SELECT FROM app.funding_period l WHERE l.trust_id = f.trust_id
          AND l.period > f.period AND l.closed_at IS NOT NULL);

-- Receipts and payments are what was posted of them, and reversed when that was.
SELECT 'a receipt is not what was posted', r.id FROM app.funding_receipt r
  LEFT JOIN app.ledger_posting p ON p.trust_id = r.trust_id AND p.id = r.posting_id
  LEFT JOIN app.ledger_entry e ON e.trust_id = p.trust_id AND e.posting_id = p.id AND e.account = 'bank'
 WHERE r.status <> 'parked'
   AND (p.kind, p.receipt_id, e.amount_pence, e.agreement_id, e.for_period, e.stream, e.payer) IS DISTINCT FROM
       ('receipt', r.id, r.amount_pence, r.agreement_id, r.for_period, r.stream, r.payer);
SELECT 'a line of a remittance is there twice', min(r.line_key::text) FROM app.funding_receipt r
  LEFT JOIN app.funding_receipt w ON w.trust_id = r.trust_id AND w.id = r.corrects_id
 GROUP BY r.trust_id, r.line_key::text
HAVING count(*) FILTER (WHERE r.status <> 'reversed') > 1 OR max(r.revision) <> count(*)
    OR bool_or((w.line_key::text, w.revision + 1) IS DISTINCT FROM (r.line_key::text, r.revision::bigint)
               AND r.revision > 1);
SELECT 'a payment is not what was posted', m.id FROM app.funding_payment m
  LEFT JOIN app.ledger_posting p ON p.trust_id = m.trust_id AND p.id = m.posting_id
  LEFT JOIN app.ledger_entry e ON e.trust_id = p.trust_id AND e.posting_id = p.id AND e.account = 'bank'
 WHERE (p.kind, p.payment_id, e.amount_pence, e.agreement_id, e.period) IS DISTINCT FROM
       ('payment', m.id, -m.amount_pence, m.agreement_id, m.period);
SELECT 'what was reversed does not say so', x.id FROM (
       SELECT trust_id, id, posting_id, status FROM app.funding_receipt WHERE status <> 'parked'
       UNION ALL SELECT trust_id, id, posting_id, status FROM app.funding_payment) AS x
  LEFT JOIN app.ledger_posting p ON p.trust_id = x.trust_id AND p.reverses_id = x.posting_id
 WHERE (x.status = 'reversed') <> (p.id IS NOT NULL);
SELECT 'a posting of a receipt or payment is of none', p.id FROM app.ledger_posting p
  LEFT JOIN app.funding_receipt r ON r.trust_id = p.trust_id AND r.id = p.receipt_id AND r.posting_id = p.id
  LEFT JOIN app.funding_payment m ON m.trust_id = p.trust_id AND m.id = p.payment_id AND m.posting_id = p.id
 WHERE (p.receipt_id IS NOT NULL AND r.id IS NULL) OR (p.payment_id IS NOT NULL AND m.id IS NULL);

-- What is recognised as due is what is retained and what is passported: for each agreement and month, of what was
-- accrued, adjusted and reversed of that.
SELECT 'recognised is not retained and passported', e.agreement_id || ' ' || e.for_period
  FROM app.ledger_entry e JOIN app.ledger_posting p ON p.trust_id = e.trust_id AND p.id = e.posting_id
  LEFT JOIN app.ledger_posting r ON r.trust_id = p.trust_id AND r.id = p.reverses_id
 WHERE coalesce(r.kind, p.kind) IN ('accrual', 'adjustment')
 GROUP BY e.trust_id, e.agreement_id, e.for_period
HAVING coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'receivable'), 0)
       <> -coalesce(sum(e.amount_pence) FILTER (WHERE e.account IN ('retained', 'passported')), 0)
    OR bool_or(e.account NOT IN ('receivable', 'retained', 'passported'));
SELECT 'paid is more than passported', agreement_id FROM app.ledger_entry
 GROUP BY trust_id, agreement_id
HAVING coalesce(sum(amount_pence) FILTER (WHERE account = 'paid'), 0)
       > -coalesce(sum(amount_pence) FILTER (WHERE account = 'passported'), 0);
SELECT 'a posting was reversed twice', min(id::text) FROM app.ledger_posting
 WHERE reverses_id IS NOT NULL GROUP BY trust_id, reverses_id HAVING count(*) > 1;

-- The lines of a run are posted if it was approved, each once, and nothing else in its name.
WITH line AS (
    SELECT l.trust_id, l.run_id, l.kind::text, l.period::text, l.for_period::text, l.agreement_id, l.stream::text,
           l.funding_placement_id, l.received_pence::bigint, l.passported_pence::bigint
      FROM app.funding_run_line l JOIN app.funding_run r ON r.trust_id = l.trust_id AND r.id = l.run_id
     WHERE r.status = 'approved'),
posted AS (
    SELECT p.trust_id, p.run_id, p.kind::text, p.period::text, min(e.for_period::text), min(e.agreement_id::text)::uuid,
           min(e.stream::text), min(e.funding_placement_id::text)::uuid,
           coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'receivable'), 0)::bigint,
           -coalesce(sum(e.amount_pence) FILTER (WHERE e.account = 'passported'), 0)::bigint
      FROM app.ledger_posting p JOIN app.ledger_entry e ON e.trust_id = p.trust_id AND e.posting_id = p.id
     WHERE p.run_id IS NOT NULL AND p.kind <> 'overpayment' GROUP BY p.trust_id, p.id, p.run_id, p.kind, p.period)
SELECT 'a line of a run was not posted once', run_id || ' ' || for_period
  FROM (SELECT * FROM line EXCEPT ALL SELECT * FROM posted) AS missing
 UNION ALL
SELECT 'a run posted what is no line of it', run_id || ' ' || for_period
  FROM (SELECT * FROM posted EXCEPT ALL SELECT * FROM line) AS more (trust_id, run_id, kind, period, for_period);

-- Whatever a caller brought about belongs to a run, a receipt, a payment or a reversal; an overpayment, to what it
-- follows from in the same transaction. The owner of the database, who is nobody's caller, may post by hand.
SELECT 'a posting belongs to nothing', p.id FROM app.ledger_posting p
 WHERE p.actor IS NOT NULL AND NOT CASE p.kind
    WHEN 'receipt' THEN EXISTS (SELECT FROM app.funding_receipt r WHERE r.trust_id = p.trust_id
                                   AND r.id = p.receipt_id AND r.posting_id = p.id AND r.status <> 'parked')
    WHEN 'payment' THEN EXISTS (SELECT FROM app.funding_payment m WHERE m.trust_id = p.trust_id
                                   AND m.id = p.payment_id AND m.posting_id = p.id)
    WHEN 'reversal' THEN EXISTS (SELECT FROM app.funding_reversal v WHERE v.trust_id = p.trust_id
                                    AND v.id = p.id AND v.posting_id = p.reverses_id)
    WHEN 'overpayment' THEN EXISTS (SELECT FROM app.ledger_posting o WHERE o.trust_id = p.trust_id
                                       AND o.period = p.period AND o.xid = p.xid AND o.kind <> 'overpayment')
    ELSE EXISTS (SELECT FROM app.funding_run r WHERE r.trust_id = p.trust_id AND r.id = p.run_id
                    AND r.status = 'approved') END;
-- And each of them stands in the books as it says.
SELECT 'a receipt is not in the books as it says', r.id FROM app.funding_receipt r
  LEFT JOIN app.ledger_entry e ON e.trust_id = r.trust_id AND e.posting_id = r.posting_id AND e.account = 'bank'
 WHERE r.status <> 'parked' AND (e.amount_pence, e.agreement_id, e.for_period, e.stream)
       IS DISTINCT FROM (r.amount_pence, r.agreement_id, r.for_period, r.stream)
    OR r.status = 'parked' AND r.posting_id IS NOT NULL;
SELECT 'a payment is not in the books as it says', m.id FROM app.funding_payment m
  LEFT JOIN app.ledger_entry e ON e.trust_id = m.trust_id AND e.posting_id = m.posting_id AND e.account = 'bank'
 WHERE (e.amount_pence, e.agreement_id, e.period) IS DISTINCT FROM (-m.amount_pence, m.agreement_id, m.period);
SELECT 'what was reversed is not told as reversed', p.id FROM app.ledger_posting p
  LEFT JOIN app.funding_receipt r ON r.trust_id = p.trust_id AND r.id = p.receipt_id
  LEFT JOIN app.funding_payment m ON m.trust_id = p.trust_id AND m.id = p.payment_id
 WHERE coalesce(r.status, m.status) IS NOT NULL AND (coalesce(r.status, m.status) = 'reversed')
       <> EXISTS (SELECT FROM app.ledger_posting v WHERE v.trust_id = p.trust_id AND v.reverses_id = p.id);
SELECT 'a reversal is not in the books', v.id FROM app.funding_reversal v
  LEFT JOIN app.ledger_posting p ON p.trust_id = v.trust_id AND p.id = v.id AND p.reverses_id = v.posting_id
 WHERE p.id IS NULL OR p.period <> v.period;
