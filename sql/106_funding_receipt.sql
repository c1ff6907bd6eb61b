-- Money that came in, line by line as the payers' remittances tell it. A line whose agreement is found is
-- posted at once; one whose is not is parked until somebody says which provision it is for. No line is ever
-- changed or deleted: what was wrong is reversed (sql/107_funding_payment.sql), and then the line may come once
-- more as it should have been, as its next revision.
SET LOCAL search_path = app, pg_temp;

-- What a line of a remittance is known by, whatever it says.
CREATE FUNCTION receipt_line_key(payer text, line bigint, remittance_reference text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT payer || '/' || line::text || '/' || remittance_reference
$$;

CREATE TABLE funding_receipt (
    trust_id             uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id                   uuid NOT NULL,
    payer                payer NOT NULL,
    remittance_reference label NOT NULL,
    line                 count NOT NULL,
    line_key             note GENERATED ALWAYS AS (receipt_line_key(payer, line, remittance_reference)) STORED
                         NOT NULL,
    revision             count NOT NULL, -- of the line, from 1
    corrects_id          uuid,           -- the revision before, which was reversed
    received_on          date NOT NULL,
    stream               funding_stream NOT NULL,
    for_period           period NOT NULL,
    amount_pence         pence NOT NULL, -- below 0: the payer takes back
    provision_id         uuid,
    pupil_reference      label,          -- as the payer knows the pupil: a UPN, or our pseudonym
    reference_forgotten  boolean NOT NULL DEFAULT false, -- it was that of a pupil who was purged
    status               status NOT NULL DEFAULT 'parked',
    parked_reason        label,
    agreement_id         uuid,           -- its first version
    funding_placement_id uuid,
    pseudonym            label,
    posting_id           uuid,
    version              count NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    deleted_at           timestamptz,
    school_ids           uuid[],         -- NULL while it is parked: those of the trust see it
    restricted           boolean NOT NULL DEFAULT false, -- as the pupil it is about
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_receipt_revision_is_told_once UNIQUE (trust_id, line_key, revision),
    CONSTRAINT funding_receipt_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT funding_receipt_is_not_nothing CHECK (amount_pence <> 0),
    CONSTRAINT funding_receipt_is_of_the_past
        CHECK (received_on <= (created_at AT TIME ZONE 'Europe/London')::date),
    CONSTRAINT funding_receipt_top_up_is_an_authoritys CHECK (stream <> 'top_ups' OR payer <> 'dfe'),
    CONSTRAINT funding_receipt_is_never_deleted CHECK (deleted_at IS NULL),
    CONSTRAINT funding_receipt_status_is_one CHECK (status IN ('parked', 'posted', 'reversed')),
    CONSTRAINT funding_receipt_is_parked_for_a_reason CHECK ((status = 'parked') = (parked_reason IS NOT NULL)),
    CONSTRAINT funding_receipt_is_posted_to_an_agreement CHECK ((status = 'parked') = (agreement_id IS NULL))
);
COMMENT ON CONSTRAINT funding_receipt_revision_is_told_once ON funding_receipt IS
    'revision: this revision of the line is recorded already';
COMMENT ON CONSTRAINT funding_receipt_provision_is_known ON funding_receipt IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT funding_receipt_is_not_nothing ON funding_receipt IS 'amount_pence: must not be 0';
COMMENT ON CONSTRAINT funding_receipt_is_of_the_past ON funding_receipt IS
    'received_on: must not be in the future';
COMMENT ON CONSTRAINT funding_receipt_top_up_is_an_authoritys ON funding_receipt IS
    'payer: top-up is paid by a local authority';
COMMENT ON CONSTRAINT funding_receipt_is_never_deleted ON funding_receipt IS
    'deleted_at: a receipt is reversed, never deleted';
COMMENT ON CONSTRAINT funding_receipt_status_is_one ON funding_receipt IS
    'status: must be parked, posted or reversed';
COMMENT ON CONSTRAINT funding_receipt_is_parked_for_a_reason ON funding_receipt IS
    'parked_reason: goes with a receipt that is parked';
COMMENT ON CONSTRAINT funding_receipt_is_posted_to_an_agreement ON funding_receipt IS
    'agreement_id: goes with a receipt that is posted';
CREATE UNIQUE INDEX funding_receipt_line_is_told_once ON funding_receipt (trust_id, line_key)
    WHERE status <> 'reversed';
COMMENT ON INDEX funding_receipt_line_is_told_once IS 'line: this line of the remittance is recorded already';
CREATE INDEX funding_receipt_by_status ON funding_receipt (trust_id, status, received_on, id);
CREATE INDEX funding_receipt_by_day ON funding_receipt (trust_id, received_on, id);
CREATE INDEX funding_receipt_of_agreement ON funding_receipt (trust_id, agreement_id, for_period, id)
    WHERE agreement_id IS NOT NULL;
CREATE INDEX funding_receipt_by_change ON funding_receipt (trust_id, updated_at, id);
CALL tenant_table('funding_receipt', 'funding_receipt', '{pupil_reference,reference_forgotten}');
REVOKE UPDATE ON funding_receipt FROM api_rw;

-- Which pupil a line is about, beside it, as the books keep money and child apart: every reference that a
-- payer wrote, in one spelling, and whose it is, as soon as that is known. It is seen by whoever sees the
-- pupil, and goes with the pupil; what the payer wrote goes with it.
CREATE TABLE funding_receipt_pupil (
    trust_id   uuid NOT NULL,
    receipt_id uuid NOT NULL,
    reference  text NOT NULL,
    pupil_id   uuid,          -- NULL: of nobody that is known
    PRIMARY KEY (trust_id, receipt_id),
    CONSTRAINT funding_receipt_pupil_of_receipt FOREIGN KEY (trust_id, receipt_id) REFERENCES funding_receipt
);
COMMENT ON CONSTRAINT funding_receipt_pupil_of_receipt ON funding_receipt_pupil IS
    'receipt_id: is not a receipt of the trust';
CREATE INDEX funding_receipt_pupil_by_pupil ON funding_receipt_pupil (trust_id, pupil_id);
CREATE INDEX funding_receipt_pupil_by_reference ON funding_receipt_pupil (trust_id, reference);
ALTER TABLE funding_receipt_pupil ENABLE ROW LEVEL SECURITY;
ALTER TABLE funding_receipt_pupil FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON funding_receipt_pupil USING (
      trust_id = (SELECT nullif(current_setting('app.trust', true), '')::uuid)
  AND ( (SELECT coalesce(current_setting('app.moving', true), '') = '1')
     OR EXISTS (SELECT FROM app.pupil p
                 WHERE p.trust_id = funding_receipt_pupil.trust_id AND p.id = funding_receipt_pupil.pupil_id)));
GRANT SELECT ON funding_receipt_pupil TO api_rw, api_ro;

CREATE FUNCTION reference_as_kept(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT upper(trim(written))
$$;

-- A UPN that a pupil comes to hold, whether it is made, corrected, restored or merged, may be one that a payer
-- wrote long ago. Row by row along the index, however many pupils come at once.
CREATE FUNCTION references_find_holder() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_hashjoin = off
    SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    UPDATE funding_receipt_pupil r SET pupil_id = n.pupil_id FROM new_rows n
     WHERE r.trust_id = n.trust_id AND r.reference = n.upn::text AND r.pupil_id IS DISTINCT FROM n.pupil_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER names_receipts AFTER INSERT ON upn_holding REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION references_find_holder();

-- A receipt is restricted as the pupil is that it is about, from the moment that is known. What was posted stays
-- in the books, where pupils are pseudonyms, and so does its money.
CREATE FUNCTION restrict_receipts(of_trust uuid, pupils uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    op    text := coalesce(current_setting('app.op', true), '');
BEGIN
    PERFORM set_config('app.op', '', true); -- the pupil may be merged, its receipts are changed
    UPDATE funding_receipt r SET restricted = p.restricted
      FROM funding_receipt_pupil l JOIN pupil p ON p.trust_id = l.trust_id AND p.id = l.pupil_id
     WHERE l.trust_id = of_trust AND l.pupil_id = ANY (pupils)
       AND r.trust_id = l.trust_id AND r.id = l.receipt_id AND r.restricted <> p.restricted;
    PERFORM set_config('app.op', op, true), narrow_sight(sight);
END $$;

CREATE FUNCTION references_restrict_receipts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM restrict_receipts(trust_id, array_agg(DISTINCT pupil_id)) FROM new_rows GROUP BY trust_id;
    RETURN NULL;
END $$;
CREATE TRIGGER restricts AFTER UPDATE ON funding_receipt_pupil REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION references_restrict_receipts();

CREATE FUNCTION pupil_restricts_receipts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    PERFORM restrict_receipts(NEW.trust_id, ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER restricts_receipts AFTER UPDATE ON pupil FOR EACH ROW
    WHEN (OLD.restricted <> NEW.restricted) EXECUTE FUNCTION pupil_restricts_receipts();

-- The receipt stays: it is not what was purged.
CREATE FUNCTION forget_reference() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    op text := coalesce(current_setting('app.op', true), '');
BEGIN
    PERFORM set_config('app.op', '', true);
    UPDATE funding_receipt SET pupil_reference = NULL, reference_forgotten = true, restricted = false
     WHERE trust_id = OLD.trust_id AND id = OLD.receipt_id;
    PERFORM set_config('app.op', op, true);
    RETURN NULL;
END $$;
CREATE TRIGGER forgets AFTER DELETE ON funding_receipt_pupil FOR EACH ROW EXECUTE FUNCTION forget_reference();

-- Whatever names a pupil that is purged and was never found to be about it, as it came while the pupil was
-- deleted and held no UPN.
CREATE FUNCTION references_go_with_pupil() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
BEGIN
    DELETE FROM funding_receipt_pupil
     WHERE trust_id = OLD.trust_id AND pupil_id IS NULL
       AND reference = ANY (ARRAY(SELECT OLD.upn::text UNION ALL SELECT jsonb_array_elements_text(OLD.former_upns)));
    RETURN NULL;
END $$;
CREATE TRIGGER takes_references AFTER DELETE ON pupil FOR EACH ROW EXECUTE FUNCTION references_go_with_pupil();

-- ---- finding the agreement ----------------------------------------------------------------------

CREATE FUNCTION days_of_period(of_period text) RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT daterange(d, (d + interval '1 month')::date) FROM (SELECT (of_period || '-01')::date) AS first (d)
$$;

-- The terms of a provision in a month, the last of them where they changed in it.
CREATE FUNCTION agreement_of_month(of_trust uuid, of_provision uuid, of_period text) RETURNS SETOF funding_agreement
    LANGUAGE sql STABLE AS $$
    SELECT * FROM app.funding_agreement
     WHERE trust_id = of_trust AND provision_id = of_provision AND status IN ('agreed', 'ended')
       AND deleted_at IS NULL AND daterange(starts_on, ends_on, '[]') && app.days_of_period(of_period)
     ORDER BY starts_on DESC LIMIT 1
$$;

-- In PL/pgSQL, whose plans a connection keeps: ten thousand lines are looked up one by one.
CREATE FUNCTION pupil_of_reference(of_trust uuid, reference text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    named text := app.reference_as_kept(reference);
    found uuid;
BEGIN
    IF named IS NOT NULL THEN
        SELECT pupil_id INTO found FROM app.upn_holding WHERE trust_id = of_trust AND upn = named;
    END IF;
    IF named IS NOT NULL AND found IS NULL THEN
        SELECT pupil_id INTO found FROM app.funding_placement
         WHERE trust_id = of_trust AND pseudonym = named LIMIT 1;
    END IF;
    RETURN found;
END $$;

-- The same, or the pupil that had the UPN when it was deleted, which is restored or purged with what it says.
CREATE FUNCTION pupil_named(of_trust uuid, reference text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    found uuid := app.pupil_of_reference(of_trust, reference);
BEGIN
    IF found IS NULL AND reference IS NOT NULL THEN
        SELECT id INTO found FROM app.pupil
         WHERE trust_id = of_trust AND deleted_at IS NOT NULL AND merged_into IS NULL
           AND upn = app.reference_as_kept(reference) ORDER BY deleted_at DESC LIMIT 1;
    END IF;
    RETURN found;
END $$;

-- Where the pupil of a line had a place in its month, paid for by its payer, with the agreement there.
CREATE FUNCTION places_of_receipt(one funding_receipt, pupil uuid) RETURNS TABLE (
    placement_id uuid, provision_id uuid, agreement_id uuid) LANGUAGE sql STABLE AS $$
    SELECT p.id, p.provision_id, a.original_id
      FROM app.placement p
      LEFT JOIN LATERAL app.agreement_of_month(p.trust_id, p.provision_id, one.for_period) AS a ON true
     WHERE p.trust_id = one.trust_id AND p.deleted_at IS NULL AND app.is_admitted(p.status)
       AND p.pupil_id = pupil AND daterange(p.starts_on, p.ends_on, '[]') && app.days_of_period(one.for_period)
       AND (one.stream = 'places' OR EXISTS (
               SELECT FROM app.authorities_of_placement(p, daterange(p.starts_on, p.ends_on, '[]')) a
                WHERE a.la_code = one.payer
                  AND daterange(a.starts_on, a.ends_on, '[]') && app.days_of_period(one.for_period)))
     ORDER BY p.starts_on DESC
$$;

-- Who is not known and who has no place are told alike: whether a UPN is one of ours is not for who asks.
CREATE FUNCTION match_of_receipt(one funding_receipt, OUT agreement_id uuid, OUT placement_id uuid, OUT reason text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    pupil      uuid := app.pupil_of_reference(one.trust_id, one.pupil_reference);
    places     bigint := 0;
    agreed     bigint;
    agreements bigint;
BEGIN
    IF pupil IS NOT NULL THEN
        SELECT count(*), count(p.agreement_id), count(DISTINCT p.agreement_id),
               (array_agg(p.agreement_id) FILTER (WHERE p.agreement_id IS NOT NULL))[1],
               (array_agg(p.placement_id) FILTER (WHERE p.agreement_id IS NOT NULL))[1]
          INTO places, agreed, agreements, agreement_id, placement_id FROM app.places_of_receipt(one, pupil) p
         WHERE one.provision_id IS NULL OR p.provision_id = one.provision_id;
    END IF;
    IF one.provision_id IS NOT NULL THEN
        SELECT a.original_id INTO agreement_id
          FROM app.agreement_of_month(one.trust_id, one.provision_id, one.for_period) a;
        reason := CASE WHEN agreement_id IS NULL THEN 'no_agreement' END;
    ELSE
        reason := CASE WHEN one.pupil_reference IS NULL THEN 'no_reference'
                       WHEN places = 0 THEN 'no_placement'
                       WHEN agreed = 0 THEN 'no_agreement'
                       WHEN agreements > 1 THEN 'several_agreements' END;
    END IF;
    IF reason IS NOT NULL THEN
        agreement_id := NULL;
        placement_id := NULL;
    END IF;
END $$;

-- ---- posting ------------------------------------------------------------------------------------

-- What a line becomes that has, or has not, been matched. The posting follows once it stands.
CREATE FUNCTION settle_receipt(one funding_receipt) RETURNS funding_receipt LANGUAGE plpgsql AS $$
DECLARE
    found  record := app.match_of_receipt(one);
    agreed record;
    booked record;
BEGIN
    one.agreement_id := found.agreement_id;
    one.parked_reason := found.reason;
    one.status := CASE WHEN found.agreement_id IS NULL THEN 'parked' ELSE 'posted' END;
    IF found.agreement_id IS NOT NULL THEN
        SELECT provider_school_id, school_ids INTO agreed FROM app.funding_agreement
         WHERE trust_id = one.trust_id AND id = found.agreement_id;
        PERFORM app.must_keep_books_of(agreed.provider_school_id);
        one.school_ids := agreed.school_ids;
        one.posting_id := app.uuid7();
    END IF;
    IF found.placement_id IS NOT NULL THEN
        FOR tries IN 1 .. 2 LOOP
            SELECT id, pseudonym INTO booked FROM app.funding_placement
             WHERE trust_id = one.trust_id AND placement_id = found.placement_id;
            EXIT WHEN booked.id IS NOT NULL;
            PERFORM app.funding_placement_of(one.trust_id, found.placement_id); -- makes it
        END LOOP;
        one.funding_placement_id := booked.id;
        one.pseudonym := booked.pseudonym;
    END IF;
    RETURN one;
END $$;

-- ---- the same line again ------------------------------------------------------------------------

-- Do they say the same of a line? Whom a payer named is not asked once that was forgotten: nothing is kept
-- that it could be compared with.
CREATE FUNCTION says_the_same(stood funding_receipt, sent funding_receipt) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (stood.received_on, stood.stream, stood.for_period, stood.amount_pence)
         = (sent.received_on, sent.stream, sent.for_period, sent.amount_pence)
       AND stood.provision_id IS NOT DISTINCT FROM sent.provision_id
       AND (stood.reference_forgotten OR stood.pupil_reference IS NOT DISTINCT FROM sent.pupil_reference)
$$;

-- The receipt that a line is when it comes again: the revision that says the same, whatever became of it, else
-- the one that has not been reversed. None: the line is new, or the next revision of one that was reversed. A
-- line that names its revision is that one.
-- The keys are there before receipts are looked at (OFFSET): row-level security keeps a condition that has yet
-- to work something out off the index.
CREATE FUNCTION standing_receipts(of_trust uuid, lines jsonb) RETURNS TABLE (key text, id uuid)
    LANGUAGE sql STABLE SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    SELECT sent.key, r.id
      FROM (SELECT l AS line, app.receipt_line_key(l.payer, l.line, l.remittance_reference) AS key
              FROM jsonb_populate_recordset(NULL::app.funding_receipt, lines) AS l OFFSET 0) AS sent
     CROSS JOIN LATERAL (
           SELECT r.id, app.says_the_same(r, sent.line) AS same, r.revision FROM app.funding_receipt r
            WHERE r.trust_id = of_trust AND r.line_key = sent.key
              AND CASE WHEN (sent.line).revision IS NULL THEN r.status <> 'reversed' OR app.says_the_same(r, sent.line)
                       ELSE r.revision = (sent.line).revision END
            ORDER BY 2 DESC, 3 DESC LIMIT 1) AS r
$$;

-- The revisions of a line follow each other. One that says what another said is not taken in by mistake, even
-- where the other is out of the caller's sight.
--! rule funding_receipt_revision_is_the_next: revision: is not the one after the last of this line
CREATE FUNCTION next_revision(INOUT one funding_receipt) LANGUAGE plpgsql AS $$
DECLARE
    last record;
    sent funding_receipt := one;
    key  text := app.receipt_line_key(one.payer, one.line, one.remittance_reference);
BEGIN
    SELECT id, revision INTO last FROM app.funding_receipt
     WHERE trust_id = one.trust_id AND line_key = key ORDER BY revision DESC LIMIT 1;
    one.corrects_id := last.id;
    one.revision := coalesce(one.revision, last.revision + 1, 1);
    IF one.revision <> coalesce(last.revision, 0) + 1 THEN
        PERFORM app.break_rule('funding_receipt_revision_is_the_next');
    ELSIF last.id IS NOT NULL
          AND EXISTS (SELECT FROM app.standing_receipts(one.trust_id, jsonb_build_array(sent))) THEN
        RAISE unique_violation USING CONSTRAINT = 'funding_receipt_line_is_told_once';
    END IF;
END $$;

--! rule funding_receipt_payer_is_known: payer: is not the code of a local authority
CREATE FUNCTION funding_receipt_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_seqscan = off AS $$
DECLARE
    sight text := widen_sight();
    pupil uuid;
BEGIN
    IF NEW.payer <> 'dfe' AND NOT EXISTS (SELECT FROM local_authority WHERE code = NEW.payer) THEN
        PERFORM break_rule('funding_receipt_payer_is_known');
    END IF;
    NEW := settle_receipt(next_revision(NEW));
    pupil := pupil_named(NEW.trust_id, NEW.pupil_reference);
    NEW.restricted := pupil IS NOT NULL
                      AND (SELECT restricted FROM pupil p WHERE p.trust_id = NEW.trust_id AND p.id = pupil);
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE INSERT ON funding_receipt
    FOR EACH ROW EXECUTE FUNCTION funding_receipt_stands();

-- In the first open month not before the one they were received in: bank +, receivable -.
CREATE FUNCTION post_receipts(of_trust uuid, receipts uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    postings jsonb;
    entries  jsonb;
BEGIN
    WITH one AS (
        SELECT r.*, a.provision_id AS of_provision, a.host_school_id, a.provider_school_id,
               row_number() OVER (ORDER BY r.id) - 1 AS at
          FROM funding_receipt r
          JOIN funding_agreement a ON a.trust_id = r.trust_id AND a.id = r.agreement_id
         WHERE r.trust_id = of_trust AND r.id = ANY (receipts)),
    books AS MATERIALIZED (
        SELECT month, first_open_period(of_trust, month) AS period
          FROM (SELECT DISTINCT period_of(received_on) AS month FROM one) AS m)
    SELECT jsonb_agg(jsonb_build_object('trust_id', of_trust, 'id', o.posting_id, 'kind', 'receipt',
                         'period', b.period, 'receipt_id', o.id) ORDER BY o.at),
           jsonb_agg(e.line || '{"account": "bank"}' ORDER BY o.at)
           || jsonb_agg(e.line || jsonb_build_object('account', 'receivable', 'amount_pence', -o.amount_pence)
                        ORDER BY o.at) INTO postings, entries
      FROM one o JOIN books b ON b.month = period_of(o.received_on)
     CROSS JOIN LATERAL (SELECT jsonb_build_object('posting', o.at, 'stream', o.stream,
               'agreement_id', o.agreement_id, 'provision_id', o.of_provision,
               'host_school_id', o.host_school_id, 'provider_school_id', o.provider_school_id,
               'payer', o.payer, 'for_period', o.for_period, 'amount_pence', o.amount_pence,
               'funding_placement_id', o.funding_placement_id, 'pseudonym', o.pseudonym)) AS e (line);
    IF postings IS NOT NULL THEN
        PERFORM post_ledger_many(postings, entries);
    END IF;
END $$;

CREATE FUNCTION funding_receipts_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_seqscan = off AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    INSERT INTO funding_receipt_pupil (trust_id, receipt_id, reference, pupil_id)
    SELECT trust_id, id, reference_as_kept(pupil_reference), pupil_named(trust_id, pupil_reference)
      FROM new_rows WHERE pupil_reference IS NOT NULL;
    PERFORM post_receipts(trust_id, array_agg(id)) FROM new_rows WHERE status = 'posted' GROUP BY trust_id;
    PERFORM narrow_sight(sight);
    RETURN NULL;
END $$;
CREATE TRIGGER follows AFTER INSERT ON funding_receipt REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION funding_receipts_follow();

-- Lines of a trust are taken in one after another, so that one that comes twice at once is told as the same.
-- Money of a restricted pupil comes in like any other: whoever brings the line is told what became of it, now
-- and when it comes again, as in the answer to any other line; else it is out of sight.
CREATE FUNCTION take_receipts(of_trust uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('funding_receipt ' || of_trust, 0));
    SELECT set_config('app.safeguarding', '1', true)
$$;

-- A parked line is for this provision after all. The caller has found the receipt in sight.
--! rule receipt_is_parked: status: only a receipt that is parked is matched
--! rule provision_has_an_agreement: provision_id: has no agreement in the month that the receipt is for
CREATE FUNCTION match_receipt(of_receipt uuid, of_provision uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp SET enable_seqscan = off AS $$
DECLARE
    sight text := widen_sight();
    one   funding_receipt;
BEGIN
    SELECT * INTO one FROM funding_receipt
     WHERE trust_id = nullif(current_setting('app.trust', true), '')::uuid AND id = of_receipt FOR UPDATE;
    IF one.status <> 'parked' THEN
        RAISE exclusion_violation USING CONSTRAINT = 'receipt_is_parked';
    END IF;
    one.provision_id := of_provision;
    one := settle_receipt(one);
    IF one.status = 'parked' THEN
        PERFORM break_rule('provision_has_an_agreement');
    END IF;
    UPDATE funding_receipt
       SET status = one.status, parked_reason = one.parked_reason, agreement_id = one.agreement_id,
           funding_placement_id = one.funding_placement_id, pseudonym = one.pseudonym,
           posting_id = one.posting_id, school_ids = one.school_ids
     WHERE trust_id = one.trust_id AND id = one.id;
    PERFORM post_receipts(one.trust_id, ARRAY[one.id]);
    PERFORM narrow_sight(sight);
END $$;
