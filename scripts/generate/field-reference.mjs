// What the provider does with each field of a spec, in words, from src/provider/fields.yaml.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { parse } from 'yaml';
import { NOTICE } from './schemas.mjs';

/** The kinds, in the order of the page; the others have no field that a binding sets. */
const KINDS = [
  'Cluster',
  'PostgreSQLConfig',
  'MySQLConfig',
  'MongoDBConfig',
  'ValkeyConfig',
  'KafkaConfig',
  'OpenSearchConfig',
  'User',
  'ConnectionPool',
  'KafkaTopic',
  'KafkaSchemaRegistry',
  'Replica',
  'Firewall',
  'LogSinkOpenSearch',
  'LogSinkRsyslog',
];

/** Names that no spec has: what a resource belongs to, and what a replica has from its cluster. */
const NOT_IN_A_SPEC = {
  all: ['clusterId'],
  Cluster: ['name'],
  User: ['settings.acl', 'settings.opensearchAcl'],
  Replica: ['tags', 'privateNetworkUuid'],
  LogSinkOpenSearch: ['name'],
  LogSinkRsyslog: ['name'],
};

/** `docs/reference/provider-fields.md` */
export async function fieldReferenceFiles(root) {
  const kinds = parse(readFileSync(join(root, 'src/provider/fields.yaml'), 'utf8'));
  const { specField } = await specFields(root);
  const sections = KINDS.flatMap((kind) => [`## ${kind}`, table(kind, kinds[kind].fields, specField)]);
  return { 'docs/reference/provider-fields.md': `${[...INTRO, ...sections].join('\n\n')}\n` };
}

const INTRO = [
  `<!-- ${NOTICE} -->\n# Fields of the provider`,
  'What `provider-upjet-digitalocean` v1.0.1 would do with each field, as it was measured: what it sends when a field is taken out, which values never get to DigitalOcean, what it never reads back, and what it forgets when a request fails. The function keeps bindings out of this: what a binding says when a field is taken out stands with [the cluster](../cluster.md#taking-a-field-out), [configuration](../configuration.md#taking-a-field-out), [users](../users.md#what-a-user-may-do), [Kafka](../kafka.md#what-can-be-changed), [replicas](../replicas.md) and [log sinks](../log-sinks.md#taking-a-field-out).',
  '- **Taken out**: what the provider makes of a field that is no longer written. "nothing" leaves the old value at DigitalOcean.\n- **Lost**: `0`, `false` or `""` that never arrives.\n- **Not read back**: a change at DigitalOcean is not seen.\n- **Forgotten**: a change that fails counts as done.',
];

async function specFields(root) {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'src/provider/spec-field.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

function table(kind, fields, specField) {
  const left = [...NOT_IN_A_SPEC.all, ...(NOT_IN_A_SPEC[kind] ?? [])];
  const rows = Object.entries(fields).flatMap(([path, field]) => {
    const [block] = path.split('.');
    const isBelowUnusable = block !== path && isUnusable(fields[block]);
    if (left.includes(path) || isBelowUnusable) return [];
    return [`| ${[`\`${specField(kind, path)}\``, ...cells(field)].join(' | ')} |`];
  });
  return ['| field | taken out | lost | not read back | forgotten |', '|---|---|---|---|---|', ...rows].join('\n');
}

function cells(field) {
  const { required, set, removed, readBack, lostOnFailure } = field;
  const notRead = { never: 'yes', whenSet: 'only while it is set' }[readBack] ?? '';
  if (isUnusable(field)) return [`not offered: ${unusable(set)}`, '', notRead, forgotten(lostOnFailure)];
  return required
    ? ['has to be there', '', notRead, forgotten(lostOnFailure)]
    : [takenOut(removed), lost(field), notRead, forgotten(lostOnFailure)];
}

/** As fieldProblem in src/provider/value-problem.ts has it. */
function isUnusable({ set, blocks }) {
  return set === 'never' || /^panic|\+/.test(set ?? '') || blocks?.read !== undefined;
}

function unusable(set) {
  if (set === 'never') return 'no request carries it';
  return /^sent\+/.test(set ?? '') ? 'it is sent at every look' : 'the provider crashes';
}

function takenOut(removed = 'dropped') {
  if (typeof removed !== 'string') return `\`${JSON.stringify(removed.sends)}\` is sent`;
  const [word, later] = removed.split('+');
  const then = later === 'forever' ? ', at every look' : later === 'blocked' ? ', and blocks all else' : '';
  return `${TAKEN_OUT[word]}${then}`;
}

const TAKEN_OUT = {
  sent: 'it is sent',
  dropped: 'a request without it',
  kept: 'nothing',
  noCall: 'nothing',
  refused: 'is refused',
  replace: 'is refused, and all else with it',
  panic: 'crashes',
  error: 'fails',
};

/** Which of the values that mean nothing do not arrive when something that exists is changed. */
function lost({ type, zeroOnUpdate = 'sent' }) {
  const value = { string: '`""`', int: '`0`', float: '`0`', bool: '`false`', set: '`[]`' }[type];
  const [word, later] = zeroOnUpdate.split('+');
  return value !== undefined && (['dropped', 'kept', 'noCall'].includes(word) || later === 'forever') ? value : '';
}

function forgotten(phases = []) {
  return phases
    .map((phase) => ({ added: 'adding', changed: 'changing', removed: 'taking out' })[phase] ?? phase)
    .join(', ');
}
