import { secretOf, TOKEN } from '../../../support/cluster-objects.js';
import { type Case, CONFIG, SECRET, SYSTEM } from './case.js';
import { add, givenComposition, policy, without } from './changes.js';

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
      ['problem', 'Credentials', /^ProviderConfig .*digitalocean is not there/, /create secret generic digitalocean/],
    ],
  },
  {
    name: 'KeyMissing',
    reason: 'the most common slip',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { token: TOKEN }))],
    want: [
      ['problem', 'Credentials', /has no key "credentials"/, /--from-literal=credentials=/],
      ['problem', 'Credentials', /has no key "credentials"/, /--from-literal=credentials=/],
    ],
  },
  {
    name: 'KeyEmpty',
    reason: 'an unset variable of a pipeline',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { credentials: '' }))],
    want: [
      ['problem', 'Credentials', /key "credentials" .* is empty/, /create secret/],
      ['problem', 'Credentials', /key "credentials" .* is empty/, /create secret/],
    ],
  },
  {
    name: 'BareToken',
    reason: 'the provider reads JSON',
    change: [without(SECRET), add(secretOf(SYSTEM, 'digitalocean', { credentials: TOKEN }))],
    want: [
      ['problem', 'Credentials', /is not JSON with "token"/, /\{"token":"…"\}/],
      ['problem', 'Credentials', /is not JSON with "token"/, /\{"token":"…"\}/],
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
