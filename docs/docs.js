// The documentation page: /openapi.json as text for people. Everything is made as nodes, never as
// markup, and what is folded away is made when it is opened, so that the page is there at once.
'use strict';

let spec;

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return node;
}

function follow(value) {
  while (value && value.$ref) {
    value = value.$ref.slice(2).split('/').reduce((at, name) => at && at[name], spec);
  }
  return value;
}

const slug = (text) => text.toLowerCase().replace(/\W+/g, '-');
const refName = (value) => (value && value.$ref ? value.$ref.split('/').pop() : '');

// JSON with what fits on a line on one line.
function pretty(value, indent = '') {
  if (typeof value === 'string' && !indent) return value;
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, ' ').replace(/([[{]) | (?=[\]}])/g, '$1');
  if (flat.length + indent.length <= 76 || value === null || typeof value !== 'object') return flat;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value) ? value.map((one) => pretty(one, deeper))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${pretty(one, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`;
}

// ---- words: paragraphs, headings, lists, code -------------------------------------------------

function inline(text) {
  return text.split(/(`[^`]+`|\*[^*\s][^*]*\*)/).map((part) => {
    if (/^`.+`$/.test(part)) return make('code', {}, part.slice(1, -1));
    if (/^\*.+\*$/.test(part)) return make('em', {}, part.slice(1, -1));
    return part;
  });
}

function block(text) {
  if (text.startsWith('## ')) {
    return make('h2', { id: slug(text.slice(3)) }, text.slice(3));
  }
  if (text.startsWith('    ')) return code(text.replace(/^ {4}/gm, ''));
  if (text.startsWith('- ')) {
    const items = text.split(/\n(?=- )/).map((item) => item.slice(2).replace(/\n\s*/g, ' '));
    return make('ul', {}, items.map((item) => make('li', {}, inline(item))));
  }
  return make('p', {}, inline(text.replace(/\n/g, ' ')));
}

const words = (text) => (text || '').trimEnd().split(/\n\n+/).filter(Boolean).map(block);

function code(text, label) {
  const button = make('button', { type: 'button', class: 'copy' }, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return make('div', { class: 'code' }, make('pre', { tabindex: 0, 'aria-label': label }, text), button);
}

// A part that is folded away; its content is made when it is first opened.
function folded(summary, attributes, content) {
  const details = make('details', attributes, make('summary', {}, summary));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(...[content()].flat());
  });
  return details;
}

// ---- types --------------------------------------------------------------------------------------

// What a schema is, in a few words: a name, "list of", "or null", its limits.
function typeOf(schema) {
  if (!schema) return ['anything'];
  const name = refName(schema);
  if (name) return [make('a', { href: `#schema-${name}` }, name)];
  const choice = schema.anyOf || schema.oneOf;
  if (choice) return choice.flatMap((one, i) => [i ? ' or ' : '', ...typeOf(one)]);
  const type = [schema.type].flat();
  if (type[0] === 'array') {
    return ['list of ', ...typeOf(schema.items), type.includes('null') ? ' or null' : ''];
  }
  return [type.filter(Boolean).join(' or ') || 'anything'];
}

function limitsOf(schema) {
  const limits = [];
  const range = (least, most, unit) => {
    if (least === undefined && most === undefined) return;
    limits.push(least === most ? `${least} ${unit}` : least === undefined ? `at most ${most} ${unit}`
      : most === undefined ? `at least ${least} ${unit}` : `${least} to ${most} ${unit}`);
  };
  range(schema.minLength, schema.maxLength, 'characters');
  range(schema.minimum, schema.maximum, '');
  range(schema.minItems, schema.maxItems, 'items');
  if (schema.format) limits.push(schema.format);
  return limits.map((text) => text.trim()).join(', ');
}

const codes = (values) => values.map((value, i) => [i ? ' ' : '', make('code', {}, String(value))]);

function notes(schema) {
  const found = [schema.readOnly && 'read-only', schema.writeOnly && 'never told', limitsOf(schema)];
  return found.filter(Boolean).map((note) => [' ', make('span', { class: 'note' }, note)]);
}

// The members of an object; those of allOf together.
function membersOf(schema) {
  const whole = follow(schema) || {};
  const parts = [whole, ...(whole.allOf || []).map(follow)];
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required || []),
  };
}

// The schema a member is of: itself, or its first choice.
const refOf = (member) => (member.$ref ? member : (member.anyOf || [])[0]);

function memberRow(name, member, required) {
  const values = member.enum || (member.items && member.items.enum);
  return make('tr', {},
    make('th', { scope: 'row' }, make('code', {}, name),
      required ? make('span', { class: 'required' }, ' required') : undefined),
    make('td', {}, typeOf(member), notes(member)),
    make('td', {}, inline(member.description || (follow(refOf(member)) || {}).description || ''),
      values ? make('p', {}, codes(values)) : undefined));
}

function table(caption, heads, rows) {
  return make('div', { class: 'scroll' }, make('table', {},
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, heads.map((head) => make('th', { scope: 'col' }, head)))),
    make('tbody', {}, rows)));
}

function schemaBody(schema) {
  const { properties, required } = membersOf(schema);
  const whole = follow(schema) || {};
  const rows = Object.entries(properties).map(([name, member]) =>
    memberRow(name, member, required.includes(name)));
  return [
    ...words(whole.description),
    whole.type && whole.type !== 'object' ? make('p', {}, typeOf(whole), notes(whole)) : '',
    whole.enum ? make('p', {}, codes(whole.enum)) : '',
    whole.pattern ? make('p', {}, 'Pattern: ', make('code', {}, whole.pattern)) : '',
    whole.examples ? make('p', {}, 'Example: ', codes(whole.examples)) : '',
    rows.length ? table('Members', ['Name', 'Type', 'Meaning'], rows) : '',
  ];
}

// ---- parameters -----------------------------------------------------------------------------

const MEANING = { ne: 'is not', gt: 'above', gte: 'from', lt: 'below', lte: 'up to', in: 'one of',
  prefix: 'begins with', null: 'has no value' };

// A filter with its operators is one row: sex, sex.ne, sex.in.
function grouped(parameters) {
  const groups = new Map();
  for (const one of parameters) {
    const [base, op] = one.in === 'query' ? one.name.split('.') : [one.name];
    const key = `${one.in} ${base}`;
    if (!groups.has(key)) groups.set(key, { ...one, name: base, operators: [] });
    if (op) groups.get(key).operators.push(op);
    if (!op) Object.assign(groups.get(key), one, { operators: groups.get(key).operators });
  }
  return [...groups.values()];
}

const filterWords = (one) => `Filter by ${one.name}. ${(one.description.match(/Takes .*$/) || [''])[0]}`;

function parameterRow(one) {
  const schema = follow(one.schema) || {};
  const values = (one.schema.items && one.schema.items.enum) || (!refName(one.schema) && schema.enum);
  const filters = one.operators.flatMap((op) => [' ', make('abbr', { title: MEANING[op] }, `.${op}`)]);
  const example = one.example === undefined ? [] : ['Example: ', codes([[one.example].flat().join(',')])];
  return make('tr', {},
    make('th', { scope: 'row' }, make('code', {}, one.name),
      one.required ? make('span', { class: 'required' }, ' required') : undefined,
      filters.length ? make('span', { class: 'operators' }, filters) : undefined),
    make('td', {}, one.in, make('br'), typeOf(one.schema)),
    make('td', {}, inline(one.operators.length ? filterWords(one) : one.description || ''), ' ',
      values ? make('p', {}, codes(values)) : undefined,
      example.length ? make('p', { class: 'example' }, example) : undefined));
}

// ---- bodies ---------------------------------------------------------------------------------

function exampleOf(media) {
  const first = media && media.examples && Object.values(media.examples)[0];
  return first ? follow(first).value : undefined;
}

function mediaBody(types, media) {
  const parts = [make('p', { class: 'media' }, codes(types), ' ',
    media.schema && (refName(media.schema) || media.schema.anyOf) ? typeOf(media.schema) : '')];
  const says = media.schema && !media.schema.$ref && media.schema.description;
  if (says) parts.push(make('p', {}, inline(says)));
  for (const [name, ref] of Object.entries(media.examples || {})) {
    const one = follow(ref);
    parts.push(make('p', { class: 'example' }, one.summary || `Example: ${name.replace(/_/g, ' ')}`));
    parts.push(code(pretty(one.value), `Example of ${types[0]}`));
  }
  return parts;
}

// Media types with the same content are told together.
function content(holder) {
  const groups = new Map();
  for (const [type, media] of Object.entries(holder.content || {})) {
    const key = JSON.stringify(media);
    groups.set(key, [...(groups.get(key) || []), type]);
  }
  return [...groups].flatMap(([key, types]) => mediaBody(types, JSON.parse(key)));
}

function responsePart(status, ref) {
  const answer = follow(ref);
  const heads = Object.keys(answer.headers || {});
  const title = [make('code', { class: `s${status[0]}` }, status === 'default' ? 'other' : status), ' ',
    ...inline(answer.description.split(/(?<=\.)\s/)[0])];
  return folded(title, { class: 'response' }, () => [
    make('p', {}, inline(answer.description)),
    heads.length ? make('p', {}, 'Headers: ', codes(heads)) : '',
    ...content(answer),
  ]);
}

// ---- curl -----------------------------------------------------------------------------------

const quoted = (text) => `'${String(text).replace(/'/g, "'\\''")}'`;

function exampleValue(parameter) {
  const schema = follow(parameter.schema) || {};
  const value = parameter.example !== undefined ? parameter.example : (schema.examples || ['...'])[0];
  return [value].flat().join(',');
}

function curlOf(method, path, operation, parameters) {
  const lines = [];
  const wanted = parameters.filter((one) => one.required || (one.in === 'query' && SHOWN[one.name]));
  const query = wanted.filter((one) => one.in === 'query')
    .map((one) => [one.name, encodeURIComponent(exampleValue(one)).replace(/%2C|%3A/g, decodeURIComponent)])
    .map((pair) => pair.join('='));
  const url = path.replace(/\{(\w+)\}/g, (whole, name) =>
    exampleValue(parameters.find((one) => one.in === 'path' && one.name === name) || {}));
  const [type, media] = Object.entries((operation.requestBody || {}).content || {})[0] || [];
  const security = operation.security || [];
  if (security.some((one) => one.client_basic)) lines.push('-u "$ID:$SECRET"');
  else if (security.length) lines.push('-H "Authorization: Bearer $T"');
  for (const one of wanted.filter((p) => p.in === 'header')) {
    lines.push(`-H ${quoted(`${one.name}: ${exampleValue(one)}`)}`);
  }
  const body = exampleOf(media);
  if (type === 'application/x-www-form-urlencoded') {
    for (const [key, value] of Object.entries(body)) {
      lines.push(`--data-urlencode ${quoted(`${key}=${value}`)}`);
    }
  } else if (type) {
    lines.push(`-H 'Content-Type: ${type}'`);
    lines.push(`--data-binary ${quoted(pretty(body))}`);
  }
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`;
  const address = [url, ...(query.length ? [query.join('&')] : [])].join('?');
  return [`curl -s${verb} "$B${address}"`, ...lines].join(' \\\n  ');
}

// Optional parameters that an example is better for.
const SHOWN = { limit: true, match: true, after: true };

// ---- operations -----------------------------------------------------------------------------

function scopeOf(operation) {
  const names = (operation.security || []).flatMap((one) => one.bearer || []);
  if (names.length) return ['Takes the scope ', ...codes(names), '.'];
  const schemes = (operation.security || []).flatMap(Object.keys);
  if (schemes.includes('client_basic')) return ['Takes the id and the secret of a client.'];
  return [schemes.length ? 'Any token will do.' : 'Public: no token is needed.'];
}

function operationBody(method, path, operation) {
  const parameters = (operation.parameters || []).map(follow);
  const body = follow(operation.requestBody);
  return [
    ...words(operation.description),
    make('p', {}, scopeOf(operation)),
    make('h4', {}, 'With curl'),
    code(curlOf(method, path, operation, parameters), 'Example with curl'),
    ...(parameters.length ? [make('h4', {}, 'Parameters'),
      table(`Parameters of ${operation.operationId}`, ['Name', 'Where and what', 'Meaning'],
        grouped(parameters).map(parameterRow))] : []),
    ...(body ? [make('h4', {}, 'Body'), ...content(body)] : []),
    make('h4', {}, 'Answers'),
    ...Object.entries(operation.responses).map(([status, ref]) => responsePart(status, ref)),
  ];
}

function operationPart({ method, path, operation }) {
  const summary = make('h3', {},
    make('span', { class: `method ${method}` }, method.toUpperCase()), ' ',
    make('code', {}, path.replaceAll('/', '/\u200b')), ' ',
    make('span', { class: 'summary' }, operation.summary));
  return folded([summary], { id: operation.operationId, class: 'operation' },
    () => make('div', { class: 'inside' }, operationBody(method, path, operation)));
}

function operations() {
  return Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })));
}

function indexOf(tag, list) {
  return make('section', {}, make('h2', {}, make('a', { href: `#tag-${slug(tag.name)}` }, tag.name)),
    make('ul', {}, list.map(({ method, path, operation }) => make('li',
      { 'data-words': `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase() },
      make('a', { href: `#${operation.operationId}`, title: path },
        make('span', { class: `method ${method}` }, method), ' ', operation.summary)))));
}

function tagPart(tag, list) {
  return make('section', { id: `tag-${slug(tag.name)}` }, make('h2', {}, tag.name),
    make('p', {}, inline(tag.description)), list.map(operationPart));
}

function schemasPart() {
  return make('section', { id: 'schemas' }, make('h2', {}, 'Schemas'),
    make('p', {}, 'Kinds of values, records and answers, by the names they have above.'),
    Object.entries(spec.components.schemas).map(([name, schema]) =>
      folded([make('h3', {}, make('code', {}, name))], { id: `schema-${name}`, class: 'schema' },
        () => make('div', { class: 'inside' }, schemaBody(schema)))));
}

// ---- the page -------------------------------------------------------------------------------

// An address that names an operation or a schema opens it.
function openNamed() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.tagName === 'DETAILS') target.open = true;
  target.scrollIntoView();
}

function search() {
  const wanted = document.getElementById('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of document.querySelectorAll('#index li')) {
    item.hidden = !wanted.every((word) => item.dataset.words.includes(word));
    shown += !item.hidden;
  }
  for (const section of document.querySelectorAll('#index section')) {
    section.hidden = !section.querySelector('li:not([hidden])');
  }
  document.getElementById('found').textContent = wanted.length ? `${shown} found` : '';
}

function show() {
  const all = operations();
  const main = document.getElementById('content');
  const parts = spec.tags.map((tag) => [tag, all.filter((one) => one.operation.tags[0] === tag.name)]);
  document.getElementById('version').textContent = spec.info.version;
  document.getElementById('index').append(...parts.map(([tag, list]) => indexOf(tag, list)),
    make('section', {}, make('h2', {}, make('a', { href: '#schemas' }, 'Schemas')), make('ul', {},
      make('li', { 'data-words': 'schemas kinds types' },
        make('a', { href: '#schemas' }, 'Kinds, records and answers')))));
  main.replaceChildren(make('section', { id: 'about' }, words(spec.info.description)),
    ...parts.map(([tag, list]) => tagPart(tag, list)), schemasPart());
  document.getElementById('search').addEventListener('input', search);
  addEventListener('hashchange', openNamed);
  openNamed();
}

fetch('/openapi.json').then((answer) => {
  if (!answer.ok) throw new Error(`it was answered ${answer.status}`);
  return answer.json();
}).then((document_) => {
  spec = document_;
  show();
}).catch((error) => {
  document.getElementById('loading').textContent = `The contract could not be read: ${error.message}.`;
});
