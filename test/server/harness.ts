import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ChannelCredentials, Client, credentials, setLogger, type status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { service as healthService } from 'grpc-health-check';
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
  handle: (request: Uint8Array) => request,
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
export function checkHealth(address: Address, service = ''): Promise<Reply<{ status: string }>> {
  return callOnce({ address }, healthMethod('Check'), { service });
}

/** Watches the server's health: every status until the stream ends. */
export async function watchHealth(address: Address, onStatus: () => void): Promise<string[]> {
  const client = connect(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = healthMethod('Watch');
  const seen: string[] = [];
  const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' });
  await new Promise<void>((resolve) => {
    stream.on('data', ({ status }: { status: string }) => {
      seen.push(status);
      onStatus();
    });
    stream.on('error', () => resolve());
    stream.on('end', () => resolve());
  });
  client.close();
  return seen;
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

function healthMethod(name: string): Method<{ service: string }, { status: string }> {
  const method = healthService[name];
  if (method === undefined) throw new Error(`no health method ${name}`);
  return { ...method, responseDeserialize: (bytes) => method.responseDeserialize(bytes) as { status: string } };
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
