import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Target } from './target.js';

const MEBIBYTE = 1024 * 1024;
const FRAME_HEADER = 5;
const HEADERS = {
  ':method': 'POST',
  ':path': '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
  'content-type': 'application/grpc',
  te: 'trailers',
} as const;

/** One HTTP/2 connection that makes unary gRPC calls with prepared bytes: as little work as a client can do. */
export interface Connection {
  /** Resolves to the response's message; rejects where the call fails or the status is not OK. */
  call(frame: Uint8Array): Promise<Buffer>;
  close(): void;
}

/** A message as gRPC sends it: a flag for compression and the length before it. */
export function frameOf(message: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(FRAME_HEADER + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, FRAME_HEADER);
  return frame;
}

/** Connects; rejects where nobody listens. */
export async function openConnection({ port, mtls }: Target): Promise<Connection> {
  // As large as the windows that Crossplane's client grows to: the client must not be what holds a server up.
  const settings = { initialWindowSize: MEBIBYTE };
  const session = mtls
    ? connect(`https://127.0.0.1:${port}`, {
        settings,
        ca: mtls.authority,
        cert: mtls.cert,
        key: mtls.key,
        servername: 'localhost',
      })
    : connect(`http://127.0.0.1:${port}`, { settings });
  try {
    await once(session, 'connect');
  } catch (thrown) {
    session.destroy();
    throw thrown;
  }
  session.setLocalWindowSize(16 * MEBIBYTE);
  // Calls report that they failed; the session's own event would end the process.
  session.on('error', () => undefined);
  return { call: (frame) => unaryCall(session, frame), close: () => session.destroy() };
}

function unaryCall(session: ClientHttp2Session, frame: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(HEADERS);
    const chunks: Buffer[] = [];
    let status: string | undefined;
    let details = '';
    const readStatus = (headers: IncomingHttpHeaders) => {
      if (headers['grpc-status'] === undefined) return;
      status = String(headers['grpc-status']);
      details = String(headers['grpc-message'] ?? '');
    };
    stream.on('response', readStatus);
    stream.on('trailers', readStatus);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => {
      if (status === '0') resolve(Buffer.concat(chunks).subarray(FRAME_HEADER));
      else reject(new Error(`cannot call the server: status ${status ?? 'missing'} ${details}`));
    });
    stream.end(frame);
  });
}
