import type { EngineConcern } from '../../src/gen/field-behavior.js';
import { asList, asObject, asString, type Json, type JsonObject, field as ownValue } from '../../src/lib/json.js';
import { type Field, type Kind, snakeCase } from './fields.js';
import { attributeOf } from './requests.js';
import { isZero } from './values.js';

/** What Terraform objects to in what is written, before it looks at anything. */
export function problemOf(kind: Kind, written: JsonObject): string | undefined {
  return problemsIn(kind.fields, written)[0];
}

function problemsIn(fields: readonly Field[], values: JsonObject): readonly string[] {
  return fields.flatMap((field) => fieldProblems(field, ownValue(values, field.name)));
}

function fieldProblems(field: Field, value: Json | undefined): readonly string[] {
  const { children, row } = field;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    return row.required ? [`The argument "${snakeCase(field.name)}" is required, but no definition was found.`] : [];
  }
  if (children.length === 0) return valueProblems(field, value);
  const blocks = asList(value);
  const many = row.maxItems !== undefined && blocks.length > row.maxItems;
  return [
    ...(many ? [`No more than ${row.maxItems} "${attributeOf(field)}" blocks are allowed`] : []),
    ...blocks.flatMap((block) => problemsIn(children, asObject(block))),
  ];
}

function valueProblems(field: Field, value: Json): readonly string[] {
  const { oneOf, zero, type, required, notANumber } = field.row;
  const name = attributeOf(field);
  if (oneOf !== undefined && !isAmong(field, String(value)))
    return [`expected ${name} to be one of [${oneOf.join(' ')}], got ${value}`];
  const outOfRange = rangeProblem(field, value);
  if (outOfRange !== undefined) return [outOfRange];
  const refused = zero ?? (required ? 'refused' : 'sent');
  if (refused === 'refused' && isZero(value))
    return [`${name} must not be ${type === 'string' ? 'empty' : 'zero'}, got ${value}`];
  if (notANumber === 'refused' && !/^-?\d+$/.test(String(value))) return [`${name} must be an integer, got ${value}`];
  return [];
}

function isAmong({ row: { oneOf = [], anyCase } }: Field, value: string): boolean {
  return oneOf.some((word) => word === value || (anyCase && word.toLowerCase() === value.toLowerCase()));
}

function rangeProblem(field: Field, value: Json): string | undefined {
  const { min, max, minLength = 0, maxLength, type } = field.row;
  const name = attributeOf(field);
  if (typeof value === 'string') {
    const { length } = value;
    if (maxLength === undefined || (length >= minLength && length <= maxLength)) return undefined;
    return `expected length of ${name} to be in the range (${minLength} - ${maxLength}), got ${value}`;
  }
  if (typeof value !== 'number') return undefined;
  const print = (number: number) => (type === 'float' ? number.toFixed(6) : String(number));
  if (min !== undefined && max !== undefined && (value < min || value > max))
    return `expected ${name} to be in the range (${print(min)} - ${print(max)}), got ${print(value)}`;
  return min !== undefined && value < min
    ? `expected ${name} to be at least (${print(min)}), got ${print(value)}`
    : undefined;
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
