-- board_member_linked: board_member_link -> ()
-- Which pupil a member is who is about to join.
SELECT board_member_is_pupil(:member_id, :board_id, :pupil_id);
