import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Json } from '../../src/lib/json.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, '.tools', 'crossplane');

/** Whether Crossplane's command line tool is there; it is built on demand and never committed. */
export const HAS_CROSSPLANE_CLI = existsSync(CLI);

/** A file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A YAML file of the repository. */
export function readYaml(path: string): Json {
  return parse(readText(path));
}

/** Every TypeScript file under a folder of the repository. */
export function sourcesUnder(path: string): readonly string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return path.endsWith('.ts') ? [path] : [];
  return readdirSync(join(ROOT, path)).flatMap((name) => sourcesUnder(join(path, name)));
}

/** The labels of the image that `crossplane xpkg build` makes of `package/`. */
export function packageLabels(): Json {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const file = join(folder, 'function.xpkg');
    run(CLI, ['xpkg', 'build', `--package-root=${join(ROOT, 'package')}`, `--package-file=${file}`]);
    const [manifest] = JSON.parse(run('tar', ['-xOf', file, 'manifest.json']));
    return JSON.parse(run('tar', ['-xOf', file, manifest.Config])).config.Labels;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}
