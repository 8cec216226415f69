// The licences of the packages in a bundle: they go where their code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text with the licences of all packages that these bundled files belong to. */
export function licenses(root, files) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  return [...folders]
    .sort()
    .map((folder) => notice(join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/@scope/name` of a file in it, the innermost one where they are nested. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text}\n`)].join('\n');
}
