// Copies the version from package.json to every other place where a person or Crossplane reads it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGES = /((?:function|configuration)-database-binding:v)\d+\.\d+\.\d+/g;
const PAGES = ['README.md', 'examples/functions.yaml'];
const CONFIGURATION = 'configuration/crossplane.yaml';
const RANGE = /(function-database-binding\n\s+version: )".*"/;

/** Every file that names the version of a package, and the range of versions the configuration depends on. */
export async function versionFiles(root) {
  const read = (path) => readFile(join(root, path), 'utf8');
  const { version } = JSON.parse(await read('package.json'));
  const pages = await Promise.all(
    PAGES.map(async (path) => [path, (await read(path)).replace(PACKAGES, `$1${version}`)]),
  );
  const configuration = (await read(CONFIGURATION)).replace(RANGE, `$1"${compatible(version)}"`);
  return { ...Object.fromEntries(pages), [CONFIGURATION]: configuration };
}

/** Below 1.0.0 a minor version may be incompatible, after that only a major one. */
function compatible(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return `>=v${version} <v${major === 0 ? `0.${minor + 1}` : `${major + 1}.0`}.0`;
}
