import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Buildah } from './buildah.js';

/** Images to stand in for the bases of the Dockerfile where nothing can be pulled: this machine's own Node.js. */
export interface StandInBases {
  /** With npm and a shell. */
  readonly build: string;
  /** Node.js and its libraries, nothing else. */
  readonly base: string;
}

/** Makes both images. */
export function createStandInBases(buildah: Buildah): StandInBases {
  const root = createRoot(buildah, 'base');
  copyProgram(process.execPath, root, 'usr/local/bin/node');
  const base = createImage(buildah, 'stand-in-base', root, {});

  copyProgram('/bin/sh', root, 'bin/sh');
  copyNpm(root);
  return { base, build: createImage(buildah, 'stand-in-build', root, copyNetworkSettings(root)) };
}

function createRoot({ folder }: Buildah, name: string): string {
  const root = join(folder, name);
  for (const each of ['usr/local/bin', 'usr/local/lib/node_modules', 'bin', 'tmp', 'root', 'etc'])
    mkdirSync(join(root, each), { recursive: true });
  return root;
}

/** A program with the libraries it is linked with. */
function copyProgram(program: string, root: string, path: string): void {
  cpSync(realpathSync(program), join(root, path));
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  for (const [library] of stdout.matchAll(/\/\S+/g)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    cpSync(realpathSync(library), join(root, library));
  }
}

function copyNpm(root: string): void {
  const { stdout } = spawnSync('npm', ['root', '--global'], { encoding: 'utf8' });
  cpSync(join(stdout.trim(), 'npm'), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  const script = '#!/bin/sh\nexec /usr/local/bin/node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n';
  writeFileSync(join(root, 'usr/local/bin/npm'), script, { mode: 0o755 });
  // Scripts of packages begin with it.
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  if (!existsSync(join(root, 'usr/bin/node'))) symlinkSync('/usr/local/bin/node', join(root, 'usr/bin/node'));
}

/** What npm needs to reach its registry from here: the user's settings, and certificates Node.js is told of. */
function copyNetworkSettings(root: string): Readonly<Record<string, string>> {
  const settings = join(homedir(), '.npmrc');
  if (existsSync(settings)) cpSync(settings, join(root, 'root/.npmrc'));
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  if (certificates === undefined) return {};
  cpSync(certificates, join(root, 'etc/certificates.crt'));
  return { NODE_EXTRA_CA_CERTS: '/etc/certificates.crt' };
}

function createImage(
  buildah: Buildah,
  name: string,
  root: string,
  environment: Readonly<Record<string, string>>,
): string {
  const container = buildah.run('from', 'scratch');
  buildah.run('copy', '--quiet', container, root, '/');
  const variables = Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  buildah.run('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', '--env', 'HOME=/root', ...variables, container);
  const image = `localhost/${name}`;
  buildah.run('commit', '--quiet', '--rm', container, image);
  return image;
}
