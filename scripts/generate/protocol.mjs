// What the server speaks, the protocol of functions and that of health, as a descriptor in code: no .proto file is read at
// run time.
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { NOTICE } from './schemas.mjs';

const FILES = [
  'apiextensions/fn/proto/v1beta1/run_function.proto',
  'apiextensions/fn/proto/v1/run_function.proto',
  'grpc/health/v1/health.proto',
];

/** `src/gen/proto.ts`. */
export function protocolFiles(root) {
  const paths = FILES.map((file) => join(root, 'proto', file));
  // Names stay as they are written: gRPC reflection shows them.
  const descriptor = new protobuf.Root().loadSync(paths, { keepCase: true }).toJSON();
  // Parsed at run time: the literal would not have the type, and reads slower.
  const text = `JSON.parse(\`\n${JSON.stringify(descriptor, null, 1)}\n\`)`;
  return {
    'src/gen/proto.ts': `// ${NOTICE}\nimport type { INamespace } from 'protobufjs';\n\nexport const PROTOCOL: INamespace = ${text};\n`,
  };
}
