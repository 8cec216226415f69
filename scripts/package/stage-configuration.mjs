// A copy of the configuration whose dependencies come from the registry that the packages are pushed to.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseDocument } from 'yaml';

/** Applied by hand: Crossplane refuses a package with roles. */
const BY_HAND = 'rbac';

/** Copies what is packaged, with the Function from `registry` and, if given, other packages as the Providers, by their names. */
export function stageConfiguration(from, to, { registry, providers = {} }) {
  cpSync(from, to, { recursive: true, filter: (path) => relative(from, path) !== BY_HAND });
  const file = join(to, 'crossplane.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const dependency of document.getIn(['spec', 'dependsOn']).items) {
    const name = dependency.get('package').split('/').at(-1);
    if (dependency.get('kind') === 'Function') dependency.set('package', `${registry}/${name}`);
    else if (providers[name] !== undefined) dependency.set('package', providers[name]);
  }
  writeFileSync(file, document.toString());
}
