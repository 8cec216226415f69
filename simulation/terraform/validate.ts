import type { EngineConcern } from '../../src/gen/field-behavior.js';
import { asList, asObject, asString, type Json, type JsonObject, field as ownValue } from '../../src/lib/json.js';
import { type Field, type Kind, snakeCase } from './fields.js';
import { attributeOf } from './requests.js';
import { isZero } from './values.js';

/** What Terraform objects to in what is written, before it looks at anything. */
export function problemOf(kind: Kind, written: JsonObject): string | undefined {
  const say = kind.create === 'POST logsink' ? SINK_WORDS : WORDS;
  return problemsIn(kind.fields, written, say)[0];
}

/** How a kind words its objections to a value; Terraform ends them with a colon, and details where it has any. */
interface Words {
  oneOf(name: string, words: readonly string[], value: Json): string;
  between(name: string, min: number, max: number, value: number, print: Print): string;
  atLeast(name: string, min: number, value: number, print: Print): string;
  empty(name: string, value: Json): string;
}

type Print = (value: number) => string;

const WORDS: Words = {
  oneOf: (name, words, value) => `expected ${name} to be one of [${words.join(' ')}], got ${value}: `,
  between: (name, min, max, value, print) =>
    `expected ${name} to be in the range (${print(min)} - ${print(max)}), got ${print(value)}: `,
  atLeast: (name, min, value, print) => `expected ${name} to be at least (${print(min)}), got ${print(value)}: `,
  empty: (name, value) => `${name} must not be ${typeof value === 'string' ? 'empty' : 'zero'}, got ${value}: `,
};

const SINK_WORDS: Words = {
  oneOf: (name, words) => `"${name}" must be one of: ${words.join(', ')}: `,
  between: (name, min, max) => `"${name}" must be between ${min} and ${max}: `,
  atLeast: (name, min) => `"${name}" must be >= ${min}: `,
  empty: (name) => `"${name}" cannot be empty: `,
};

function problemsIn(fields: readonly Field[], values: JsonObject, say: Words): readonly string[] {
  return fields.flatMap((field) => fieldProblems(field, ownValue(values, field.name), say));
}

function fieldProblems(field: Field, value: Json | undefined, say: Words): readonly string[] {
  const { children, row } = field;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    const missing = `The argument "${snakeCase(field.name)}" is required, but no definition was found.`;
    return row.required ? [`Missing required argument: ${missing}`] : [];
  }
  if (children.length === 0) return valueProblem(field, value, say) ?? [];
  const blocks = asList(value);
  const many = row.maxItems !== undefined && blocks.length > row.maxItems;
  return [
    ...(many ? [`Too many list items: No more than ${row.maxItems} "${attributeOf(field)}" blocks are allowed`] : []),
    ...blocks.flatMap((block) => problemsIn(children, asObject(block), say)),
  ];
}

function valueProblem(field: Field, value: Json, say: Words): readonly string[] | undefined {
  const { oneOf, zero, required, notANumber, signed } = field.row;
  const name = attributeOf(field);
  if (oneOf !== undefined && !isAmong(field, String(value))) return [say.oneOf(name, oneOf, value)];
  const outside = rangeProblem(field, value, say);
  if (outside !== undefined) return [outside];
  if ((zero ?? (required ? 'refused' : 'sent')) === 'refused' && isZero(value)) return [say.empty(name, value)];
  if (notANumber !== 'refused' || /^-?\d+$/.test(String(value))) return undefined;
  return [`Invalid integer: expected type of ${name} to be ${signed ? 'int64' : 'uint64'}`];
}

function isAmong({ row: { oneOf = [], anyCase } }: Field, value: string): boolean {
  return oneOf.some((word) => word === value || (anyCase && word.toLowerCase() === value.toLowerCase()));
}

function rangeProblem(field: Field, value: Json, say: Words): string | undefined {
  const { min, max, minLength = 0, maxLength, type } = field.row;
  const name = attributeOf(field);
  if (typeof value === 'string') {
    const { length } = value;
    if (maxLength === undefined || (length >= minLength && length <= maxLength)) return undefined;
    return `expected length of ${name} to be in the range (${minLength} - ${maxLength}), got ${value}: `;
  }
  if (typeof value !== 'number' || min === undefined) return undefined;
  const print = (number: number) => (type === 'float' ? number.toFixed(6) : String(number));
  if (max !== undefined && (value < min || value > max)) return say.between(name, min, max, value, print);
  return value < min ? say.atLeast(name, min, value, print) : undefined;
}

/** What the provider itself objects to once it compares what is written with what there is. */
export function planProblemOf(kind: Kind, written: JsonObject, held: JsonObject | undefined): string | undefined {
  return PLAN_PROBLEMS[kind.name]?.(kind, written, held);
}

type PlanProblem = (kind: Kind, written: JsonObject, held: JsonObject | undefined) => string | undefined;

/** The checks that the provider makes beside those of single fields. */
const PLAN_PROBLEMS: Readonly<Record<string, PlanProblem>> = { Cluster: clusterProblem, LogSinkRsyslog: sinkProblem };

function clusterProblem(kind: Kind, written: JsonObject, held: JsonObject | undefined): string | undefined {
  const { engine = '' } = written;
  const concerns = (field: string, concern: EngineConcern) => {
    const engines = kind.fields.find(({ path }) => path === field)?.row.engines?.[concern] ?? [];
    return engines.includes(String(engine));
  };
  const required = held === undefined ? 'requiredAtCreation' : 'requiredLater';
  if (isBlank(written.version) && concerns('version', required)) {
    if (held === undefined) return 'The argument "version" is required, but no definition was found.';
    return `The argument "version" is now required. Set the ${engine} version to the value saved to state: ${held.version}`;
  }
  if (!isBlank(written.sqlMode) && concerns('sqlMode', 'refused'))
    return 'sql_mode is only supported for MySQL Database Clusters';
  if (!isBlank(written.evictionPolicy) && concerns('evictionPolicy', 'refused'))
    return 'eviction_policy is only supported for Redis or Valkey Database Clusters';
  return undefined;
}

function sinkProblem(_kind: Kind, { format, logline, tls, caCertSecretRef, ...rest }: JsonObject): string | undefined {
  if (format === 'custom' && isBlank(logline)) return "logline is required when format is 'custom'";
  const [hasCertificate, hasKey] = [!isBlank(rest.clientCert), !isBlank(rest.clientKeySecretRef)];
  if (tls !== true && (!isBlank(caCertSecretRef) || hasCertificate || hasKey))
    return 'tls must be true when ca_cert, client_cert, or client_key is set';
  return hasCertificate === hasKey ? undefined : 'both client_cert and client_key must be set for mTLS';
}

function isBlank(value: Json | undefined): boolean {
  return (asString(value) ?? '').trim() === '';
}
