import { describe, expect, test } from '@jest/globals';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { resolve, sentences } from '../../support/stages.js';

const problems = (engine: Engine, sharing: JsonObject): readonly string[] =>
  sentences(resolve({ spec: { cluster: { engine }, sharing: { namespaces: ['billing'], ...sharing } } }));

describe.each([...ENGINES])('an owner of %s', (engine) => {
  const { acl, keepsUsersApart } = profileOf(engine);

  test('says that it shares all data only where users cannot be kept apart', () => {
    expect(problems(engine, { allData: true })).toEqual(
      keepsUsersApart
        ? [expect.stringMatching(/^spec\.sharing\.allData: not supported for .* mysql, mongodb, valkey/)]
        : [],
    );
    expect(problems(engine, { allData: false })).toEqual([]);
  });

  test('bounds ACLs only where there are some', () => {
    const about = { [acl?.scope ?? 'topic']: 'orders', permission: 'admin' };
    expect(problems(engine, { acl: [about] })).toEqual(
      acl ? [] : [expect.stringMatching(/^spec\.sharing\.acl: not supported for .* kafka, opensearch/)],
    );
  });
});

test('An entry has to be one that the engine knows', () => {
  expect(problems('kafka', { acl: [{ index: 'a', permission: 'read' }] })).toEqual([
    'spec.sharing.acl[0].topic: required but missing',
    'spec.sharing.acl[0].index: not supported for Kafka, where an entry has topic: remove it',
    expect.stringMatching(/^spec\.sharing\.acl\[0\]\.permission: unsupported value "read"/),
  ]);
});

test('An entry that denies would be taken for a bound', () => {
  expect(problems('opensearch', { acl: [{ index: 'secret-*', permission: 'deny' }] })).toEqual([
    'spec.sharing.acl[0].permission: an entry says what guests may do, so "deny" has no meaning here: remove the entry',
  ]);
});
