import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  type Server,
  type ServiceError,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';

/** What services are added to. */
export type Registry = Pick<Server, 'addService'>;

/** Services that are loaded when one of their methods is called for the first time. */
export interface LazyServices {
  /** The methods by their path, `/package.Service/Method`. */
  readonly methods: Readonly<Record<string, Kind>>;
  /** Loads the services; what it gives adds them. */
  readonly load: () => Promise<(registry: Registry) => void>;
}

/** How a method's messages come and go. */
type Kind = 'unary' | 'serverStream' | 'bidi';

interface Method {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handler: UntypedHandleCall;
}

/** Adds services that are seldom asked for: loading them takes longer than all the rest of a start. */
export function addLazily(server: Registry, { methods, load }: LazyServices): void {
  let loading: Promise<ReadonlyMap<string, Method>> | undefined;
  for (const [path, kind] of Object.entries(methods)) {
    let method: Method | undefined;
    const ready = async (): Promise<Method> => {
      loading ??= load().then(methodsOf);
      // What could not be loaded now may be the next time.
      loading.catch(() => {
        loading = undefined;
      });
      method = (await loading).get(path);
      if (!method) throw new Error(`no method ${path}`);
      return method;
    };
    const definition: MethodDefinition<unknown, unknown> = {
      path,
      requestStream: kind === 'bidi',
      responseStream: kind !== 'unary',
      // A stream is not read before its handler is there; a single request is, and stays encoded until then.
      requestDeserialize: (bytes) => (kind === 'bidi' ? method?.definition.requestDeserialize(bytes) : bytes),
      responseSerialize: (message) => method?.definition.responseSerialize(message) ?? asBuffer(message),
      requestSerialize: asBuffer,
      responseDeserialize: (bytes) => bytes,
    };
    server.addService({ [path]: definition }, { [path]: HANDLERS[kind](ready) });
  }
}

/** Handlers that wait for the method to be loaded, and then hand the call on to it. */
const HANDLERS: Readonly<Record<Kind, (ready: () => Promise<Method>) => UntypedHandleCall>> = {
  unary: (ready): handleUnaryCall<unknown, unknown> => {
    return (call, callback) => {
      ready()
        .then(({ definition, handler }) => {
          call.request = definition.requestDeserialize(asBuffer(call.request));
          (handler as handleUnaryCall<unknown, unknown>)(call, callback);
        })
        .catch((cause) => callback(unavailable(cause)));
    };
  },
  serverStream: (ready): handleServerStreamingCall<unknown, unknown> => {
    return (call) => {
      ready()
        .then(({ definition, handler }) => {
          call.request = definition.requestDeserialize(asBuffer(call.request));
          (handler as handleServerStreamingCall<unknown, unknown>)(call);
        })
        .catch((cause) => call.emit('error', unavailable(cause)));
    };
  },
  bidi: (ready): handleBidiStreamingCall<unknown, unknown> => {
    return (call) => {
      ready()
        .then(({ handler }) => (handler as handleBidiStreamingCall<unknown, unknown>)(call))
        .catch((cause) => call.emit('error', unavailable(cause)));
    };
  },
};

function unavailable(cause: unknown): Pick<ServiceError, 'code' | 'details' | 'name' | 'message'> {
  const details = `cannot load service: ${messageOf(cause)}`;
  return { code: status.UNAVAILABLE, details, name: 'Error', message: details };
}

function asBuffer(bytes: unknown): Buffer {
  return bytes instanceof Uint8Array ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.alloc(0);
}

/** The methods that are added, by their path. */
function methodsOf(add: (registry: Registry) => void): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  add({
    addService(service, implementation) {
      for (const [name, definition] of Object.entries(service)) {
        const handler = implementation[name] ?? implementation[definition.originalName ?? ''];
        if (handler) methods.set(definition.path, { definition, handler });
      }
    },
  });
  return methods;
}
