import { type Case, FUNCTION, REVISION, SYSTEM } from './case.js';
import { condition, policy, set, without } from './changes.js';

const FETCH = { tokenSecretRef: { namespace: SYSTEM, name: 'reader', key: 'token' } };

/** The function and the providers. */
export const PACKAGES: readonly Case[] = [
  {
    name: 'FunctionMissing',
    reason: 'Compositions call it by its name',
    change: [without(FUNCTION)],
    want: [['problem', 'Function', /"function-database-binding" is not there$/, /xpkg install function/]],
  },
  {
    name: 'FunctionOfAnotherName',
    reason: 'as the package manager names what a configuration depends on',
    change: [set(FUNCTION, ['metadata', 'name'], 'databases-function-database-binding')],
    want: [['problem', 'Function', /installed as "databases-function-database-binding"/, /xpkg install function/]],
  },
  {
    name: 'FunctionUnhealthy',
    reason: 'the package manager says why',
    change: [condition(FUNCTION, 'Healthy', 'cannot pull')],
    want: [['problem', 'Function', /is not healthy: cannot pull/, /describe function\.pkg/]],
  },
  {
    name: 'FunctionInactive',
    reason: 'manual activation waits for somebody',
    change: [set(REVISION, ['spec', 'desiredState'], 'Inactive')],
    want: [['problem', 'Function', /no active revision/, /patch functionrevision\S* function-database-binding-1/]],
  },
  {
    name: 'FunctionWithoutEndpoint',
    reason: 'Crossplane does not know where to call',
    change: [set(REVISION, ['status'], {})],
    want: [['problem', 'Function', /no endpoint/, /describe functionrevision/]],
  },
  {
    name: 'ProviderMissing',
    reason: 'and so are its kinds',
    change: [without('Provider digitalocean'), without(/database\.digitalocean/)],
    want: [
      ['problem', 'Providers', /provider-upjet-digitalocean is not installed/, /xpkg install provider/],
      ['problem', 'Kinds', /m\.crossplane\.io: Cluster, .* and 12 more not there/, /provider-upjet/],
      ['warning', 'Kinds', /^database\.digitalocean\.crossplane\.io: .*not there/, /provider-upjet/],
    ],
  },
  {
    name: 'ProviderByHand',
    reason: 'its kinds work without a package too',
    change: [without('Provider digitalocean')],
    want: [['warning', 'Providers', /no package of provider-upjet-digitalocean/]],
  },
  {
    name: 'ProviderOld',
    reason: 'that one lacks what we send',
    change: [
      set('Provider digitalocean', ['spec', 'package'], 'registry.example.org/provider-upjet-digitalocean:v0.3.0'),
    ],
    want: [
      [
        'problem',
        'Providers',
        /v0\.3\.0 is older than v1\.0\.1/,
        /xpkg update provider registry\.example\.org\/provider-upjet-digitalocean:v1\.0\.1 digitalocean/,
      ],
    ],
  },
  {
    name: 'ProviderNew',
    reason: 'nobody tried it',
    change: [
      set('Provider digitalocean', ['spec', 'package'], 'registry.example.org/provider-upjet-digitalocean:v2.0.0'),
    ],
    want: [['warning', 'Providers', /newer than what is known/]],
  },
  {
    name: 'SqlMissing',
    reason: 'the default policy gives rights by it',
    change: [without('Provider sql'), without(/postgresql\.sql/)],
    want: [
      ['problem', 'Providers', /provider-sql is not installed/, /provider-sql:v0\.16\.0/],
      ['problem', 'Kinds', /^postgresql\.sql\.m\..* not there/, /provider-sql:v0\.16\.0/],
      ['warning', 'Kinds', /^postgresql\.sql\.crossplane.* not there/, /provider-sql:v0\.16\.0/],
    ],
  },
  {
    name: 'SqlNotNeeded',
    reason: 'a policy without sql does not ask for it',
    change: [
      without('Provider sql'),
      without(/postgresql\.sql/),
      policy(({ sql: _, ...input }) => input),
      without('Composition xdatabasebinding'),
    ],
    want: [],
  },
  {
    name: 'HttpNeeded',
    reason: 'a policy that fetches CA certificates needs provider-http, its configuration and a token',
    change: [
      policy((input) => ({
        ...input,
        caCertificate: { fetch: FETCH },
      })),
    ],
    want: [
      ['problem', 'Providers', /provider-http is not installed/, /provider-http/],
      ['problem', 'Kinds', /DisposableRequest not there/, /provider-http/],
      ['problem', 'Credentials', /"default" of provider-http is not there/, /http\.m\.crossplane\.io\/v1alpha2/],
      ['problem', 'Credentials', /reader is not there; "databasebinding" fetches/, /create secret generic reader/],
    ],
  },
  {
    name: 'HttpOptional',
    reason: 'bindings do without it, as the default Compositions have it, and say so themselves',
    change: [policy((input) => ({ ...input, caCertificate: { fetch: { ...FETCH, optional: true } } }))],
    want: [
      ['warning', 'Providers', /provider-http is not installed: nothing fetches CA certificates/, /provider-http/],
    ],
  },
];
