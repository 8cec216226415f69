import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether images can be built here: Debian's buildah needs no daemon, but to be root where containers cannot nest. */
export const BUILDAH = spawnSync('buildah', ['--version']).status === 0 && process.getuid?.() === 0;

/** Buildah with images of its own, which go with it. */
export interface Buildah {
  /** A folder for what is made on the way. */
  readonly folder: string;
  /** What makes other programs use the same storage. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs a command, and returns what it printed. */
  run(...args: readonly string[]): string;
  remove(): void;
}

/** Buildah with an empty storage. */
export function createBuildah(): Buildah {
  const folder = mkdtempSync(join(tmpdir(), 'buildah-'));
  const settings = join(folder, 'storage.conf');
  const places = `graphroot = "${join(folder, 'root')}"\nrunroot = "${join(folder, 'run')}"`;
  writeFileSync(settings, `[storage]\ndriver = "vfs"\n${places}\n`);
  const environment = { ...process.env, CONTAINERS_STORAGE_CONF: settings, BUILDAH_ISOLATION: 'chroot' };
  return {
    folder,
    environment,
    run: (...args) => {
      const { status, stdout, stderr } = spawnSync('buildah', args, { encoding: 'utf8', env: environment });
      if (status !== 0) throw new Error(`cannot run buildah ${args[0]}: ${stderr.trim()}`);
      return stdout.trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
