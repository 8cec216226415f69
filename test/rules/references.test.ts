import { beforeAll, describe, expect, test } from '@jest/globals';
import { asList, asString, at, type JsonObject } from '../../src/lib/json.js';
import { SharedCases } from '../support/property.js';
import { run, type TestRequest, type TestResponse } from '../support/run.js';
import { CLUSTER_ID } from '../support/states.js';
import { deletesOfOthers } from './22-only-ours.js';
import { arbReference, type ReferenceScenario } from './reference-scenario.js';
import { EXTERNAL_NAME, policiesOf, wasMade } from './resources.js';

type Violations = (scenario: ReferenceScenario, response: TestResponse) => readonly string[];

const clusters = ({ composed }: TestResponse): readonly JsonObject[] =>
  Object.values(composed)
    .map(({ resource }) => resource)
    .filter(({ kind }) => kind === 'Cluster');

/** Whether the reference is honoured now, told by the inputs alone. */
function isGranted({ composite, required = {} }: TestRequest): boolean {
  const reference = at(composite, 'spec', 'clusterRef');
  if (at(reference, 'uuid') !== undefined) return true;
  if (at(reference, 'cluster') !== undefined) {
    const named = (required.cluster ?? []).find((found) => at(found, 'metadata', 'namespace') === 'shop');
    // What another composite has made is not to be named.
    const composed = asList(at(named, 'metadata', 'ownerReferences')).length > 0;
    return !composed && at(named, 'status', 'atProvider', 'id') !== undefined;
  }
  const namespace = asString(at(reference, 'binding', 'namespace')) ?? 'shop';
  const owner = (required.owner ?? []).find((found) => at(found, 'metadata', 'namespace') === namespace);
  const shared = asList(at(owner, 'spec', 'sharing', 'namespaces')).some((name) => name === 'shop' || name === '*');
  if (!owner || at(owner, 'spec', 'clusterRef') !== undefined || !(namespace === 'shop' || shared)) return false;
  const own = (required['owner-cluster'] ?? []).find(
    (found) => asString(at(asList(at(found, 'metadata', 'ownerReferences'))[0], 'uid')) === `uid-${namespace}`,
  );
  return policiesOf(own ?? {}).includes('Create') && at(own, 'status', 'atProvider', 'id') === CLUSTER_ID;
}

/** Whether the binding that is referred to says that it has this user: one that does not cannot be asked. */
function ownerTells({ composite, required = {} }: TestRequest, user: string): boolean {
  const reference = at(composite, 'spec', 'clusterRef', 'binding');
  const namespace = asString(at(reference, 'namespace')) ?? 'shop';
  const owner = (required.owner ?? []).find((found) => at(found, 'metadata', 'namespace') === namespace);
  const users = asList(at(owner, 'status', 'users'));
  return reference !== undefined && users.some((told) => at(told, 'name') === user);
}

const RULES: Readonly<Record<string, Violations>> = {
  'the cluster is only looked at': (_scenario, response) =>
    clusters(response).flatMap((cluster) => {
      const policies = policiesOf(cluster);
      const spec = Object.keys(at(cluster, 'spec', 'forProvider') ?? {});
      return policies.length === 1 && policies[0] === 'Observe' && spec.every((name) => name === 'name')
        ? []
        : [JSON.stringify(cluster)];
    }),
  'nothing but users, databases and Secrets is added': (_scenario, response) =>
    Object.values(response.composed)
      .map(({ resource }) => String(resource.kind))
      .filter((kind) => !['Cluster', 'User', 'DB', 'Secret'].includes(kind)),
  'what exists stays, whatever becomes of the owner': ({ request }, response) => {
    const asked = (list: string, key: string): boolean => {
      const names = at(request.composite, 'spec', list);
      return names === undefined || asList(names).some((entry) => key === `${list.slice(0, -1)}-${at(entry, 'name')}`);
    };
    // What points at a user that somebody else made goes, and comes anew under the namespace's own name.
    const isForeign = (key: string): boolean => key.startsWith('user-') && !wasMade(request.observed?.[key]?.resource);
    return Object.keys(request.observed ?? {}).filter(
      (key) =>
        !Object.hasOwn(response.composed, key) &&
        !isForeign(key) &&
        (key.startsWith('user-')
          ? asked('users', key)
          : !key.startsWith('secret-') || asked('users', key.replace('secret', 'user'))),
    );
  },
  'nothing is created without leave': ({ request }, response) =>
    isGranted(request)
      ? []
      : Object.keys(response.composed).filter(
          // What only looks at a user that there is creates nothing.
          (key) => !Object.hasOwn(request.observed ?? {}, key) && !/^(?:secret|watch)-/.test(key),
        ),
  "another namespace's administrator stays a secret": ({ engine, request }, response) => {
    const foreign = asString(at(request.composite, 'spec', 'clusterRef', 'binding', 'namespace')) === 'data';
    const needed = engine === 'valkey' || engine === 'redis';
    return foreign && !needed
      ? clusters(response).flatMap((cluster) =>
          at(cluster, 'spec', 'writeConnectionSecretToRef') ? [JSON.stringify(cluster)] : [],
        )
      : [];
  },
  'a forged status opens nothing': ({ request }, response) => {
    const forged = JSON.stringify(Object.values(response.composed));
    return forged.includes('doadmin') || forged.includes('00000000-5f57') ? [JSON.stringify(request.required)] : [];
  },
  'only what it made may be deleted': ({ request }, response) => deletesOfOthers(request, response),
  'a name of the owner is not taken': ({ request }, response) => {
    return isGranted(request) &&
      ownerTells(request, 'platform') &&
      /(?:^|,)platform$/.test(String(at(response.composed['user-platform']?.resource, ...EXTERNAL_NAME))) &&
      !Object.hasOwn(request.observed ?? {}, 'user-platform')
      ? ['the user platform is looked for, to be created']
      : [];
  },
};

const references = new SharedCases(arbReference, ({ request }) => run(request));
beforeAll(() => void references.all, 300_000);

describe('a cluster that lives elsewhere', () => {
  test.each(Object.entries(RULES))('%s', (_name, violations) =>
    references.hold((scenario, response) => (response.fatal === undefined ? violations(scenario, response) : [])),
  );

  test('most generated requests are composed, or the rules would show nothing', () => {
    const composed = references.all.filter(([, { fatal }]) => fatal === undefined);
    expect(composed.length).toBeGreaterThan(references.all.length * 0.9);
    expect(composed.filter(([, { composed }]) => 'cluster' in composed).length).toBeGreaterThan(composed.length / 2);
  });
});
