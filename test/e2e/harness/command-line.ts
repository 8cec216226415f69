import { execFile } from 'node:child_process';
import { inRepository } from './tools.js';

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line against a cluster, as a person with that kubeconfig; `file` is what it is called by. */
export function runCommand(
  kubeconfig: string,
  args: readonly string[],
  file: string = inRepository('dist/main.js'),
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', KUBECONFIG: kubeconfig };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}
