// pino can write through worker threads, its transports. We write to standard output, so the bundle leaves out what they
// need: it would be loaded at every start.
const NAMESPACE = 'without-transports';

/** An esbuild plugin that removes pino's transports. */
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
