// Generates everything that follows from our two schemas, the provider's behavior, proto/ and the version; --check only lists
// stale files.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crossplaneFieldsFiles } from './generate/crossplane-fields.mjs';
import { fieldBehaviorFiles } from './generate/field-behavior.mjs';
import { fieldPlacesFiles } from './generate/field-places.mjs';
import { fieldReferenceFiles } from './generate/field-reference.mjs';
import { jsonSchemaFiles } from './generate/json-schemas.mjs';
import { legacyXrdFiles } from './generate/legacy-xrd.mjs';
import { protocolFiles } from './generate/protocol.mjs';
import { referenceFiles } from './generate/reference.mjs';
import { readSchemas } from './generate/schemas.mjs';
import { specFieldsFiles } from './generate/spec-fields.mjs';
import { typeFiles } from './generate/types.mjs';
import { validationSchemaFiles } from './generate/validation-schemas.mjs';
import { versionFiles } from './generate/versions.mjs';

const root = join(import.meta.dirname, '..');

/** The text of a file, or `undefined` if it does not exist. */
async function current(path) {
  return readFile(join(root, path), 'utf8').catch(() => undefined);
}

const schemas = await readSchemas(root);
const files = {
  ...(await typeFiles(schemas)),
  ...validationSchemaFiles(schemas),
  ...(await referenceFiles(root, schemas)),
  ...protocolFiles(root),
  ...fieldBehaviorFiles(root),
  ...fieldPlacesFiles(schemas),
  ...(await fieldReferenceFiles(root)),
  ...crossplaneFieldsFiles(),
  ...jsonSchemaFiles(schemas),
  ...legacyXrdFiles(schemas),
  ...specFieldsFiles(schemas),
  ...(await versionFiles(root)),
};

const stale = [];
for (const [path, text] of Object.entries(files)) if ((await current(path)) !== text) stale.push(path);

if (process.argv.includes('--check')) {
  for (const path of stale) process.stderr.write(`stale: ${path} (run npm run generate)\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files[path]);
    process.stdout.write(`wrote ${path}\n`);
  }
}
