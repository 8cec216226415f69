import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { withoutValues } from '../../../tools/kubernetes/without-values.js';
import { paintNothing } from '../../../tools/output/paint.js';
import { structured } from '../../../tools/output/structured.js';
import { findingsIn } from '../../../tools/preflight/checks.js';
import type { Finding } from '../../../tools/preflight/finding.js';
import { readInventory } from '../../../tools/preflight/inventory.js';
import { reportLines, reportOf } from '../../../tools/preflight/report.js';
import { createAuthority, issue } from '../../server/authority.js';
import {
  clusterRole,
  healthyCluster,
  idOf,
  NOW,
  readerOf,
  roleBinding,
  secretOf,
  TOKEN,
  tlsSecret,
} from '../../support/cluster-objects.js';
import { holds } from '../../support/property.js';

type Change = (objects: readonly JsonObject[]) => readonly JsonObject[];

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly change: readonly Change[];
  readonly refused?: readonly string[];
  /** The Composition of `--composition`. */
  readonly given?: JsonObject;
  readonly want: readonly (readonly [Finding['mark'], Finding['area'], RegExp, RegExp?])[];
}

const SYSTEM = 'crossplane-system';
const DEPLOYMENT = `Deployment ${SYSTEM}/crossplane`;
const FUNCTION = 'Function function-database-binding';
const REVISION = 'FunctionRevision function-database-binding-1';
const CLUSTERS = 'CustomResourceDefinition clusters.database.digitalocean.m.crossplane.io';
const XRD = 'CompositeResourceDefinition databasebindings.bindings.digitalocean.crossplane.io';
const CLAIMS = 'CompositeResourceDefinition xdatabasebindings.bindings.digitalocean.crossplane.io';
const COMPOSITION = 'Composition databasebinding';
const CONFIG = 'ClusterProviderConfig default';
const SECRET = `Secret ${SYSTEM}/digitalocean`;
const CLIENT = `Secret ${SYSTEM}/crossplane-tls-client`;
const SERVER = `Secret ${SYSTEM}/function-database-binding-tls-server`;
const TEAM = { kind: 'Group', name: 'shop-team' };

const CROSSPLANE: readonly Case[] = [
  {
    name: 'NotInstalled',
    reason: 'without its API there is nothing else to look at',
    change: [without(/^CompositeResourceDefinition/)],
    want: [['problem', 'Crossplane', /not installed/, /helm upgrade --install crossplane/]],
  },
  {
    name: 'Unseen',
    reason: 'a control plane may run somewhere else, with only its API here',
    change: [without(DEPLOYMENT)],
    want: [['warning', 'Crossplane', /no Deployment runs it/]],
  },
  {
    name: 'TooOld',
    reason: 'namespaced composites came with v2',
    change: [image('v1.20.3')],
    want: [['problem', 'Crossplane', /v1\.20\.3 is too old.*v2\.0\.0/, /helm upgrade/]],
  },
  {
    name: 'OldForClaims',
    reason: 'claims are served by older ones too',
    change: [image('v1.20.3'), without(COMPOSITION)],
    want: [['warning', 'Crossplane', /v1\.20\.3 serves claims/]],
  },
  {
    name: 'NoVersion',
    reason: 'an image may be named by its digest alone',
    change: [
      set(
        DEPLOYMENT,
        ['spec', 'template', 'spec', 'containers'],
        [{ image: 'crossplane@sha256:1', args: ['core', 'start'] }],
      ),
    ],
    want: [['warning', 'Crossplane', /neither its image nor its labels/]],
  },
  {
    name: 'NoPods',
    reason: 'a Deployment alone reconciles nothing',
    change: [set(DEPLOYMENT, ['status', 'availableReplicas'], 0)],
    want: [['problem', 'Crossplane', /none of its Pods/, /rollout status deployment\/crossplane/]],
  },
  {
    name: 'NotRealtime',
    reason: 'a binding then notices late',
    change: [
      set(
        DEPLOYMENT,
        ['spec', 'template', 'spec', 'containers'],
        [{ image: 'crossplane:v2.4.0', args: ['core', 'start', '--enable-realtime-compositions=false'] }],
      ),
    ],
    want: [['warning', 'Crossplane', /realtime compositions are off/, /edit deployment\/crossplane/]],
  },
  {
    name: 'NoUsages',
    reason: 'nobody asks for deletion protection by default',
    change: [without(/^ValidatingWebhookConfiguration/)],
    want: [['warning', 'Crossplane', /deletion protection has no effect/]],
  },
  {
    name: 'NoUsagesButProtected',
    reason: 'a policy promises what nothing enforces',
    change: [
      without(/^ValidatingWebhookConfiguration/),
      policy((input) => ({ ...input, defaults: { deletionProtection: true } })),
    ],
    want: [['problem', 'Crossplane', /databasebinding asks for it/, /webhooks\.enabled=true/]],
  },
];

const PACKAGES: readonly Case[] = [
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
      ['problem', 'Kinds', /^database\.digitalocean\.crossplane\.io: .*not there/, /provider-upjet/],
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
      ['problem', 'Kinds', /^postgresql\.sql\.crossplane.* not there/, /provider-sql:v0\.16\.0/],
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
        caCertificate: { fetch: { tokenSecretRef: { namespace: SYSTEM, name: 'reader', key: 'token' } } },
      })),
    ],
    want: [
      ['problem', 'Providers', /provider-http is not installed/, /provider-http/],
      ['problem', 'Kinds', /DisposableRequest not there/, /provider-http/],
      ['problem', 'Credentials', /"default" of provider-http is not there/, /http\.m\.crossplane\.io\/v1alpha2/],
      ['problem', 'Credentials', /reader is not there; "databasebinding" fetches/, /create secret generic reader/],
    ],
  },
];

const KINDS: readonly Case[] = [
  {
    name: 'Inactive',
    reason: 'a kind that no activation policy names is only a definition',
    change: [without(CLUSTERS), add(managedDefinition())],
    want: [
      [
        'problem',
        'Kinds',
        /digitalocean\.m\.crossplane\.io: Cluster not active/,
        /"\*\.database\.digitalocean\.m\.crossplane\.io"/,
      ],
    ],
  },
  {
    name: 'NotEstablished',
    reason: 'the API server has not taken it',
    change: [set(CLUSTERS, ['status'], {})],
    want: [['problem', 'Kinds', /Cluster not established/, /get crd/]],
  },
  {
    name: 'OtherVersion',
    reason: 'we send v1alpha1',
    change: [set(CLUSTERS, ['spec', 'versions'], [{ name: 'v1', served: true }])],
    want: [['problem', 'Kinds', /Cluster not served in v1alpha1/, /xpkg update provider/]],
  },
  {
    name: 'FieldMissing',
    reason: 'the API server would drop it without a word',
    change: [withoutField(CLUSTERS, 'storageSizeMib')],
    want: [['problem', 'Kinds', /Cluster lacks spec\.forProvider\.storageSizeMib/, /xpkg update provider/]],
  },
  {
    name: 'PolicyFails',
    reason: 'it activates nothing any more',
    change: [condition('ManagedResourceActivationPolicy database-binding', 'Healthy', 'no such kind')],
    want: [['problem', 'Kinds', /"database-binding" fails: no such kind/, /describe managedresourceactivationpolicy/]],
  },
  {
    name: 'NotAllNamed',
    reason: 'it works now, and may not after an update',
    change: [
      set(
        'ManagedResourceActivationPolicy database-binding',
        ['spec', 'activate'],
        ['*.postgresql.sql.m.crossplane.io', '*.postgresql.sql.crossplane.io', '*.database.digitalocean.crossplane.io'],
      ),
    ],
    want: [
      [
        'warning',
        'Kinds',
        /no activation policy names all kinds of database\.digitalocean\.m/,
        /ManagedResourceActivationPolicy/,
      ],
    ],
  },
];

const DEFINITIONS: readonly Case[] = [
  {
    name: 'NotEstablished',
    reason: 'nobody can write a binding',
    change: [condition(XRD, 'Established', 'conflict')],
    want: [['problem', 'Definitions', /DatabaseBinding is not established: conflict/, /describe xrd/]],
  },
  {
    name: 'NotOffered',
    reason: 'nobody can write a claim',
    change: [condition(CLAIMS, 'Offered', 'conflict')],
    want: [['problem', 'Definitions', /XDatabaseBinding is not offered/, /describe xrd/]],
  },
  {
    name: 'OlderFields',
    reason: 'the API server drops fields that an XRD lacks',
    change: [withoutSpecField(XRD, 'databases')],
    want: [
      [
        'problem',
        'Definitions',
        /DatabaseBinding lacks spec\.databases: it is of another version/,
        /xpkg update configuration/,
      ],
    ],
  },
  {
    name: 'Missing',
    reason: 'a Composition for a kind that does not exist',
    change: [without(CLAIMS)],
    want: [
      [
        'problem',
        'Definitions',
        /no CompositeResourceDefinition defines XDatabaseBinding/,
        /xpkg install configuration/,
      ],
    ],
  },
  {
    name: 'Choice',
    reason: 'limits of a policy bind nobody who may choose another one',
    change: [(objects) => [...objects, { ...pick(objects, COMPOSITION), metadata: { name: 'generous' } }]],
    want: [['warning', 'Definitions', /choose between the policies of databasebinding, generous/]],
  },
  {
    name: 'NoComposition',
    reason: 'nothing calls the function',
    change: [without(/^Composition/)],
    want: [['problem', 'Compositions', /no Composition calls the function/, /xpkg install configuration/]],
  },
  {
    name: 'NoDefault',
    reason: 'a binding that chooses none gets none',
    change: [set(COMPOSITION, ['metadata', 'name'], 'other')],
    want: [
      ['warning', 'Compositions', /"databasebinding", which a DatabaseBinding gets/, /xpkg install configuration/],
    ],
  },
  {
    name: 'FromContext',
    reason: 'that part of the policy exists in a pipeline only',
    change: [policy((input) => ({ ...input, fromContext: { field: 'policy' } }))],
    want: [['warning', 'Compositions', /takes part of its policy from the context/]],
  },
  {
    name: 'NoSecretNamespace',
    reason: 'the provider could write no connection Secret',
    change: [without(`Namespace ${SYSTEM}`)],
    want: [
      [
        'problem',
        'Compositions',
        /namespace "crossplane-system", which is not there/,
        /create namespace crossplane-system/,
      ],
    ],
  },
];

const CREDENTIALS: readonly Case[] = [
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

const RIGHTS: readonly Case[] = [
  {
    name: 'NoSecrets',
    reason: 'a platform team may have taken them away',
    change: [
      set(
        'ClusterRole crossplane',
        ['rules'],
        [
          {
            apiGroups: [
              'bindings.digitalocean.crossplane.io',
              'protection.crossplane.io',
              'database.digitalocean.m.crossplane.io',
              'database.digitalocean.crossplane.io',
              'postgresql.sql.m.crossplane.io',
              'postgresql.sql.crossplane.io',
            ],
            resources: ['*'],
            verbs: ['*'],
          },
          { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list', 'watch'] },
        ],
      ),
    ],
    want: [
      [
        'problem',
        'Rights of Crossplane',
        /may not create, update, patch, delete secrets, .*configmaps/,
        /aggregate-to-crossplane/,
      ],
    ],
  },
  {
    name: 'NoServiceBindings',
    reason: 'only connection.workload needs them',
    change: [
      set(
        'ClusterRole crossplane',
        ['rules'],
        [
          {
            apiGroups: [
              '',
              'bindings.digitalocean.crossplane.io',
              'protection.crossplane.io',
              'database.digitalocean.m.crossplane.io',
              'database.digitalocean.crossplane.io',
              'postgresql.sql.m.crossplane.io',
              'postgresql.sql.crossplane.io',
            ],
            resources: ['*'],
            verbs: ['*'],
          },
        ],
      ),
    ],
    want: [['warning', 'Rights of Crossplane', /may not write ServiceBindings/, /servicebinding\.io/]],
  },
  {
    name: 'NoWriter',
    reason: 'then nobody will use it',
    change: [without('RoleBinding shop/team')],
    want: [['warning', 'Rights of tenants', /nobody but the platform team/, /create rolebinding/]],
  },
  ...(
    [
      [
        'Provider',
        'the account',
        /the provider's resources/,
        ['database.digitalocean.m.crossplane.io', 'clusters', 'create'],
      ],
      ['Configs', 'the token', /write provider configs/, ['digitalocean.m.crossplane.io', 'providerconfigs', 'update']],
      [
        'Sql',
        'a Grant names any role',
        /objects of provider-sql/,
        ['postgresql.sql.m.crossplane.io', 'grants', 'create'],
      ],
      [
        'Http',
        'requests to any address',
        /requests with provider-http's/,
        ['http.m.crossplane.io', 'disposablerequests', 'create'],
      ],
      ['Escalation', 'any role', /give itself any role/, ['rbac.authorization.k8s.io', 'roles', 'escalate']],
    ] as const
  ).map(
    ([name, reason, message, [group, resource, verb]]): Case => ({
      name: `TooMuch${name}`,
      reason,
      change: [
        add(clusterRole('much', [{ apiGroups: [group], resources: [resource], verbs: [verb] }])),
        add(roleBinding('RoleBinding', 'shop', 'much', 'much', TEAM)),
      ],
      want: [['problem', 'Rights of tenants', message, /^kubectl -n shop delete rolebinding much$/]],
    }),
  ),
  ...(
    [
      ['Usages', 'protection', /turns deletion protection off/, ['protection.crossplane.io', 'usages', 'delete']],
      [
        'Status',
        'lies',
        /write the status of bindings/,
        ['bindings.digitalocean.crossplane.io', 'databasebindings/status', 'patch'],
      ],
      ['Secrets', 'as the built-in edit', /read all Secrets there/, ['', 'secrets', 'get']],
    ] as const
  ).map(
    ([name, reason, message, [group, resource, verb]]): Case => ({
      name: `Wide${name}`,
      reason,
      change: [
        add(clusterRole('much', [{ apiGroups: [group], resources: [resource], verbs: [verb] }])),
        add(roleBinding('RoleBinding', 'shop', 'much', 'much', TEAM)),
      ],
      want: [['warning', 'Rights of tenants', message]],
    }),
  ),
  {
    name: 'WideEverywhere',
    reason: 'the built-in role in each namespace is one line, not one for each',
    change: [
      add(clusterRole('much', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])),
      ...['a', 'b', 'c', 'd', 'e'].flatMap((namespace) => [
        add(roleBinding('RoleBinding', namespace, 'team', 'databasebindings-edit', TEAM)),
        add(roleBinding('RoleBinding', namespace, 'much', 'much', TEAM)),
      ]),
    ],
    want: [
      [
        'warning',
        'Rights of tenants',
        /^RoleBindings a\/much, .* and 1 more \(much\) let Group shop-team read all Secrets/,
      ],
    ],
  },
  {
    name: 'TokenReadable',
    reason: 'the Secrets of the system namespace are the account',
    change: [
      add(clusterRole('secrets', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])),
      add(roleBinding('RoleBinding', SYSTEM, 'support', 'secrets', { kind: 'User', name: 'helper' })),
    ],
    want: [
      [
        'problem',
        'Rights of tenants',
        /RoleBinding crossplane-system\/support \(secrets\) lets User helper read the Secrets/,
        /delete rolebinding support/,
      ],
    ],
  },
  {
    name: 'OtherNamespace',
    reason: 'Secrets of a namespace without bindings are no business of ours',
    change: [
      add(clusterRole('secrets', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])),
      add(roleBinding('RoleBinding', 'other', 'support', 'secrets', { kind: 'User', name: 'helper' })),
    ],
    want: [],
  },
  {
    name: 'Controller',
    reason: 'controllers of the platform read Secrets everywhere and write no bindings',
    change: [
      add(clusterRole('secrets', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])),
      add(
        roleBinding('ClusterRoleBinding', undefined, 'certs', 'secrets', {
          kind: 'ServiceAccount',
          namespace: 'cert-manager',
          name: 'cert-manager',
        }),
      ),
    ],
    want: [],
  },
  {
    name: 'PlatformTeam',
    reason: 'whoever writes Compositions everywhere decides over policies anyway',
    change: [
      add(clusterRole('everything', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }])),
      add(roleBinding('ClusterRoleBinding', undefined, 'platform', 'everything', { kind: 'Group', name: 'platform' })),
    ],
    want: [],
  },
  {
    name: 'Everybody',
    reason: 'a group that all are in is a tenant',
    change: [
      add(clusterRole('much', [{ apiGroups: ['*'], resources: ['grants'], verbs: ['*'] }])),
      add(roleBinding('ClusterRoleBinding', undefined, 'all', 'much', { kind: 'Group', name: 'system:authenticated' })),
    ],
    want: [
      [
        'problem',
        'Rights of tenants',
        /Group system:authenticated write objects of provider-sql/,
        /^kubectl delete clusterrolebinding all$/,
      ],
    ],
  },
  {
    name: 'Unread',
    reason: 'what may not be read is said once',
    change: [],
    refused: ['ClusterRole'],
    want: [
      ['warning', 'Rights of Crossplane', /you may not read ClusterRoles and/],
      ['warning', 'Rights of tenants', /you may not read ClusterRoles:/],
    ],
  },
];

const CERTIFICATES: readonly Case[] = [
  {
    name: 'ClientMissing',
    reason: 'the function refuses whoever has none',
    change: [without(CLIENT)],
    want: [
      [
        'problem',
        'Certificates',
        /crossplane-tls-client is not there: Crossplane has no certificate/,
        /delete secret crossplane-tls-client/,
      ],
    ],
  },
  {
    name: 'ServerMissing',
    reason: 'the function refuses to start',
    change: [without(SERVER)],
    want: [['problem', 'Certificates', /tls-server is not there: the function/, /delete secret/]],
  },
  {
    name: 'Incomplete',
    reason: 'as `crossplane core init` leaves it for a moment',
    change: [without(CLIENT), add(secretOf(SYSTEM, 'crossplane-tls-client', { 'tls.crt': '' }))],
    want: [['problem', 'Certificates', /lacks tls\.crt, tls\.key, ca\.crt/, /delete secret/]],
  },
  {
    name: 'NoCertificate',
    reason: 'something else has the key',
    change: [
      without(CLIENT),
      add(secretOf(SYSTEM, 'crossplane-tls-client', { 'tls.crt': 'x', 'tls.key': 'y', 'ca.crt': 'z' })),
    ],
    want: [['problem', 'Certificates', /has a tls\.crt that is no certificate/, /delete secret/]],
  },
];

let healthy: readonly JsonObject[];

beforeAll(async () => {
  healthy = await healthyCluster();
});

test('a healthy cluster has nothing to mend', async () => {
  const findings = await look(healthy);
  expect(findings.filter(({ mark }) => mark !== 'ok')).toEqual([]);
  expect(new Set(findings.map(({ area }) => area)).size).toBe(10);
});

describe.each([
  ['Crossplane', CROSSPLANE],
  ['packages', PACKAGES],
  ['kinds', KINDS],
  ['definitions and Compositions', DEFINITIONS],
  ['credentials', CREDENTIALS],
  ['rights', RIGHTS],
  ['certificates', CERTIFICATES],
] as const)('%s', (_, cases) => {
  test.each(cases)('$name: $reason', async ({ change, refused, given, want }) => {
    const objects = change.reduce((all, each) => each(all), healthy);
    const findings = (await look(objects, refused, given)).filter(({ mark }) => mark !== 'ok');
    expect(findings).toEqual(
      want.map(([mark, area, message, remedy]) => ({
        area,
        mark,
        message: expect.stringMatching(message),
        ...(remedy === undefined ? {} : { remedy: expect.stringMatching(remedy) }),
      })),
    );
  });
});

describe('certificates that no clock made', () => {
  test.each([
    { days: 400, want: /was valid until/, mark: 'problem' },
    { days: 360, want: /is valid until \S+ only/, mark: 'warning' },
    { days: 30, want: /is valid until \d{4}-\d\d-\d\d$/, mark: 'ok' },
  ])('after $days days: $mark', async ({ days, want, mark }) => {
    const now = new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
    const findings = (await look(healthy, [], undefined, now)).filter(({ area }) => area === 'Certificates');
    expect(findings).toEqual([0, 1].map(() => expect.objectContaining({ mark, message: expect.stringMatching(want) })));
  });

  test('of another authority the function refuses Crossplane', async () => {
    const other = await createAuthority('Another');
    const secret = tlsSecret('function-database-binding-tls-server', await issue(other), other);
    const findings = await look([...without(SERVER)(healthy), secret]);
    expect(findings.filter(({ mark }) => mark === 'problem')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/another authority than crossplane-tls-client/) }),
    ]);
  });
});

test('every problem has a command that mends it, whatever is missing', async () => {
  await holds(
    fc.asyncProperty(fc.subarray([...healthy], { minLength: healthy.length - 8 }), async (objects) => {
      const findings = await look(objects);
      expect(findings.filter(({ mark, remedy }) => mark === 'problem' && remedy === undefined)).toEqual([]);
    }),
    50,
  );
});

test('no value of a Secret is ever in the output', async () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+/=_"\\-]{12,40}$/);
  await holds(
    fc.asyncProperty(value, value, async (token, password) => {
      const objects = [
        ...without(SECRET)(condition(FUNCTION, 'Healthy', `cannot log in with ${token}`)(healthy)),
        secretOf(SYSTEM, 'digitalocean', { credentials: JSON.stringify({ token }), password }),
      ];
      const text = await print(objects);
      expect(text).toContain('cannot log in with');
      for (const secret of [token, password, JSON.stringify(token).slice(1, -1)]) expect(text).not.toContain(secret);
    }),
    50,
  );
});

async function look(
  objects: readonly JsonObject[],
  refused: readonly string[] = [],
  given?: JsonObject,
  now = NOW,
): Promise<readonly Finding[]> {
  const reader = withoutValues(readerOf(objects, refused));
  return findingsIn(await readInventory(reader, given && [given], now));
}

/** All formats of the output together. */
async function print(objects: readonly JsonObject[]): Promise<string> {
  const reader = withoutValues(readerOf(objects));
  const report = reportOf('test', findingsIn(await readInventory(reader, undefined, NOW)), reader.redact);
  return [...reportLines(report, paintNothing), structured('json', report), structured('yaml', report)].join('\n');
}

function without(id: string | RegExp): Change {
  return (objects) => {
    const left = objects.filter((object) => !(typeof id === 'string' ? idOf(object) === id : id.test(idOf(object))));
    if (left.length === objects.length) throw new Error(`there is no ${id}`);
    return left;
  };
}

function add(object: JsonObject): Change {
  return (objects) => [...objects, object];
}

function pick(objects: readonly JsonObject[], id: string): JsonObject {
  const found = objects.find((object) => idOf(object) === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

function change(id: string, make: (object: JsonObject) => JsonObject): Change {
  return (objects) => {
    const found = pick(objects, id);
    return objects.map((object) => (object === found ? make(object) : object));
  };
}

function set(id: string, path: readonly string[], value: JsonObject[string]): Change {
  return change(id, (object) => put(object, path, value));
}

function put(object: JsonObject, [first = '', ...rest]: readonly string[], value: JsonObject[string]): JsonObject {
  return { ...object, [first]: rest.length === 0 ? value : put(asObject(object[first]), rest, value) };
}

function image(tag: string): Change {
  return set(
    DEPLOYMENT,
    ['spec', 'template', 'spec', 'containers'],
    [{ image: `crossplane:${tag}`, args: ['core', 'start'] }],
  );
}

function condition(id: string, type: string, message: string): Change {
  const failing = { type, status: 'False', reason: 'Failed', message, lastTransitionTime: NOW };
  return change(id, (object) => {
    const others = (at(object, 'status', 'conditions') as readonly JsonObject[]).filter((it) => it.type !== type);
    return { ...object, status: { conditions: [...others, failing] } };
  });
}

/** The default Composition with another policy. */
function policy(make: (input: JsonObject) => JsonObject): Change {
  return change(COMPOSITION, (composition) => {
    const [step] = at(composition, 'spec', 'pipeline') as readonly JsonObject[];
    const pipeline = [{ ...step, input: make(asObject(step?.input)) }];
    return { ...composition, spec: { ...asObject(composition.spec), pipeline } };
  });
}

function givenComposition(input: JsonObject): JsonObject {
  return {
    kind: 'Composition',
    metadata: { name: 'databasebinding' },
    spec: {
      compositeTypeRef: { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBinding' },
      pipeline: [
        {
          functionRef: { name: 'function-database-binding' },
          input: { apiVersion: 'databasebinding.fn.crossplane.io/v1beta1', kind: 'BindingPolicy', ...input },
        },
      ],
    },
  };
}

function managedDefinition(): JsonObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1alpha1',
    kind: 'ManagedResourceDefinition',
    metadata: { name: 'clusters.database.digitalocean.m.crossplane.io' },
    spec: { state: 'Inactive' },
  };
}

function withoutField(id: string, name: string): Change {
  return change(id, (definition) =>
    dropped(
      definition,
      ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'forProvider', 'properties'],
      name,
    ),
  );
}

function withoutSpecField(id: string, name: string): Change {
  return change(id, (definition) =>
    dropped(definition, ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties'], name),
  );
}

function dropped(definition: JsonObject, path: readonly string[], name: string): JsonObject {
  const versions = (at(definition, 'spec', 'versions') as readonly JsonObject[]).map((version) => {
    const { [name]: _, ...rest } = asObject(at(version, ...path));
    return put(version, path, rest);
  });
  return put(definition, ['spec', 'versions'], versions);
}
