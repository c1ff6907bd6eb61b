-- board_member_linked: board_member_link -> ()
-- Which pupil a member is who is about to join.
SELECT board_member_is_pupil(:member_id, :board_id, :pupil_id);

-- board_feedback_say: board_feedback -> feedback_receipt
SELECT id, status, created_at
  FROM say_to_board(:id, :board_id, :meeting_id, :member_id, :anonymous, :passed_to_school, :text, :theme_codes,
                    :disclosure);

-- board_feedback_hold: board_feedback -> board_feedback
SELECT f.* FROM hold_feedback(:id, :version, :status_on, :status_reason, :status_reference) AS f;

-- author_open: board_author_opening -> author_opened
SELECT id, feedback_id, reason, opened_by, opened_at, member_id, pseudonym, school_id, pupil_id
  FROM open_author(:id, :feedback_id, :reason);

-- impact_points_freeze: board_impact_period -> impact_fact[]
SELECT kind, number, code, phase, pupil, theme, school, need, response
  FROM freeze_points(:id, :board_id, :starts_on, :ends_on);

-- impact_periods: impact_ask_of -> impact_period_told[]
-- Those that are asked about, in order of time.
SELECT p.id, p.name, p.starts_on, p.ends_on, p.withheld, p.points FROM board_impact_period p
 WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.board_id = :board_id
   AND (:period_id::uuid IS NULL OR p.id = :period_id)
 ORDER BY p.starts_on, p.id;

-- impact_told: impact_ask_of -> impact_figure[]
SELECT p.id AS period_id, f.kind, f."by", f.number, f.code, f.in_group, f.alone, f.parent, f.theme, f.points
  FROM board_impact_period p
 CROSS JOIN LATERAL jsonb_to_recordset(p.figures) AS f(kind text, "by" text, number bigint, code text, in_group bigint,
                                                       alone boolean, parent bigint, theme bigint, points bigint)
 WHERE p.trust_id = nullif(current_setting('app.trust'), '')::uuid AND p.board_id = :board_id
   AND (:period_id::uuid IS NULL OR p.id = :period_id) AND f."by" IN ('theme', :by)
 ORDER BY p.starts_on, p.id;
