import type { LazyServices } from './lazy-services.js';

/** Server reflection, in both of its versions. */
export const REFLECTION: LazyServices = {
  methods: {
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo': 'bidi',
    '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': 'bidi',
  },
  load: async () => (await import('./reflection.js')).addReflection,
};
