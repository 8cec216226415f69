import type { Composition } from './composition.js';

/** The Composition used where none is given: the one place with the built-in policy. */
export const DEFAULT_COMPOSITION: Composition = {
  name: 'built-in',
  composes: { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBinding' },
  steps: [
    {
      name: 'database-binding',
      functionName: 'function-database-binding',
      input: {
        apiVersion: 'databasebinding.fn.crossplane.io/v1beta1',
        kind: 'BindingPolicy',
        metadata: { name: 'built-in' },
        defaults: {
          cluster: { region: 'nyc3', size: 'db-s-2vcpu-4gb' },
          versions: { pg: '17', mysql: '8', mongodb: '8', valkey: '8', kafka: '3.8', opensearch: '2' },
        },
        classes: { medium: { size: 'db-s-2vcpu-4gb' }, clustered: { size: 'db-s-2vcpu-4gb', nodeCount: 3 } },
        sql: { provider: 'ProviderSql' },
        // Here there is nobody whose cluster somebody else could reach for.
        references: { uuids: ['*'], clusters: true },
      },
    },
  ],
  skipped: [],
};
