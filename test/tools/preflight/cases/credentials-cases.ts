import { secretOf, TOKEN } from '../../../support/cluster-objects.js';
import { type Case, COMPOSITION, CONFIG, SECRET, SYSTEM } from './case.js';
import { add, givenComposition, policy, without } from './changes.js';

const COMPOSITE = {
  apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
  kind: 'XDatabaseBinding',
  metadata: { name: 'orders-abcde' },
};

/** Configurations of providers, and their Secrets. */
export const CREDENTIALS: readonly Case[] = [
  {
    name: 'ConfigMissing',
    reason: 'the provider cannot log in',
    change: [without(CONFIG)],
    want: [
      [
        'problem',
        'Credentials',
        /ClusterProviderConfig "default" of DigitalOcean is not there/,
        /"kind":"ClusterProviderConfig"/,
      ],
    ],
  },
  {
    name: 'ConfigOfClaimsMissing',
    reason: 'the configuration package brings a Composition for claims that a platform may not want',
    change: [without('ProviderConfig default')],
    want: [
      [
        'warning',
        'Credentials',
        /^ProviderConfig "default" of DigitalOcean is not there; nobody has a claim/,
        /"apiVersion":"digitalocean\.crossplane\.io/,
      ],
    ],
  },
  {
    name: 'ConfigOfClaimsMissed',
    reason: 'somebody has a claim',
    change: [without('ProviderConfig default'), add(COMPOSITE)],
    want: [['problem', 'Credentials', /^ProviderConfig "default" of DigitalOcean is not there$/, /kubectl apply/]],
  },
  {
    name: 'OnlyClaims',
    reason: 'a platform that has nothing else wants them',
    change: [without('ProviderConfig default'), without(COMPOSITION)],
    want: [['problem', 'Credentials', /^ProviderConfig "default" of DigitalOcean is not there$/, /kubectl apply/]],
  },
  {
    name: 'ConfigOfAFile',
    reason: 'a Composition that is not applied yet is looked at with --composition',
    change: [without('Composition xdatabasebinding')],
    given: givenComposition({ providerConfigRef: { kind: 'ProviderConfig', name: 'production' } }),
    want: [
      ['problem', 'Credentials', /ProviderConfig "production" of DigitalOcean is not there/, /"namespace":"NAMESPACE"/],
    ],
  },
  {
    name: 'SecretMissing',
    reason: 'the configuration leads nowhere',
    change: [without(SECRET)],
    want: [
      [
        'problem',
        'Credentials',
        /ClusterProviderConfig .*digitalocean is not there/,
        /create secret generic digitalocean/,
      ],
      ['warning', 'Credentials', /^ProviderConfig .*digitalocean is not there/, /create secret generic digitalocean/],
    ],
  },
  {
    name: 'KeyMissing',
    reason: 'the most common slip',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { token: TOKEN }))],
    want: [
      ['problem', 'Credentials', /has no key "credentials"/, /--from-literal=credentials=/],
      ['warning', 'Credentials', /has no key "credentials"/, /--from-literal=credentials=/],
    ],
  },
  {
    name: 'KeyEmpty',
    reason: 'an unset variable of a pipeline',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { credentials: '' }))],
    want: [
      ['problem', 'Credentials', /key "credentials" .* is empty/, /create secret/],
      ['warning', 'Credentials', /key "credentials" .* is empty/, /create secret/],
    ],
  },
  {
    name: 'BareToken',
    reason: 'the provider reads JSON',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { credentials: TOKEN }))],
    want: [
      ['problem', 'Credentials', /is not JSON with "token"/, /\{"token":"…"\}/],
      ['warning', 'Credentials', /is not JSON with "token"/, /\{"token":"…"\}/],
    ],
  },
  {
    name: 'SqlConfigMissing',
    reason: 'a cluster made elsewhere needs its administrator',
    change: [
      policy((input) => ({
        ...input,
        sql: { provider: 'ProviderSql', clusters: [{ uuid: 'u', clusterProviderConfig: 'shared' }] },
      })),
    ],
    want: [
      [
        'problem',
        'Credentials',
        /ClusterProviderConfig "shared" of provider-sql is not there/,
        /PostgreSQLConnectionSecret/,
      ],
    ],
  },
  {
    name: 'SqlSecretIncomplete',
    reason: 'one logs in with all four',
    change: [
      policy((input) => ({
        ...input,
        sql: { provider: 'ProviderSql', clusters: [{ uuid: 'u', clusterProviderConfig: 'shared' }] },
      })),
      add({
        apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
        kind: 'ClusterProviderConfig',
        metadata: { name: 'shared' },
        spec: {
          credentials: {
            source: 'PostgreSQLConnectionSecret',
            connectionSecretRef: { namespace: 'data', name: 'admin' },
          },
        },
      }),
      add(secretOf('data', 'admin', { endpoint: 'db.example.org', port: '25060', username: 'doadmin', password: '' })),
    ],
    want: [['problem', 'Credentials', /Secret data\/admin lacks password/, /--from-literal=password=…/]],
  },
  {
    name: 'CaMissing',
    reason: 'new Secrets wait for it',
    change: [
      policy((input) => ({ ...input, caCertificate: { configMapRef: { namespace: 'platform', name: 'do-ca' } } })),
    ],
    want: [['warning', 'Credentials', /ConfigMap platform\/do-ca has no "ca\.crt"/, /create configmap do-ca/]],
  },
  {
    name: 'CaEmpty',
    reason: 'of a Secret only the key is told',
    change: [
      policy((input) => ({
        ...input,
        caCertificate: { secretRef: { namespace: 'platform', name: 'do-ca', key: 'pem' } },
      })),
      add(secretOf('platform', 'do-ca', { pem: '' })),
    ],
    want: [['warning', 'Credentials', /Secret platform\/do-ca has no "pem"/, /create secret generic do-ca/]],
  },
  {
    name: 'Forbidden',
    reason: 'whoever may not read Secrets is told so, and nothing else',
    change: [],
    refused: ['Secret'],
    want: [
      ['warning', 'Credentials', /you may not read Secret crossplane-system\/digitalocean/],
      ['warning', 'Credentials', /you may not read Secret crossplane-system\/digitalocean/],
      ['warning', 'Certificates', /you may not read Secret crossplane-system\/crossplane-tls-client/],
      ['warning', 'Certificates', /you may not read Secret .*function-database-binding-tls-server/],
    ],
  },
];
