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
