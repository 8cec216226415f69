import type { JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from '../../test/support/run.js';
import { composedAsStored } from './as-stored.js';

/** What another function of the same pipeline wants, and what has become of it. */
export interface OtherFunction {
  /** In protobuf's JSON form. */
  readonly desired: JsonObject;
  readonly observed: Readonly<Record<string, ObservedState>>;
  readonly context: JsonObject;
}

/** So many Deployments of another function, none of our business but to be passed on. */
export function otherFunction(count: number, owner: JsonObject): OtherFunction {
  const deployments = Array.from({ length: count }, (_, i) => [`deployment-${i}`, deployment(i)] as const);
  return {
    desired: {
      resources: Object.fromEntries(
        deployments.map(([key, resource]) => [key, { resource, ready: 'READY_TRUE' } as JsonObject]),
      ),
    },
    observed: Object.fromEntries(
      deployments.map(([key, resource]) => [
        key,
        { resource: composedAsStored(key, { ...resource, status: STATUS }, owner) },
      ]),
    ),
    context: {
      'apiextensions.crossplane.io/environment': { apiVersion: 'internal/v1', kind: 'Environment', ...LABELS },
    },
  };
}

const LABELS = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/part-of': 'shop', team: 'shop' } as const;

const STATUS: JsonObject = {
  availableReplicas: 2,
  conditions: ['Available', 'Progressing'].map((type) => ({
    type,
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    message: 'Deployment has minimum availability.',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    lastUpdateTime: '2026-01-01T00:00:00Z',
  })),
  observedGeneration: 3,
  readyReplicas: 2,
  replicas: 2,
  updatedReplicas: 2,
};

function deployment(i: number): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `orders-${i}`, namespace: 'shop', labels: LABELS },
    spec: {
      replicas: 2,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          containers: [
            {
              name: 'orders',
              image: 'registry.example.org/shop/orders:1.27.3',
              ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
              env: [{ name: 'SERVICE_BINDING_ROOT', value: '/bindings' }],
              volumeMounts: [{ name: 'binding', mountPath: '/bindings/orders', readOnly: true }],
            },
          ],
          volumes: [{ name: 'binding', secret: { secretName: 'orders-credentials' } }],
        },
      },
    },
  };
}
