import { clusterRole, roleBinding } from '../../../support/cluster-objects.js';
import { type Case, SYSTEM, TEAM } from './case.js';
import { add, set, without } from './changes.js';

/** What Crossplane and tenants may do. */
export const RIGHTS: readonly Case[] = [
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
