import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const NEEDED = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'crossplane-core',
  'crossplane',
  'crossplane-crds',
  'crossplane-webhooks',
];

/** The path of a file in the repository. */
export function inRepository(...path: readonly string[]): string {
  return join(root, ...path);
}

/** The path of a program that `scripts/tools.mjs --e2e` builds. */
export function tool(name: string): string {
  return inRepository('.tools', name);
}

/** What of the control plane has not been built. */
export function missingTools(): readonly string[] {
  return NEEDED.filter((name) => !existsSync(tool(name)));
}

/** The version of this repository, as the tag of its packages. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
  return `v${version}`;
}
