-- Agreements: what of the money for a provision is passed on to the school that hosts it, and for what.
-- A row is one version: the first, or an amendment. The provider signs by offering it, the host by agreeing,
-- and nothing is posted before both have. Terms that were offered stand; other terms are another version.
SET LOCAL search_path = app, pg_temp;

CREATE FUNCTION lines_are_numbered(list jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM (SELECT (e->>'line')::bigint AS line, row_number() OVER (ORDER BY (e->>'line')::bigint) AS n
                       FROM jsonb_array_elements(list) AS e) AS numbered
         WHERE line <> n);
END $$;

CREATE TABLE funding_agreement (
    trust_id           uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid
                       REFERENCES trust,
    id                 uuid NOT NULL,
    provision_id       uuid NOT NULL,
    amends_id          uuid,          -- the version that this one amends
    original_id        uuid NOT NULL, -- the first version; its own id of that
    number             count NOT NULL,
    host_school_id     uuid NOT NULL, -- those of the provision when the version was made
    provider_school_id uuid NOT NULL,
    base_year          base_year NOT NULL,
    place_type         place_type NOT NULL,
    place_payer        payer NOT NULL,
    starts_on          date NOT NULL,
    ends_on            date,          -- inclusive
    reference          label,
    shares             jsonb NOT NULL DEFAULT '[]',
    cost_lines         jsonb NOT NULL DEFAULT '[]',
    status             status NOT NULL DEFAULT 'draft',
    status_step        status NOT NULL DEFAULT 'draft',
    status_on          date NOT NULL,
    status_reason      note,
    status_reference   label,
    version            count NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    school_ids         uuid[] GENERATED ALWAYS AS (ARRAY[host_school_id, provider_school_id]) STORED,
    restricted         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_agreement_provision_is_known FOREIGN KEY (trust_id, provision_id) REFERENCES provision,
    CONSTRAINT funding_agreement_host_is_known FOREIGN KEY (trust_id, host_school_id) REFERENCES school,
    CONSTRAINT funding_agreement_provider_is_known FOREIGN KEY (trust_id, provider_school_id) REFERENCES school,
    CONSTRAINT funding_agreement_amends_one_that_is_known
        FOREIGN KEY (trust_id, amends_id) REFERENCES funding_agreement,
    CONSTRAINT funding_agreement_versions_are_numbered UNIQUE (trust_id, original_id, number),
    CONSTRAINT funding_agreement_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT funding_agreement_streams_are_different
        CHECK (values_differ(jsonb_path_query_array(shares, '$[*].stream'))),
    CONSTRAINT funding_agreement_proportion_is_of_basis_points CHECK (NOT jsonb_path_exists(shares,
        '$[*] ? (@.mode == "proportion" && (!(@.basis_points >= 0) || @.annual_pence >= 0))')),
    CONSTRAINT funding_agreement_fixed_amount_is_of_pence CHECK (NOT jsonb_path_exists(shares,
        '$[*] ? (@.mode != "proportion" && (!(@.annual_pence >= 0) || @.basis_points >= 0))')),
    CONSTRAINT funding_agreement_limits_are_of_a_proportion CHECK (NOT jsonb_path_exists(shares,
        '$[*] ? (@.mode != "proportion" && (@.cap_annual_pence >= 0 || @.floor_annual_pence >= 0))')),
    CONSTRAINT funding_agreement_receipts_are_shared_in_proportion CHECK (NOT jsonb_path_exists(shares,
        '$[*] ? (@.basis == "receipts" && (@.mode != "proportion" || @.cap_annual_pence != null
            || @.floor_annual_pence != null))')),
    CONSTRAINT funding_agreement_cap_is_not_below_the_floor CHECK (NOT jsonb_path_exists(shares,
        '$[*] ? (@.cap_annual_pence < @.floor_annual_pence)')),
    CONSTRAINT funding_agreement_lines_are_numbered CHECK (lines_are_numbered(cost_lines)),
    CONSTRAINT funding_agreement_lines_weigh_something CHECK (cost_lines = '[]'
        OR jsonb_path_exists(cost_lines, '$[*] ? (@.weight > 0)')),
    CONSTRAINT funding_agreement_weights_are_small CHECK (NOT jsonb_path_exists(cost_lines,
        '$[*] ? (@.weight > 1000000)')),
    CONSTRAINT funding_agreement_is_the_only_one_on_a_day EXCLUDE USING gist (
        trust_id WITH =, provision_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (status IN ('agreed', 'ended') AND deleted_at IS NULL)
);
COMMENT ON CONSTRAINT funding_agreement_provision_is_known ON funding_agreement IS
    'provision_id: is not a provision of the trust';
COMMENT ON CONSTRAINT funding_agreement_host_is_known ON funding_agreement IS
    'host_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT funding_agreement_provider_is_known ON funding_agreement IS
    'provider_school_id: is not a school of the trust';
COMMENT ON CONSTRAINT funding_agreement_amends_one_that_is_known ON funding_agreement IS
    'amends_id: is not an agreement about this provision';
COMMENT ON CONSTRAINT funding_agreement_versions_are_numbered ON funding_agreement IS
    'number: another version has this number';
COMMENT ON CONSTRAINT funding_agreement_ends_after_it_begins ON funding_agreement IS
    'ends_on: must not be before starts_on';
COMMENT ON CONSTRAINT funding_agreement_streams_are_different ON funding_agreement IS
    'shares: must not name one stream twice';
COMMENT ON CONSTRAINT funding_agreement_proportion_is_of_basis_points ON funding_agreement IS
    'shares: a proportion takes basis_points, and no annual_pence';
COMMENT ON CONSTRAINT funding_agreement_fixed_amount_is_of_pence ON funding_agreement IS
    'shares: a fixed amount takes annual_pence, and no basis_points';
COMMENT ON CONSTRAINT funding_agreement_limits_are_of_a_proportion ON funding_agreement IS
    'shares: cap and floor limit a proportion; a fixed amount has neither';
COMMENT ON CONSTRAINT funding_agreement_receipts_are_shared_in_proportion ON funding_agreement IS
    'shares: what is received is shared in proportion, without cap or floor';
COMMENT ON CONSTRAINT funding_agreement_cap_is_not_below_the_floor ON funding_agreement IS
    'shares: cap_annual_pence must not be less than floor_annual_pence';
COMMENT ON CONSTRAINT funding_agreement_lines_are_numbered ON funding_agreement IS
    'cost_lines: line must be 1, 2, 3 and so on, each once';
COMMENT ON CONSTRAINT funding_agreement_lines_weigh_something ON funding_agreement IS
    'cost_lines: one weight at least must be above 0';
COMMENT ON CONSTRAINT funding_agreement_weights_are_small ON funding_agreement IS
    'cost_lines: a weight must not be above 1000000';
COMMENT ON CONSTRAINT funding_agreement_is_the_only_one_on_a_day ON funding_agreement IS
    'starts_on: another agreement about this provision holds on one of these days: amend it, or end it';
CREATE INDEX funding_agreement_by_provision ON funding_agreement (trust_id, provision_id, starts_on, id);
CREATE INDEX funding_agreement_by_status ON funding_agreement (trust_id, status, updated_at, id);
CREATE INDEX funding_agreement_by_start ON funding_agreement (trust_id, starts_on, id);
CREATE INDEX funding_agreement_by_change ON funding_agreement (trust_id, updated_at, id);
CALL tenant_table('funding_agreement', 'funding_agreement');

-- The provider offers, the host answers; either side's money people put an end to it.
CALL add_machine('funding_agreement', 'funding:approve', $$
draft: offered, withdrawn
offered: agreed, declined, withdrawn
agreed: ended, superseded
$$);
UPDATE transition SET scope = 'funding:sign'
 WHERE machine = 'funding_agreement' AND step IN ('agreed', 'declined');
CALL status_table('funding_agreement', 'funding_agreement');

-- One after another, so that each sees what the other has agreed or numbered.
CREATE FUNCTION wait_for_agreements(of_trust uuid, of_provision uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('funding_agreement' || of_trust || of_provision, 0))
$$;

-- Versions are numbered whoever sees them.
CREATE FUNCTION next_agreement_number(of_trust uuid, of_original uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
    last  bigint := (SELECT max(number) FROM funding_agreement
                      WHERE trust_id = of_trust AND original_id = of_original);
BEGIN
    PERFORM narrow_sight(sight);
    RETURN coalesce(last, 0) + 1;
END $$;

-- ---- a version is made --------------------------------------------------------------------------

-- Judged with the caller's eyes: who does not see the provision or the version amended knows of neither.
--! rule agreement_is_between_two_schools: provision_id: the host leads it itself: there is nobody to pass money on to
--! rule agreement_amends_what_was_agreed: amends_id: only what both have agreed is amended
--! rule agreement_keeps_its_base_year: base_year: an amendment has that of the original
CREATE FUNCTION funding_agreement_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    amended app.funding_agreement;
BEGIN
    PERFORM app.wait_for_agreements(NEW.trust_id, NEW.provision_id);
    SELECT host_school_id, provider_school_id INTO NEW.host_school_id, NEW.provider_school_id
      FROM app.provision WHERE trust_id = NEW.trust_id AND id = NEW.provision_id AND deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'provision_is_in_sight';
    ELSIF NEW.host_school_id = NEW.provider_school_id THEN
        PERFORM app.break_rule('agreement_is_between_two_schools');
    END IF;
    NEW.original_id := NEW.id;
    IF NEW.amends_id IS NOT NULL THEN
        SELECT * INTO amended FROM app.funding_agreement
         WHERE trust_id = NEW.trust_id AND id = NEW.amends_id AND provision_id = NEW.provision_id
           AND deleted_at IS NULL;
        IF NOT FOUND THEN
            RAISE foreign_key_violation USING CONSTRAINT = 'funding_agreement_amends_one_that_is_known';
        ELSIF amended.status NOT IN ('agreed', 'ended') THEN
            PERFORM app.break_rule('agreement_amends_what_was_agreed');
        ELSIF NEW.base_year <> amended.base_year THEN
            PERFORM app.break_rule('agreement_keeps_its_base_year');
        END IF;
        NEW.original_id := amended.original_id;
    END IF;
    NEW.base_year := coalesce(NEW.base_year, amended.base_year, 'academic');
    NEW.number := app.next_agreement_number(NEW.trust_id, NEW.original_id);
    NEW.status := 'draft';
    NEW.status_step := 'draft';
    NEW.status_on := app.today();
    RETURN NEW;
END $$;
CREATE TRIGGER c_begins BEFORE INSERT ON funding_agreement
    FOR EACH ROW EXECUTE FUNCTION funding_agreement_begins();

-- What is not said is the usual.
CREATE FUNCTION funding_agreement_as_usual() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.place_type := coalesce(NEW.place_type, 'special_place');
    NEW.place_payer := coalesce(NEW.place_payer, 'dfe');
    RETURN NEW;
END $$;
CREATE TRIGGER a_as_usual BEFORE INSERT OR UPDATE ON funding_agreement
    FOR EACH ROW EXECUTE FUNCTION funding_agreement_as_usual();

-- ---- signatures ---------------------------------------------------------------------------------

-- The caller acts for the host, and not for the provider as well.
CREATE FUNCTION acts_for_host(one funding_agreement) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.all_schools', true), '') <> '1'
       AND coalesce(one.host_school_id = ANY (mine) AND one.provider_school_id <> ALL (mine), false)
      FROM (SELECT string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]) AS s(mine)
$$;

-- Would there be days without terms between the versions, once this one has taken over and ends when it says?
CREATE FUNCTION agreement_leaves_gap(one funding_agreement) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT count(*) > 1 FROM (SELECT unnest(range_agg(days)) FROM (
        SELECT daterange(one.starts_on, one.ends_on, '[]')
        UNION ALL
        SELECT CASE WHEN NOT daterange(a.starts_on, a.ends_on, '[]') && daterange(one.starts_on, one.ends_on, '[]')
                    THEN daterange(a.starts_on, a.ends_on, '[]')
                    WHEN a.starts_on < one.starts_on THEN daterange(a.starts_on, one.starts_on) END
          FROM app.funding_agreement a
         WHERE a.trust_id = one.trust_id AND a.original_id = one.original_id AND a.id <> one.id
           AND a.status IN ('agreed', 'ended') AND a.deleted_at IS NULL) AS version (days)) AS span
$$;

-- What was counted by one version is counted on by the next.
CREATE FUNCTION amendment_must_fit(one funding_agreement) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    amended app.funding_agreement;
BEGIN
    SELECT * INTO amended FROM app.funding_agreement WHERE trust_id = one.trust_id AND id = one.amends_id;
    IF EXISTS (SELECT FROM jsonb_array_elements(amended.shares) AS was
                WHERE NOT one.shares @> jsonb_build_array(jsonb_build_object(
                          'stream', was->'stream', 'basis', was->'basis'))) THEN
        PERFORM app.break_rule('agreement_keeps_its_streams');
    ELSIF (one.host_school_id, one.provider_school_id, one.place_payer) IS DISTINCT FROM
          (amended.host_school_id, amended.provider_school_id, amended.place_payer)
          AND one.amends_id IS NOT NULL THEN
        PERFORM app.break_rule('agreement_keeps_its_parties');
    ELSIF app.agreement_leaves_gap(one) THEN
        PERFORM app.break_rule('agreement_leaves_no_gap');
    END IF;
END $$;

-- Two persons sign, as in any books: who offered for the provider does not agree for the host. Whoever
-- else records the host's agreement says where its signature is to be found.
--! rule self_approval: status: is for another person than the one who proposed it
--! rule agreement_is_signed_by_the_host: reference: of the document that the host signed is needed
--! rule agreement_passes_something_on: shares: an agreement that is offered passes something on
--! rule agreement_keeps_its_streams: shares: an amendment has the streams of what it amends, on the same basis
--! rule agreement_keeps_its_parties: amends_id: host, provider and payer stay: end that agreement, and agree anew
--! rule agreement_leaves_no_gap: starts_on: leaves days without terms between two versions: follow on, or end the agreement and agree anew
--! rule agreement_ends_with_its_last_version: ends_on: leaves days without terms before a later version: amend from that day, then end the amendment
--! rule agreement_is_not_prolonged_by_its_end: ends_on: must not be later than it was: amend the agreement
--! rule agreement_is_superseded_by_its_amendment: to: it is superseded when an amendment of it is agreed
CREATE FUNCTION guard_agreement(was funding_agreement, one funding_agreement) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF one.status = 'offered' THEN
        PERFORM app.must_keep_books_of(one.provider_school_id);
        PERFORM app.amendment_must_fit(one);
    END IF;
    IF one.status = 'offered' AND one.shares = '[]' THEN
        PERFORM app.break_rule('agreement_passes_something_on');
    ELSIF one.status = 'ended' AND one.ends_on > was.ends_on THEN
        PERFORM app.break_rule('agreement_is_not_prolonged_by_its_end');
    ELSIF one.status = 'superseded' AND coalesce(current_setting('app.writing', true), '') <> one.id::text THEN
        PERFORM app.break_rule('agreement_is_superseded_by_its_amendment');
    ELSIF one.status <> 'agreed' THEN
        RETURN;
    ELSIF EXISTS (SELECT FROM app.status_change
                   WHERE trust_id = one.trust_id AND id = one.id AND to_status = 'offered'
                     AND actor = nullif(current_setting('app.actor', true), '')::uuid) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'self_approval';
    ELSIF one.status_reference IS NULL AND NOT app.acts_for_host(one) THEN
        PERFORM app.break_rule('agreement_is_signed_by_the_host');
    END IF;
END $$;

-- The versions before: the one that holds on the first day of the new one ends the day before, and those
-- that would begin in its time never do. Another agreement about the provision is in its way.
CREATE FUNCTION take_over_agreement(one funding_agreement) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    before funding_agreement;
BEGIN
    FOR before IN SELECT * FROM funding_agreement a
                   WHERE a.trust_id = one.trust_id AND a.original_id = one.original_id AND a.id <> one.id
                     AND a.deleted_at IS NULL AND a.status IN ('agreed', 'ended')
                     AND daterange(a.starts_on, a.ends_on, '[]') && daterange(one.starts_on, one.ends_on, '[]')
    LOOP
        PERFORM set_config('app.writing', before.id::text, true);
        IF before.starts_on < one.starts_on THEN
            UPDATE funding_agreement SET ends_on = one.starts_on - 1
             WHERE trust_id = before.trust_id AND id = before.id;
        ELSIF before.status = 'agreed' THEN
            UPDATE funding_agreement SET status = 'superseded', status_step = 'superseded',
                   status_on = greatest(before.status_on, one.status_on), status_reason = NULL,
                   status_reference = NULL
             WHERE trust_id = before.trust_id AND id = before.id;
        END IF;
    END LOOP;
    PERFORM set_config('app.writing', '', true);
END $$;

--! rule agreement_stands_once_offered: status: what was offered stands: withdraw it, or amend what was agreed
--! rule agreement_is_withdrawn_not_deleted: status: only a draft is deleted: withdraw an offer, end an agreement
CREATE FUNCTION agreement_must_stand(was funding_agreement, one funding_agreement) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    same_end boolean := was.ends_on IS NOT DISTINCT FROM one.ends_on OR one.status_step <> was.status_step
                         AND one.status = 'ended'
                     OR coalesce(current_setting('app.writing', true), '') = one.id::text;
BEGIN
    IF (was.status <> 'draft' OR one.status <> 'draft') AND (NOT same_end
        OR (was.place_type, was.place_payer, was.starts_on, was.reference, was.shares, was.cost_lines)
           IS DISTINCT FROM
           (one.place_type, one.place_payer, one.starts_on, one.reference, one.shares, one.cost_lines)) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'agreement_stands_once_offered';
    ELSIF was.status <> 'draft' AND was.deleted_at IS NULL AND one.deleted_at IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = 'agreement_is_withdrawn_not_deleted';
    END IF;
END $$;

CREATE FUNCTION funding_agreement_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    sight text := widen_sight();
BEGIN
    PERFORM agreement_must_stand(OLD, NEW);
    IF NEW.status <> OLD.status THEN
        PERFORM guard_agreement(OLD, NEW);
        IF NEW.status IN ('agreed', 'ended') THEN
            PERFORM wait_for_agreements(NEW.trust_id, NEW.provision_id);
        END IF;
        IF NEW.status = 'ended' THEN
            NEW.ends_on := coalesce(NEW.ends_on, NEW.status_on);
        END IF;
        IF NEW.status = 'ended' AND agreement_leaves_gap(NEW) THEN
            PERFORM break_rule('agreement_ends_with_its_last_version');
        ELSIF NEW.status = 'agreed' AND agreement_leaves_gap(NEW) THEN
            PERFORM break_rule('agreement_leaves_no_gap');
        ELSIF NEW.status = 'agreed' THEN
            PERFORM take_over_agreement(NEW);
        END IF;
    END IF;
    PERFORM narrow_sight(sight);
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON funding_agreement
    FOR EACH ROW EXECUTE FUNCTION funding_agreement_moves();

-- What both have signed, version by version: the terms of every day. Whoever calls this has widened the
-- sight.
CREATE FUNCTION agreements_in_force(of_trust uuid) RETURNS SETOF funding_agreement LANGUAGE sql STABLE AS $$
    SELECT * FROM app.funding_agreement
     WHERE trust_id = of_trust AND status IN ('agreed', 'ended') AND deleted_at IS NULL
     ORDER BY original_id, starts_on
$$;
