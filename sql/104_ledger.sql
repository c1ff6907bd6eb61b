-- The ledger of funding: double entry, append-only, closed month by month. Entries carry their sign, debit +
-- and credit -: receivable is + when income is recognised and - when it is settled; bank + for a receipt and
-- - for a payment; retained and passported -; paid + when the host is paid; overpaid + for what it was paid
-- beyond what is passported.
--
-- Everything is posted by post_ledger() or post_ledger_many(), which nobody who serves may call: only other
-- functions with their owner's rights. Both do the whole: they take the periods, lock the balances, and add
-- the overpayment that a posting brings about, or that it makes good, so that paid <= passported holds
-- throughout and a caller has nothing to settle afterwards.
SET LOCAL search_path = app, pg_temp;

-- ---- periods ------------------------------------------------------------------------------------

CREATE TABLE funding_period (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id         uuid NOT NULL DEFAULT uuid7(),
    period     period NOT NULL,
    closed_at  timestamptz,
    closed_by  uuid,
    deleted_at timestamptz CONSTRAINT funding_period_is_never_deleted CHECK (deleted_at IS NULL),
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_period_is_told_once UNIQUE (trust_id, period)
);
COMMENT ON CONSTRAINT funding_period_is_never_deleted ON funding_period IS 'deleted_at: is never set';
COMMENT ON CONSTRAINT funding_period_is_told_once ON funding_period IS 'period: has a row already';
ALTER TABLE funding_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE funding_period FORCE ROW LEVEL SECURITY;
-- A month is the same for every school of the trust.
CREATE POLICY tenant ON funding_period USING (
    trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid));
GRANT SELECT ON funding_period TO api_rw, api_ro;

CREATE FUNCTION period_of(day date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(day, 'YYYY-MM')
$$;

CREATE FUNCTION last_closed_period(of_trust uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT max(period) FROM app.funding_period WHERE trust_id = of_trust AND closed_at IS NOT NULL
$$;

-- NULL while none is closed.
CREATE FUNCTION period_after_closed(of_trust uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT app.period_of(((app.last_closed_period(of_trust) || '-01')::date + interval '1 month')::date)
$$;

-- Hold a period open until this transaction ends, or say that it is closed. Its row is made on demand;
-- meanwhile nobody closes a later one, with which it would have been closed as well.
CREATE FUNCTION take_period(of_trust uuid, of_period text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    closed timestamptz;
BEGIN
    SELECT closed_at INTO closed FROM funding_period
     WHERE trust_id = of_trust AND period = of_period FOR SHARE;
    IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('funding_period ' || of_trust, 0));
        IF of_period <= last_closed_period(of_trust) THEN
            RETURN false;
        END IF;
        INSERT INTO funding_period (trust_id, period) VALUES (of_trust, of_period)
        ON CONFLICT (trust_id, period) DO NOTHING;
        SELECT closed_at INTO closed FROM funding_period
         WHERE trust_id = of_trust AND period = of_period FOR SHARE;
    END IF;
    RETURN closed IS NULL;
END $$;

--! rule period_is_closed: period: is closed; what belongs to it is posted in a later one
CREATE FUNCTION open_period(of_trust uuid, of_period text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    IF NOT take_period(of_trust, of_period) THEN
        PERFORM break_rule('period_is_closed');
    END IF;
END $$;

-- It is held open, so that it is still the one when something is posted in it.
CREATE FUNCTION first_open_period(of_trust uuid, not_before text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    found text;
BEGIN
    LOOP
        found := greatest(not_before, period_after_closed(of_trust));
        EXIT WHEN take_period(of_trust, found);
    END LOOP;
    RETURN found;
END $$;

-- Close a period, and with it earlier ones that hold nothing. It waits for whoever is posting in them, so that
-- whatever stands in it was made before it was closed. One that is closed stays as it was closed.
--! rule period_is_closed_for_the_trust: period: is closed by who acts for every school of the trust
--! rule period_has_begun: period: is still to come
--! rule periods_close_in_order: period: an earlier one is open and holds postings
CREATE FUNCTION close_period(of_period text) RETURNS SETOF funding_period
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    trust uuid := nullif(current_setting('app.trust', true), '')::uuid;
BEGIN
    IF coalesce(current_setting('app.all_schools', true), '') <> '1' THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'period_is_closed_for_the_trust';
    ELSIF of_period > period_of(today()) THEN
        PERFORM break_rule('period_has_begun');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('funding_period ' || trust, 0));
    INSERT INTO funding_period (trust_id, period) VALUES (trust, of_period)
    ON CONFLICT (trust_id, period) DO NOTHING;
    PERFORM FROM funding_period
      WHERE trust_id = trust AND period <= of_period AND closed_at IS NULL ORDER BY period FOR UPDATE;
    IF EXISTS (SELECT FROM funding_period f WHERE f.trust_id = trust AND f.period < of_period
                  AND f.closed_at IS NULL
                  AND EXISTS (SELECT FROM ledger_posting p WHERE p.trust_id = trust AND p.period = f.period)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'periods_close_in_order';
    END IF;
    UPDATE funding_period
       SET closed_at = clock_timestamp(), closed_by = nullif(current_setting('app.actor', true), '')::uuid
     WHERE trust_id = trust AND period <= of_period AND closed_at IS NULL;
    RETURN QUERY SELECT * FROM funding_period WHERE trust_id = trust AND period = of_period;
END $$;

-- ---- postings and entries -----------------------------------------------------------------------

CREATE TABLE ledger_posting (
    trust_id    uuid NOT NULL, -- that of its period
    id          uuid NOT NULL,
    kind        posting_kind NOT NULL,
    period      period NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    actor       uuid,
    run_id      uuid,
    receipt_id  uuid,
    payment_id  uuid,
    reverses_id uuid,
    reason      note,
    school_ids  uuid[] NOT NULL,
    restricted  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT ledger_posting_period_is_known FOREIGN KEY (trust_id, period)
        REFERENCES funding_period (trust_id, period),
    CONSTRAINT ledger_posting_reverses_a_posting FOREIGN KEY (trust_id, reverses_id) REFERENCES ledger_posting,
    CONSTRAINT ledger_posting_is_reversed_once UNIQUE (reverses_id, trust_id),
    CONSTRAINT ledger_posting_reversal_names_what CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL))
);
COMMENT ON CONSTRAINT ledger_posting_period_is_known ON ledger_posting IS 'period: has not been opened';
COMMENT ON CONSTRAINT ledger_posting_reverses_a_posting ON ledger_posting IS
    'reverses_id: is not a posting of the trust';
COMMENT ON CONSTRAINT ledger_posting_is_reversed_once ON ledger_posting IS
    'reverses_id: has been reversed already';
COMMENT ON CONSTRAINT ledger_posting_reversal_names_what ON ledger_posting IS
    'reverses_id: goes with a reversal, and with nothing else';
-- The trust does not come first, here and where a posting is reversed once: no search for an id in a trust
-- takes these instead of the key.
CREATE INDEX ledger_posting_by_period ON ledger_posting (period, trust_id);
CREATE INDEX ledger_posting_of_run ON ledger_posting (trust_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX ledger_posting_of_receipt ON ledger_posting (trust_id, receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX ledger_posting_of_payment ON ledger_posting (trust_id, payment_id) WHERE payment_id IS NOT NULL;
CALL tenant_policies('ledger_posting');
GRANT SELECT ON ledger_posting TO api_rw, api_ro;

-- kind, period and made_at are those of the posting. Money and child meet in no column of it: what names
-- a pupil is a pseudonym, and funding_placement_id is a random id without a reference.
CREATE TABLE ledger_entry (
    trust_id             uuid NOT NULL,
    id                   uuid NOT NULL DEFAULT uuid7(),
    posting_id           uuid NOT NULL, -- one that is there, which ledger_stands() sees to for all at once
    number               count NOT NULL, -- within the posting, from 1
    kind                 posting_kind NOT NULL,
    period               period NOT NULL, -- posted in
    for_period           period NOT NULL, -- the month it is for
    account              ledger_account NOT NULL,
    stream               funding_stream,
    agreement_id         uuid NOT NULL,   -- its first version
    provision_id         uuid NOT NULL,
    host_school_id       uuid NOT NULL,
    provider_school_id   uuid NOT NULL,
    payer                payer,
    funding_placement_id uuid,
    pseudonym            label,
    band                 label,
    amount_pence         pence NOT NULL,  -- debit +, credit -
    made_at              timestamptz NOT NULL DEFAULT now(),
    school_ids           uuid[] GENERATED ALWAYS AS (ARRAY[host_school_id, provider_school_id]) STORED,
    restricted           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT ledger_entry_number_is_unique UNIQUE (trust_id, posting_id, number),
    CONSTRAINT ledger_entry_is_not_nothing CHECK (amount_pence <> 0),
    CONSTRAINT ledger_entry_names_its_stream
        CHECK (stream IS NOT NULL OR kind IN ('payment', 'overpayment', 'reversal'))
);
COMMENT ON CONSTRAINT ledger_entry_number_is_unique ON ledger_entry IS
    'number: the posting has an entry of this number';
COMMENT ON CONSTRAINT ledger_entry_is_not_nothing ON ledger_entry IS 'amount_pence: must not be 0';
COMMENT ON CONSTRAINT ledger_entry_names_its_stream ON ledger_entry IS
    'stream: is needed but for what is paid';
CREATE INDEX ledger_entry_of_agreement ON ledger_entry (trust_id, agreement_id, for_period, id);
CREATE INDEX ledger_entry_by_period ON ledger_entry (trust_id, period, id);
CREATE INDEX ledger_entry_of_host ON ledger_entry (trust_id, host_school_id, period);
CREATE INDEX ledger_entry_by_month ON ledger_entry (trust_id, for_period, agreement_id);
CREATE INDEX ledger_entry_of_placement ON ledger_entry (trust_id, funding_placement_id, stream, for_period)
    WHERE funding_placement_id IS NOT NULL;
CREATE INDEX ledger_entry_of_agreement_at_large ON ledger_entry (trust_id, agreement_id, stream, for_period)
    WHERE funding_placement_id IS NULL AND account IN ('retained', 'passported');
CALL tenant_policies('ledger_entry');
GRANT SELECT ON ledger_entry TO api_rw, api_ro;

-- What an entry comes from is told with it.
CREATE VIEW ledger_entry_told WITH (security_invoker = true) AS
SELECT e.*, p.run_id, p.receipt_id, p.payment_id, p.reverses_id, p.reason, NULL::timestamptz AS deleted_at
  FROM ledger_entry e LEFT JOIN ledger_posting p ON p.trust_id = e.trust_id AND p.id = e.posting_id;
GRANT SELECT ON ledger_entry_told TO api_rw, api_ro;

-- Written once, changed by nobody, whatever session_replication_role says.
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER never_changed;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER never_changed;

-- ---- balances -----------------------------------------------------------------------------------

-- The fold of an agreement's entries. `received` is the income recognised: what is still receivable, the bank,
-- and what the host was paid out of it.
CREATE TABLE funding_balance (
    trust_id         uuid NOT NULL REFERENCES trust,
    agreement_id     uuid NOT NULL,
    received_pence   bigint NOT NULL DEFAULT 0,
    receivable_pence bigint NOT NULL DEFAULT 0,
    retained_pence   bigint NOT NULL DEFAULT 0,
    passported_pence bigint NOT NULL DEFAULT 0,
    paid_pence       bigint NOT NULL DEFAULT 0,
    overpaid_pence   bigint NOT NULL DEFAULT 0,
    school_ids       uuid[],
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, agreement_id),
    CONSTRAINT funding_balance_is_shared_out CHECK (received_pence = retained_pence + passported_pence),
    CONSTRAINT funding_balance_passported_is_not_negative CHECK (passported_pence >= 0),
    CONSTRAINT funding_balance_paid_is_not_negative CHECK (paid_pence >= 0),
    CONSTRAINT funding_balance_paid_is_passported CHECK (paid_pence <= passported_pence),
    CONSTRAINT funding_balance_overpaid_is_not_negative CHECK (overpaid_pence >= 0)
);
COMMENT ON CONSTRAINT funding_balance_is_shared_out ON funding_balance IS
    'received_pence: must be what is retained and what is passported';
COMMENT ON CONSTRAINT funding_balance_passported_is_not_negative ON funding_balance IS
    'passported_pence: must not fall below 0';
COMMENT ON CONSTRAINT funding_balance_paid_is_not_negative ON funding_balance IS
    'paid_pence: must not fall below 0';
COMMENT ON CONSTRAINT funding_balance_paid_is_passported ON funding_balance IS
    'paid_pence: must not exceed what is passported';
COMMENT ON CONSTRAINT funding_balance_overpaid_is_not_negative ON funding_balance IS
    'overpaid_pence: must not fall below 0';
CALL tenant_policies('funding_balance');
GRANT SELECT ON funding_balance TO api_rw, api_ro;

CREATE TABLE funding_balance_of_period (
    trust_id         uuid NOT NULL REFERENCES trust,
    agreement_id     uuid NOT NULL,
    for_period       period NOT NULL,
    received_pence   bigint NOT NULL,
    receivable_pence bigint NOT NULL,
    retained_pence   bigint NOT NULL,
    passported_pence bigint NOT NULL,
    paid_pence       bigint NOT NULL,
    overpaid_pence   bigint NOT NULL,
    school_ids       uuid[],
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, agreement_id, for_period),
    CONSTRAINT funding_balance_of_period_is_shared_out CHECK (received_pence = retained_pence + passported_pence)
);
COMMENT ON CONSTRAINT funding_balance_of_period_is_shared_out ON funding_balance_of_period IS
    'received_pence: must be what is retained and what is passported';
CALL tenant_policies('funding_balance_of_period');
GRANT SELECT ON funding_balance_of_period TO api_rw, api_ro;

-- Lock the balances of these agreements, in one order for everybody.
CREATE FUNCTION take_balances(of_trust uuid, agreements uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    INSERT INTO funding_balance (trust_id, agreement_id)
    SELECT DISTINCT of_trust, a FROM unnest(agreements) AS a ORDER BY a
    ON CONFLICT (trust_id, agreement_id) DO NOTHING;
    PERFORM FROM funding_balance WHERE trust_id = of_trust AND agreement_id = ANY (agreements)
      ORDER BY agreement_id FOR UPDATE;
END $$;

-- Entries, however they came in: whole postings that balance, in periods that are open, and folded.
--! rule ledger_posting_is_whole: posting_id: has other entries, or is of another kind or period than they
--! rule ledger_posting_balances: amount_pence: the entries of a posting are two or more and add up to 0
CREATE FUNCTION ledger_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    of_trust uuid := (SELECT trust_id FROM new_rows LIMIT 1);
    faults   record;
BEGIN
    SELECT bool_or(p.id IS NULL OR e.first <> 1 OR e.last <> e.lines OR e.others OR p.kind <> e.kind
                   OR p.period <> e.period) AS parts,
           bool_or(e.sum <> 0 OR e.lines < 2) AS uneven INTO faults
      FROM (SELECT posting_id, sum(amount_pence) AS sum, count(*) AS lines, min(number) AS first,
                   max(number) AS last, min(kind) AS kind, min(period) AS period,
                   min(kind) <> max(kind) OR min(period) <> max(period) AS others
              FROM new_rows GROUP BY posting_id) e
      LEFT JOIN ledger_posting p ON p.trust_id = of_trust AND p.id = e.posting_id;
    IF faults.parts THEN
        PERFORM break_rule('ledger_posting_is_whole');
    ELSIF faults.uneven THEN
        PERFORM break_rule('ledger_posting_balances');
    END IF;
    PERFORM open_period(of_trust, period) FROM (SELECT DISTINCT period FROM new_rows ORDER BY period) AS p;
    PERFORM take_balances(of_trust, ARRAY(SELECT DISTINCT agreement_id FROM new_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER a_stands AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stands();

CREATE FUNCTION ledger_folds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    WITH month AS (
        SELECT trust_id, agreement_id, for_period,
               coalesce(sum(amount_pence) FILTER (WHERE account NOT IN ('retained', 'passported')), 0) AS received,
               coalesce(sum(amount_pence) FILTER (WHERE account = 'receivable'), 0) AS receivable,
               -coalesce(sum(amount_pence) FILTER (WHERE account = 'retained'), 0) AS retained,
               -coalesce(sum(amount_pence) FILTER (WHERE account = 'passported'), 0) AS passported,
               coalesce(sum(amount_pence) FILTER (WHERE account = 'paid'), 0) AS paid,
               coalesce(sum(amount_pence) FILTER (WHERE account = 'overpaid'), 0) AS overpaid,
               max(school_ids) AS schools
          FROM new_rows GROUP BY trust_id, agreement_id, for_period),
    folded AS (
        INSERT INTO funding_balance_of_period AS b SELECT * FROM month
        ON CONFLICT (trust_id, agreement_id, for_period) DO UPDATE
           SET received_pence = b.received_pence + excluded.received_pence,
               receivable_pence = b.receivable_pence + excluded.receivable_pence,
               retained_pence = b.retained_pence + excluded.retained_pence,
               passported_pence = b.passported_pence + excluded.passported_pence,
               paid_pence = b.paid_pence + excluded.paid_pence,
               overpaid_pence = b.overpaid_pence + excluded.overpaid_pence, school_ids = excluded.school_ids)
    UPDATE funding_balance b
       SET received_pence = b.received_pence + m.received, receivable_pence = b.receivable_pence + m.receivable,
           retained_pence = b.retained_pence + m.retained, passported_pence = b.passported_pence + m.passported,
           paid_pence = b.paid_pence + m.paid, overpaid_pence = b.overpaid_pence + m.overpaid,
           school_ids = m.schools
      FROM (SELECT trust_id, agreement_id, sum(received) AS received, sum(receivable) AS receivable,
                   sum(retained) AS retained, sum(passported) AS passported, sum(paid) AS paid,
                   sum(overpaid) AS overpaid, max(schools) AS schools
              FROM month GROUP BY trust_id, agreement_id) m
     WHERE b.trust_id = m.trust_id AND b.agreement_id = m.agreement_id;
    RETURN NULL;
END $$;
CREATE TRIGGER b_folds AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_folds();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER a_stands;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER b_folds;

-- ---- posting ------------------------------------------------------------------------------------

-- What is to be posted, line by line, with what a line has of its posting. An entry says the position of
-- its posting, from 0, which is also what it means when it says none.
CREATE FUNCTION ledger_lines(postings jsonb, entries jsonb) RETURNS TABLE (
    line bigint, posting_id uuid, kind text, period text, run_id uuid, account text, stream text, agreement_id uuid,
    provision_id uuid, host_school_id uuid, provider_school_id uuid, payer text, for_period text,
    funding_placement_id uuid, pseudonym text, band text, amount_pence bigint) LANGUAGE sql STABLE AS $$
    SELECT e.line, p.id, p.kind, p.period, p.run_id, e.account, e.stream, e.agreement_id, e.provision_id,
           e.host_school_id, e.provider_school_id, e.payer, e.for_period, e.funding_placement_id, e.pseudonym,
           e.band, e.amount_pence
      FROM ROWS FROM (jsonb_to_recordset(entries) AS (posting bigint, account text, stream text,
               agreement_id uuid, provision_id uuid, host_school_id uuid, provider_school_id uuid, payer text,
               for_period text, funding_placement_id uuid, pseudonym text, band text, amount_pence bigint))
           WITH ORDINALITY AS e (posting, account, stream, agreement_id, provision_id, host_school_id,
               provider_school_id, payer, for_period, funding_placement_id, pseudonym, band, amount_pence, line)
      LEFT JOIN ROWS FROM (jsonb_to_recordset(postings) AS (id uuid, kind text, period text, run_id uuid))
           WITH ORDINALITY AS p (id, kind, period, run_id, at) ON p.at = coalesce(e.posting, 0) + 1
$$;

-- The agreements that these lines move, and by how much.
CREATE FUNCTION ledger_moves(postings jsonb, entries jsonb) RETURNS TABLE (
    agreement_id uuid, passported bigint, paid bigint, paid_out bigint, pays boolean, takes_back boolean,
    period text, run_id uuid, provision_id uuid, host_school_id uuid, provider_school_id uuid)
    LANGUAGE sql STABLE AS $$
    SELECT agreement_id, -coalesce(sum(amount_pence) FILTER (WHERE account = 'passported'), 0)::bigint,
           coalesce(sum(amount_pence) FILTER (WHERE account = 'paid'), 0)::bigint,
           coalesce(sum(amount_pence) FILTER (WHERE account IN ('paid', 'overpaid')), 0)::bigint,
           bool_or(kind = 'payment'), bool_or(kind = 'reversal'), max(period), (array_agg(run_id))[1],
           (array_agg(provision_id))[1], (array_agg(host_school_id))[1], (array_agg(provider_school_id))[1]
      FROM app.ledger_lines(postings, entries) GROUP BY agreement_id ORDER BY agreement_id
$$;

--! rule payment_exceeds_passported: amount_pence: is more than is passported and not yet paid
CREATE FUNCTION refuse_payment(passported bigint, paid bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'payment_exceeds_passported', HINT = format(
        '"passported_pence":%s,"paid_pence":%s,"available_pence":%s', passported, paid, passported - paid);
END $$;

-- What the host was paid stands in `paid` as far as it is passported, and in `overpaid` beyond. What is to be
-- posted may shift that line: of each agreement where it does, one posting more. A payment may not go
-- beyond the line, nor a reversal draw it back behind what was paid.
--! rule reversal_leaves_what_was_paid: posting_id: has been paid to the host; reverse the payment first
CREATE FUNCTION add_overpayments(of_trust uuid, INOUT postings jsonb, INOUT entries jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    one   record;
    entry jsonb;
BEGIN
    FOR one IN
        SELECT m.*, b.passported_pence + m.passported AS line, b.paid_pence + m.paid AS stands, b.paid_pence,
               b.paid_pence + b.overpaid_pence + m.paid_out AS out
          FROM ledger_moves(postings, entries) m
          JOIN funding_balance b ON b.trust_id = of_trust AND b.agreement_id = m.agreement_id
    LOOP
        IF one.line < 0 THEN
            PERFORM break_rule('funding_balance_passported_is_not_negative');
        ELSIF one.pays AND one.out > one.line THEN
            PERFORM refuse_payment(one.line, one.paid_pence);
        ELSIF one.takes_back AND one.passported < 0 AND one.stands > one.line THEN
            RAISE exclusion_violation USING CONSTRAINT = 'reversal_leaves_what_was_paid';
        ELSIF one.stands <> least(one.out, one.line) THEN
            entry := jsonb_build_object('posting', jsonb_array_length(postings), 'account', 'paid',
                'agreement_id', one.agreement_id, 'provision_id', one.provision_id,
                'host_school_id', one.host_school_id, 'provider_school_id', one.provider_school_id,
                'for_period', one.period, 'amount_pence', least(one.out, one.line) - one.stands);
            entries := entries || entry || (entry || jsonb_build_object('account', 'overpaid',
                'amount_pence', one.stands - least(one.out, one.line)));
            postings := postings || jsonb_build_object('id', uuid7(), 'kind', 'overpayment',
                'period', one.period, 'run_id', one.run_id);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION write_ledger(of_trust uuid, postings jsonb, entries jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO ledger_posting (trust_id, id, kind, period, actor, run_id, receipt_id, payment_id, reverses_id,
                                reason, school_ids)
    SELECT of_trust, p.id, p.kind, p.period, nullif(current_setting('app.actor', true), '')::uuid, p.run_id,
           p.receipt_id, p.payment_id, p.reverses_id, p.reason, s.schools
      FROM jsonb_to_recordset(postings) AS p (id uuid, kind text, period text, run_id uuid, receipt_id uuid,
                                              payment_id uuid, reverses_id uuid, reason text)
      LEFT JOIN (SELECT posting_id, array_agg(DISTINCT school) AS schools
              FROM ledger_lines(postings, entries), unnest(ARRAY[host_school_id, provider_school_id]) AS school
             GROUP BY posting_id) s ON s.posting_id = p.id;
    INSERT INTO ledger_entry (trust_id, posting_id, number, kind, period, for_period, account, stream,
                              agreement_id, provision_id, host_school_id, provider_school_id, payer,
                              funding_placement_id, pseudonym, band, amount_pence)
    SELECT of_trust, posting_id, row_number() OVER (PARTITION BY posting_id ORDER BY line), kind, period,
           for_period, account, stream, agreement_id, provision_id, host_school_id, provider_school_id, payer,
           funding_placement_id, pseudonym, band, amount_pence
      FROM ledger_lines(postings, entries);
END $$;

-- postings: [{"trust_id","id","kind","period","run_id"?,"receipt_id"?,"payment_id"?,"reverses_id"?,"reason"?}], of
-- one trust; an id that is left out is made here. entries: [{"posting","account","stream","agreement_id",
-- "provision_id","host_school_id","provider_school_id","payer"?,"for_period","funding_placement_id"?,
-- "pseudonym"?,"band"?,"amount_pence"}]. The ids of the postings, in their order, without overpayments.
CREATE FUNCTION post_ledger_many(postings jsonb, entries jsonb) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight    text := widen_sight();
    of_trust uuid := coalesce(postings->0->>'trust_id', nullif(current_setting('app.trust', true), ''))::uuid;
    posted   uuid[];
BEGIN
    postings := (SELECT jsonb_agg(jsonb_build_object('id', uuid7()) || jsonb_strip_nulls(p) ORDER BY n)
                   FROM jsonb_array_elements(postings) WITH ORDINALITY AS e (p, n));
    posted := ARRAY(SELECT (p->>'id')::uuid FROM jsonb_array_elements(postings) WITH ORDINALITY AS e (p, n)
                     ORDER BY n);
    PERFORM open_period(of_trust, period)
       FROM (SELECT DISTINCT p->>'period' AS period FROM jsonb_array_elements(postings) AS p ORDER BY 1) AS d;
    PERFORM take_balances(of_trust, ARRAY(SELECT DISTINCT (e->>'agreement_id')::uuid
                                            FROM jsonb_array_elements(entries) AS e));
    SELECT * INTO postings, entries FROM add_overpayments(of_trust, postings, entries);
    PERFORM write_ledger(of_trust, postings, entries);
    PERFORM narrow_sight(sight);
    RETURN posted;
END $$;

CREATE FUNCTION post_ledger(posting jsonb, entries jsonb) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS $$
    SELECT (post_ledger_many(jsonb_build_array(posting), entries))[1]
$$;
