// pino can write through worker threads, its transports. We write to standard output, so what they need stays out of the
// bundle: it would be read at every start.
const NAMESPACE = 'without-transports';

/** An esbuild plugin: pino gets no transports. */
export const withoutTransports = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:lib\/)?transport$/ }, ({ importer, path }) =>
      /[\\/]pino[\\/]/.test(importer) ? { path, namespace: NAMESPACE } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({
      contents: `module.exports = () => { throw new Error('cannot log through a transport: none is in the bundle'); };`,
    }));
  },
};
