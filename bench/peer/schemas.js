// What is checked on the way in and what speeds the way out.
const text = { type: 'string' }
const maybe = { type: 'string', nullable: true }
const flag = { type: 'boolean' }
const name = { type: 'string', minLength: 1, maxLength: 100, pattern: '^[^\\t\\r\\n]*$' }
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }
const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }
const upn = { type: 'string', pattern: '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$' }
const object = (properties, required = Object.keys(properties)) =>
  ({ type: 'object', properties, required, additionalProperties: false })
const orNull = schema => ({ ...schema, nullable: true })

const need = object({ type: { enum: ['SPLD', 'MLD', 'SLD', 'PMLD', 'SEMH', 'SLCN', 'HI', 'VI', 'MSI', 'PD', 'ASD', 'DS', 'OTH', 'NSA'] }, rank: { type: 'integer', minimum: 1, maximum: 99 } })
const registration = object({ school_id: uuid, status: { enum: ['C', 'M', 'S', 'G'] }, entry_date: day, leaving_date: orNull(day) }, ['school_id', 'status', 'entry_date'])
const externalId = object({ system: { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,39}$' }, value: name })

const members = {
  upn: orNull(upn), former_upns: { type: 'array', items: upn }, upn_unknown_reason: orNull({ type: 'string', pattern: '^UN([1-9]|10)$' }),
  uln: orNull({ type: 'string', pattern: '^[1-9][0-9]{9}$' }), external_ids: { type: 'array', items: externalId },
  legal_surname: name, legal_forename: name, middle_names: orNull(name), preferred_surname: orNull(name),
  preferred_forename: orNull(name), date_of_birth: day, sex: { enum: ['F', 'M', 'U'] },
  ethnicity: orNull({ type: 'string', pattern: '^[A-Z]{4}$' }),
  nc_year: { enum: ['E1', 'E2', 'N1', 'N2', 'R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', 'X'] },
  sen_provision: { enum: ['N', 'K', 'E'] }, needs: { type: 'array', items: need, maxItems: 2 },
  registrations: { type: 'array', items: registration, minItems: 1 }, in_care: flag,
  care_authority: orNull({ type: 'string', pattern: '^[0-9]{3}$' }), restricted: flag
}
const required = ['legal_surname', 'legal_forename', 'date_of_birth', 'sex', 'nc_year', 'sen_provision', 'registrations']

export const written = Object.keys(members)
export const newPupil = object(members, required)
export const pupilChange = object(members, [])
export const bulkBody = object({ items: { type: 'array', maxItems: 10000, items: newPupil } })
export const listQuery = object({
  limit: { type: 'integer', minimum: 1, maximum: 10000 }, cursor: text, sort: { enum: ['-updated_at'] },
  sen_provision: members.sen_provision, 'updated_at.gte': text
}, [])

const of = (type, names) => Object.fromEntries(names.map(one => [one, type]))
export const pupil = {
  type: 'object',
  properties: {
    id: text, upn: maybe, former_upns: { type: 'array', items: text }, upn_unknown_reason: maybe, uln: maybe,
    external_ids: { type: 'array', items: { type: 'object', properties: of(text, ['system', 'value']) } },
    ...of(text, ['legal_surname', 'legal_forename']), ...of(maybe, ['middle_names', 'preferred_surname', 'preferred_forename']),
    ...of(text, ['date_of_birth', 'sex']), ethnicity: maybe, ...of(text, ['nc_year', 'sen_provision']),
    needs: { type: 'array', items: { type: 'object', properties: { type: text, rank: { type: 'integer' } } } },
    registrations: { type: 'array', items: { type: 'object', properties: { ...of(text, ['school_id', 'status', 'entry_date']), leaving_date: maybe } } },
    school_id: maybe, in_care: flag, care_authority: maybe, restricted: flag, merged_into: maybe,
    version: { type: 'integer' }, created_at: text, updated_at: text, deleted_at: maybe
  }
}
export const columns = Object.keys(pupil.properties)
