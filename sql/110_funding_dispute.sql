-- A host disputes a line of its statement, and whoever keeps the books answers. What each side says is its own:
-- the reason, and to withdraw, is the host's; the response is the provider's, and the answer that of its finance.
-- The ledger stays as it is: what was wrong is set right by a run or a reversal.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE funding_dispute (
    trust_id         uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id               uuid NOT NULL,
    posting_id       uuid,
    ledger_entry_id  uuid,          -- the entry of it that is meant; NULL: the posting as a whole
    agreement_id     uuid NOT NULL, -- its first version
    host_school_id   uuid NOT NULL,
    reason           note NOT NULL,
    raised_by        uuid,
    response         note,
    answered_by      uuid,
    status           status NOT NULL DEFAULT 'raised',
    status_step      status NOT NULL DEFAULT 'raised',
    status_on        date NOT NULL,
    status_reason    note,
    status_reference label,
    version          count NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    school_ids       uuid[],        -- those of the posting
    restricted       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT funding_dispute_is_never_deleted CHECK (deleted_at IS NULL),
    CONSTRAINT funding_dispute_names_a_posting CHECK (posting_id IS NOT NULL),
    CONSTRAINT funding_dispute_answer_has_a_response
        CHECK (response IS NOT NULL OR status NOT IN ('upheld', 'rejected'))
);
COMMENT ON CONSTRAINT funding_dispute_is_never_deleted ON funding_dispute IS
    'deleted_at: a dispute is withdrawn, never deleted';
COMMENT ON CONSTRAINT funding_dispute_names_a_posting ON funding_dispute IS
    'posting_id: is needed, or ledger_entry_id';
COMMENT ON CONSTRAINT funding_dispute_answer_has_a_response ON funding_dispute IS
    'response: is needed with an answer';
CREATE UNIQUE INDEX funding_dispute_is_the_only_open_one ON funding_dispute (trust_id, posting_id)
    WHERE status = 'raised';
COMMENT ON INDEX funding_dispute_is_the_only_open_one IS 'posting_id: is disputed already, and not answered yet';
CREATE INDEX funding_dispute_of_agreement ON funding_dispute (trust_id, agreement_id, id);
CREATE INDEX funding_dispute_by_status ON funding_dispute (trust_id, status, updated_at, id);
CREATE INDEX funding_dispute_by_change ON funding_dispute (trust_id, updated_at, id);
CALL tenant_table('funding_dispute', 'funding_dispute');

CALL add_machine('funding_dispute', 'funding:write', $$
raised: upheld, rejected, withdrawn
$$);
UPDATE transition SET scope = 'funding:dispute' WHERE machine = 'funding_dispute' AND step = 'withdrawn';
CALL status_table('funding_dispute', 'funding_dispute');

-- Judged with the caller's eyes: a line that is out of sight is not there. What came in from a payer is in no
-- statement of a host.
--! rule funding_dispute_is_of_a_statement_line: posting_id: is not a line or payment of a statement
--! rule funding_dispute_entry_is_of_a_statement_line: ledger_entry_id: is not an entry of a statement line, or of another posting
--! rule funding_dispute_is_raised_for_the_host: posting_id: is disputed by who acts for the host
--! rule funding_dispute_response_is_an_answer: response: is said to a dispute that is open, and not with its withdrawal
CREATE FUNCTION funding_dispute_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line app.ledger_entry;
BEGIN
    IF NEW.posting_id IS NULL AND NEW.ledger_entry_id IS NULL THEN
        PERFORM app.break_rule('funding_dispute_names_a_posting');
    ELSIF NEW.response IS NOT NULL THEN
        PERFORM app.break_rule('funding_dispute_response_is_an_answer');
    END IF;
    SELECT * INTO line FROM app.ledger_entry e
     WHERE e.trust_id = NEW.trust_id AND e.posting_id = coalesce(NEW.posting_id, e.posting_id)
       AND e.id = coalesce(NEW.ledger_entry_id, e.id)
       AND EXISTS (SELECT FROM app.ledger_entry o
                    WHERE o.trust_id = e.trust_id AND o.posting_id = e.posting_id
                      AND o.account IN ('passported', 'retained', 'paid', 'overpaid'))
     ORDER BY e.number LIMIT 1;
    IF NOT FOUND AND NEW.ledger_entry_id IS NULL THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'funding_dispute_is_of_a_statement_line';
    ELSIF NOT FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'funding_dispute_entry_is_of_a_statement_line';
    ELSIF coalesce(current_setting('app.all_schools', true), '') <> '1' AND NOT coalesce(line.host_school_id = ANY (
              string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]), false) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'funding_dispute_is_raised_for_the_host';
    END IF;
    NEW.posting_id := line.posting_id;
    NEW.agreement_id := line.agreement_id;
    NEW.host_school_id := line.host_school_id;
    NEW.school_ids := line.school_ids;
    NEW.raised_by := nullif(current_setting('app.actor', true), '')::uuid;
    NEW.answered_by := NULL;
    NEW.status := 'raised';
    NEW.status_step := 'raised';
    NEW.status_on := app.today();
    RETURN NEW;
END $$;
CREATE TRIGGER b_begins BEFORE INSERT ON funding_dispute
    FOR EACH ROW EXECUTE FUNCTION funding_dispute_begins();

-- Who is of the host's side: whoever acts for that school by name, and, over the whole trust, only who raised the
-- dispute there.
CREATE FUNCTION speaks_for_host(one funding_dispute) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(one.host_school_id = ANY (
                        string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]), false)
        OR coalesce(current_setting('app.all_schools', true), '') = '1'
           AND one.raised_by IS NOT DISTINCT FROM nullif(current_setting('app.actor', true), '')::uuid
$$;

CREATE FUNCTION speaks_for_provider(one funding_dispute) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.all_schools', true), '') = '1'
        OR EXISTS (SELECT FROM app.funding_agreement a WHERE a.trust_id = one.trust_id AND a.id = one.agreement_id
                      AND a.provider_school_id = ANY (
                          string_to_array(nullif(current_setting('app.schools', true), ''), ',')::uuid[]))
$$;

--! rule funding_dispute_is_the_hosts: reason: is changed, and the dispute withdrawn, by the side that raised it
--! rule funding_dispute_is_answered_by_the_provider: response: is given by who keeps the books of the agreement
--! rule funding_dispute_stands_once_answered: reason: stands once the dispute is answered or withdrawn, as the response does
--! rule funding_dispute_is_answered_by_another: status: who raised the dispute does not answer it
CREATE FUNCTION funding_dispute_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    actor    uuid := nullif(current_setting('app.actor', true), '')::uuid;
    moved    boolean := NEW.status <> OLD.status;
    answered boolean := moved AND NEW.status IN ('upheld', 'rejected');
    responds boolean := NEW.response IS DISTINCT FROM OLD.response;
BEGIN
    IF (NEW.reason <> OLD.reason OR moved AND NEW.status = 'withdrawn') AND NOT app.speaks_for_host(OLD) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'funding_dispute_is_the_hosts';
    ELSIF responds AND moved AND NEW.status = 'withdrawn' THEN
        PERFORM app.break_rule('funding_dispute_response_is_an_answer');
    ELSIF (responds OR answered) AND NOT app.speaks_for_provider(OLD) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'funding_dispute_is_answered_by_the_provider';
    ELSIF OLD.status <> 'raised' AND (NEW.reason <> OLD.reason OR responds) THEN
        RAISE exclusion_violation USING CONSTRAINT = 'funding_dispute_stands_once_answered';
    ELSIF (responds OR answered) AND actor IS NOT DISTINCT FROM OLD.raised_by THEN
        RAISE exclusion_violation USING CONSTRAINT = 'funding_dispute_is_answered_by_another';
    ELSIF answered THEN
        NEW.answered_by := actor;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_moves BEFORE UPDATE ON funding_dispute
    FOR EACH ROW EXECUTE FUNCTION funding_dispute_moves();
