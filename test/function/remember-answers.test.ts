import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inAnotherOrder } from '../../bench/requests/as-encoded-by-go.js';
import { randomFrom } from '../../bench/requests/random.js';
import { requestNamed } from '../../bench/requests/requests.js';
import { answerTo } from '../../src/function/answer.js';
import { RememberedAnswers } from '../../src/function/remember-answers.js';
import { runFunction } from '../../src/function/run-function.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { DecodeError } from '../../src/wire/decode-error.js';
import { arbScenario } from '../rules/scenario.js';
import { holds } from '../support/property.js';
import { encodeTestRequest, type TestRequest } from '../support/run.js';
import { binding, clusterReady, POLICY } from '../support/states.js';

const PG = { engine: 'pg', version: '17', size: 'db-s-1vcpu-1gb' };
const at = (version: string): JsonObject => binding({ cluster: { ...PG, version } });
const request = (composite: JsonObject, others: Partial<TestRequest> = {}): Uint8Array =>
  encodeTestRequest({ composite, policy: POLICY, observed: { cluster: clusterReady('pg') }, ...others });
const [FIRST, SECOND, THIRD] = [request(at('15')), request(at('16')), request(at('17'))];
const SIZE = answerTo(FIRST).response.fields.length;

/** A function with a memory, the time, and how often it had to work an answer out. */
function remembering({ maxBytes = 1e6 } = {}) {
  const clock = { now: 0 };
  let worked = 0;
  const contents: Uint8Array[] = [];
  const answers = new RememberedAnswers({ maxBytes, now: () => clock.now }, (content) => {
    worked++;
    contents.push(content);
    return answerTo(content);
  });
  const worksOut = (bytes: Uint8Array): boolean => {
    const before = worked;
    const { found, ...outcome } = answers.answer(bytes);
    expect(outcome).toEqual(runFunction(bytes));
    expect(worked > before).toBe(!found);
    return !found;
  };
  return { answers, clock, worksOut, contents };
}

describe('an answer is remembered', () => {
  const metadata = (fields: JsonObject): JsonObject => ({
    ...at('15'),
    metadata: { ...asObject(at('15').metadata), ...fields },
  });
  const cluster = clusterReady('pg');
  const observed = (fields: JsonObject): Partial<TestRequest> => ({
    observed: {
      cluster: {
        ...cluster,
        resource: { ...cluster.resource, metadata: { ...asObject(cluster.resource.metadata), ...fields } },
      },
    },
  });

  test.each([
    { same: request(at('15'), { tag: 'another' }), reason: 'the tag is no content' },
    { same: inAnotherOrder(FIRST, randomFrom(1)), reason: 'maps have no order' },
    { same: request(metadata({ resourceVersion: '2' })), reason: 'versions are not read' },
    { same: request(metadata({ managedFields: [{ manager: 'm' }] })), reason: 'who set a field is not read' },
    { same: request(at('15'), observed({ resourceVersion: '3' })), reason: 'the same below it' },
  ])('for $reason', ({ same }) => {
    const { worksOut } = remembering();
    expect([FIRST, same, FIRST].map(worksOut)).toEqual([true, false, false]);
  });

  test.each([
    { other: SECOND, reason: 'another spec' },
    { other: request(metadata({ uid: 'another' })), reason: 'another binding' },
    { other: request(at('15'), { policy: {} }), reason: 'another policy' },
    { other: request(at('15'), { observed: {} }), reason: 'less that is observed' },
    { other: request(at('15'), observed({ generation: 7 })), reason: 'a generation is read' },
    { other: request(at('15'), { context: { a: 1 } }), reason: 'the context is passed on' },
    { other: request(at('15'), { desired: { resources: { a: { resource: {} } } } }), reason: 'so is what is desired' },
    { other: request(at('15'), { required: { owner: [] } }), reason: 'an answer to a requirement' },
    { other: request(at('15'), { capabilities: ['CAPABILITY_CAPABILITIES'] }), reason: 'what Crossplane can do' },
  ])('but not for $reason', ({ other }) => {
    const { worksOut } = remembering();
    expect([FIRST, other].map(worksOut)).toEqual([true, true]);
  });
});

test('every answer is the one that runFunction gives, whatever was asked before, and in whatever order', () => {
  const { answers } = remembering({ maxBytes: 20 * SIZE });
  holds(
    fc.property(fc.array(arbScenario, { minLength: 1, maxLength: 3 }), fc.nat(), (scenarios, seed) => {
      const random = randomFrom(seed);
      const bytes = scenarios.map((scenario) => encodeTestRequest(scenario.request));
      for (const given of [...bytes, ...bytes.map((each) => inAnotherOrder(each, random)), ...bytes]) {
        const [got, want] = [answers.answer(given), runFunction(given)];
        expect(got.fatal).toBe(want.fatal);
        expect(Buffer.from(got.response).equals(want.response)).toBe(true);
      }
    }),
    30,
  );
});

describe('what is remembered is bounded', () => {
  test('the answer that nobody has asked for the longest goes first', () => {
    const { worksOut } = remembering({ maxBytes: 3 * SIZE });
    expect([FIRST, SECOND, FIRST, THIRD, FIRST, SECOND].map(worksOut)).toEqual([true, true, false, true, false, true]);
  });

  test('an answer that nobody asks for in three of its TTLs is forgotten', () => {
    const { worksOut, clock, answers } = remembering();
    const idle = 3000 * answerTo(FIRST).response.ttlSeconds;
    const idleFor = (ms: number, request: Uint8Array): boolean => {
      clock.now += ms;
      answers.forgetIdle();
      return worksOut(request);
    };
    expect(worksOut(FIRST)).toBe(true);
    expect([idleFor(idle, FIRST), idleFor(idle, FIRST), idleFor(idle + 1, FIRST)]).toEqual([false, false, true]);
  });

  test('and takes no room any more', () => {
    const { worksOut, clock, answers } = remembering({ maxBytes: 3 * SIZE });
    expect([FIRST, SECOND].map(worksOut)).toEqual([true, true]);
    clock.now = 1e9;
    answers.forgetIdle();
    expect([SECOND, THIRD, SECOND, THIRD].map(worksOut)).toEqual([true, true, false, false]);
  });

  test('an answer that is good for more than two hours is not kept', () => {
    const rarely = (steady: string) => {
      const { worksOut } = remembering();
      const atRest = requestNamed('steady');
      const bytes = encodeTestRequest({ ...atRest, policy: { ...asObject(atRest.policy), refresh: { steady } } });
      return [bytes, bytes].map(worksOut);
    };
    expect([rarely('2h'), rarely('3h')]).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('nothing of a request stays in the memory that forms are worked out in', () => {
    const { answers, contents } = remembering();
    const large = request(at('15'), { context: { long: 'x'.repeat(1e6) } });
    for (const each of [FIRST, large, FIRST]) {
      answers.answer(each);
      const { scratch } = answers as unknown as { readonly scratch: Uint8Array };
      expect(scratch.every((byte) => byte === 0)).toBe(true);
    }
    expect(contents.every((content) => content.length > 0 && content[0] !== 0)).toBe(true);
  });

  test('not even where no answer can be worked out', () => {
    const answers = new RememberedAnswers({ maxBytes: 1e6, now: () => 0 }, () => {
      throw new Error('a bug');
    });
    expect(() => answers.answer(FIRST)).toThrow('a bug');
    const { scratch } = answers as unknown as { readonly scratch: Uint8Array };
    expect(scratch.every((byte) => byte === 0)).toBe(true);
  });

  test('an answer that alone is too large is not kept, and nothing with no memory', () => {
    const { worksOut } = remembering({ maxBytes: SIZE });
    expect([FIRST, FIRST].map(worksOut)).toEqual([true, true]);
    const none = remembering({ maxBytes: 0 });
    expect([FIRST, FIRST].map(none.worksOut)).toEqual([true, true]);
  });

  test('a Fatal answer is not kept', () => {
    const { worksOut } = remembering();
    const refused = request(binding({ cluster: { ...PG, engine: 'oracle' } }));
    expect([refused, refused].map(worksOut)).toEqual([true, true]);
  });

  test('bytes that are no request are refused as ever', () => {
    const { answers } = remembering();
    expect(() => answers.answer(new Uint8Array([0]))).toThrow(DecodeError);
  });
});
