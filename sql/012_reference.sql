-- Reference data: the local authorities and the code sets of the field, with what the codes mean.
-- Public, so no policies. Codes that are no longer issued stay, marked retired, because history and
-- imported files carry them. A set that bears the name of a DOMAIN has, in its codes that are
-- neither retired nor merely known (recorded is false), exactly the values of that DOMAIN.
SET LOCAL search_path = app, pg_temp;

-- ---- local authorities ------------------------------------------------------------------------

CREATE TABLE local_authority (
    code la_code PRIMARY KEY,
    name text    NOT NULL,
    open boolean NOT NULL
);
GRANT SELECT ON local_authority TO api_rw, api_ro;

INSERT INTO local_authority (code, name, open)
SELECT split_part(one, ' ', 1), substr(one, 5), true FROM string_to_table(
$$201 City of London
202 Camden
203 Greenwich
204 Hackney
205 Hammersmith and Fulham
206 Islington
207 Kensington and Chelsea
208 Lambeth
209 Lewisham
210 Southwark
211 Tower Hamlets
212 Wandsworth
213 Westminster
301 Barking and Dagenham
302 Barnet
303 Bexley
304 Brent
305 Bromley
306 Croydon
307 Ealing
308 Enfield
309 Haringey
310 Harrow
311 Havering
312 Hillingdon
313 Hounslow
314 Kingston upon Thames
315 Merton
316 Newham
317 Redbridge
318 Richmond upon Thames
319 Sutton
320 Waltham Forest
330 Birmingham
331 Coventry
332 Dudley
333 Sandwell
334 Solihull
335 Walsall
336 Wolverhampton
340 Knowsley
341 Liverpool
342 St. Helens
343 Sefton
344 Wirral
350 Bolton
351 Bury
352 Manchester
353 Oldham
354 Rochdale
355 Salford
356 Stockport
357 Tameside
358 Trafford
359 Wigan
370 Barnsley
371 Doncaster
372 Rotherham
373 Sheffield
380 Bradford
381 Calderdale
382 Kirklees
383 Leeds
384 Wakefield
390 Gateshead
391 Newcastle upon Tyne
392 North Tyneside
393 South Tyneside
394 Sunderland
420 Isles of Scilly
800 Bath and North East Somerset
801 Bristol
802 North Somerset
803 South Gloucestershire
805 Hartlepool
806 Middlesbrough
807 Redcar and Cleveland
808 Stockton-on-Tees
810 Kingston upon Hull
811 East Riding of Yorkshire
812 North East Lincolnshire
813 North Lincolnshire
815 North Yorkshire
816 York
821 Luton
822 Bedford
823 Central Bedfordshire
825 Buckinghamshire
826 Milton Keynes
830 Derbyshire
831 Derby
838 Dorset
839 Bournemouth, Christchurch and Poole
840 County Durham
841 Darlington
845 East Sussex
846 Brighton and Hove
850 Hampshire
851 Portsmouth
852 Southampton
855 Leicestershire
856 Leicester
857 Rutland
860 Staffordshire
861 Stoke-on-Trent
865 Wiltshire
866 Swindon
867 Bracknell Forest
868 Windsor and Maidenhead
869 West Berkshire
870 Reading
871 Slough
872 Wokingham
873 Cambridgeshire
874 Peterborough
876 Halton
877 Warrington
878 Devon
879 Plymouth
880 Torbay
881 Essex
882 Southend-on-Sea
883 Thurrock
884 Herefordshire
885 Worcestershire
886 Kent
887 Medway
888 Lancashire
889 Blackburn with Darwen
890 Blackpool
891 Nottinghamshire
892 Nottingham
893 Shropshire
894 Telford and Wrekin
895 Cheshire East
896 Cheshire West and Chester
908 Cornwall
916 Gloucestershire
919 Hertfordshire
921 Isle of Wight
925 Lincolnshire
926 Norfolk
929 Northumberland
931 Oxfordshire
933 Somerset
935 Suffolk
936 Surrey
937 Warwickshire
938 West Sussex
940 North Northamptonshire
941 West Northamptonshire
942 Cumberland
943 Westmorland and Furness
660 Isle of Anglesey
661 Gwynedd
662 Conwy
663 Denbighshire
664 Flintshire
665 Wrexham
666 Powys
667 Ceredigion
668 Pembrokeshire
669 Carmarthenshire
670 Swansea
671 Neath Port Talbot
672 Bridgend
673 Vale of Glamorgan
674 Rhondda Cynon Taf
675 Merthyr Tydfil
676 Caerphilly
677 Blaenau Gwent
678 Torfaen
679 Monmouthshire
680 Newport
681 Cardiff
701 Offshore or overseas establishments (701)
702 BFPO overseas establishments
703 Offshore or overseas establishments (703)
704 Fieldwork overseas establishments
705 Offshore or overseas establishments (705)
706 Offshore or overseas establishments (706)
707 Offshore or overseas establishments (707)
708 Gibraltar overseas establishments
999 Test$$, E'\n') AS one;

INSERT INTO local_authority (code, name, open) VALUES
('820', 'Bedfordshire (before 2009)', false),
('835', 'Dorset (before 2019)', false),
('836', 'Poole', false),
('837', 'Bournemouth', false),
('875', 'Cheshire (before 2009)', false),
('909', 'Cumbria', false),
('928', 'Northamptonshire', false);

-- ---- code sets --------------------------------------------------------------------------------

CREATE TABLE code_set (
    name   text PRIMARY KEY
           CONSTRAINT code_set_name_is_snake_case CHECK (name ~ '^[a-z][a-z0-9_]*$'),
    title  text NOT NULL,
    source text NOT NULL,   -- who publishes the codes, and which edition these are
    says   text             -- what a reader of the set should know
);
COMMENT ON CONSTRAINT code_set_name_is_snake_case ON code_set IS
    'name: must be lower-case letters, digits and _';
GRANT SELECT ON code_set TO api_rw, api_ro;

CREATE TABLE code (
    code_set   text     NOT NULL REFERENCES code_set,
    code       text     NOT NULL,
    label      text     NOT NULL,
    note       text,
    position   integer  NOT NULL,
    valid_from date,                            -- of dates, only what is known
    valid_to   date,
    retired    boolean  NOT NULL DEFAULT false, -- found in history only
    recorded   boolean  NOT NULL DEFAULT true,  -- false: known to others, not recorded here
    PRIMARY KEY (code_set, code),
    CONSTRAINT code_position_is_unique UNIQUE (code_set, position),
    CONSTRAINT code_ends_after_it_begins CHECK (valid_to >= valid_from)
);
COMMENT ON CONSTRAINT code_position_is_unique ON code IS 'position: another code of the set has it';
COMMENT ON CONSTRAINT code_ends_after_it_begins ON code IS
    'valid_to: must not be before valid_from';
GRANT SELECT ON code TO api_rw, api_ro;

-- One set as it is read on paper: a line for each code, in order, "code | label | note".
CREATE PROCEDURE pg_temp.publish(name text, title text, source text, says text, lines text)
    LANGUAGE sql AS $$
    INSERT INTO app.code_set (name, title, source, says) VALUES (name, title, source, says);
    INSERT INTO app.code (code_set, code, label, note, position)
    SELECT name, trim(part[1]), trim(part[2]), trim(part[3]), n
      FROM string_to_table(trim(E'\n' FROM lines), E'\n') WITH ORDINALITY AS l(line, n)
     CROSS JOIN LATERAL string_to_array(line, '|') AS part
$$;

-- Special educational needs.
CALL pg_temp.publish('sen_provision', 'SEN provision', 'CBDS CS096',
    'A, P, Q and S occur in imported history only', $$
N | No special educational need
K | SEN support
E | Education, health and care plan
A | School Action or Early Years Action | Replaced by K
P | School Action Plus or Early Years Action Plus | Replaced by K
Q | School Action Plus and statutory assessment | Replaced by K
S | Statement | Replaced by E
$$);
CALL pg_temp.publish('need', 'Type of special educational need', 'CBDS CS071, May 2026',
    'At most two are recorded for a pupil, ranked 1 and 2', $$
SPLD | Specific learning difficulty
MLD | Moderate learning difficulty
SLD | Severe learning difficulty
PMLD | Profound and multiple learning difficulty
SEMH | Social, emotional and mental health
SLCN | Speech, language and communication needs
HI | Hearing impairment
VI | Vision impairment
MSI | Multi-sensory impairment
PD | Physical disability
ASD | Autistic spectrum disorder
DS | Down syndrome | New from the January 2025 census
OTH | Other difficulty or disability
NSA | SEN support but no specialist assessment of the type of need | With K only; not in SEN2
BESD | Behaviour, emotional and social difficulties | Replaced by SEMH
$$);
CALL pg_temp.publish('special_school_need', 'Type of need a special school is approved for',
    'CBDS CS077', 'The types of need without DS and NSA', $$
SPLD | Specific learning difficulty
MLD | Moderate learning difficulty
SLD | Severe learning difficulty
PMLD | Profound and multiple learning difficulty
SEMH | Social, emotional and mental health
SLCN | Speech, language and communication needs
HI | Hearing impairment
VI | Vision impairment
MSI | Multi-sensory impairment
PD | Physical disability
ASD | Autistic spectrum disorder
OTH | Other difficulty or disability
$$);

-- Pupils.
CALL pg_temp.publish('upn_unknown_reason', 'Why the UPN is unknown', 'CBDS CS051',
    'For a pupil with neither a UPN nor a ULN', $$
UN1 | Under 6 years old and not yet assigned a UPN
UN2 | Never attended a maintained school in England, no UPN assigned
UN3 | Educated outside England, no UPN assigned
UN4 | Newly in need, UPN not yet known | Children in need census
UN5 | The sources disagree on name or date of birth, so that reliable matching is not possible
UN6 | Not looked after, and the local authority is unable to obtain the UPN
UN7 | Referred, no further action taken
UN8 | New to the local authority one week or less before the end of the period, UPN or ULN not yet known | SEN2
UN9 | Never attended a maintained school or further education setting in England, no UPN or ULN | SEN2
UN10 | The request ended with no further action before the UPN or ULN was known | SEN2
$$);
CALL pg_temp.publish('nc_year', 'National curriculum year', 'CBDS',
    'Pupils in special schools may be out of year', $$
E1 | Early education, first year
E2 | Early education, second year
N1 | Nursery, first year
N2 | Nursery, second year | Aged 3 on 31 August before the academic year
R | Reception | Aged 4 on 31 August before the academic year
1 | Year 1
2 | Year 2
3 | Year 3
4 | Year 4
5 | Year 5
6 | Year 6
7 | Year 7
8 | Year 8
9 | Year 9
10 | Year 10
11 | Year 11
12 | Year 12
13 | Year 13
14 | Year 14
X | Not following the national curriculum by year
$$);
CALL pg_temp.publish('sex', 'Sex', 'CBDS CS119', NULL, $$
F | Female
M | Male
U | Unknown
$$);
CALL pg_temp.publish('ethnicity', 'Ethnicity, main codes', 'CBDS', NULL, $$
WBRI | White British | White
WIRI | White Irish | White
WIRT | Irish Traveller | White
WROM | Gypsy or Roma | White
WOTH | Any other White background | White
MWBC | White and Black Caribbean | Mixed
MWBA | White and Black African | Mixed
MWAS | White and Asian | Mixed
MOTH | Any other Mixed background | Mixed
ABRI | Asian British | Asian
AWEL | Asian Welsh | Asian
AIND | Indian | Asian
APKN | Pakistani | Asian
ABAN | Bangladeshi | Asian
AOTH | Any other Asian background | Asian
BBRI | Black British | Black
BWEL | Black Welsh | Black
BCRB | Black Caribbean | Black
BAFR | Black African | Black
BOTH | Any other Black background | Black
CHNE | Chinese | Other
OOTH | Any other ethnic group | Other
REFU | Refused | Not stated
NOBT | Information not yet obtained | Not stated
$$);
CALL pg_temp.publish('enrolment_status', 'Enrolment status', 'CBDS',
    'On any day a pupil has one C, or one M with at least one S at another school; G stands '
    'beside. Registrations use C, M, S and G', $$
C | Current, single registration at this school
M | Current main (dual registration)
S | Current subsidiary (dual registration)
F | Further education college | Not used in registrations
O | Other provider | Not used in registrations
G | Guest: not registered here but attends some lessons or sessions
P | Previous | Not used in registrations: a registration that has ended has a leaving date
$$);
CALL pg_temp.publish('pupil_premium', 'Pupil premium', 'CBDS CS106, May 2026', NULL, $$
DPP | Deprivation
SCP | Service child
LAP | Looked after
AFC | Adopted from care
EYP | Early years
$$);
CALL pg_temp.publish('fsm_category', 'Category of free school meals',
    'CBDS CS133, May 2026', NULL, $$
TFSM | Targeted
EFSM | Expanded
OFSM | Other
$$);
CALL pg_temp.publish('post_looked_after', 'Post looked-after arrangements',
    'CBDS CS087, May 2026', NULL, $$
N | Not declared
A | Adoption (England and Wales)
G | Special guardianship order
R | Residence order
C | Child arrangements order
O | Adoption from state care outside England and Wales
$$);
CALL pg_temp.publish('kinship_care', 'Kinship care', 'CBDS CS134, May 2026', NULL, $$
ND | Not declared
KF | Formal arrangements
KI | Informal arrangements
KU | Arrangements unknown
$$);
CALL pg_temp.publish('service_child', 'Service child', 'CBDS CS006, May 2026', NULL, $$
Y | Yes
N | No
U | Unknown
R | Refused
$$);
CALL pg_temp.publish('young_carer', 'Young carer', 'CBDS CS118, May 2026', NULL, $$
P | Identified by a parent or guardian
S | Identified by the school
N | Not declared
$$);
CALL pg_temp.publish('boarder', 'Boarder', 'CBDS, May 2026', NULL, $$
B | Boarder, nights per week not specified
6 | Boarder, six nights or less a week | In special schools only
7 | Boarder, seven nights a week | In special schools only
N | Not a boarder
$$);
CALL pg_temp.publish('disability', 'Disability', 'CBDS, May 2026', NULL, $$
NCOL | Not collected
NONE | None
MOB | Mobility
HAND | Hand function
PC | Personal care
EAT | Eating and drinking
MED | Medication
INC | Incontinence
COMM | Communication
LD | Learning
HEAR | Hearing
VIS | Vision
BEH | Behaviour
CON | Consciousness
AUT | Autistic spectrum disorder or Asperger's
DDA | Palliative care needs
OTH | Other
$$);
CALL pg_temp.publish('contact_relationship', 'Relationship of a contact', 'CBDS, May 2026', NULL, $$
CAR | Carer
CHM | Childminder
DOC | Doctor
FAM | Other family member
FOF | Foster father
FOM | Foster mother
HTC | Head teacher
OTH | Other contact
PAF | Father
PAM | Mother
REL | Other relative
RLG | Religious or spiritual contact
STF | Stepfather
STM | Stepmother
SWR | Social worker
TCH | Teacher
$$);
CALL pg_temp.publish('exclusion_category', 'Category of suspension or exclusion',
    'CBDS, May 2026', NULL, $$
SUSP | Suspension
LNCH | Lunchtime suspension
PERM | Permanent exclusion
$$);
CALL pg_temp.publish('attendance', 'Attendance and absence codes',
    'School Attendance (Pupil Registration) (England) Regulations 2024, regulation 10',
    'In force since 19 August 2024; the note is the statistical category', $$
/ | Present, morning | Present
\ | Present, afternoon | Present
L | Late, before the register closed | Present
B | Other approved off-site education | Off-site education
K | Provision arranged by the local authority | Off-site education
P | Sporting activity | Off-site education
V | Educational visit or trip | Off-site education
W | Work experience | Off-site education
D | At the other school where the pupil is registered | Neither present nor absent; not a possible session
C | Leave in an exceptional circumstance | Authorised absence
C1 | Regulated performance or employment abroad | Authorised absence
C2 | Part-time timetable | Authorised absence
E | Suspended or permanently excluded, no alternative provision made | Authorised absence
I | Illness | Authorised absence
J1 | Interview for employment or for admission to another school | Authorised absence
M | Medical or dental appointment | Authorised absence
R | Religious observance | Authorised absence
S | Study leave | Authorised absence
T | Parent travelling for work | Authorised absence
Q | Unable to attend: lack of access arrangements | Unable to attend
Y1 | Unable to attend: transport not available | Unable to attend
Y2 | Unable to attend: widespread disruption to travel | Unable to attend
Y3 | Unable to attend: part of the premises closed | Unable to attend
Y4 | Unable to attend: whole school unexpectedly closed | Unable to attend
Y5 | Unable to attend: in criminal justice detention | Unable to attend
Y6 | Unable to attend: public health guidance or law | Unable to attend
Y7 | Unable to attend: other unavoidable cause | Unable to attend
G | Holiday not agreed | Unauthorised absence
N | Reason not yet established | Unauthorised absence; to be corrected within 5 school days
O | Other or unknown circumstances | Unauthorised absence
U | Late, after the register closed | Unauthorised absence
X | Non-compulsory school age, not required to attend | Not required
Z | Prospective pupil, not on the register | Not on roll
# | Planned whole-school closure | Closure
H | Holiday agreed by the school | Withdrawn; was authorised absence
J | Interview | Withdrawn; replaced by J1
Y | Unable to attend in exceptional circumstances | Withdrawn; replaced by Q and Y1 to Y7
$$);

-- Establishments. The codes of the published extract; the register's own web pages number some of
-- them otherwise.
CALL pg_temp.publish('phase', 'Phase of education', 'GIAS establishment extract',
    'A special school has 0: whether a school is special follows from its type', $$
0 | Not applicable
1 | Nursery
2 | Primary
3 | Middle deemed primary
4 | Secondary
5 | Middle deemed secondary
6 | 16 plus
7 | All-through
$$);
CALL pg_temp.publish('census_phase', 'School census phase', 'School census', NULL, $$
NS | Nursery
PS | Primary
MP | Middle deemed primary
MS | Middle deemed secondary
SS | Secondary
AT | All-through
SP | Special | Does not return the SEN unit and resourced provision indicators
PR | Pupil referral unit | Does not return the SEN unit and resourced provision indicators
EY | Early years setting | Outside the school census
NO | No establishment | Outside the school census
$$);
CALL pg_temp.publish('establishment_status', 'Status of an establishment',
    'GIAS establishment extract', NULL, $$
1 | Open
2 | Closed
3 | Open but proposed to close
4 | Proposed to open
$$);
CALL pg_temp.publish('establishment_type_group', 'Group of establishment types',
    'GIAS establishment extract', NULL, $$
1 | Colleges
2 | Universities
3 | Independent schools
4 | Local authority maintained schools
5 | Special schools
6 | Welsh schools
9 | Other types
10 | Academies
11 | Free schools
13 | Online provider
$$);
CALL pg_temp.publish('establishment_type', 'Type of establishment',
    'GIAS establishment extract', 'Special schools are 7, 8, 10, 12, 33, 36 and 44', $$
1 | Community school
2 | Voluntary aided school
3 | Voluntary controlled school
5 | Foundation school
6 | City technology college
7 | Community special school | Special
8 | Non-maintained special school | Special
10 | Other independent special school | Special
11 | Other independent school
12 | Foundation special school | Special
14 | Pupil referral unit
15 | Local authority nursery school
18 | Further education
24 | Secure unit
25 | Offshore school
26 | Service children's education
27 | Miscellaneous
28 | Academy sponsor led
29 | Higher education institution
30 | Welsh establishment
31 | Sixth form centre
32 | Special post-16 institution
33 | Academy special sponsor led | Special
34 | Academy converter
35 | Free school
36 | Free school special | Special
37 | British school overseas
38 | Free school alternative provision
39 | Free school 16 to 19
40 | University technical college
41 | Studio school
42 | Academy alternative provision converter
43 | Academy alternative provision sponsor led
44 | Academy special converter | Special
45 | Academy 16 to 19 converter
46 | Academy 16 to 19 sponsor led
49 | Online provider
56 | Institution funded by another government department
57 | Academy secure 16 to 19
$$);

-- SEN2, the return of local authorities on education, health and care plans.
CALL pg_temp.publish('request_outcome', 'Outcome of a request for an assessment', 'SEN2',
    'A, W and H carry no date. The first outcome stays when mediation or a tribunal reverses it', $$
Y | Assess
N | Do not assess
A | Awaiting decision
W | Withdrawn or ceased before the decision
H | Historical
$$);
CALL pg_temp.publish('assessment_outcome', 'Outcome of an assessment', 'SEN2',
    'Y and N carry a date', $$
Y | Issue a plan
N | Do not issue a plan
A | Not yet decided
W | Withdrawn
H | Historical
$$);
CALL pg_temp.publish('request_source', 'Who made the request', 'SEN2, version 1.3', NULL, $$
1 | Parent or young person
2 | School or education setting
3 | Health
4 | Social care
5 | Other
$$);
CALL pg_temp.publish('week20', 'Exception to the 20-week limit', 'SEN2', NULL, $$
1 | An exception to the 20-week limit applies
0 | No exception applies
$$);
CALL pg_temp.publish('sen2_need', 'Type of need in SEN2',
    'SEN2', 'The types of need without NSA', $$
SPLD | Specific learning difficulty
MLD | Moderate learning difficulty
SLD | Severe learning difficulty
PMLD | Profound and multiple learning difficulty
SEMH | Social, emotional and mental health
SLCN | Speech, language and communication needs
HI | Hearing impairment
VI | Vision impairment
MSI | Multi-sensory impairment
PD | Physical disability
ASD | Autistic spectrum disorder
DS | Down syndrome
OTH | Other difficulty or disability
$$);
CALL pg_temp.publish('placement_rank', 'Rank of a placement', 'SEN2',
    'At most two placements at the same time', $$
1 | Primary placement
2 | Secondary placement
$$);
CALL pg_temp.publish('residential', 'Residential placement', 'SEN2', NULL, $$
A | 38 to 51 weeks a year
B | 52 weeks a year
$$);
CALL pg_temp.publish('work_based_pathway', 'Work-based pathway', 'SEN2',
    'The letters are to be confirmed with the edition of the year', $$
A | Apprenticeship
T | Traineeship
S | Supported internship
$$);
CALL pg_temp.publish('direct_payment', 'Direct payments', 'Own list',
    'Own words; the letters of SEN2 are to be confirmed with the edition of the year', $$
education | For educational provision
health | For health provision
social_care | For social-care provision
integrated | For more than one of these
$$);
CALL pg_temp.publish('review_outcome', 'Outcome of a review', 'Own list',
    'Own words; the letters of SEN2 are to be confirmed with the edition of the year', $$
maintain | Maintain the plan
amend | Amend the plan
cease | Cease the plan
$$);
CALL pg_temp.publish('closure_reason', 'Why a school is shut to pupils', 'Own list', NULL, $$
holiday | Holiday | Between terms, and half term
inset | Training day | For the staff (INSET)
emergency | Unexpectedly closed
other | Other
$$);
CALL pg_temp.publish('transfer_file_kind', 'File that follows a pupil', 'Own list', NULL, $$
ctf | Common Transfer File | DfE CTF guidance
safeguarding_file | Safeguarding file | Keeping Children Safe in Education
$$);
CALL pg_temp.publish('review_kind', 'Kind of review', 'Own list', NULL, $$
annual | Annual review
interim | Interim or early review | Called before the annual one is due
early_years | Review of a child under 5 | SEND Code of Practice 9.178
phase_transfer | Review before a transfer between phases | SEND Regulations 2014 reg 18
$$);
CALL pg_temp.publish('consultation_response', 'Answer of a school that is consulted', 'Own list', NULL, $$
agree | The school can be named
object | The school ought not to be named | Grounds are needed
$$);
CALL pg_temp.publish('objection_ground', 'Ground of an objection to being named',
    'Children and Families Act 2014 s.39(4)', NULL, $$
unsuitable | Unsuitable for the age, ability, aptitude or special educational needs of the pupil
incompatible_with_others | Incompatible with the provision of efficient education for others
incompatible_with_resources | Incompatible with the efficient use of resources
$$);
CALL pg_temp.publish('appealable_decision', 'Decision that may be appealed against',
    'Children and Families Act 2014 s.51', NULL, $$
not_to_assess | Not to assess
not_to_issue | Not to issue a plan
contents | The contents of a plan | Sections B, F and I
not_to_amend | Not to amend the plan after a review or a re-assessment
not_to_reassess | Not to re-assess
cease | To cease the plan
$$);
CALL pg_temp.publish('appeal_outcome', 'Outcome of an appeal', 'Own list', NULL, $$
withdrawn | Withdrawn by the parent or young person
conceded | Conceded by the local authority
dismissed | Dismissed by the tribunal
ordered | The tribunal made an order
$$);
CALL pg_temp.publish('tribunal_order', 'Order of the tribunal', 'SEND Regulations 2014 reg 44', NULL, $$
start_assessment | Assess, or re-assess
issue_plan | Make a plan
amend_plan | Amend the plan
change_school | Change the school that section I names
refuse_or_issue | Decide, after the assessment that was ordered, whether to issue a plan
$$);
CALL pg_temp.publish('mediation_outcome', 'Outcome of a mediation', 'Own list', NULL, $$
agreed | Agreed
partly_agreed | Agreed in part
not_agreed | Not agreed
not_pursued | Not pursued | No session was held
$$);
CALL pg_temp.publish('duty_owner', 'Who owes a duty', 'Own list', NULL, $$
local_authority | The local authority that owns the plan
school | The school
previous_school | The school that the pupil left
advice_giver | Whoever was asked for advice
mediation_adviser | The mediation adviser
parent_or_young_person | The parent or young person | A right, not a duty
$$);
CALL pg_temp.publish('deadline_state', 'What has become of a duty', 'Own list', 'As of the day asked about', $$
met | Done, and in time
late | Done, after its last day
due | The period runs and its last day has not passed
overdue | Its last day has passed and it is not done
not_started | The day it counts from is known and still to come
$$);
CALL pg_temp.publish('sen_setting', 'Setting without a URN or UKPRN', 'SEN2',
    'Used only when there is neither a URN nor a UKPRN', $$
OLA | Arrangements made by the local authority (Children and Families Act 2014, section 61)
OPA | Other arrangements made by the parent or young person (section 42(5))
EHE | Elective home education
EYP | Early years provider without a URN
OTH | Other, including a plan that names a type but no setting
NEET | Aged 16 to 25, not in education, employment or training | Not in a named plan
NIEC | Not in education, notice to cease issued | Not in a named plan
NIEO | Not in education, other | Not in a named plan
$$);
CALL pg_temp.publish('cease_reason', 'Why a plan ceased', 'SEN2', NULL, $$
1 | Maximum age | End of the academic year of the 25th birthday, or 19 in the adult secure estate
2 | Needs can be met without a plan
3 | Entered higher education
4 | Entered paid employment | Not an apprenticeship
5 | Transferred to another local authority
6 | No longer wishes to engage
7 | Moved outside England
8 | Deceased
9 | Other
$$);
CALL pg_temp.publish('plan_section', 'Section of an EHC plan',
    'Special Educational Needs and Disability Regulations 2014, regulation 12', NULL, $$
a | Views, interests and aspirations of the child and the parents, or of the young person
b | Special educational needs
c | Health needs related to special educational needs
d | Social-care needs
e | Outcomes
f | Special educational provision | Specified and quantified
g | Health provision
h | Social-care provision | H1 under the Chronically Sick and Disabled Persons Act 1970, section 2, and H2, any other
i | Placement | The name of the school, or its type, or both; blank in a draft
j | Personal budget and direct payments
k | Appended advice
$$);
CALL pg_temp.publish('advice_source', 'Where advice for an assessment comes from',
    'Special Educational Needs and Disability Regulations 2014, regulation 6', 'Own words for those it names', $$
parent_or_young_person | The parent or the young person
school | The school or setting | Its head, principal or the person responsible
health | Health care
educational_psychology | An educational psychologist
social_care | Social care
preparation_for_adulthood | Preparation for adulthood and independent living | In or beyond Year 9
other | Anybody else | Who the authority thinks right, or whom the parent or young person asks for
$$);
CALL pg_temp.publish('time_limit_exception', 'Exception to the time limits of an assessment',
    'Special Educational Needs and Disability Regulations 2014, regulations 10(4) and 13(3)',
    'Own words for those it names. An exception is recorded; it moves no due date', $$
school_closed | Advice was asked for while the school is closed for four weeks or more
setting_closed | Advice was asked for while the setting is closed for four weeks or more
exceptional_circumstances | Exceptional personal circumstances | Of the child, the parent or the young person
absent_from_area | Absent from the area | Child or parent, for four weeks on end or more
missed_appointment | An appointment was missed | For advice only; to be confirmed
$$);
CALL pg_temp.publish('setting_type', 'Type of setting that section I names', 'Own list',
    'The Children and Families Act 2014, section 40(2)(b), lets a plan name a type alone', $$
mainstream_school | Mainstream school
special_school | Special school
resourced_provision | Resourced provision in a mainstream school | Mainly in mainstream classes
special_unit | Special unit in a mainstream school | Mainly in separate classes
area_resource_base | Area resource base on the site of a mainstream school | Led by a special-school trust
independent_school | Independent school
post_16_institution | Post-16 institution | Further education or special post-16
early_years_provider | Early years provider
education_otherwise | Education otherwise than at school | Children and Families Act 2014, section 61
other | Other
$$);
-- The Bridge, complaints about a placement, and safeguarding.
CALL pg_temp.publish('bridge_reason', 'Why a pupil is referred to the Bridge', 'Own list', NULL, $$
temporary_mobility | Cannot get about the school for a time
health | Health
medical_condition | Medical condition
undergoing_assessment | Undergoing assessment
settling | Settling in
vulnerable_nurture | Vulnerable, in need of nurture
$$);
CALL pg_temp.publish('bridge_mode', 'How much of the week is spent in the Bridge', 'Own list',
    'Those who drop in do not count towards the ratio of pupils to staff', $$
full | All work is done in the Bridge
partial | Some lessons
drop_in | Break or lunch
$$);
CALL pg_temp.publish('complainant', 'Who complains about a placement', 'Own list', NULL, $$
parent_or_young_person | Parent or young person
host_school | Host school
registered_school | Registered school
provider | Provider
local_authority | Local authority
$$);
CALL pg_temp.publish('complaint_subject', 'What a complaint is about', 'Own list', NULL, $$
placement | The placement itself
provision | The provision made
transport | Transport
conduct | Conduct
other | Other
$$);
CALL pg_temp.publish('concern', 'What a safeguarding notice is about', 'Own list',
    'An allegation against staff is seen by safeguarding of the whole trust only', $$
welfare | Welfare
disclosure | Disclosure by the pupil
injury | Injury
missing | Missing
allegation_against_staff | Allegation against a member of staff
online | Online
other | Other
$$);
-- Provisions and placements.
CALL pg_temp.publish('provision_kind', 'Kind of provision', 'Own list',
    'Whether the authority recognises a unit or a resourced provision is its own decision', $$
special_school | Special school
arb | Area resource base | A specialist base on a mainstream site, led by a special-school trust
special_unit | Special unit | Taught mainly in separate classes inside a mainstream school
resourced_provision | Resourced provision | Mainly in mainstream classes, with a base
bridge | Bridge | A calm base of the school itself; needs no plan and no decision of the authority
$$);
CALL pg_temp.publish('register_model', 'How a placed pupil is registered', 'Own list', NULL, $$
single_and_guest | C at the registered school, G at the host
main_and_subsidiary | M at the registered school, S at the host
$$);
CALL pg_temp.publish('ending_reason', 'Why a placement ended', 'Own list', NULL, $$
phase_transfer | Phase transfer
plan_ceased | Plan ceased
moved_to_another_authority | Moved to another local authority
change_of_placement | Change of placement
permanently_excluded | Permanently excluded
elective_home_education | Elective home education by the parents
deceased | Deceased
$$);
-- Peer inspections: who inspects.
CALL pg_temp.publish('reviewer_kind', 'What a reviewer is', 'Own list', NULL, $$
school_leader | School leader
senco | SENCO
teacher | Teacher
employer | Employer
governor | Governor
send_expert | Expert in special education
$$);
CALL pg_temp.publish('reviewer_specialism', 'What a reviewer is an expert in', 'Own list',
    'The types of need, as in the school census, and specialist bases', $$
SPLD | Specific learning difficulty
MLD | Moderate learning difficulty
SLD | Severe learning difficulty
PMLD | Profound and multiple learning difficulty
SEMH | Social, emotional and mental health
SLCN | Speech, language and communication needs
HI | Hearing impairment
VI | Vision impairment
MSI | Multi-sensory impairment
PD | Physical disability
ASD | Autistic spectrum disorder
DS | Down syndrome
OTH | Other difficulty or disability
arb | Area resource bases
$$);
CALL pg_temp.publish('reviewer_tie', 'What ties a reviewer to a school', 'Own list', NULL, $$
employed | Employed there | Counts until three years after the last day
close_family | Close family works or learns there
governor | Governor or trustee there
line_managed_by_head | Line-managed by its head
own_child | A child of the reviewer attends
$$);
CALL pg_temp.publish('inspection_subject', 'What is inspected', 'Own list', NULL, $$
school | School
provision | Provision | With two accountable schools: the host and the provider
$$);
CALL pg_temp.publish('inspection_sharing', 'Who else sees a final inspection', 'Own list', NULL, $$
nobody | Nobody else
schools | Named schools
trust | Every school of the trust
$$);
CALL pg_temp.publish('inspection_role', 'Role in an inspection team', 'Own list', NULL, $$
lead | Lead reviewer
reviewer | Reviewer
specialist | Specialist reviewer
external | External member | Expert, employer or governor; does not count as one of the reviewers
$$);
CALL pg_temp.publish('reviewer_conflict', 'Conflict of interest of a reviewer', 'Own list',
    'The last three may be overridden by the trust''s quality assurance, with a reason', $$
own_school | Works at a school that answers for the inspection
same_base | Works at the host or the provider of a base of that school
employed | Employed there in the last three years
close_family | Close family there
governor | Governor or trustee there
line_managed_by_head | Line-managed by its head
reciprocal_pair | Reviewed by the school in one of the last cycles
same_reviewer_twice | Inspected it the last time
own_child | A child of the reviewer attends
$$);
-- Student advisory boards.
CALL pg_temp.publish('accessible_format', 'Accessible formats of meetings and papers', 'Own list', NULL, $$
easy_read | Easy read
symbols | Symbols
makaton | Makaton
bsl | British Sign Language
aac | Augmentative and alternative communication
large_print | Large print
audio | Audio
braille | Braille
captions | Captions
translated | In another language
$$);
CALL pg_temp.publish('age_band', 'Age of a member of a board', 'Own list', 'Who consents goes by it', $$
under_13 | Under 13
13_to_15 | 13 to 15
16_and_over | 16 and over
$$);
CALL pg_temp.publish('consent_type', 'What a member of a board may consent to', 'Own list', NULL, $$
participation | Taking part
recording | Being recorded or photographed
name_in_minutes | Being named in minutes
travel_or_online | Travelling, or taking part online
$$);
CALL pg_temp.publish('consent_giver', 'Who consents for a member of a board', 'Own list', NULL, $$
pupil | The pupil
parent | A parent
representative | A representative | Of somebody who lacks capacity: Mental Capacity Act 2005
$$);
CALL pg_temp.publish('meeting_attendance', 'Whether somebody was at a meeting of a board', 'Own list', NULL, $$
present | Present
apologies | Absent with apologies
absent | Absent
$$);
CALL pg_temp.publish('agenda_source', 'Who puts something on the agenda of a board', 'Own list', NULL, $$
board | The board
school | A school
trust | The trust
$$);
CALL pg_temp.publish('board_responder', 'Who answers a board', 'Own list', NULL, $$
trust | The trust
school | The school of who said it
$$);
CALL pg_temp.publish('deliverable_kind', 'What a board has brought about that schools can use', 'Own list', NULL, $$
assembly_package | Package of assemblies
film | Film
policy | Policy or guidance
training | Training
other | Other
$$);
CALL pg_temp.publish('impact_by', 'By what figures of a board are told', 'Own list', NULL, $$
theme | Theme
school | School
phase | Phase of the school
need | Type of need, as members say
response | Whether it has been answered
$$);
CALL pg_temp.publish('hold_cause', 'Why what was said to a board is held', 'Own list', NULL, $$
phrase | It has words that are screened for
flag | Whoever wrote it down thought that it may be a disclosure
author | It tells who said it
asked | Somebody who saw it had it held
$$);
-- What is found in an inspection. Pupils are told of as groups.
CALL pg_temp.publish('evidence_kind', 'What the evidence of an inspection is', 'Own list', NULL, $$
lesson_visit | Visit to a lesson
work_scrutiny | Scrutiny of work
pupil_voice | Pupil voice
document | Document
discussion | Discussion with staff, governors or parents
data | Data
$$);
CALL pg_temp.publish('pupil_group', 'The pupils that a piece of evidence is about', 'Own list',
    'Evidence is never about a pupil', $$
all | All pupils
send_support | Pupils with SEN support
ehcp | Pupils with an EHC plan
disadvantaged | Disadvantaged pupils
in_care | Pupils in care
base_pupils | Pupils of the base
year_n1 | First year of nursery
year_n2 | Second year of nursery
year_r | Reception
year_1 | Year 1
year_2 | Year 2
year_3 | Year 3
year_4 | Year 4
year_5 | Year 5
year_6 | Year 6
year_7 | Year 7
year_8 | Year 8
year_9 | Year 9
year_10 | Year 10
year_11 | Year 11
year_12 | Year 12
year_13 | Year 13
year_14 | Year 14
need_spld | Pupils with a need: Specific learning difficulty
need_mld | Pupils with a need: Moderate learning difficulty
need_sld | Pupils with a need: Severe learning difficulty
need_pmld | Pupils with a need: Profound and multiple learning difficulty
need_semh | Pupils with a need: Social, emotional and mental health
need_slcn | Pupils with a need: Speech, language and communication needs
need_hi | Pupils with a need: Hearing impairment
need_vi | Pupils with a need: Vision impairment
need_msi | Pupils with a need: Multi-sensory impairment
need_pd | Pupils with a need: Physical disability
need_asd | Pupils with a need: Autistic spectrum disorder
need_ds | Pupils with a need: Down syndrome
need_oth | Pupils with a need: Other difficulty or disability
$$);
CALL pg_temp.publish('judgement_kind', 'What a judgement is', 'Own list', NULL, $$
draft | One reviewer's own draft
agreed | What the team agreed, and quality assurance may moderate
$$);
CALL pg_temp.publish('accuracy_comment_kind', 'What a school says to the accuracy of a draft', 'Own list', NULL, $$
comment | A comment, which is accepted or rejected
none | That it has none
$$);
CALL pg_temp.publish('rag', 'How an action stands', 'Own list', NULL, $$
red | Not under way, or off course
amber | Under way, with something in its way
green | On course
$$);
CALL pg_temp.publish('follow_up_kind', 'When an inspection is followed up', 'Own list', NULL, $$
one_term | One term after the report | Four months, as schools have different terms
one_year | One year after the report
$$);
CALL pg_temp.publish('schedule_outcome', 'What came of making the rota of a cycle', 'Own list', NULL, $$
optimal | No rota is better, which is proved
best_found | None that is better was found
none_exists | There is none, which is proved
not_found | None was found within the time
$$);
CALL pg_temp.publish('schedule_rule', 'The soft rules of a rota', 'Own list',
    'In their usual order: no number of later breaches is worth one earlier', $$
reciprocal | Schools do not inspect each other
same_reviewer | Nobody inspects the same twice running
own_child_attends | Nobody inspects where their child attends
visited_supplies | A school supplies nobody while it is visited
distance | Teams come from near by
spread | Visits to one school are apart
$$);
CALL pg_temp.publish('schedule_proof_kind', 'How it was proved that there is no rota', 'Own list', NULL, $$
no_team | Nobody can inspect one of the schools or provisions
too_few | People in a role can make too few visits
load | With equal loads too few seats can be filled
searched | Every possibility was tried
$$);
CALL pg_temp.publish('lease_rule', 'When a lease does not cover a stay', 'Own list', NULL, $$
warn | Warn: the placement carries a warning
block | Block: the place cannot be agreed
$$);
CALL pg_temp.publish('base_year', 'The year that annual funding is shared out over', 'Own list', NULL, $$
academic | 1 September to 31 August | As academies are funded
financial | 1 April to 31 March | As maintained schools are funded
$$);
CALL pg_temp.publish('funding_stream', 'What money is received for', 'Own list', NULL, $$
places | Place funding | For each place that is commissioned, taken or not
top_ups | Top-up funding | For each pupil, by the band of the authority where the pupil lives
$$);
CALL pg_temp.publish('share_mode', 'How the share of the host is worked out', 'Own list', NULL, $$
proportion | A proportion of what is received, in basis points
fixed_per_place | A fixed sum a year for each place or pupil
fixed_sum | A fixed sum a year for the whole agreement
$$);
CALL pg_temp.publish('share_basis', 'What a proportion is a proportion of', 'Own list', NULL, $$
entitlement | What is due, by the day, from rates and bands
receipts | What has been received for the month
$$);
CALL pg_temp.publish('cost_line', 'What the host is paid for', 'Own list',
    'With the codes of Consistent Financial Reporting', $$
heating | Heating | E16 Energy
cleaning | Cleaning | E14 Cleaning and caretaking
maintenance | Maintenance | E12 Building maintenance and improvement
caretaking | Caretaking | E14 Cleaning and caretaking
grounds | Grounds | E13 Grounds maintenance and improvement
water | Water and sewerage | E15 Water and sewerage
rates | Rates | E17 Rates
ict | ICT | E18 Other occupation costs
catering | Catering | E18 Other occupation costs
lunchtime_supervision | Lunchtime supervision | E18 Other occupation costs
lease_rent | Rent of a lease | E18 Other occupation costs
service_charge | Service charge | E18 Other occupation costs
other | Other | E18 Other occupation costs
$$);
CALL pg_temp.publish('place_type', 'What a place is funded as', 'Own list',
    'The amounts are rates of the trust: /v1/funding/place-rates', $$
special_place | A place of a special school or special academy
unit_place_occupied | A unit place whose pupil is on the roll of the mainstream school at the October census
unit_place_unoccupied | A unit place without such a pupil
$$);
CALL pg_temp.publish('ledger_account', 'Accounts of the funding ledger', 'Own list', NULL, $$
receivable | What a payer owes the trust
bank | What has come in, less what went out
retained | The trust's own part of what is received
passported | The host's part of what is received
paid | What has been paid to the host of its part
overpaid | What the host was paid beyond its part, and is still to be set off
$$);
CALL pg_temp.publish('posting_kind', 'Why something was posted to the funding ledger', 'Own list', NULL, $$
accrual | What is due for the month it is posted in
adjustment | What a month before should have been posted, and was not
receipt | Money from a payer
payment | Money to a host
overpayment | What a host was paid beyond its part, or its setting off
reversal | The mirror image of another posting
$$);
CALL pg_temp.publish('reconciliation_reason', 'What does not agree in the funding of a month', 'Own list', NULL, $$
not_received | Something is due from the payer, and nothing was received
received_less | Less was received than is due
received_more | More was received than is due
not_run | No run has counted what is due
parked_lines | Money was received that no agreement was found for
unpaid | The host was not paid all that is passported to it
overpaid | The host was paid more than is passported to it
$$);
DROP PROCEDURE pg_temp.publish;

UPDATE code SET retired = true WHERE code_set = 'sen_provision' AND code IN ('A', 'P', 'Q', 'S');
UPDATE code SET retired = true WHERE code_set = 'need' AND code = 'BESD';
UPDATE code SET recorded = false WHERE code_set = 'enrolment_status' AND code IN ('F', 'O', 'P');
UPDATE code SET retired = true, valid_to = '2024-08-18'
 WHERE code_set = 'attendance' AND code IN ('H', 'J', 'Y');
UPDATE code SET valid_from = '2024-08-19'
 WHERE code_set = 'attendance'
   AND code IN ('C1', 'C2', 'J1', 'K', 'Q', 'Y1', 'Y2', 'Y3', 'Y4', 'Y5', 'Y6', 'Y7');

-- ---- as it is read ----------------------------------------------------------------------------

-- Local authorities and claim sets have tables of their own and are read like any other set.
CREATE VIEW reference_code WITH (security_invoker) AS
SELECT code_set, code, label, note, position, valid_from, valid_to, retired FROM code
UNION ALL
SELECT 'la_code', code::text, name,
       CASE WHEN NOT open THEN 'Closed; found in UPNs and in history' END,
       code::integer, NULL, NULL, NOT open
  FROM local_authority
UNION ALL
SELECT 'claim_set', name::text, says, NULL, (row_number() OVER (ORDER BY name))::integer,
       NULL, NULL, false
  FROM claim_set;
GRANT SELECT ON reference_code TO api_rw, api_ro;

-- Their entries in the list of sets.
INSERT INTO code_set (name, title, source, says) VALUES
('la_code', 'Local authority', 'DfE local authority codes',
    'The retired ones are found in UPNs and in history; 660 to 681 are Welsh, 999 is for tests'),
('claim_set', 'Claim set', 'Own list', 'What a kind of user or client may do');
