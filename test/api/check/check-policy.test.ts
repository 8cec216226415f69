import { describe, expect, test } from '@jest/globals';
import { checkPolicy } from '../../../src/api/check/check-policy.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import { collectIssues } from '../../../src/lib/issue.js';
import { asObject, type JsonObject } from '../../../src/lib/json.js';
import { checkedOf, resolve, sentence, sentences, validCluster } from '../../support/stages.js';
import { VERSIONS } from '../../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  /** Added to an ordinary `spec.cluster`. */
  readonly cluster?: JsonObject;
  /** Whether the ordinary cluster has a size. Default: true. */
  readonly sized?: boolean;
  readonly spec?: JsonObject;
  readonly policy: JsonObject;
  readonly want: readonly string[];
}

const NETWORK = 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb';
const PROJECT = 'dfb4c860-2f36-4656-8980-c278ecb146db';
const CLASSES = { small: { size: 'a' }, large: { size: 'b', nodeCount: 3, storageSizeMib: 90000 } };

const cases: readonly Case[] = [
  { name: 'NoPolicy', reason: 'a rule that is left out allows anything', policy: {}, want: [] },
  {
    name: 'EmptyLists',
    reason: 'an empty list allows anything',
    cluster: { version: '17' },
    policy: { allowed: { engines: [], regions: [], sizes: [], versions: { pg: [] } }, limits: {}, required: {} },
    want: [],
  },
  {
    name: 'AllAllowed',
    reason: 'what is on the lists and within the limits',
    cluster: { version: '17', nodeCount: 2, storageSizeMib: 61440, privateNetwork: { name: 'vpc' } },
    spec: { users: [{ name: 'a' }], databases: [{ name: 'a' }] },
    policy: {
      allowed: { engines: ['pg'], regions: ['nyc3'], sizes: ['db-s-1vcpu-1gb'], versions: { pg: ['16', '17'] } },
      limits: { nodeCount: 2, storageSizeMib: 61440, users: 1, databases: 1 },
      required: { privateNetwork: true },
    },
    want: [],
  },
  {
    name: 'Version',
    reason: 'a version that the platform does not support',
    cluster: { version: '15' },
    policy: { allowed: { versions: { pg: ['16', '17'], mysql: ['15'] } } },
    want: ['spec.cluster.version: "15" is not allowed by the policy (allowed: 16, 17)'],
  },
  {
    name: 'DefaultVersion',
    reason: 'a policy that contradicts itself gets the path in the policy',
    policy: { defaults: { versions: { pg: '18' } }, allowed: { versions: { pg: ['17'] } } },
    want: ['policy.defaults.versions.pg: "18" is not allowed by the policy (allowed: 17)'],
  },
  {
    name: 'NetworkAndProject',
    reason: 'a cluster beside those of others is not for everybody to ask for',
    cluster: { privateNetwork: { uuid: NETWORK }, projectId: PROJECT },
    policy: { references: { networks: [PROJECT], projects: [NETWORK] } },
    want: [
      `spec.cluster.privateNetwork.uuid: "${NETWORK}" is not among the networks that the policy allows (references.networks)`,
      `spec.cluster.projectId: "${PROJECT}" is not among the projects that the policy allows (references.projects)`,
    ],
  },
  {
    name: 'NetworkAndProjectListed',
    reason: 'the platform team allows them',
    cluster: { privateNetwork: { uuid: NETWORK }, projectId: PROJECT },
    policy: { references: { networks: ['*'], projects: [PROJECT] } },
    want: [],
  },
  {
    name: 'NetworkAndProjectOfThePolicy',
    reason: 'what every cluster gets may be asked for',
    cluster: { privateNetwork: { uuid: NETWORK }, projectId: PROJECT },
    policy: { defaults: { cluster: { privateNetwork: { uuid: NETWORK }, projectId: PROJECT } } },
    want: [],
  },
  {
    name: 'NetworkByDefault',
    reason: 'the platform team chooses freely',
    policy: { defaults: { cluster: { privateNetwork: { uuid: NETWORK }, projectId: PROJECT } } },
    want: [],
  },
  {
    name: 'Region',
    reason: 'data must not leave the allowed regions',
    policy: { allowed: { regions: ['ams3', 'fra1'] } },
    want: ['spec.cluster.region: "nyc3" is not allowed by the policy (allowed: ams3, fra1)'],
  },
  {
    name: 'Size',
    reason: 'large machines are not for everyone',
    policy: { allowed: { sizes: ['db-s-2vcpu-4gb'] } },
    want: ['spec.cluster.size: "db-s-1vcpu-1gb" is not allowed by the policy (allowed: db-s-2vcpu-4gb)'],
  },
  {
    name: 'SizeOfAClass',
    reason: 'a class is no way around the list',
    sized: false,
    cluster: { class: 'large' },
    policy: { classes: CLASSES, allowed: { sizes: ['a'] } },
    want: ['policy.classes.large.size: "b" is not allowed by the policy (allowed: a)'],
  },
  {
    name: 'Limits',
    reason: 'one more than the limit is too many',
    cluster: { nodeCount: 3, storageSizeMib: 61441 },
    spec: { users: [{ name: 'a' }, { name: 'b' }], databases: [{ name: 'a' }, { name: 'b' }] },
    policy: { limits: { nodeCount: 2, storageSizeMib: 61440, users: 1, databases: 1 } },
    want: [
      'spec.cluster.nodeCount: 3 is more than the policy allows (at most 2)',
      'spec.cluster.storageSizeMib: 61441 is more than the policy allows (at most 61440)',
      'spec.users: 2 is more than the policy allows (at most 1)',
      'spec.databases: 2 is more than the policy allows (at most 1)',
    ],
  },
  {
    name: 'LimitsOfAClass',
    reason: 'a class is no way around the limits',
    sized: false,
    cluster: { class: 'large' },
    policy: { classes: CLASSES, limits: { nodeCount: 2, storageSizeMib: 61440 } },
    want: [
      'policy.classes.large.nodeCount: 3 is more than the policy allows (at most 2)',
      'policy.classes.large.storageSizeMib: 90000 is more than the policy allows (at most 61440)',
    ],
  },
  {
    name: 'PrivateNetwork',
    reason: 'the platform can require it for every cluster',
    policy: { required: { privateNetwork: true } },
    want: ['spec.cluster.privateNetwork: required: the policy wants every cluster in a private network'],
  },
  {
    name: 'DefaultPrivateNetwork',
    reason: 'the defaults can give what is required',
    policy: { required: { privateNetwork: true }, defaults: { cluster: { privateNetwork: { name: 'vpc' } } } },
    want: [],
  },
  {
    name: 'ClassAndSize',
    reason: 'two sizes contradict each other',
    cluster: { class: 'small' },
    policy: { classes: CLASSES },
    want: ['spec.cluster.size: the class sets the size: set class or size, not both'],
  },
  {
    name: 'UnknownClass',
    reason: 'the known classes are listed, sorted',
    sized: false,
    cluster: { class: 'huge' },
    policy: { classes: { ...CLASSES, medium: { size: 'm' } } },
    want: ['spec.cluster.class: unknown class "huge" (the policy has: large, medium, small)'],
  },
  {
    name: 'NoClasses',
    reason: 'a policy without classes says so',
    sized: false,
    cluster: { class: 'constructor' },
    policy: {},
    want: ['spec.cluster.class: unknown class "constructor" (the policy has no classes)'],
  },
  {
    name: 'UnknownDefaultClass',
    reason: 'a mistake in the policy has its path there',
    sized: false,
    policy: { classes: CLASSES, defaults: { cluster: { class: 'medium' } } },
    want: ['policy.defaults.cluster.class: unknown class "medium" (the policy has: large, small)'],
  },
];

function said({
  cluster = {},
  sized = true,
  spec = {},
  policy,
}: Omit<Case, 'name' | 'reason' | 'want'>): readonly string[] {
  const size = sized ? { size: 'db-s-1vcpu-1gb' } : {};
  return check({ ...spec, cluster: { engine: 'pg', region: 'nyc3', ...size, ...cluster } }, policy, sized);
}

function check(spec: JsonObject, policy: JsonObject, creating: boolean): readonly string[] {
  const { engine } = validCluster(asObject(spec.cluster));
  const defaults = { versions: VERSIONS, ...asObject(policy.defaults) };
  const checked = checkedOf({ spec, policy: { ...policy, defaults }, ...(creating ? {} : { running: engine }) });
  return collectIssues((report) => checkPolicy(report, checked)).map(sentence);
}

describe('checkPolicy', () => {
  test.each(cases)('$name: $reason', (given) => expect(said(given)).toEqual(given.want));

  const ONLY: Readonly<Record<Engine, Engine>> = {
    pg: 'mysql',
    mysql: 'pg',
    mongodb: 'pg',
    valkey: 'pg',
    kafka: 'pg',
    opensearch: 'pg',
  };

  test.each(ENGINES)('%s: an engine is allowed, or it is not', (engine) => {
    const only = ONLY[engine];
    expect(said({ cluster: { engine }, policy: { allowed: { engines: [engine] } } })).toEqual([]);
    expect(said({ cluster: { engine }, policy: { allowed: { engines: [only] } } })).toEqual([
      `spec.cluster.engine: "${engine}" is not allowed by the policy (allowed: ${only})`,
    ]);
  });

  // "What runs keeps its own value": a default for new clusters cannot make a running one invalid.
  test('a default that does not fit the engine does not apply to a running cluster', () => {
    const policy = { defaults: { cluster: { region: 'nyc3', size: 'a', nodeCount: 1 } } };
    expect(sentences(resolve({ spec: { cluster: { engine: 'kafka' } }, policy, running: 'kafka' }))).toEqual([]);
  });
});

describe('what a new cluster cannot do without', () => {
  const size = 'spec.cluster.size: required: set it or a class, or give the policy a default';
  const region = 'spec.cluster.region: required: set it, or give the policy a default';

  test.each<{ name: string; reason: string; cluster: JsonObject; policy: JsonObject; want: readonly string[] }>([
    { name: 'Nothing', reason: 'no cluster without them', cluster: {}, policy: {}, want: [size, region] },
    { name: 'Spec', reason: 'the spec gives both', cluster: { size: 'a', region: 'nyc3' }, policy: {}, want: [] },
    {
      name: 'Class',
      reason: 'a class gives the size',
      cluster: { class: 'small' },
      policy: { classes: CLASSES },
      want: [region],
    },
    {
      name: 'Defaults',
      reason: 'the policy gives both',
      cluster: {},
      policy: { defaults: { cluster: { size: 'a', region: 'nyc3' } } },
      want: [],
    },
  ])('$name: $reason', ({ cluster, policy, want }) => {
    expect(check({ cluster: { engine: 'pg', ...cluster } }, policy, true)).toEqual(want);
    // A running cluster keeps what it has.
    expect(check({ cluster: { engine: 'pg', ...cluster } }, policy, false)).toEqual([]);
  });
});
