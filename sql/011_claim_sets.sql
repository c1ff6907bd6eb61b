-- Claim sets: what each kind of user may do. Data, so that a trust's practice can change without a
-- new program; the scopes themselves are the program's (auth/scope.c).
SET LOCAL search_path = app, pg_temp;

INSERT INTO claim_set (name, scopes, says) VALUES
('trust_admin', '{pupils:read,pupils:write,pupils:sensitive,pupils:purge,schools:read,schools:write,ehcps:read,ehcps:write,ehcps:section_a,ehcps:section_b,ehcps:section_c,ehcps:section_d,ehcps:section_e,ehcps:section_f,ehcps:section_g,ehcps:section_h,ehcps:section_i,ehcps:section_j,ehcps:section_k,placements:read,placements:write,placements:decide,bridge:read,bridge:write,funding:read,funding:write,funding:approve,funding:sign,funding:dispute,inspections:read,inspections:write,inspections:quality,inspections:respond,board:read,board:write,board:oversee,board:respond,changes:read,history:read,audit:read,identity:read,identity:write}',
    'Everything but safeguarding'),
('send_lead', '{pupils:read,pupils:write,pupils:sensitive,schools:read,ehcps:read,ehcps:write,ehcps:section_a,ehcps:section_b,ehcps:section_c,ehcps:section_d,ehcps:section_e,ehcps:section_f,ehcps:section_g,ehcps:section_h,ehcps:section_i,ehcps:section_j,ehcps:section_k,placements:read,placements:write,bridge:read,bridge:write,funding:read,inspections:read,inspections:write,inspections:quality,board:read,board:write,board:oversee,board:respond,changes:read,history:read}',
    'Reads and writes pupils, plans, placements, inspections and the board; reads funding'),
('school_leader', '{pupils:read,pupils:write,pupils:sensitive,schools:read,ehcps:read,ehcps:section_a,ehcps:section_b,ehcps:section_e,ehcps:section_f,ehcps:section_i,placements:read,bridge:read,bridge:write,inspections:read,inspections:respond,board:read,board:respond,history:read}',
    'The pupils, placements and inspections of their schools'),
('senco', '{pupils:read,pupils:write,pupils:sensitive,schools:read,ehcps:read,ehcps:section_a,ehcps:section_b,ehcps:section_e,ehcps:section_f,ehcps:section_i,placements:read,bridge:read,bridge:write,inspections:read,board:read,history:read}',
    'The pupils, plans and placements of their schools'),
('host_leader', '{pupils:read,schools:read,ehcps:read,ehcps:section_a,ehcps:section_b,ehcps:section_e,ehcps:section_f,placements:read,funding:read,funding:sign,funding:dispute}',
    'The pupils placed in their school, and its agreements and statements'),
('la_officer', '{ehcps:read,ehcps:section_a,ehcps:section_b,ehcps:section_c,ehcps:section_d,ehcps:section_e,ehcps:section_f,ehcps:section_g,ehcps:section_h,ehcps:section_i,ehcps:section_j,ehcps:section_k,placements:read,placements:decide}',
    'Decides placements for the pupils of their local authority'),
('finance', '{funding:read,funding:write}',
    'Funding, with pupils as pseudonyms'),
('finance_approver', '{funding:read,funding:write,funding:approve}',
    'Funding, and the approval of runs'),
('inspector', '{inspections:read,inspections:write}',
    'The inspections they are on; no pupil records'),
('quality_lead', '{schools:read,inspections:read,inspections:write,inspections:quality,changes:read,history:read}',
    'Plans the inspections of the trust and assures their quality; no pupil records'),
('board_facilitator', '{board:read,board:write}',
    'The student advisory boards they facilitate'),
('dsl', '{pupils:read,pupils:sensitive,schools:read,board:read,board:write,board:unseal,safeguarding:read,safeguarding:write,history:read}',
    'Safeguarding records, restricted pupils and sealed authorship'),
('mis_sync', '{pupils:read,pupils:write,pupils:sensitive,schools:read,schools:write,changes:read,history:read}',
    'Pushes rolls and pulls changes for its schools'),
('auditor', '{audit:read,history:read}',
    'Audit events and history, no content');

UPDATE claim_set SET binds_to = 'authority' WHERE name = 'la_officer';
UPDATE claim_set SET binds_to = 'teams' WHERE name IN ('inspector', 'board_facilitator');
