// A copy of the configuration whose dependencies come from the registry that the packages are pushed to.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseDocument } from 'yaml';

/** Applied by hand: Crossplane refuses a package with roles. */
const BY_HAND = 'rbac';

/** Copies what is packaged, with the Function from `registry` and, if given, `provider` as the Provider. */
export function stageConfiguration(from, to, { registry, provider }) {
  cpSync(from, to, { recursive: true, filter: (path) => relative(from, path) !== BY_HAND });
  const file = join(to, 'crossplane.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const dependency of document.getIn(['spec', 'dependsOn']).items) {
    const name = dependency.get('package').split('/').at(-1);
    if (dependency.get('kind') === 'Function') dependency.set('package', `${registry}/${name}`);
    else if (provider !== undefined) dependency.set('package', provider);
  }
  writeFileSync(file, document.toString());
}
