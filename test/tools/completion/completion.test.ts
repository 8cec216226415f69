import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { createProgram } from '../../../src/commands/program.js';
import { SHELLS, type Shell } from '../../../src/commands/shells.js';
import { run } from '../../../tools/completion/completion.js';
import { wordsOf } from '../../../tools/completion/words.js';
import { captureStreams } from '../../support/captured-streams.js';

const { name, commands } = wordsOf(createProgram({ serve: async () => undefined, runTool: async () => undefined }));

async function scriptFor(shell: Shell): Promise<string> {
  const { streams, out } = captureStreams();
  expect(await run([shell], {}, streams)).toBe(0);
  return out();
}

/** What bash offers for the last of these words. */
async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const line = [name, ...words].map((word) => `'${word}'`).join(' ');
  const script = `${await scriptFor('bash')}
    COMP_WORDS=(${line}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    _${name.replaceAll('-', '_')}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

test.each<{ reason: string; words: readonly string[]; want: readonly string[] }>([
  { reason: 'every command', words: [''], want: commands.map((command) => command.name) },
  { reason: 'a command that is begun', words: ['val'], want: ['validate'] },
  { reason: 'flags before a command', words: ['--v'], want: ['--version'] },
  { reason: 'flags of a command', words: ['validate', '--str'], want: ['--strict'] },
  { reason: 'flags of that command only', words: ['simulate', '--str'], want: [] },
  { reason: 'the values of a flag', words: ['validate', '--output', 'g'], want: ['github'] },
  { reason: 'the values of its short form', words: ['validate', '-o', ''], want: ['text', 'json', 'yaml', 'github'] },
  { reason: 'the values of an argument', words: ['completion', ''], want: SHELLS },
  { reason: 'files, by bash itself', words: ['validate', 'dep'], want: [] },
])('bash completes $reason: $words', async ({ words, want }) => {
  expect(await completed(...words)).toEqual(want);
});

const zsh = spawnSync('zsh', ['-f', '-c', ':']).status === 0 ? test : test.skip;

zsh('zsh completes the values of a flag by the same words', async () => {
  // As bashcompinit calls it.
  const script = `${await scriptFor('zsh')}
    setopt ksharrays shwordsplit; compgen() { print -r -- "$2" }
    COMP_WORDS=(${name} completion ''); COMP_CWORD=2
    _${name.replaceAll('-', '_')}; print -r -- "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8' });
  expect([stdout.trim(), stderr]).toEqual([SHELLS.join(' '), '']);
});

test.each(SHELLS)('%s gets a script with every command and flag', async (shell) => {
  const script = await scriptFor(shell);
  const named = commands.flatMap((command) => [command.name, ...command.flags.map(({ long }) => long.slice(2))]);
  expect(named.filter((word) => !script.includes(word))).toEqual([]);
});

test('fish quotes what people wrote into descriptions', async () => {
  const lines = (await scriptFor('fish')).trimEnd().split('\n');
  for (const line of lines)
    expect(line).toMatch(/^complete -c [a-z-]+ -n (?:\w+|'[^']*')(?: -?[\w-]+| '(?:[^'\\]|\\.)*')+$/);
});
