-- What the host is paid, and what is taken back of anything that was posted. Neither is ever changed: a
-- payment that was wrong is reversed, and a reversal stands.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE funding_payment (
    trust_id     uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id           uuid NOT NULL,
    agreement_id uuid NOT NULL, -- its first version
    period       period NOT NULL, -- in whose books it stands
    amount_pence pence NOT NULL,
    paid_on      date NOT NULL,
    reference    label,
    payment_key  note GENERATED ALWAYS AS (agreement_id::text || '/' || reference::text) STORED,
    status       status NOT NULL DEFAULT 'posted',
    posting_id   uuid NOT NULL,
    version      count NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,
    school_ids   uuid[],
    restricted   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_payment_agreement_is_known FOREIGN KEY (trust_id, agreement_id) REFERENCES funding_agreement,
    CONSTRAINT funding_payment_is_of_something CHECK (amount_pence > 0),
    CONSTRAINT funding_payment_is_of_the_past CHECK (paid_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT funding_payment_is_never_deleted CHECK (deleted_at IS NULL),
    CONSTRAINT funding_payment_status_is_one CHECK (status IN ('posted', 'reversed'))
);
COMMENT ON CONSTRAINT funding_payment_agreement_is_known ON funding_payment IS
    'agreement_id: is not the first version of an agreement';
COMMENT ON CONSTRAINT funding_payment_is_of_something ON funding_payment IS 'amount_pence: must be above 0';
COMMENT ON CONSTRAINT funding_payment_is_of_the_past ON funding_payment IS 'paid_on: must not be in the future';
COMMENT ON CONSTRAINT funding_payment_is_never_deleted ON funding_payment IS
    'deleted_at: a payment is reversed, never deleted';
COMMENT ON CONSTRAINT funding_payment_status_is_one ON funding_payment IS 'status: must be posted or reversed';
CREATE INDEX funding_payment_of_agreement ON funding_payment (trust_id, agreement_id, period, id);
CREATE INDEX funding_payment_by_key ON funding_payment (trust_id, payment_key, id);
CREATE INDEX funding_payment_by_day ON funding_payment (trust_id, paid_on, id);
CREATE INDEX funding_payment_by_change ON funding_payment (trust_id, updated_at, id);
CALL tenant_table('funding_payment', 'funding_payment');
REVOKE UPDATE ON funding_payment FROM api_rw;

CREATE FUNCTION funding_payment_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    SELECT school_ids INTO NEW.school_ids FROM funding_agreement
     WHERE trust_id = NEW.trust_id AND id = NEW.agreement_id AND original_id = NEW.agreement_id;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'funding_payment_agreement_is_known';
    END IF;
    PERFORM must_keep_books_of((SELECT provider_school_id FROM funding_agreement
                                 WHERE trust_id = NEW.trust_id AND id = NEW.agreement_id));
    IF NEW.period > greatest(period_of(today()), period_after_closed(NEW.trust_id)) THEN
        PERFORM break_rule('period_has_begun');
    END IF;
    NEW.period := coalesce(NEW.period, first_open_period(NEW.trust_id, period_of(NEW.paid_on)));
    NEW.status := 'posted';
    NEW.posting_id := uuid7();
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE INSERT ON funding_payment
    FOR EACH ROW EXECUTE FUNCTION funding_payment_stands();

-- paid +, bank -; post_ledger_many() refuses what is more than is passported and not yet paid, of all of them
-- together.
CREATE FUNCTION funding_payments_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_nestloop = off AS $$
DECLARE
    sight    text := widen_sight();
    postings jsonb;
    entries  jsonb;
BEGIN
    WITH one AS (
        SELECT n.*, a.provision_id, a.host_school_id, a.provider_school_id, row_number() OVER (ORDER BY n.id) - 1 AS at
          FROM new_rows n JOIN funding_agreement a ON a.trust_id = n.trust_id AND a.id = n.agreement_id)
    SELECT jsonb_agg(jsonb_build_object('trust_id', o.trust_id, 'id', o.posting_id, 'kind', 'payment',
                         'period', o.period, 'payment_id', o.id) ORDER BY o.at),
           jsonb_agg(e.line || jsonb_build_object('account', 'paid', 'amount_pence', o.amount_pence) ORDER BY o.at)
           || jsonb_agg(e.line || jsonb_build_object('account', 'bank', 'amount_pence', -o.amount_pence)
                        ORDER BY o.at) INTO postings, entries
      FROM one o
     CROSS JOIN LATERAL (SELECT jsonb_build_object('posting', o.at, 'agreement_id', o.agreement_id,
               'provision_id', o.provision_id, 'for_period', o.period, 'host_school_id', o.host_school_id,
               'provider_school_id', o.provider_school_id)) AS e (line);
    IF postings IS NOT NULL THEN
        PERFORM post_ledger_many(postings, entries);
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER follows AFTER INSERT ON funding_payment REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION funding_payments_follow();

-- Many payments at once are known by agreement and reference: what a row is that comes again, the one that says
-- the same, whatever became of it, else one that has not been reversed.
CREATE FUNCTION standing_payments(of_trust uuid, payments jsonb) RETURNS TABLE (key text, id uuid)
    LANGUAGE sql STABLE SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    SELECT sent.key, m.id
      FROM (SELECT *, agreement_id::text || '/' || reference::text AS key
              FROM jsonb_populate_recordset(NULL::app.funding_payment, payments) OFFSET 0) AS sent
     CROSS JOIN LATERAL (
           SELECT m.id, m.status, s.same FROM app.funding_payment m
            CROSS JOIN LATERAL (SELECT (m.amount_pence, m.paid_on) = (sent.amount_pence, sent.paid_on)
                                       AND (sent.period IS NULL OR m.period = sent.period)) AS s (same)
            WHERE m.trust_id = of_trust AND m.payment_key = sent.key AND (s.same OR m.status <> 'reversed')
            ORDER BY s.same DESC, m.status, m.id DESC LIMIT 1) AS m
$$;

-- They are taken in one after another, so that a file that comes twice at once is paid once.
CREATE FUNCTION take_payments(of_trust uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('funding_payment ' || of_trust, 0))
$$;

-- ---- reversals ----------------------------------------------------------------------------------

-- The id is also that of the posting which reverses.
CREATE TABLE funding_reversal (
    trust_id   uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id         uuid NOT NULL,
    posting_id uuid NOT NULL,
    reason     note NOT NULL,
    kind       posting_kind NOT NULL, -- of what is reversed
    period     period NOT NULL,       -- in whose books the reversal stands
    version    count NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    school_ids uuid[],
    restricted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_reversal_posting_is_known FOREIGN KEY (trust_id, posting_id) REFERENCES ledger_posting,
    CONSTRAINT funding_reversal_is_made_once UNIQUE (trust_id, posting_id),
    CONSTRAINT funding_reversal_is_never_deleted CHECK (deleted_at IS NULL)
);
COMMENT ON CONSTRAINT funding_reversal_posting_is_known ON funding_reversal IS
    'posting_id: is not a posting of the trust';
COMMENT ON CONSTRAINT funding_reversal_is_made_once ON funding_reversal IS 'posting_id: has been reversed already';
COMMENT ON CONSTRAINT funding_reversal_is_never_deleted ON funding_reversal IS
    'deleted_at: a reversal stands';
CREATE INDEX funding_reversal_by_period ON funding_reversal (trust_id, period, id);
CALL tenant_table('funding_reversal', 'funding_reversal');
REVOKE UPDATE ON funding_reversal FROM api_rw;

--! rule reversal_is_of_what_was_posted: posting_id: follows from others, which are what can be reversed
CREATE FUNCTION funding_reversal_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    was   ledger_posting;
BEGIN
    SELECT * INTO was FROM ledger_posting WHERE trust_id = NEW.trust_id AND id = NEW.posting_id;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'funding_reversal_posting_is_known';
    ELSIF was.kind IN ('reversal', 'overpayment') THEN
        RAISE exclusion_violation USING CONSTRAINT = 'reversal_is_of_what_was_posted';
    END IF;
    PERFORM must_keep_books_of((SELECT provider_school_id FROM ledger_entry
                                 WHERE trust_id = NEW.trust_id AND posting_id = NEW.posting_id LIMIT 1));
    NEW.kind := was.kind;
    NEW.period := first_open_period(NEW.trust_id, was.period);
    NEW.school_ids := was.school_ids;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE INSERT ON funding_reversal
    FOR EACH ROW EXECUTE FUNCTION funding_reversal_stands();

-- The mirror image, for the same months; the receipt or payment that it was of is reversed with it.
CREATE FUNCTION funding_reversal_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM post_ledger(jsonb_build_object('trust_id', NEW.trust_id, 'id', NEW.id, 'kind', 'reversal',
                            'period', NEW.period, 'reverses_id', NEW.posting_id, 'reason', NEW.reason),
        (SELECT jsonb_agg(to_jsonb(e) || jsonb_build_object('amount_pence', -e.amount_pence) ORDER BY e.number)
           FROM ledger_entry e WHERE e.trust_id = NEW.trust_id AND e.posting_id = NEW.posting_id));
    UPDATE funding_receipt r SET status = 'reversed' FROM ledger_posting p
     WHERE p.trust_id = NEW.trust_id AND p.id = NEW.posting_id AND r.trust_id = p.trust_id AND r.id = p.receipt_id;
    UPDATE funding_payment m SET status = 'reversed' FROM ledger_posting p
     WHERE p.trust_id = NEW.trust_id AND p.id = NEW.posting_id AND m.trust_id = p.trust_id AND m.id = p.payment_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER follows AFTER INSERT ON funding_reversal
    FOR EACH ROW EXECUTE FUNCTION funding_reversal_follows();
