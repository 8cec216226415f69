// The programs that packaging needs. Installed is not enough: docker without its daemon builds nothing.
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';

/**
 * For each purpose the first program that runs. `wanted` maps a purpose to commands that only try, such as `docker info`.
 * Throws one error that names every purpose without a program, and what each of its programs says.
 */
export function findPrograms(wanted) {
  const found = {};
  const problems = [];
  for (const [purpose, { commands, advice }] of Object.entries(wanted)) {
    const tried = commands.map(([program, ...args]) => ({ program, ...attempt(program, args) }));
    const first = tried.find(({ problem }) => problem === undefined);
    if (first) found[purpose] = first.program;
    else
      problems.push(
        `${purpose}: ${tried.map(({ program, problem }) => `${basename(program)} ${problem}`).join('; ')}: ${advice}`,
      );
  }
  if (problems.length > 0) throw new Error(problems.map((problem) => `\n  ${problem}`).join(''));
  return found;
}

function attempt(program, args) {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (error?.code === 'ENOENT') return { problem: 'is not installed' };
  if (status === 0) return { problem: undefined };
  const said = `${stderr ?? ''}\n${stdout ?? ''}`.split('\n').filter((line) => /error|cannot|denied|fail/i.test(line));
  const why =
    said[0]?.trim() ?? error?.message ?? `"${basename(program)} ${args.join(' ')}" ended with ${status ?? signal}`;
  return { problem: `is installed, but does not run (${why})` };
}
