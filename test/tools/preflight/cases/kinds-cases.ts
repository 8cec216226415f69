import { type Case, CLUSTERS } from './case.js';
import { add, condition, managedDefinition, set, without, withoutField } from './changes.js';

/** The kinds of the providers. */
export const KINDS: readonly Case[] = [
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
