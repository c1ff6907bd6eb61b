"""Made-up pupils, the requests that are sent, and the statements that bound them."""
import csv
import io
import json
import os
import time

COLUMNS = ("id upn former_upns upn_unknown_reason uln external_ids legal_surname legal_forename"
           " middle_names preferred_surname preferred_forename date_of_birth sex ethnicity nc_year"
           " sen_provision needs registrations school_id in_care care_authority restricted merged_into"
           " special_school version created_at updated_at deleted_at").split()
UNTOLD = {"special_school", "merged_into", "deleted_at"}  # internal, or told only when there is one
WRITTEN = ("upn former_upns upn_unknown_reason uln external_ids legal_surname legal_forename"
           " middle_names preferred_surname preferred_forename date_of_birth sex ethnicity nc_year"
           " sen_provision needs registrations in_care care_authority restricted").split()
BULK = ("upn legal_surname legal_forename preferred_forename date_of_birth sex nc_year sen_provision"
        " needs registrations").split()
TOLD = ", ".join("t." + name for name in COLUMNS)
NAMES = ", ".join(WRITTEN)

# ---- the statements of the service, as pgbench sends them ------------------------------------

SESSION = ("-c role=api_rw -c search_path=app,pg_temp -c statement_timeout=10s -c lock_timeout=1s -c jit=off"
           " -c timezone=UTC -c datestyle=ISO,YMD")


def identity(read_only, moving=""):
    return (f"""SELECT set_config('app.actor', :actor, true), set_config('app.trust', :trust, true),
 set_config('app.schools', '', true), set_config('app.all_schools', :everywhere, true),
 set_config('app.safeguarding', '', true), set_config('app.request_id', :request, true),
 set_config('app.presented', '', true), set_config('app.moving', '{moving}', true),
 set_config('app.op', '', true), set_config('transaction_read_only', '{'on' if read_only else 'off'}', true),
 set_config('app.scopes', '', true), set_config('app.safeguarding_schools', '', true),
 set_config('app.authorities', '', true), set_config('app.sections', '', true),
 set_config('app.quality', '', true), set_config('app.overseer', '', true);""")


def flush(statement, read_only=True, moving=""):
    return f"\\startpipeline\n{identity(read_only, moving)}\n{statement};\n\\endpipeline\n"


FROM = f"SELECT {TOLD} FROM app.pupil AS t WHERE t.trust_id = :trust::uuid"
FIND = f"{FROM} AND t.id = :id::uuid"
# Now and then another pupil, each client from its own share.
PICK = """\\set again random(1, 50)
\\if :known = 0 or :again = 1
\\set pick :client_id * :share + random(1, :share) - 1
SELECT id FROM bench.known WHERE n = :pick \\gset
\\set known 1
"""
SAVE = (f"UPDATE app.pupil AS t SET {', '.join(f'{name} = n.{name}' for name in WRITTEN)}"
        " FROM jsonb_populate_recordset(NULL::app.pupil, jsonb_set(jsonb_set(:row::jsonb,"
        " '{0,version}', :version::jsonb), '{0,preferred_forename}', to_jsonb('Sam' || :version::text)))"
        " AS n WHERE t.trust_id = :trust::uuid AND t.id = n.id AND t.version = n.version"
        f" AND t.deleted_at IS NULL RETURNING {TOLD}")
ADD = (f"INSERT INTO app.pupil AS t (id, {NAMES}) SELECT id, {NAMES} FROM jsonb_populate_recordset("
       f"NULL::app.pupil, (SELECT row FROM bench.fresh WHERE n = :n)::jsonb) RETURNING {TOLD}")
STATE = (f"BEGIN;\n{identity(True)}\nSELECT t.version, jsonb_build_array(to_jsonb(t) - '{{trust_id,"
         "school_ids,created_at,updated_at}'::text[])::text AS row FROM app.pupil t"
         " WHERE t.trust_id = :trust::uuid AND t.id = :id::uuid \\gset\nEND;\n")

LIMITS = {
    "point": PICK + "\\endif\n" + flush(FIND),
    "page": PICK + "\\endif\n" + flush(f"{FROM} AND t.deleted_at IS NULL AND t.id >= :id::uuid"
                                       " AND (t.id > :id::uuid) ORDER BY t.id LIMIT 51"),
    "filtered": flush(f"{FROM} AND t.deleted_at IS NULL AND t.sen_provision = 'E'::text AND t.updated_at >="
                      " :since::timestamptz ORDER BY t.updated_at DESC, t.id DESC LIMIT 51"),
    "patch": PICK + STATE + "\\endif\n" + flush(FIND, False) + flush(SAVE, False, "1")
             + "\\set version :version + 1\n",
    "create": "\\set n :client_id * :share + :done\n\\set done :done + 1\n" + flush(ADD, False),
    "deadlines": flush("SELECT t.* FROM app.deadline_parts(:today::date) AS p CROSS JOIN LATERAL (SELECT t.* FROM"
                       " app.deadline_told AS t WHERE t.trust_id = :trust::uuid AND t.deleted_at IS NULL"
                       " AND (t.lateness = p.lateness AND t.shown_from <= :today::date)"
                       " AND coalesce(t.ended_on, 'infinity') > :today::date"
                       " AND ((t.due_on, t.id) > (p.due_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
                       " AND t.open_until > :today::date) AND t.trigger_on <= :today::date AND t.due_on < :today::date"
                       " ORDER BY t.due_on, t.id LIMIT 51) AS t ORDER BY t.due_on, t.id LIMIT 51"),
    "placements": flush("SELECT t.*, app.warnings(t) FROM app.placement AS t WHERE t.trust_id = :trust::uuid"
                        " AND t.deleted_at IS NULL ORDER BY t.id LIMIT 51"),
    "occupancy": flush("SELECT * FROM app.provision_occupancy(:provision::uuid, :today::date, :today::date + 365, false)"),
    "lines": flush(f"{FROM} AND t.deleted_at IS NULL ORDER BY t.id LIMIT 10001"),
}

PEERLESS = {"deadlines", "placements", "occupancy"}  # the plain service knows pupils only

# What a database administrator would run instead of a bulk upsert.
COPY_UPSERT = f"""CREATE TEMP TABLE staging AS SELECT {", ".join(BULK)} FROM app.pupil LIMIT 0;
GRANT ALL ON staging TO api_rw;
SET ROLE api_rw;
"""


def copy_upsert(folder, csv_file, trust, actor):
    names = ", ".join(BULK)
    path = os.path.join(folder, "copy.sql")
    with open(path, "a", encoding="utf-8") as out:
        out.write(f"""BEGIN;
TRUNCATE staging;
SELECT set_config('app.actor', '{actor}', true), set_config('app.trust', '{trust}', true),
       set_config('app.all_schools', '1', true), set_config('app.moving', '1', true),
       set_config('app.safeguarding', '1', true) \\g /dev/null
\\copy staging ({names}) from '{csv_file}' csv
INSERT INTO app.pupil (id, {names})
SELECT coalesce(h.pupil_id, gen_random_uuid()), {", ".join("s." + name for name in BULK)}
  FROM staging s LEFT JOIN app.upn_holding h ON h.trust_id = '{trust}' AND h.upn = s.upn
    ON CONFLICT (trust_id, id) DO UPDATE SET {", ".join(f"{n} = EXCLUDED.{n}" for n in BULK)};
COMMIT;
""")
    return path


# ---- pupils ----------------------------------------------------------------------------------

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn_of(number):
    """Of Barking and Dagenham, whose code no made-up pupil has."""
    digits = f"301{number:08d}"
    digits = digits + str(number * 7 % 10)
    return LETTERS[sum(int(d) * (i + 2) for i, d in enumerate(digits)) % 23] + digits


def uuid7(number):
    now = int(time.time() * 1000)
    tail = os.urandom(7).hex()
    return f"{now >> 16:08x}-{now & 0xffff:04x}-7{number & 0xfff:03x}-8{tail[:3]}-{tail[2:14]}"


class Pupils:
    """Never the same one twice."""

    def __init__(self, school, standing):
        self.school, self.made = school, 0
        self.standing, self.at, self.changes = standing, 0, 0

    def fresh(self):
        self.made += 1
        provision = "NNKNE"[self.made % 5]
        return {"upn": upn_of(self.made), "legal_surname": f"Trevose{self.made % 977}",
                "legal_forename": f"Robin{self.made % 89}", "preferred_forename": None,
                "date_of_birth": f"20{12 + self.made % 6}-0{1 + self.made % 9}-1{self.made % 10}",
                "sex": "FMU"[self.made % 3], "nc_year": str(3 + self.made % 5),
                "sen_provision": provision,
                "needs": [] if provision == "N" else [{"type": "SLCN", "rank": 1}],
                "registrations": [{"school_id": self.school, "status": "C", "entry_date": "2023-09-01"}]}

    def change_of(self):
        """One that stands, with one member changed."""
        row = dict(self.standing[self.at % len(self.standing)])
        self.at, self.changes = self.at + 1, self.changes + 1
        return row | {"preferred_forename": f"Kim{self.changes}"}

    def sync(self, count):
        """What a school's own system sends at night: half is new, half has changed."""
        return [self.fresh() if i % 2 else self.change_of() for i in range(count)]


def whole(row, number):
    """As the service hands a row to its insert."""
    members = dict.fromkeys(WRITTEN) | {"former_upns": [], "external_ids": [], "in_care": False,
                                        "restricted": False} | row
    return json.dumps([{"id": uuid7(number), "version": 1} | members])


def as_csv(rows):
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([json.dumps(v) if isinstance(v, list) else "" if v is None else v
                         for v in (row[name] for name in BULK)])
    return out.getvalue()
