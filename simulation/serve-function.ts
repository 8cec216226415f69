import { Client, credentials } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { fatalResponse } from '../src/function/fatal.js';
import { runFunction } from '../src/function/run-function.js';
import { PROTOCOL } from '../src/gen/proto.js';
import { formatAddress } from '../src/server/address.js';
import { startServer } from '../src/server/function-server.js';
import type { Logger } from '../src/server/logger.js';
import type { Call } from './crossplane/run-function.js';

/** The function behind a gRPC server of its own. */
export interface ServedFunction {
  readonly address: string;
  readonly call: Call;
  close(): Promise<void>;
}

const SERVICE = 'apiextensions.fn.proto.v1.FunctionRunnerService';
const CALL_SECONDS = 20;
const MAX_BYTES = 64 * 1024 * 1024;

/** Serves the function on a free port of the loopback interface and connects to it, as Crossplane would. */
export async function serveFunction(complain: (line: string) => void): Promise<ServedFunction> {
  const server = await startServer({
    handler: { handle: runFunction, fatalResponse },
    logger: complaining(complain),
    metrics: undefined,
    address: { host: '127.0.0.1', port: 0 },
    certificates: undefined,
    maxReceiveBytes: MAX_BYTES,
  });
  const address = formatAddress(server.address);
  const client = new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': MAX_BYTES });
  return {
    address,
    call: (request) => callOnce(client, request),
    async close() {
      client.close();
      await server.drain(1000);
    },
  };
}

function callOnce(client: Client, request: Uint8Array): Promise<Uint8Array> {
  const deadline = Date.now() + CALL_SECONDS * 1000;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(PATH, Buffer.from, asBytes, request, { deadline }, (error, response) => {
      if (error === null && response !== undefined) resolve(response);
      else reject(error ?? new Error('no response'));
    });
  });
}

const PATH = pathOf('RunFunction');

function pathOf(method: string): string {
  const service = fromJSON(PROTOCOL, { keepCase: true })[SERVICE];
  const definition = service === undefined || 'format' in service ? undefined : service[method];
  if (definition === undefined) throw new Error(`cannot call ${SERVICE}: the protocol has no method ${method}`);
  return definition.path;
}

function asBytes(buffer: Buffer): Uint8Array {
  return buffer;
}

// Standard output belongs to the report; only what went wrong inside the function is worth a line.
function complaining(complain: (line: string) => void): Logger {
  const quiet = () => undefined;
  const log: Logger['error'] = (message, fields) => complain(`${message}${fields?.cause ? `: ${fields.cause}` : ''}`);
  return { debugging: false, debug: quiet, info: quiet, warn: quiet, error: log };
}
