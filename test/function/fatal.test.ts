import { describe, expect, test } from '@jest/globals';
import { fatalResponse } from '../../src/function/fatal.js';
import { runFunction } from '../../src/function/run-function.js';
import type { JsonObject } from '../../src/lib/json.js';
import { DecodeError } from '../../src/wire/decode-error.js';
import { encodeTestRequest, readTestResponse, type TestRequest } from '../support/run.js';
import { binding, POLICY } from '../support/states.js';

const FOREIGN: JsonObject = { apiVersion: 'example.org/v1', kind: 'Bucket' };

const GOOD: TestRequest = { composite: binding({ cluster: { engine: 'pg' } }), policy: POLICY };
const TAKEN: TestRequest = { ...GOOD, desired: { resources: { cluster: { resource: FOREIGN } } } };

describe('the outcome of a call', () => {
  test.each([
    { name: 'Composed', reason: 'a binding that is composed', request: GOOD, fatal: false },
    { name: 'InvalidSpec', reason: 'a spec to edit', request: { ...GOOD, composite: binding({}) }, fatal: true },
    { name: 'InvalidPolicy', reason: 'a policy to edit', request: { ...GOOD, policy: { kind: 'Other' } }, fatal: true },
    { name: 'Conflict', reason: 'a key that another function has taken', request: TAKEN, fatal: true },
  ])('$name: $reason is fatal: $fatal, as its results are', ({ request, fatal }) => {
    const outcome = runFunction(encodeTestRequest(request));
    expect(outcome.fatal).toBe(fatal);
    expect(readTestResponse(outcome.response).fatal !== undefined).toBe(fatal);
  });
});

describe('the answer where a bug keeps the function from answering', () => {
  test('is one Fatal result on the composite, and what earlier functions desire', () => {
    const context = { key: 'value' };
    const request = encodeTestRequest({ ...TAKEN, tag: 'the tag', context });
    expect(readTestResponse(fatalResponse(request, 'the message')).json).toEqual({
      meta: { tag: 'the tag', ttl: '60.000s' },
      desired: TAKEN.desired,
      context,
      results: [
        { severity: 'SEVERITY_FATAL', reason: 'InternalError', message: 'the message', target: 'TARGET_COMPOSITE' },
      ],
    });
  });

  test('cannot be given to bytes that are no request', () => {
    expect(() => fatalResponse(new Uint8Array([0]), 'the message')).toThrow(DecodeError);
  });
});
