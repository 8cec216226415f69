import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asObject, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { decodeRequest } from '../../src/wire/request.js';
import type { ResourceSelector } from '../../src/wire/requirements.js';
import {
  encodeTagged,
  encodeUntagged,
  Ready,
  type RunFunctionResponse,
  Severity,
  Status,
  Target,
} from '../../src/wire/response.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol, VERSIONS } from '../contract/protocol.js';
import { holds } from '../support/property.js';
import { choices, jsonObject, messageJson, text } from './arbitraries.js';
import { canonical } from './canonical.js';
import { bytesField, concat, splitFields, stringField, varintField } from './raw-message.js';
import { respell } from './respell.js';

const ready = fc.constantFrom(...Object.values(Ready));
const target = fc.constantFrom(...Object.values(Target));
const object = jsonObject(text, 3);

const uniqueMap = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<ReadonlyMap<string, T>> =>
  fc.uniqueArray(fc.tuple(text, value), { maxLength: 3, selector: ([key]) => key }).map((entries) => new Map(entries));
const connectionDetails = uniqueMap(fc.uint8Array({ maxLength: 4 }));
const place = { apiVersion: text, kind: text, namespace: text };
const selector = fc.oneof(
  fc.record({ ...place, matchName: text }, { requiredKeys: ['apiVersion', 'kind', 'matchName'] }),
  fc.record(
    { ...place, matchLabels: fc.dictionary(text, text, { noNullPrototype: true }) },
    { requiredKeys: ['apiVersion', 'kind', 'matchLabels'] },
  ),
);

/** Our part of a response; what earlier functions desire comes from a request. */
const parts = fc.record({
  tag: text,
  ttlSeconds: fc.nat(2 ** 31),
  composite: fc.option(fc.record({ object, ready, connectionDetails }), { nil: undefined }),
  composed: fc.uniqueArray(fc.record({ key: text, object, ready }), { maxLength: 4, selector: ({ key }) => key }),
  results: fc.array(
    fc.record({ severity: fc.constantFrom(...Object.values(Severity)), reason: text, message: text, target }),
    { maxLength: 3 },
  ),
  conditions: fc.array(
    fc.record({ type: text, status: fc.constantFrom(...Object.values(Status)), reason: text, message: text, target }),
    { maxLength: 3 },
  ),
  requirements: uniqueMap(selector),
  legacyRequirements: fc.boolean(),
});
type Parts = typeof parts extends fc.Arbitrary<infer Value> ? Value : never;

/** A case takes up to three milliseconds. */
const RUNS = 300;

describe.each(VERSIONS)('a RunFunctionResponse %s', (version) => {
  const protocol = loadProtocol(version);
  const request = protocol.lookupType('RunFunctionRequest');
  const response = protocol.lookupType('RunFunctionResponse');
  const resource = protocol.lookupType('Resource');
  const nameOf = (name: string, value: number) => protocol.lookupEnum(name).valuesById[value] ?? value;

  const earlier = fc.record(
    { desired: messageJson(protocol.lookupType('State')), context: jsonObject(text, 3) },
    { requiredKeys: [] },
  );

  test('is to protobufjs what we meant, with all that earlier functions desire', () => {
    holds(
      fc.property(parts, earlier, (part, given) => {
        const bytes = encodeFromJson(request, given);
        const { desired, context } = decodeRequest(bytes);
        const encoded = encodeTagged(part.tag, encodeUntagged({ ...part, passed: desired, context }));
        const want = responseJson(part, asObject(decodeToJson(request, bytes)), nameOf);
        expect(canonical(decodeToJson(response, encoded))).toBe(canonical(want));
      }),
      RUNS,
    );
  });

  test('passes on desired state byte for byte, unknown fields in their order', () => {
    const resources = fc.tuple(messageJson(resource), choices).map(([json, stream]) => {
      return respell(resource, encodeFromJson(resource, json), stream, { merges: false });
    });
    const keys = fc.uniqueArray(fc.tuple(text, resources), { maxLength: 4, selector: ([key]) => key });
    const unknown = fc.array(fc.tuple(fc.integer({ min: 3, max: 9 }), fc.nat()), { maxLength: 4 });
    holds(
      fc.property(resources, keys, unknown, (composite, composed, others) => {
        const entries = composed.map(([key, value]) => bytesField(2, stringField(1, key), bytesField(2, value)));
        const given = concat([
          bytesField(1, composite),
          ...entries,
          ...others.map(([n, value]) => varintField(n, value)),
        ]);
        const { desired } = decodeRequest(bytesField(3, given));
        const encoded = encodeUntagged({ ...NOTHING, passed: desired }).fields;
        expect(Buffer.from(fieldOf(encoded, 2)).toString('hex')).toBe(Buffer.from(given).toString('hex'));
      }),
      RUNS,
    );
  });

  test('keeps unknown fields of a composite whose object it replaces, in their order', () => {
    const others = concat([stringField(9, 'a'), stringField(9, 'b'), varintField(10, 1), varintField(10, 2)]);
    const { desired } = decodeRequest(bytesField(3, bytesField(1, bytesField(1), others)));
    const composite = { object: {}, ready: Ready.Unspecified, connectionDetails: new Map() };
    const encoded = encodeUntagged({ ...NOTHING, passed: desired, composite }).fields;
    const written = fieldOf(fieldOf(encoded, 2), 1);
    expect(Buffer.from(written).toString('hex')).toBe(Buffer.from(concat([bytesField(1), others])).toString('hex'));
  });
});

const NOTHING: Omit<RunFunctionResponse, 'passed'> = {
  ttlSeconds: 60,
  composite: undefined,
  composed: [],
  results: [],
  conditions: [],
  context: undefined,
  requirements: new Map(),
  legacyRequirements: false,
};

function fieldOf(bytes: Uint8Array, number: number): Uint8Array {
  const value = splitFields(bytes).find((field) => field.number === number)?.value;
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

/** The response that a part and a request should become, in protobuf's JSON form. */
function responseJson(part: Parts, given: JsonObject, nameOf: (name: string, value: number) => Json): JsonObject {
  const { composite, resources } = asObject(given.desired);
  const composed = part.composed.map(({ key, object, ready }) => [
    key,
    { resource: object, ready: nameOf('Ready', ready) },
  ]);
  const all: JsonObject = { ...asObject(resources), ...Object.fromEntries(composed) };
  const ours = part.composite && {
    ...asObject(composite),
    resource: part.composite.object,
    ...(part.composite.ready === Ready.Unspecified ? {} : { ready: nameOf('Ready', part.composite.ready) }),
    ...detailsJson(asObject(asObject(composite).connectionDetails), part.composite.connectionDetails),
  };
  const results = part.results.map((result) => ({
    ...result,
    severity: nameOf('Severity', result.severity),
    target: nameOf('Target', result.target),
  }));
  const conditions = part.conditions.map((condition) => ({
    ...condition,
    status: nameOf('Status', condition.status),
    target: nameOf('Target', condition.target),
  }));
  return compact({
    meta: { tag: part.tag, ttl: `${part.ttlSeconds}.000s` },
    desired: compact({ composite: ours ?? composite, resources: Object.keys(all).length > 0 ? all : undefined }),
    context: given.context,
    results: results.length > 0 ? results : undefined,
    conditions: conditions.length > 0 ? conditions : undefined,
    requirements: part.requirements.size > 0 ? requirementsJson(part) : undefined,
  });
}

/** Ours come after those of earlier functions, so that they win. */
function detailsJson(passed: JsonObject, ours: ReadonlyMap<string, Uint8Array>): JsonObject {
  const encoded = [...ours].map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const all = { ...passed, ...Object.fromEntries(encoded) };
  return Object.keys(all).length > 0 ? { connectionDetails: all } : {};
}

/** The deprecated field knows no namespaces, so what has one is not asked for there. */
function requirementsJson({ requirements, legacyRequirements }: Parts): JsonObject {
  const anywhere = [...requirements].filter(([, selector]) => !('namespace' in selector));
  return compact({
    resources: selectorsJson(requirements),
    extraResources: legacyRequirements && anywhere.length > 0 ? selectorsJson(anywhere) : undefined,
  });
}

function selectorsJson(selectors: Iterable<readonly [string, ResourceSelector]>): JsonObject {
  return Object.fromEntries([...selectors].map(([name, selector]) => [name, selectorJson(selector)]));
}

function selectorJson(selector: ResourceSelector): JsonObject {
  if ('matchName' in selector) return { ...selector };
  const { matchLabels: labels, ...rest } = selector;
  return { ...rest, matchLabels: Object.keys(labels).length > 0 ? { labels } : {} };
}
