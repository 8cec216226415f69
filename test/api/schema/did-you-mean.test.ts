import { describe, expect, test } from '@jest/globals';
import { didYouMean } from '../../../src/api/schema/did-you-mean.js';
import { elsewhere } from '../../../src/api/schema/elsewhere.js';
import { OTHER_WORDS } from '../../../src/api/schema/other-words.js';
import { validateSpec } from '../../../src/api/schema/validate.js';
import { ENGINES } from '../../../src/gen/binding.js';
import type { Json } from '../../../src/lib/json.js';

describe('the name that was probably meant', () => {
  test.each([
    { reason: 'a typing error', name: 'mysq', known: ENGINES, want: 'mysql' },
    { reason: 'another word for it', name: 'postgres', known: ENGINES, want: 'pg' },
    { reason: 'its older name', name: 'Redis', known: ENGINES, want: 'valkey' },
    { reason: 'capital letters', name: 'MongoDB', known: ENGINES, want: 'mongodb' },
    { reason: 'underlines', name: 'work_mem', known: ['workMem', 'workers'], want: 'workMem' },
    { reason: 'another word, where that is no name here', name: 'postgres', known: ['mysql'], want: undefined },
    { reason: 'nothing close', name: 'oracle', known: ENGINES, want: undefined },
    { reason: 'a name too long for a field', name: 'p'.repeat(65), known: ['p'.repeat(64)], want: undefined },
  ])('$reason: $name', ({ name, known, want }) => {
    expect(didYouMean(name, known, 2)).toBe(want === undefined ? '' : `, did you mean "${want}"?`);
  });

  test('other words are in lower case, as they are looked up', () => {
    const words = [...OTHER_WORDS.keys()];
    expect(words.filter((word) => word !== word.toLowerCase())).toEqual([]);
  });
});

describe('a field at the wrong level', () => {
  const both: Json = { cluster: null, clusterRef: null };
  test.each<{ reason: string; root: 'spec' | 'policy'; name: string; value: Json; want: string }>([
    { reason: 'its only place', root: 'spec', name: 'evictionPolicy', value: {}, want: 'spec.cluster.evictionPolicy' },
    { reason: 'the highest place', root: 'spec', name: 'size', value: {}, want: 'spec.cluster.size' },
    {
      reason: 'in the object that is there',
      root: 'spec',
      name: 'engine',
      value: { cluster: {} },
      want: 'spec.cluster.engine',
    },
    {
      reason: 'in either of two',
      root: 'spec',
      name: 'engine',
      value: both,
      want: 'spec.cluster.engine or spec.clusterRef.engine',
    },
    { reason: 'in a policy', root: 'policy', name: 'region', value: {}, want: 'policy.defaults.cluster.region' },
    { reason: 'nowhere', root: 'spec', name: 'constructor', value: {}, want: '' },
    { reason: 'in too many places', root: 'spec', name: 'name', value: {}, want: '' },
  ])('$reason: $name', ({ root, name, value, want }) => {
    expect(elsewhere(root, root, name, value)).toBe(want === '' ? '' : `, did you mean ${want}?`);
  });

  test('is told in the message of the schema', () => {
    const result = validateSpec({ cluster: { engine: 'pg', databases: [] } });
    expect(result).toMatchObject({
      ok: false,
      issues: [{ path: 'spec.cluster.databases', message: expect.stringContaining(', did you mean spec.databases?') }],
    });
  });
});
