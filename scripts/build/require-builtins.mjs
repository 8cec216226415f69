// An ES module that imports a module of Node.js makes Node.js read all that this exports, and some of that loads more: on
// Node.js 24 an import of node:http loads fetch and WebSocket: 30 ms of CPU at every start. `require` does not.
import { createRequire, isBuiltin } from 'node:module';

const NAMESPACE = 'require-builtins';
const require = createRequire(import.meta.url);

/** An esbuild plugin that turns imports of Node's own modules into `require`. */
export const requireBuiltins = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path, namespace: NAMESPACE } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: byName(path) }));
  },
};

/** Each export by itself, so that only those that somebody imports stay. */
function byName(path) {
  const names = Object.keys(require(path)).filter((name) => name !== 'default');
  return [
    `const $all = require(${JSON.stringify(path)});`,
    'export default $all;',
    ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => $all.${name})();`),
  ].join('\n');
}
