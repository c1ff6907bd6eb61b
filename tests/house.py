#!/usr/bin/env python3
"""The arrows that may not be drawn between the folders, the one owner each library has, the sizes
that may not be passed, and the rules that no test has heard. tests/house_faults.sh plants a fault of each kind and sees it caught.

usage: tests/house.py [ROOT]
"""
import pathlib
import re
import sys

FUNCTION, FILE, TEST_FILE, COLUMNS, SQL_COLUMNS = 40, 400, 600, 100, 120

# folder -> what none of its files may include
NEVER = {
    "api": r"^(libpq|postgres|jwt|openssl/|sodium)|^tests/",
    "models": r"^(ulfius|microhttpd|jansson|jwt|openssl/|sodium|curl/)|^(api|auth|tests)/",
    "auth": r"^(ulfius|microhttpd|libpq|postgres|curl/)|^(api|models|tests)/|^queries\.h$",
}
# header -> the only files that may include it
OWNERS = {
    "libpq-fe.h": {"models/db.c", "models/db_flush.c", "models/db_flush.h", "models/db_result.c",
                   "models/db_result.h"},
    "jansson.h": {"api/json.c", "auth/claims.c"},
    "jwt.h": {"auth/token.c"},
    "ulfius.h": {"api/server.c"},
    "microhttpd.h": {"api/server.c"},
}
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|atoll|strtok|gets|alloca|system"
                    r"|setjmp|longjmp|ulfius_start_framework|ulfius_start_secure_framework"
                    r"|ulfius_start_framework_secure)\s*\(")
SQL = re.compile(r'"[^"\n]*\b(SELECT\s+\S.*\bFROM\b|SELECT set_config|INSERT INTO|UPDATE \w+(\.\w+)?'
                 r'( AS \w+)? SET|DELETE FROM|CREATE TABLE|SET LOCAL)\b')
TYPEDEF = re.compile(r"^\s*typedef\s+(struct|union|enum)\b", re.M)
NOWHERE = re.compile(r"^(core|utils?|common|helpers?|misc)$")
ROUTE = re.compile(r'\{ "(GET|POST|PUT|PATCH|DELETE)", "([^"]+)",\s*"(\w+)"')
LITERAL = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)

STATED = re.compile(r"^(?:--! rule|COMMENT ON (?:CONSTRAINT|INDEX)) (\w+)", re.M)
# Rules that no request can break, and why: what stands before them. They keep the tables all the same.
UNHEARD = {
    "a trigger looks first whether what the row hangs on is in sight": """
        accuracy_comment_of_inspection accuracy_comment_school_is_known action_of_inspection
        action_owner_school_is_known appeal_of_case concern_of_inspection concern_school_is_known
        evidence_of_inspection judgement_of_inspection board_facilitator_of_board
        self_evaluation_of_inspection self_evaluation_is_the_only_one bridge_base_provision_is_known
        bridge_referral_pupil_is_known consultation_of_case ehcp_pupil_is_known ehcp_section_of_case
        mediation_of_case placement_case_is_known placement_complaint_placement_is_known
        placement_complaint_plan_is_known placement_provision_is_known placement_pupil_is_known
        review_of_case safeguarding_notice_lead_is_known safeguarding_notice_plan_is_known
        safeguarding_notice_pupil_is_known school_closure_of_school team_member_of_inspection
        transfer_file_pupil_is_known transfer_file_sender_is_known board_member_of_board
        board_member_school_is_known board_consent_of_board board_consent_of_member
        board_meeting_of_board board_agenda_item_of_board board_agenda_item_of_meeting
        board_attendance_of_board board_attendance_of_meeting board_recommendation_of_board
        board_recommendation_of_meeting board_recommendation_school_is_known board_action_of_board
        board_action_of_recommendation board_publication_of_board board_impact_period_of_board""",
    "a trigger sets the member, from a row that obeys the rule or with what the rule asks for": """
        bridge_referral_school_is_known evidence_of_team_member judgement_of_team_member ehcp_ends_with_a_reason ehcp_named_school_is_known
        ehcp_section_version_is_positive grant_binds_as_its_claim_set placement_authority_is_known""",
    "a trigger sets the member, or keeps the rule another way": """
        funding_agreement_host_is_known funding_agreement_provider_is_known
        funding_agreement_provision_is_known funding_agreement_versions_are_numbered
        funding_dispute_is_never_deleted
        funding_payment_is_never_deleted funding_payment_status_is_one funding_receipt_is_never_deleted
        funding_receipt_is_parked_for_a_reason funding_receipt_is_posted_to_an_agreement
        funding_receipt_revision_is_told_once funding_receipt_status_is_one
        funding_reversal_is_never_deleted funding_run_adds_up funding_run_awaits_approval_alone
        placement_band_is_one_a_day placement_band_of_placement board_feedback_hold_is_decided_first""",
    "the service looks for the record in the path first": """
        inspection_is_in_sight inspection_schedule_of_cycle board_feedback_is_in_sight""",
    "a 403 names no rule": """
        board_impact_is_the_overseers books_are_the_providers funding_run_is_of_the_whole_trust
        register_is_quality_assurances schedule_is_quality_assurances""",
    "only the functions of the books write the table": """
        funding_balance_is_shared_out funding_balance_overpaid_is_not_negative
        funding_balance_paid_is_not_negative funding_balance_paid_is_passported
        funding_period_is_never_deleted funding_period_is_told_once
        funding_placement_is_one_of_a_placement funding_placement_of_placement
        funding_placement_pseudonym_is_of_one_pupil funding_placement_pseudonym_is_one
        funding_receipt_pupil_of_receipt funding_run_line_adds_up funding_run_line_kind_accrues
        funding_run_line_number_is_unique funding_run_line_run_is_known ledger_entry_names_its_stream
        ledger_posting_is_reversed_once ledger_posting_period_is_known
        ledger_posting_reverses_a_posting""",
    "only triggers and the clock write the table": """
        board_facilitator_check_of_facilitator board_judging_of_board
        follow_up_is_one_of_its_kind follow_up_of_inspection report_is_the_only_one report_of_inspection
        change_op_is_known deadline_duty_is_known deadline_is_never_deleted deadline_is_told_once
        deadline_of_case external_id_of_pupil registration_of_pupil upn_holding_of_pupil""",
    "the program writes it, in one way": """
        credential_kind_is_known credential_one_password trust_setting_is_of_its_trust""",
    "only the command line makes trusts": "board_consent_rule_is_one trust_name_is_unique",
    "only migrations write the table": """
        claim_set_binds_to_one_thing claim_set_binds_to_something claim_set_of_an_authority_has_no_board
        code_ends_after_it_begins code_position_is_unique code_set_name_is_snake_case
        duty_code_is_snake_case duty_exceptions_are_known duty_fixed_date_is_one duty_owed_by_is_known
        duty_period_has_a_unit duty_period_range duty_position_is_unique duty_unit_is_known""",
    "only functions that look for both write the table": """
        board_impact_given_of_feedback board_impact_point_of_period
        board_feedback_author_is_a_member board_feedback_author_of_feedback board_author_opening_of_feedback
        board_feedback_hold_of_board
        board_feedback_hold_of_feedback board_feedback_of_board board_feedback_of_meeting
        board_feedback_school_is_known
        board_response_of_board board_response_of_feedback board_response_school_is_known
        board_deliverable_of_board board_use_of_board board_use_of_deliverable board_use_school_is_known
        board_member_pupil_of_member""",
}


def includes(text):
    return re.findall(r'^#\s*include [<"]([^>"]+)', text, re.M)


def bare(text):
    """The text without what stands in comments and literals; line ends stay."""
    return LITERAL.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def functions(text):
    """The brace of a function stands in column 0: (name, first line, lines)."""
    name, start = None, None
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\w[^;=]*?(\w+)\(", line)
        if head:
            name = head[1]
        if line == "{":
            start = number
        if line == "}" and start:
            yield name, start, number - start + 1
            start = None


def arrows(name, text):
    folder = name.split("/")[0]
    for header in includes(text):
        if re.search(NEVER[folder], header):
            yield f"{name} includes {header}, which {folder}/ may not"
        elif name not in OWNERS.get(header, {name}):
            yield f"{name} includes {header}, which belongs to {', '.join(sorted(OWNERS[header]))}"
    if folder == "api" and SQL.search(text):
        yield f"{name} contains SQL: {SQL.search(text)[0][:40]}"


def words(name, text):
    for call in BANNED.findall(bare(text)):
        yield f"{name} calls {call}"
    if TYPEDEF.search(bare(text)):
        yield f"{name} has a typedef of a struct, union or enum"


def sizes(name, text, most, columns):
    lines = text.splitlines()
    if len(lines) > most:
        yield f"{name} is {len(lines)} lines, over {most}"
    for number, line in enumerate(lines, 1):
        if len(line) > columns:
            yield f"{name}:{number} is {len(line)} columns, over {columns}"
    for function, line, length in functions(text):
        if name.endswith((".c", ".h")) and length > FUNCTION:
            yield f"{name}:{line} {function} is {length} lines, over {FUNCTION}"


def routes(root):
    seen = {}
    for path in sorted((root / "api").rglob("*.c")):
        for method, where, operation in ROUTE.findall(path.read_text()):
            here = f"{method} {where}"
            if operation in seen:
                yield f"{operation} is the operationId of {seen[operation]} and of {here}"
            seen[operation] = here


def places(root):
    for folder in ("api", "models", "auth", "sql", "tests"):
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root)
            parts = inside.parts[:-1] + (path.stem,)
            if path.is_file() and any(map(NOWHERE.match, parts)):
                yield f"{inside} is named after nothing"


def files(root, folders, pattern):
    for folder in folders:
        for path in sorted((root / folder).rglob(pattern)):
            yield path.relative_to(root).as_posix(), path.read_text()


def rules(root):
    """A rule is heard in the text of a test that compares what a client is told."""
    stated = {rule: name for name, text in files(root, ("sql",), "*.sql") for rule in STATED.findall(text)}
    heard = {word for _, text in files(root, ("tests",), "*.c") for literal in LITERAL.findall(text)
             if literal[0] == '"' for word in re.findall(r"\w+", literal)}
    unheard = set(" ".join(UNHEARD.values()).split())
    for rule in sorted(stated.keys() - heard - unheard):
        yield f"{stated[rule]}: no test has heard {rule}"
    for rule in sorted(unheard & heard):
        yield f"{rule} is said to be unheard, and is heard"


def faults(root):
    for name, text in files(root, ("api", "auth", "models"), "*.[ch]"):
        yield from arrows(name, text)
        yield from words(name, text)
        yield from sizes(name, text, FILE, COLUMNS)
    for name, text in files(root, ("tests",), "*.[ch]"):
        yield from words(name, text)
        yield from sizes(name, text, TEST_FILE, COLUMNS)
    for name, text in files(root, ("sql",), "*.sql"):
        long = {n: len(line) for n, line in enumerate(text.splitlines(), 1)
                if len(line) > SQL_COLUMNS and not line.lstrip().startswith(("--!", "('", "'{"))}
        for number, length in long.items():
            yield f"{name}:{number} is {length} columns, over {SQL_COLUMNS}"
    yield from places(root)
    yield from routes(root)
    yield from rules(root)


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    if not list((root / "api").glob("*.c")):
        sys.exit(f"{root} is not the house")
    found = list(faults(root))
    print("\n".join(found) or "the house is in order")
    sys.exit(bool(found))


main()
