import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inAnotherOrder } from '../../bench/requests/as-encoded-by-go.js';
import { randomFrom } from '../../bench/requests/random.js';
import { answerTo } from '../../src/function/answer.js';
import { canonical } from '../../src/function/canonical.js';
import type { Outcome } from '../../src/function/fatal.js';
import { DecodeError } from '../../src/wire/decode-error.js';
import { encodeTagged } from '../../src/wire/response.js';
import { decodeToJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { choices, jsonObject } from '../fuzz/arbitraries.js';
import { respell } from '../fuzz/respell.js';
import { arbReference } from '../rules/reference-scenario.js';
import { arbScenario } from '../rules/scenario.js';
import { arbSharingScenario } from '../rules/sharing-scenario.js';
import { holds } from '../support/property.js';
import { encodeTestRequest, type TestRequest } from '../support/run.js';

// What follows from a request follows from its form: nothing that is read is left out of it.

const protocol = loadProtocol('v1');
const requestType = protocol.lookupType('RunFunctionRequest');
const responseType = protocol.lookupType('RunFunctionResponse');

const saidBy = ({ response, fatal }: Outcome) => ({
  fatal,
  response: decodeToJson(responseType, encodeTagged('tag', response)),
});

function answerOrRefusal(bytes: Uint8Array): unknown {
  try {
    return answerTo(bytes).fatal;
  } catch (thrown) {
    if (thrown instanceof DecodeError) return 'refused';
    throw thrown;
  }
}

const arbRequest: fc.Arbitrary<{ readonly request: TestRequest }> = fc.oneof(
  arbScenario,
  arbReference,
  arbSharingScenario,
);

test('the form of a request has the answer of the request, however that is spelled', () => {
  holds(
    fc.property(arbRequest, jsonObject(), choices, fc.nat(), ({ request }, context, stream, seed) => {
      const bytes = encodeTestRequest({ ...request, context: { ...request.context, more: context } });
      const want = saidBy(answerTo(bytes));
      const respelled = respell(requestType, inAnotherOrder(bytes, randomFrom(seed)), stream, { merges: false });
      expect(saidBy(answerTo(canonical(bytes)))).toEqual(want);
      expect(saidBy(answerTo(canonical(respelled)))).toEqual(want);
    }),
    60,
  );
});

test('the form of a damaged request is refused where the request is', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  holds(
    fc.property(arbRequest, changes, fc.nat(), ({ request }, damage, cut) => {
      const bytes = encodeTestRequest(request).slice();
      for (const [position, byte] of damage) bytes[position % bytes.length] = byte;
      const given = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      expect(answerOrRefusal(canonical(given))).toBe(answerOrRefusal(given));
    }),
    100,
  );
});
