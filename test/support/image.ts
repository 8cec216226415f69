import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags that the image starts node with, from a checkout's Dockerfile: what is measured and tested is what users run. */
export function imageNodeFlags(root: string): readonly string[] {
  const [, command = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  const [, ...flags] = JSON.parse(command) as readonly string[];
  return flags.slice(0, -1);
}
