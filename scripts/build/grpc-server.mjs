// grpc-js is a client too, and loads all of it at every start. The function only serves, and loads the server alone.
import { join } from 'node:path';

const NAMESPACE = 'grpc-server';
const UNUSED = `${NAMESPACE}-unused`;
const PACKAGE = '@grpc/grpc-js';

/** What src/ uses, from the files it is in. Without the resolvers: the server does not listen by itself. */
const SERVER = `
  export { Status as status } from '${PACKAGE}/build/src/constants.js';
  export { setLogger } from '${PACKAGE}/build/src/logging.js';
  export { Server } from '${PACKAGE}/build/src/server.js';
  export { ServerCredentials } from '${PACKAGE}/build/src/server-credentials.js';`;

/** An esbuild plugin that gives src/ the server of grpc-js only; packages and tools have all of it. */
export const grpcServer = {
  name: NAMESPACE,
  setup(build) {
    const source = join(build.initialOptions.absWorkingDir ?? process.cwd(), 'src');
    build.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ path, resolveDir }) =>
      resolveDir.startsWith(source) ? { path, namespace: NAMESPACE, pluginData: source } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ pluginData }) => ({
      contents: SERVER,
      resolveDir: pluginData,
    }));
    // The server's channelz and ORCA would make clients from .proto files, which nobody serves: see embed-protos.mjs.
    build.onResolve({ filter: /^\.\/make-client$/ }, ({ path, importer }) =>
      /[\\/]grpc-js[\\/].*[\\/](?:channelz|orca)\.js$/.test(importer) ? { path, namespace: UNUSED } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: UNUSED }, () => ({ contents: '' }));
  },
};
