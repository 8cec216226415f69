// The floor: a grpc-js server that answers with the bytes it was sent. Nothing in this process can be cheaper.
// Usage: echo <port> [folder with tls.crt, tls.key and ca.crt]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';

const [port, certificates] = process.argv.slice(2);
const unchanged = (bytes: Buffer): Buffer => bytes;
const echo: handleUnaryCall<Buffer, Buffer> = ({ request }, callback) => callback(null, request);

const server = new Server();
server.addService(
  {
    runFunction: {
      path: '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
      requestStream: false,
      responseStream: false,
      requestSerialize: unchanged,
      requestDeserialize: unchanged,
      responseSerialize: unchanged,
      responseDeserialize: unchanged,
    },
  },
  { runFunction: echo },
);
server.bindAsync(`127.0.0.1:${port}`, credentialsFrom(certificates), (problem) => {
  if (problem) throw problem;
});
process.on('SIGTERM', () => process.exit());

function credentialsFrom(folder: string | undefined): ServerCredentials {
  if (folder === undefined) return ServerCredentials.createInsecure();
  const read = (name: string) => readFileSync(join(folder, name));
  return ServerCredentials.createSsl(
    read('ca.crt'),
    [{ cert_chain: read('tls.crt'), private_key: read('tls.key') }],
    true,
  );
}
