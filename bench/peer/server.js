// What a team would pick instead: Fastify, node-postgres and fast-jwt on two processes, over a copy
// of the same tables. It checks tokens and bodies, states the caller to row-level security and keeps
// ETags; it has no audit of reads, history, change feed, rate limit, idempotency, warnings or access
// log. Responses have schemas and statements have names, for speed.
import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import jwt from '@fastify/jwt'
import pg from 'pg'
import { bulkBody, columns, listQuery, newPupil, pupil, pupilChange, written } from './schemas.js'

const { PEER_PORT, PEER_DATABASE, PEER_SOCKET, PEER_SECRET, PEER_PROCESSES, PEER_CONNECTIONS } = process.env
const LISTS = new Set(['former_upns', 'external_ids', 'needs', 'registrations'])
const COLUMNS = columns.join(', ')
const BULK_ROWS = 1000 // of one INSERT: PostgreSQL takes 65,535 parameters

// Dates as they are spelt; instants in RFC 3339 without a detour over Date.
pg.types.setTypeParser(1082, text => text)
pg.types.setTypeParser(1184, text => text.replace(' ', 'T').replace('+00', 'Z'))
pg.types.setTypeParser(20, Number)

const pool = new pg.Pool({
  host: PEER_SOCKET, database: PEER_DATABASE, user: 'tamar_service',
  max: PEER_CONNECTIONS / PEER_PROCESSES,
  options: '-c role=api_rw -c search_path=app,pg_temp -c jit=off -c timezone=UTC -c statement_timeout=10s'
})

const IDENTITY = `SELECT set_config('app.actor', $1, true), set_config('app.trust', $2, true),
  set_config('app.all_schools', $3, true), set_config('app.schools', $4, true),
  set_config('app.safeguarding', $5, true)`

async function asCaller (user, begin, work) {
  const client = await pool.connect()
  try {
    await client.query(begin)
    await client.query({ name: 'identity', text: IDENTITY, values: [user.sub, user.trust, '1', '', '1'] })
    const answer = await work(client)
    await client.query('COMMIT')
    return answer
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

const reading = (user, work) => asCaller(user, 'BEGIN READ ONLY', work)
const writing = (user, work) => asCaller(user, 'BEGIN', work)
const etag = row => `"v${row.version}"`
const refusal = (statusCode, message) => Object.assign(new Error(message), { statusCode })
const value = (name, of) => LISTS.has(name) && of != null ? JSON.stringify(of) : of

function uuid () {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex')
  const variant = '89ab'[parseInt(hex[16], 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

// ---- reading ----

async function find (request, reply) {
  const { rows: [row] } = await reading(request.user, client => client.query({
    name: 'find', text: `SELECT ${COLUMNS} FROM pupil WHERE trust_id = $1 AND id = $2 AND deleted_at IS NULL`,
    values: [request.user.trust, request.params.id]
  }))
  if (!row) throw refusal(404, 'not found')
  reply.header('etag', etag(row)).header('cache-control', 'private, no-cache')
  return row
}

function listing (user, query, limit) {
  const values = [user.trust]
  const conditions = ['trust_id = $1', 'deleted_at IS NULL']
  const add = (sql, ...of) => conditions.push(sql.replace(/\?/g, () => `$${values.push(of.shift())}`))
  if (query.sen_provision) add('sen_provision = ?', query.sen_provision)
  if (query['updated_at.gte']) add('updated_at >= ?', query['updated_at.gte'])
  if (query.cursor) {
    const after = JSON.parse(Buffer.from(query.cursor, 'base64url'))
    query.sort ? add('(updated_at, id) < (?, ?)', ...after) : add('id > ?', ...after)
  }
  const text = `SELECT ${COLUMNS} FROM pupil WHERE ${conditions.join(' AND ')}
    ORDER BY ${query.sort ? 'updated_at DESC, id DESC' : 'id'} LIMIT ${limit}`
  return { name: `list-${Object.keys(query).sort()}-${limit}`, text, values }
}

async function list (request, reply) {
  const lines = request.headers.accept === 'application/x-ndjson'
  const limit = request.query.limit ?? (lines ? 10000 : 50)
  const { rows } = await reading(request.user, client => client.query(listing(request.user, request.query, limit + 1)))
  const more = rows.length > limit
  if (more) rows.pop()
  reply.header('cache-control', 'private, no-cache')
  if (lines) {
    reply.type('application/x-ndjson').serializer(text => text)
    return rows.map(row => JSON.stringify(row)).join('\n') + '\n'
  }
  const last = rows.at(-1)
  const after = more && (request.query.sort ? [last.updated_at, last.id] : [last.id])
  const cursor = after ? Buffer.from(JSON.stringify(after)).toString('base64url') : null
  if (cursor) reply.header('link', `</v1/pupils?${new URLSearchParams({ ...request.query, cursor })}>; rel="next"`)
  return { data: rows, page: { limit, has_more: more, next_cursor: cursor } }
}

// ---- writing ----

async function add (request, reply) {
  const row = { id: uuid(), ...request.body }
  const names = Object.keys(row)
  const { rows: [made] } = await writing(request.user, client => client.query({
    name: `add-${names}`,
    text: `INSERT INTO pupil (${names}) VALUES (${names.map((_, i) => `$${i + 1}`)}) RETURNING ${COLUMNS}`,
    values: names.map(name => value(name, row[name]))
  }))
  reply.code(201).header('etag', etag(made)).header('location', `/v1/pupils/${made.id}`)
  return made
}

async function change (request, reply) {
  const wanted = /^"v(\d+)"$/.exec(request.headers['if-match'] ?? '')
  if (!wanted) throw refusal(428, 'If-Match is required')
  const names = Object.keys(request.body)
  const { rows: [row] } = await writing(request.user, client => client.query({
    name: `change-${names}`,
    text: `UPDATE pupil SET ${names.map((name, i) => `${name} = $${i + 4}`)} WHERE trust_id = $1 AND id = $2
      AND version = $3 AND deleted_at IS NULL RETURNING ${COLUMNS}`,
    values: [request.user.trust, request.params.id, wanted[1], ...names.map(name => value(name, request.body[name]))]
  }))
  if (!row) throw refusal(412, 'unknown, or changed since it was read')
  reply.header('etag', etag(row))
  return row
}

async function upsertRows (client, trust, items, ids) {
  const names = ['id', ...written.filter(name => items.some(item => name in item))]
  const values = []
  const tuples = items.map((item, i) => `(${names.map(name =>
    `$${values.push(name === 'id' ? ids[i] : value(name, item[name]))}`)})`)
  const { rows } = await client.query(`INSERT INTO pupil (${names}) VALUES ${tuples}
    ON CONFLICT (trust_id, id) DO UPDATE SET ${names.slice(1).map(name => `${name} = EXCLUDED.${name}`)}
    RETURNING id, version`, values)
  return new Map(rows.map(row => [row.id, row.version]))
}

async function bulk (request) {
  const { items } = request.body
  const { trust } = request.user
  const results = await writing(request.user, async client => {
    const { rows } = await client.query({
      name: 'holders', text: 'SELECT upn, pupil_id FROM upn_holding WHERE trust_id = $1 AND upn = ANY ($2)',
      values: [trust, items.map(item => item.upn)]
    })
    const holders = new Map(rows.map(row => [row.upn, row.pupil_id]))
    const told = []
    for (let at = 0; at < items.length; at += BULK_ROWS) {
      const part = items.slice(at, at + BULK_ROWS)
      const ids = part.map(item => holders.get(item.upn) ?? uuid())
      const versions = await upsertRows(client, trust, part, ids)
      part.forEach((item, i) => {
        const result = !holders.has(item.upn) ? 'created' : versions.has(ids[i]) ? 'updated' : 'unchanged'
        told.push({ index: at + i, status: result === 'created' ? 201 : 200, result, id: ids[i], etag: `"v${versions.get(ids[i])}"` })
      })
    }
    return told
  })
  const count = result => results.filter(one => one.result === result).length
  return { summary: { total: items.length, created: count('created'), updated: count('updated'), unchanged: count('unchanged') }, results }
}

// ---- serving ----

async function serve () {
  const app = Fastify({ bodyLimit: 32 << 20 })
  const page = { type: 'object', properties: { limit: { type: 'integer' }, has_more: { type: 'boolean' }, next_cursor: { type: 'string', nullable: true } } }

  await app.register(jwt, { secret: PEER_SECRET, verify: { algorithms: ['HS256'], cache: 1000 } })
  app.addContentTypeParser('application/merge-patch+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  app.addHook('onRequest', request => request.jwtVerify())
  app.get('/v1/pupils', { schema: { querystring: listQuery, response: { 200: { type: 'object', properties: { data: { type: 'array', items: pupil }, page } } } } }, list)
  app.get('/v1/pupils/:id', { schema: { response: { 200: pupil } } }, find)
  app.post('/v1/pupils', { schema: { body: newPupil, response: { 201: pupil } } }, add)
  app.patch('/v1/pupils/:id', { schema: { body: pupilChange, response: { 200: pupil } } }, change)
  app.post('/v1/pupils/bulk', { schema: { body: bulkBody } }, bulk)
  await app.listen({ port: Number(PEER_PORT), host: '127.0.0.1' })
}

if (cluster.isPrimary) for (let i = 0; i < PEER_PROCESSES; i++) cluster.fork()
else await serve()
