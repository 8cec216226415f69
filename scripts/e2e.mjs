// Runs the end-to-end tests on a control plane of their own; arguments are passed on to jest, but for --short.
// Nothing outlives them: what they start is in one process group, what they write is in one folder.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const short = args.includes('--short') ? { E2E_SHORT: '1' } : {};
const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
const jest = ['scripts/jest.mjs', '--config', 'test/e2e/jest.config.mjs', ...args.filter((arg) => arg !== '--short')];

const child = spawn(process.execPath, jest, {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  env: { ...process.env, ...short, TMPDIR: folder },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => finish(1));
child.on('exit', (status) => finish(status ?? 1));

function finish(status) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(status);
}
