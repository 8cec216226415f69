// The protocol as a descriptor in code, so that no .proto file is read at run time.
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { NOTICE } from './schemas.mjs';

const VERSIONS = ['v1beta1', 'v1'];

/** `src/gen/proto.ts`. */
export function protocolFiles(root) {
  const paths = VERSIONS.map((version) => join(root, 'proto/apiextensions/fn/proto', version, 'run_function.proto'));
  // Names stay as they are written: gRPC reflection shows them.
  const descriptor = new protobuf.Root().loadSync(paths, { keepCase: true }).toJSON();
  // Parsed at run time: the literal would not have the type, and reads slower.
  const text = `JSON.parse(\`\n${JSON.stringify(descriptor, null, 1)}\n\`)`;
  return {
    'src/gen/proto.ts': `// ${NOTICE}\nimport type { INamespace } from 'protobufjs';\n\nexport const PROTOCOL: INamespace = ${text};\n`,
  };
}
