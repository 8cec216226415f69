import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const SDK = 'crossplane-function-sdk-python==0.15.1';

/** The interpreter with the SDK that is there already. */
export function findPython(root: string): string | undefined {
  const interpreter = join(root, '.tools/python/bin/python');
  return existsSync(interpreter) ? interpreter : undefined;
}

/** The same, made where it is not there; nothing where Python or the package index is out of reach. */
export function ensurePython(root: string): string | undefined {
  const found = findPython(root);
  if (found !== undefined) return found;
  const folder = join(root, '.tools/python');
  const run = (file: string, ...args: readonly string[]) => spawnSync(file, args, { stdio: 'ignore' }).status === 0;
  const made =
    run('python3', '-m', 'venv', folder) &&
    run(join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', SDK);
  if (!made) rmSync(folder, { recursive: true, force: true });
  return made ? findPython(root) : undefined;
}
