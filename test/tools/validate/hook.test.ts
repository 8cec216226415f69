import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createProgram } from '../../../src/commands/program.js';
import type { Tools } from '../../../src/commands/tools.js';
import { asList, asObject, asString, type Json } from '../../../src/lib/json.js';

const ROOT = join(import.meta.dirname, '../../..');

test('the hook for pre-commit calls a command line that there is', async () => {
  const hooks: Json = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const [hook] = asList(hooks).map(asObject);
  const [command, ...args] = (asString(hook?.entry) ?? '').split(' ');
  const ran: (readonly [keyof Tools, readonly string[], object])[] = [];
  const program = createProgram({
    serve: async () => undefined,
    runTool: async (...given) => {
      ran.push(given);
    },
  });
  await program.parseAsync([...args, 'a.yaml', 'b.yaml'], { from: 'user' });
  expect(command).toBe(program.name());
  expect(ran).toEqual([['validate', ['a.yaml', 'b.yaml'], { output: 'text', strict: true }]]);
});
