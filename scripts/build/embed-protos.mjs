// gRPC's reflection package reads .proto files from its own folder at run time. In a bundle there is no such folder: the
// files' descriptors go into the code instead.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const LOADER = '@grpc/proto-loader';
const NAMESPACE = 'embed-protos';

/**
 * grpc-js itself wants the loader for its channelz and ORCA services. Nobody adds these, and in the same chunk as grpc-js
 * the loader and all of protobufjs would be read at every start.
 */
const GRPC = /[\\/]@grpc[\\/]grpc-js[\\/]/;
const UNUSED = 'unused';
const NOT_SERVED = `exports.loadSync = () => { throw new Error('cannot serve channelz or ORCA: they are not in the bundle'); };`;

/** The files that are read, by the end of their path. */
const FILES = ['grpc/reflection/v1/reflection.proto', 'grpc/reflection/v1alpha/reflection.proto'];

/** What the package makes its paths of: anything, since only the end of a path is looked at. */
export const EMBEDDED_FOLDER = '/embedded/build/src';

/** An esbuild plugin: whoever imports the proto loader gets one that has these files in it. */
export const embedProtos = {
  name: NAMESPACE,
  setup(build) {
    const here = dirname(fileURLToPath(import.meta.url));
    build.onResolve({ filter: /^@grpc\/proto-loader$/ }, ({ namespace, importer }) => {
      if (namespace === NAMESPACE) return undefined;
      return { path: GRPC.test(importer) ? UNUSED : LOADER, namespace: NAMESPACE };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) =>
      path === UNUSED ? { contents: NOT_SERVED } : { contents: loader(), resolveDir: here },
    );
  },
};

function loader() {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('@grpc/reflection'))), '../proto');
  const descriptors = FILES.map((file) => ({
    file,
    descriptor: new protobuf.Root().loadSync(join(folder, file)).toJSON(),
  }));
  return `
    const { fromJSON } = require('${LOADER}');
    const FILES = ${JSON.stringify(descriptors)};
    exports.fromJSON = fromJSON;
    exports.loadSync = (path, options) => {
      const found = FILES.find(({ file }) => path.endsWith(file));
      if (found === undefined) throw new Error('cannot load "' + path + '": it is not in the bundle');
      return fromJSON(found.descriptor, options);
    };`;
}
