// What the provider does with its fields, from src/provider/fields.yaml: for composing what that needs, for the simulation all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { NOTICE } from './schemas.mjs';

const SOURCE = 'src/provider/fields.yaml';
const COMPOSING = 'src/gen/field-behavior.ts';
const SIMULATION = 'simulation/gen/provider-behavior.ts';

/** What composing has no use for: how requests look, and what Terraform makes of an answer. */
const OF_REQUESTS = [
  'api',
  'answer',
  'change',
  'sentWhen',
  'secondBlock',
  'sensitive',
  'emptyBlock',
  'answerLacksIt',
  'afterFailure',
  'note',
];

/** Both modules. */
export function fieldBehaviorFiles(root) {
  const kinds = Object.entries(parse(readFileSync(join(root, SOURCE), 'utf8')));
  return { [COMPOSING]: composing(kinds), [SIMULATION]: simulation(kinds) };
}

function composing(kinds) {
  const rows = kinds.map(([name, kind]) => {
    const fields = Object.entries(kind.fields).map(([path, field]) => {
      const late = kind.failureAfterPost !== undefined && isSentLate(kind, path);
      return line(path, { ...without(field, OF_REQUESTS), ...(late && { sentAfterCreation: true }) }, 2);
    });
    return `  ${name}: {\n${fields.join('')}  },\n`;
  });
  return `// ${NOTICE}
import type { Json } from '../lib/json.js';

${TYPES}
/** What the provider does with every field, where that is not ordinary. */
export const FIELD_BEHAVIOR = {
${rows.join('')}} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldBehavior>>>>;
`;
}

/** Whether no part of a field is in the request that creates the resource. */
function isSentLate({ create, fields }, path) {
  const parts = Object.entries(fields).filter(([other]) => other === path || other.startsWith(`${path}.`));
  const leaves = parts.filter(([, { type }]) => !type.endsWith('Block'));
  return leaves.every(
    ([, { api = [] }]) => [api].flat().length > 0 && ![api].flat().some((it) => it.startsWith(create)),
  );
}

function simulation(kinds) {
  const rows = kinds.map(([name, { fields, ...facts }]) => {
    const own = Object.entries(facts).map(([key, value]) => line(key, value, 2));
    const all = Object.entries(fields).map(([path, field]) => line(path, without(field, ['note']), 3));
    return `  ${name}: {\n${own.join('')}    fields: {\n${all.join('')}    },\n  },\n`;
  });
  return `// ${NOTICE}
import type { FieldBehavior } from '../../src/gen/field-behavior.js';
import type { Json } from '../../src/lib/json.js';

${SIMULATION_TYPES}
/** The provider's kinds, each with all of its fields. */
export const PROVIDER_BEHAVIOR: Readonly<Record<string, KindBehavior>> = {
${rows.join('')}};
`;
}

function without(field, keys) {
  return Object.fromEntries(Object.entries(field).filter(([key]) => !keys.includes(key)));
}

function line(key, value, depth) {
  return `${'  '.repeat(depth)}${name(key)}: ${literal(value)},\n`;
}

function literal(value) {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, child]) => `${name(key)}: ${literal(child)}`);
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
}

function name(key) {
  return /^\w+$/.test(key) ? key : quoted(key);
}

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const TYPES = `/** What the looks find that follow on a change: once or at each of them a further change, or that nothing works any more. */
export type Later = 'once' | 'forever' | 'blocked' | 'error' | 'panic';
type Then<Word extends string> = Word | \`\${Word}+\${Later}\`;

/** A value that the provider sends of its own accord. */
export interface Sends {
  readonly sends: Json;
  readonly later?: Later;
}

/** What becomes of a change: all words have their meanings in src/provider/fields.yaml. */
export type Effect = Then<'sent' | 'dropped' | 'kept' | 'noCall' | 'refused' | 'replace' | 'panic' | 'error'>;

/** A change of a resource that exists. */
export type Phase = 'added' | 'changed' | 'zeroOnUpdate' | 'removed';

export type FieldType = 'string' | 'int' | 'float' | 'bool' | 'set' | 'listBlock' | 'setBlock';

/** What the provider does with a field; what is left out is ordinary. */
export interface FieldBehavior {
  readonly type: FieldType;
  readonly required?: true;
  readonly forceNew?: true;
  readonly computed?: true;
  readonly default?: Json;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly oneOf?: readonly string[];
  readonly anyCase?: true;
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Whether it is sent by a request of its own once the resource was made: one that fails spoils it for ever. */
  readonly sentAfterCreation?: true;
  readonly sentAs?: 'trimmed';
  readonly same?: 'case' | 'seconds' | 'engineFamily';
  readonly set?: 'never' | Then<'sent' | 'panic'>;
  readonly zero?: Effect;
  readonly added?: Effect;
  readonly changed?: Effect;
  readonly zeroOnUpdate?: Effect;
  readonly removed?: Effect | Sends;
  readonly fillsSiblings?: Readonly<Record<string, Json>>;
  readonly readBack?: 'never' | 'whenSet';
  readonly inexact?: 'forever';
  readonly notANumber?: Effect;
  /** Whether digits in a string may stand for a negative number. */
  readonly signed?: true;
  readonly lostOnFailure?: readonly Phase[];
  readonly blocks?: Readonly<Partial<Record<Phase | 'read', 'all' | readonly string[]>>>;
  readonly engines?: Readonly<Partial<Record<EngineConcern, readonly string[]>>>;
}

/** How engines differ in a field. */
export type EngineConcern =
  | 'refused'
  | 'refusedByAPI'
  | 'requiredAtCreation'
  | 'requiredLater'
  | 'ignoredUnlessHigher';
`;

const SIMULATION_TYPES = `/** What the provider does with a field, requests included. */
export interface WireBehavior extends FieldBehavior {
  readonly api?: string | readonly string[];
  readonly answer?: string;
  readonly change?: string;
  readonly sentWhen?: 'changed';
  readonly secondBlock?: 'merged';
  readonly sensitive?: true;
  readonly emptyBlock?: NonNullable<FieldBehavior['zero']>;
  readonly answerLacksIt?: 'kept' | 'panic';
  readonly afterFailure?: 'panic';
}

/** How the provider makes, changes and finds a kind. */
export interface KindBehavior {
  readonly terraform: string;
  readonly create: string;
  readonly update?: 'calls' | 'whole' | 'state' | 'changed';
  readonly change?: string;
  readonly body?: string;
  readonly together?: string;
  readonly resizedWith?: Readonly<Record<string, Json>>;
  readonly alwaysSent?: Readonly<Record<string, Json>>;
  readonly updateOrder?: readonly string[];
  readonly updateStopsAtFirstFailure?: true;
  readonly failureAfterPost?: 'tainted';
  readonly import: 'clusterId' | 'clusterIdAndName' | 'clusterIdAndSinkId' | 'broken';
  readonly notReadAtImport?: readonly string[];
  readonly onlyOnline?: true;
  readonly prefix?: string;
  readonly fields: Readonly<Record<string, WireBehavior>>;
}
`;
