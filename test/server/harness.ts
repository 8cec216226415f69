import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  credentials,
  type Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogger,
  type status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type Address, formatAddress } from '../../src/server/address.js';
import { type FunctionServer, type ServerOptions, startServer } from '../../src/server/function-server.js';
import { type FunctionVersion, functionService } from '../../src/server/function-service.js';
import { createLogger, type Logger } from '../../src/server/logger.js';

// grpc-js prints errors that the tests provoke.
setLogger({});

const LOOPBACK: Address = { host: '127.0.0.1', port: 0 };

/** A logger that keeps its lines. */
export function recordingLogger(debugging = false): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, logger: createLogger(debugging, { write: (line) => lines.push(line) }) };
}

/** Answers with the request and, as the Fatal response, with `fatal: <message>`. */
export const ECHO = {
  handle: (response: Uint8Array) => ({ response, fatal: false }),
  fatalResponse: (_: Uint8Array, message: string) => new TextEncoder().encode(`fatal: ${message}`),
};

/** Runs against a server on a free port, and stops it whatever happens. */
export async function withServer<T>(
  options: Partial<ServerOptions>,
  use: (server: FunctionServer) => Promise<T>,
): Promise<T> {
  const server = await startServer({
    handler: ECHO,
    logger: recordingLogger().logger,
    metrics: undefined,
    address: LOOPBACK,
    certificates: undefined,
    maxReceiveBytes: 1024 * 1024,
    ...options,
  });
  try {
    return await use(server);
  } finally {
    await server.drain(0);
  }
}

/** Runs against a server of another making on a free port, and stops it whatever happens. */
export async function withBound(server: Server, use: (address: Address) => Promise<void>): Promise<void> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(formatAddress(LOOPBACK), ServerCredentials.createInsecure(), (problem, bound) => {
      if (problem) reject(problem);
      else resolve(bound);
    });
  });
  try {
    await use({ ...LOOPBACK, port });
  } finally {
    server.forceShutdown();
  }
}

/** What a unary call came to. */
export type Reply<T> = { readonly value: T } | { readonly code: status; readonly details: string };

interface Method<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (value: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** One unary call over a connection of its own. */
export function callOnce<Request, Response>(
  { address, secrets = credentials.createInsecure() }: { address: Address; secrets?: ChannelCredentials },
  { path, requestSerialize, responseDeserialize }: Method<Request, Response>,
  request: Request,
): Promise<Reply<Response>> {
  const client = connect(address, secrets);
  return new Promise<Reply<Response>>((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (problem, value) => {
      if (problem) resolve({ code: problem.code, details: problem.details });
      else if (value !== undefined) resolve({ value });
    });
  }).finally(() => client.close());
}

/** Calls RunFunction with encoded bytes. */
export function runFunctionOnce(
  address: Address,
  request: Uint8Array,
  { version = 'v1', secrets }: { version?: FunctionVersion; secrets?: ChannelCredentials } = {},
): Promise<Reply<Uint8Array>> {
  const at = secrets === undefined ? { address } : { address, secrets };
  return callOnce<Uint8Array, Uint8Array>(at, functionService(version).runFunction, request);
}

/** The health of a service as `Check` says it. */
export function checkHealth(address: Address, service = ''): Promise<Reply<Status>> {
  return callOnce({ address }, healthMethod<Status>('Check'), { service });
}

/** The health of all services as `List` says it. */
export function listHealth(address: Address): Promise<Reply<{ readonly statuses: Readonly<Record<string, Status>> }>> {
  return callOnce({ address }, healthMethod('List'), {});
}

interface Status {
  readonly status: string;
}

/** Somebody who watches the health of a service. */
export interface Watch {
  /** Every status until now. */
  readonly seen: readonly string[];
  /** Resolves with the first status. */
  readonly first: Promise<void>;
  /** The code that the stream ends with. */
  readonly ended: Promise<status>;
  cancel(): void;
}

/** Watches the health of a service over a connection of its own. */
export function watchHealth(address: Address, service = '', options: CallOptions = {}): Watch {
  const client = connect(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = healthMethod<Status>('Watch');
  const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service }, options);
  const seen: string[] = [];
  // It comes as a status, too.
  stream.on('error', () => undefined);
  return {
    seen,
    first: new Promise((resolve) => {
      stream.on('data', ({ status }: Status) => {
        seen.push(status);
        resolve();
      });
    }),
    ended: new Promise<status>((resolve) => {
      stream.on('status', ({ code }) => resolve(code));
    }).finally(() => client.close()),
    cancel: () => stream.cancel(),
  };
}

/** One request and its answer over the reflection service. */
export async function reflect(address: Address, request: object): Promise<Reflected> {
  const client = connect(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = reflectionMethod();
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const answer = await new Promise<Reflected>((resolve, reject) => {
    stream.on('data', resolve);
    stream.on('error', reject);
    stream.end(request);
  });
  client.close();
  return answer;
}

/** The parts of a ServerReflectionResponse that are looked at. */
export interface Reflected {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
}

function connect(address: Address, secrets: ChannelCredentials): Client {
  // Certificates are issued for localhost; each client has a connection of its own.
  return new Client(formatAddress(address), secrets, {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': -1,
  });
}

const HEALTH_PROTO = join(import.meta.dirname, '../../proto/grpc/health/v1/health.proto');
const HEALTH = loadSync(HEALTH_PROTO, { enums: String, defaults: true })['grpc.health.v1.Health'] as ServiceDefinition;

/** A method of the health service, encoded and decoded by the reference implementation. */
function healthMethod<Response>(name: 'Check' | 'Watch' | 'List'): Method<{ service?: string }, Response> {
  const method = HEALTH[name];
  if (method === undefined) throw new Error(`no health method ${name}`);
  return { ...method, responseDeserialize: (bytes) => method.responseDeserialize(bytes) as Response };
}

function reflectionMethod(): Method<object, Reflected> {
  const main = createRequire(import.meta.url).resolve('@grpc/reflection');
  const file = join(main, '../../proto/grpc/reflection/v1/reflection.proto');
  const definition = loadSync(file)['grpc.reflection.v1.ServerReflection'] as unknown as Record<
    string,
    Method<object, Reflected>
  >;
  const method = definition.ServerReflectionInfo;
  if (method === undefined) throw new Error('no reflection method');
  return method;
}
