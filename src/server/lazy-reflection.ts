import {
  type handleBidiStreamingCall,
  type MethodDefinition,
  type Server,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';

/** What services are added to. */
export type Registry = Pick<Server, 'addService'>;

/** Loads what adds the reflection services. */
export type LoadReflection = () => Promise<(registry: Registry) => void>;

/** The method of server reflection, in both of its versions. */
export const REFLECTION_PATHS = ['v1', 'v1alpha'].map(
  (version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
);

interface Method {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handler: handleBidiStreamingCall<unknown, unknown>;
}

/** Adds server reflection, loaded with its first call: it is seldom asked for, and takes longer than the rest of a start. */
export function addLazyReflection(server: Registry, load: LoadReflection = loadReflection): void {
  let loading: Promise<ReadonlyMap<string, Method>> | undefined;
  const ready = async (path: string): Promise<Method> => {
    loading ??= load().then(methodsOf);
    // What could not be loaded now may be the next time.
    loading.catch(() => {
      loading = undefined;
    });
    const method = (await loading).get(path);
    if (!method) throw new Error(`no method ${path}`);
    return method;
  };
  for (const path of REFLECTION_PATHS) {
    let method: Method | undefined;
    const definition: MethodDefinition<unknown, unknown> = {
      path,
      requestStream: true,
      responseStream: true,
      // A stream is not read before its handler is there.
      requestDeserialize: (bytes) => method?.definition.requestDeserialize(bytes),
      responseSerialize: (message) => method?.definition.responseSerialize(message) ?? Buffer.alloc(0),
      requestSerialize: () => Buffer.alloc(0),
      responseDeserialize: (bytes) => bytes,
    };
    const handler: Method['handler'] = (call) => {
      ready(path)
        .then((loaded) => {
          method = loaded;
          loaded.handler(call);
        })
        .catch((cause) => call.emit('error', unavailable(cause)));
    };
    server.addService({ [path]: definition }, { [path]: handler });
  }
}

async function loadReflection(): ReturnType<LoadReflection> {
  return (await import('./reflection.js')).addReflection;
}

function unavailable(cause: unknown): Pick<ServiceError, 'code' | 'details' | 'name' | 'message'> {
  const details = `cannot load service: ${messageOf(cause)}`;
  return { code: status.UNAVAILABLE, details, name: 'Error', message: details };
}

/** The methods that are added, by their path. */
function methodsOf(add: (registry: Registry) => void): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  add({
    addService(service, implementation) {
      for (const [name, definition] of Object.entries(service)) {
        const handler = implementation[name] ?? implementation[definition.originalName ?? ''];
        if (handler) methods.set(definition.path, { definition, handler: handler as Method['handler'] });
      }
    },
  });
  return methods;
}
