"""A plan for every pupil, with its deadlines, and a base with two thousand stays: put there as a restored
dump would be, without triggers, so that what is measured is reading."""
from systems import sql

# Over so many years of requests nearly everything has been done; one in 200 has not.
DUTIES = (("decide_whether_to_assess", 42), ("notify_refusal_to_issue", 112), ("send_final_plan", 140),
          ("complete_review", 505))


def load_casework(trust):
    """The id of the base."""
    duties = ", ".join(f"('{duty}', {days})" for duty, days in DUTIES)
    sql(f"""SET session_replication_role = replica; SET search_path = app;
        INSERT INTO ehcp (trust_id, id, pupil_id, la_code, request_source, requested_on, status, status_step, status_on,
                          school_ids)
        SELECT trust_id, gen_random_uuid(), id, '908', '2', d, 'active', 'final', d + 130, school_ids
          FROM (SELECT *, current_date - 20 - (row_number() OVER (ORDER BY id) * 7919 % 3000)::integer AS d FROM pupil
                 WHERE trust_id = '{trust}' AND deleted_at IS NULL AND NOT restricted
                   AND id NOT IN (SELECT pupil_id FROM ehcp)) p;
        INSERT INTO deadline (trust_id, id, ehcp_id, pupil_id, la_code, school_id, duty, occurrence, known_on, trigger_on,
                              due_on, done_on, foreseen, exceptions, school_ids)
        SELECT e.trust_id, gen_random_uuid(), e.id, e.pupil_id, e.la_code, e.school_ids[1], d.duty, 1, e.requested_on,
               e.requested_on, e.requested_on + d.days,
               CASE WHEN e.requested_on + d.days + 20 < current_date AND hashtext(e.id::text || d.duty) % 200 <> 0
                    THEN e.requested_on + d.days - 10 + abs(hashtext(d.duty || e.id)) % 30 END,
               false, '[]', e.school_ids
          FROM ehcp e CROSS JOIN (VALUES {duties}) AS d (duty, days)
         WHERE e.trust_id = '{trust}' AND NOT EXISTS (SELECT FROM deadline x WHERE x.ehcp_id = e.id);
        UPDATE provision SET places = '[{{"from": "2015-09-01", "to": null, "commissioned": 2000}}]'
         WHERE trust_id = '{trust}' AND id = (SELECT id FROM provision WHERE trust_id = '{trust}' ORDER BY id LIMIT 1);
        INSERT INTO placement (trust_id, id, pupil_id, ehcp_id, provision_id, registered_school_id, host_school_id,
                               provider_school_id, la_code, rank, register_as, starts_on, ends_on, status, status_step,
                               status_on, school_ids)
        SELECT e.trust_id, gen_random_uuid(), e.pupil_id, e.id, v.id, v.provider_school_id, v.host_school_id,
               v.provider_school_id, e.la_code, 1, 'single_and_guest', e.requested_on, e.requested_on + 1200, 'active',
               'active', e.requested_on, e.school_ids
          FROM (SELECT * FROM ehcp WHERE trust_id = '{trust}' AND status_step = 'final'
                    AND pupil_id NOT IN (SELECT pupil_id FROM placement) ORDER BY md5(id::text) LIMIT 2000) e,
               (SELECT * FROM provision WHERE trust_id = '{trust}' ORDER BY id LIMIT 1) v;
        ANALYZE ehcp; ANALYZE deadline; ANALYZE placement""")
    return sql(f"SELECT id FROM app.provision WHERE trust_id = '{trust}' ORDER BY id LIMIT 1")
