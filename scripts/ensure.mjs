// Makes sure that the packages in the lockfile are installed and, with --build, that dist/ is newer than its sources.
// Needs only Node.js and npm, and prints nothing if there is nothing to do.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'simulation', 'tools', 'scripts/build.mjs', 'scripts/build', 'package.json'];
const BUILT = ['dist/main.js', 'dist/tools/simulate.js'];

if (!isInstalled()) run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
if (process.argv.includes('--build') && !isBuilt()) run(process.execPath, ['scripts/build.mjs']);

/** Compares npm's record of installed packages with the lockfile; file times mean little after a checkout. */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (installed === undefined) return false;
  return Object.entries(wanted ?? {}).every(([path, { version, optional, peer }]) => {
    if (path === '' || (installed[path] === undefined && (optional || peer))) return true;
    return installed[path]?.version === version;
  });
}

function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isBuilt() {
  const built = Math.min(...BUILT.map(modified));
  return SOURCES.flatMap(filesUnder).every((file) => modified(file) <= built);
}

function filesUnder(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesUnder(join(path, name)));
}

/** When a file was last written; 0 if it does not exist. */
function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(command, args) {
  // npm is a batch file on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell });
  if (status !== 0) {
    if (error) process.stderr.write(`cannot run ${command}: ${error.message}\n`);
    process.exit(status ?? 1);
  }
}
