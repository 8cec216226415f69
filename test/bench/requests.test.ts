import { describe, expect, test } from '@jest/globals';
import { inAnotherOrder } from '../../bench/requests/as-encoded-by-go.js';
import { changingTemplates, numbered } from '../../bench/requests/changing.js';
import { bindingsInTurn } from '../../bench/requests/in-turn.js';
import { later } from '../../bench/requests/later.js';
import { randomFrom } from '../../bench/requests/random.js';
import {
  composedCount,
  type RequestName,
  requestNamed,
  type Size,
  sizeOf,
  steady,
} from '../../bench/requests/requests.js';
import { at } from '../../src/lib/json.js';
import { decodeToJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { callFunction } from '../support/call-function.js';
import { encodeTestRequest, readTestResponse, run, type TestRequest } from '../support/run.js';

const REQUEST = loadProtocol('v1').lookupType('RunFunctionRequest');

interface Case {
  readonly name: RequestName;
  readonly reason: string;
  /** How many observed resources there are of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly kib: readonly [least: number, most: number];
  /** How many resources the answer desires. */
  readonly composed: number;
}

const CASES: readonly Case[] = [
  {
    name: 'create',
    reason: 'a cluster, and what the other function wants',
    kinds: {},
    kib: [3, 5],
    composed: 3,
  },
  {
    name: 'steady',
    reason: 'two users, a database, two Secrets, two resources of another function: about 25 KB',
    kinds: { Cluster: 1, DB: 1, User: 2, Secret: 2, Deployment: 2 },
    kib: [22, 27],
    composed: 8,
  },
  {
    name: 'large',
    reason: '50 users and 20 databases: about 295 KB',
    kinds: { Cluster: 1, DB: 20, User: 50, Secret: 50, Deployment: 2 },
    kib: [265, 325],
    composed: 123,
  },
];

/** Without provider-sql and without trusted sources two of them tell so for ever. */
const AT_REST = ['TRUE Accepted', 'TRUE OpenToInternet', 'TRUE RightsNotGiven', 'TRUE Available'];

describe('requests', () => {
  test.each(CASES)('$name: $reason', ({ name, kinds, kib, composed }) => {
    const request = requestNamed(name);
    const size = encodeTestRequest(request).length / 1024;
    const answer = run(request);
    expect(kindsOf(request)).toEqual(kinds);
    expect([size > kib[0], size < kib[1]]).toEqual([true, true]);
    expect([answer.fatal, Object.keys(answer.composed).length]).toEqual([undefined, composed]);
  });

  test.each(['steady', 'large'] as const)('%s is at rest: nothing is on its way', (name) => {
    const request = requestNamed(name);
    const { composed, conditions, status, ttl } = run(request);
    expect(Object.values(conditions).map((each) => `${each.status} ${each.reason}`)).toEqual(AT_REST);
    expect([ttl, Object.values(composed).filter(({ ready }) => !ready)]).toEqual(['600.000s', []]);
    // Applying the answer would change nothing: neither what is composed, nor the binding's status.
    expect(request.observed).toMatchObject(
      Object.fromEntries(Object.entries(composed).map(([key, { resource }]) => [key, { resource }])),
    );
    expect(request.composite.status).toMatchObject(status);
  });
});

describe('sizes', () => {
  const SIZES: readonly (readonly [number, Size])[] = [
    [10, { users: 2, databases: 1, others: 4 }],
    [50, { users: 12, databases: 5, others: 20 }],
    [400, { users: 96, databases: 47, others: 160 }],
  ];

  test.each(SIZES)('%i composed resources are %j', (composed, size) => {
    expect(sizeOf(composed)).toEqual(size);
    expect(composedCount(size)).toBe(composed);
  });

  test('are what the answer desires', () => {
    expect(Object.keys(run(steady(sizeOf(50))).composed).length).toBe(50);
  });
});

describe('changing requests', () => {
  const templates = changingTemplates();

  test('are of all moments of a binding', () => {
    const outcomes = templates.map((template) => {
      const { fatal, composed } = readTestResponse(callFunction(numbered(template, 1).bytes));
      return fatal === undefined ? Object.keys(composed).length : 'fatal';
    });
    // Of the fifth a user is new. The one that left stays with its Secret until that one's is there.
    expect(outcomes).toEqual([3, 3, 6, 8, 9, 'fatal']);
  });

  test('carry their number in the tag and in every name, and leave the template alone', () => {
    for (const template of templates) {
      const before = Buffer.from(template.bytes);
      const { bytes, token } = numbered(template, 42);
      expect(Buffer.from(token).toString()).toBe('binding0000042');
      expect(readTestResponse(callFunction(bytes)).json.meta).toMatchObject({ tag: 'binding0000042' });
      expect(Buffer.from(bytes).includes('binding0000000')).toBe(false);
      expect(before.equals(template.bytes)).toBe(true);
    }
  });
});

describe('bindings that call in turn', () => {
  const requests = bindingsInTurn();

  test('are many, and each has become all that it asks for', () => {
    const answers = requests.map((request) => readTestResponse(callFunction(request)));
    expect(new Set(answers.map(({ json }) => at(json, 'meta', 'tag'))).size).toBe(50);
    const reasons = answers.map(({ conditions }) => Object.values(conditions).map((it) => `${it.status} ${it.reason}`));
    expect(reasons).toEqual(Array(50).fill(AT_REST));
    expect(answers.map(({ ttl }) => ttl)).toEqual(Array(50).fill('600.000s'));
  });

  test('are encoded in another order each time, and mean the same', () => {
    const random = randomFrom(1);
    const request = requests[7] ?? new Uint8Array();
    const orders = Array.from({ length: 20 }, () => inAnotherOrder(request, random));
    expect(new Set(orders.map((bytes) => Buffer.from(bytes).toString('latin1'))).size).toBe(20);
    for (const bytes of orders) expect(decodeToJson(REQUEST, bytes)).toEqual(decodeToJson(REQUEST, request));
  });

  test('have other versions and times of changes each time, but nothing was made anew', () => {
    const random = randomFrom(2);
    const [request = new Uint8Array()] = requests;
    const bytes = later(request, random);
    expect(bytes.length).toBe(request.length);
    expect([Buffer.from(request), Buffer.from(bytes)].map((text) => text.includes('48151'))).toEqual([true, false]);
    const json = [request, bytes].map((each) => JSON.stringify(decodeToJson(REQUEST, each)));
    const timesOf = (key: string) => json.map((text) => new Set(text.match(new RegExp(`"${key}":"[^"]*"`, 'g'))));
    for (const key of ['creationTimestamp', 'crossplane.io/external-create-succeeded']) {
      const [before = new Set(), after] = timesOf(key);
      expect([before.size, after]).toEqual([1, before]);
    }
    for (const key of ['lastTransitionTime', 'time'])
      expect(timesOf(key).map(({ size }) => size > 1)).toEqual([false, true]);
    const [after, before] = [bytes, request].map((each) => readTestResponse(callFunction(each)).conditions);
    expect(after).toEqual(before);
  });
});

function kindsOf({ observed = {} }: TestRequest): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { resource } of Object.values(observed)) {
    const kind = String(resource.kind);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
