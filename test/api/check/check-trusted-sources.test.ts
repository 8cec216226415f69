import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/lib/json.js';
import { run } from '../../support/run.js';
import { binding, POLICY } from '../../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly cluster: JsonObject;
  readonly policy?: JsonObject;
  /** The problem; left out for a good source. */
  readonly want?: string;
}

const source = (type: string, value: string): JsonObject => ({ trustedSources: [{ type, value }] });
const uuid = '3f2a0c52-8d1e-4c5b-9a77-0c1d2e3f4a5b';
const AT = 'spec.cluster.trustedSources[0].value: ';

const CASES: readonly Case[] = [
  { name: 'Address', reason: 'one IPv4 address', cluster: source('ip_addr', '192.0.2.1') },
  { name: 'Network', reason: 'a network by its first address', cluster: source('ip_addr', '10.32.0.0/13') },
  { name: 'Droplet', reason: 'droplets have numbers', cluster: source('droplet', '163973392') },
  { name: 'Kubernetes', reason: 'by UUID', cluster: source('k8s', uuid) },
  { name: 'App', reason: 'by UUID', cluster: source('app', uuid) },
  { name: 'Tag', reason: 'as a tag is written', cluster: source('tag', 'team:web') },
  {
    name: 'UnknownType',
    reason: 'what is supported is listed',
    cluster: source('vpc', uuid),
    want: 'spec.cluster.trustedSources[0].type: unsupported value "vpc" (supported: ip_addr, droplet, k8s, tag, app)',
  },
  {
    name: 'IPv6',
    reason: 'DigitalOcean has no such rules',
    cluster: source('ip_addr', '2001:db8::/32'),
    want: `${AT}"2001:db8::/32" is an IPv6 address, which DigitalOcean does not support here: use an IPv4 address or network such as 192.0.2.1 or 192.0.2.0/24`,
  },
  {
    name: 'NoAddress',
    reason: 'a host name is not an address',
    cluster: source('ip_addr', 'office.example.org'),
    want: `${AT}"office.example.org" is not an IPv4 address or network such as 192.0.2.1 or 192.0.2.0/24`,
  },
  {
    name: 'Octet',
    reason: 'a typing error of one digit',
    cluster: source('ip_addr', '192.0.2.256'),
    want: `${AT}"192.0.2.256" is not an IPv4`,
  },
  {
    name: 'HostBits',
    reason: 'the provider would see a difference forever',
    cluster: source('ip_addr', '10.39.1.7/13'),
    want: `${AT}"10.39.1.7/13" is an address inside a network: use 10.32.0.0/13`,
  },
  {
    name: 'WholeInternet',
    reason: 'only allowAll opens a cluster',
    cluster: source('ip_addr', '0.0.0.0/0'),
    want: `${AT}"0.0.0.0/0" is the whole internet: set trustedSources to [] and allowAll to true`,
  },
  {
    name: 'KubernetesByName',
    reason: 'a name is not a UUID',
    cluster: source('k8s', 'production'),
    want: `${AT}"production" is not the UUID of a Kubernetes cluster, in lower case`,
  },
  {
    name: 'AllowAllBesideSources',
    reason: 'one of the two is a mistake',
    cluster: { ...source('ip_addr', '192.0.2.1'), allowAll: true },
    want: 'spec.cluster.allowAll: needs an empty list: set trustedSources to [], or remove allowAll',
  },
  {
    name: 'AllowAllAlone',
    reason: 'the empty list has to be written too',
    cluster: { allowAll: true },
    want: 'spec.cluster.allowAll: needs an empty list',
  },
  {
    name: 'Required',
    reason: 'the platform requires some',
    cluster: {},
    policy: { required: { trustedSources: true } },
    want: 'spec.cluster.trustedSources: required: the policy wants every cluster to list who may connect',
  },
  {
    name: 'RequiredAndOpened',
    reason: 'an empty list does not avoid it',
    cluster: { trustedSources: [], allowAll: true },
    policy: { required: { trustedSources: true } },
    want: 'spec.cluster.trustedSources: required',
  },
  {
    name: 'RequiredAndGiven',
    reason: "the policy's own count",
    cluster: {},
    policy: { required: { trustedSources: true }, trustedSources: [{ type: 'tag', value: 'web' }] },
  },
  {
    name: 'PolicyMistake',
    reason: 'the policy is checked like a spec',
    cluster: {},
    policy: { trustedSources: [{ type: 'ip_addr', value: '::1' }] },
    want: 'policy.trustedSources[0].value: "::1" is an IPv6 address',
  },
];

test('all wrong ones are told at once, whatever is wrong with each', () => {
  const list = [
    { type: 'ip', value: '10.0.0.5/8' },
    { type: 'ip_addr', value: '10.0.0.5/8' },
    { type: 'k8s', value: 'my-cluster' },
    { type: 'ip_addr', value: '0.0.0.0/0' },
    { type: 'tag', value: 'web' },
    { type: 'droplet', value: 7 },
  ];
  const composite = binding({ cluster: { engine: 'pg', trustedSources: list } });
  const { fatal = '' } = run({ composite, policy: POLICY });
  const wrong = [...fatal.matchAll(/trustedSources\[(\d)\]\.(?:type|value): /g)].map(([, index]) => Number(index));
  expect(wrong.sort()).toEqual([0, 1, 2, 3, 5]);
});

test('those of the policy too', () => {
  const trustedSources = [
    { type: 'ip', value: '192.0.2.1' },
    { type: 'k8s', value: 'my-cluster' },
  ];
  const { fatal } = run({ composite: binding({ cluster: { engine: 'pg' } }), policy: { ...POLICY, trustedSources } });
  expect(fatal).toContain('policy.trustedSources[0].type: ');
  expect(fatal).toContain('policy.trustedSources[1].value: "my-cluster" is not the UUID');
});

describe('trusted sources', () => {
  test.each(CASES)('$name: $reason', ({ cluster, policy, want }) => {
    const composite = binding({ cluster: { engine: 'pg', ...cluster } });
    const { fatal } = run({ composite, policy: { ...POLICY, ...policy } });
    if (want === undefined) expect(fatal).toBeUndefined();
    else expect(fatal).toContain(want);
  });
});
