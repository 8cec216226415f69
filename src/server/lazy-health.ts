import type { Health } from './health.js';
import type { LazyServices } from './lazy-services.js';

/** The gRPC health service; nobody is told of a stop who has not asked before. */
export function lazyHealth(): LazyServices & Pick<Health, 'stopServing'> {
  let health: Health | undefined;
  let stopped = false;
  return {
    methods: {
      '/grpc.health.v1.Health/Check': 'unary',
      '/grpc.health.v1.Health/List': 'unary',
      '/grpc.health.v1.Health/Watch': 'serverStream',
    },
    async load() {
      const { createHealth } = await import('./health.js');
      health = createHealth();
      if (stopped) health.stopServing();
      return health.addTo;
    },
    stopServing() {
      stopped = true;
      health?.stopServing();
    },
  };
}
