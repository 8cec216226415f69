import type { Connection, SecretIntent } from '../../api/connection.js';
import { quote } from '../../api/quote.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import type { Report } from '../../lib/issue.js';
import { factNames, isOfReplica } from '../facts/fact-table.js';
import { isRecoverable } from '../facts/last-known.js';
import { FORMATS, slotsOf } from '../layout/formats.js';
import { templateProblem } from '../layout/template.js';

const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ENVIRONMENT_RULE = 'use letters, digits and "_", no digit first';

/** Reports problems of a Secret's prefix and of the keys that it adds to its format's. */
export function checkSecretKeys(
  report: Report,
  profile: EngineProfile,
  intent: SecretIntent,
  { readFrom }: Pick<Connection, 'readFrom'>,
): void {
  if (intent.prefix === '' && intent.keys.length === 0) return;
  const known = factNames(profile).filter((name) => readFrom !== undefined || !isOfReplica(name));
  const { keys, facts } = slotsOf(profile, intent);
  const own = new Map(keys.map((key, i) => [key, facts[i]?.name]));
  checkPrefix(report, intent);
  for (const [key, template] of intent.keys) {
    const problem = keyProblem(key, intent) ?? clash(own.get(key), intent) ?? templateProblem(template, known);
    if (problem !== undefined) report(`${intent.path}.keys[${quote(key)}]`, problem);
  }
}

function checkPrefix(report: Report, { path, prefix, format }: SecretIntent): void {
  if (prefix === '') return;
  if (FORMATS[format].environment && !ENVIRONMENT_NAME.test(prefix))
    report(`${path}.prefix`, `${quote(prefix)} cannot start an environment variable name: ${ENVIRONMENT_RULE}`);
  else if (prefix.startsWith('..')) report(`${path}.prefix`, 'a Secret key cannot start with "..": change the prefix');
}

function keyProblem(key: string, { format }: SecretIntent): string | undefined {
  if (!SECRET_KEY.test(key) || key === '.' || key.startsWith('..'))
    return 'is not a valid Secret key: use at most 253 letters, digits, "-", "_" and ".", not "." alone and no ".." first';
  if (FORMATS[format].environment && !ENVIRONMENT_NAME.test(key))
    return `is not a valid environment variable name, as the format ${format} needs: ${ENVIRONMENT_RULE}`;
  return undefined;
}

/** Facts are read back from the format's own keys, so these have to hold what their names say. */
function clash(fact: string | undefined, { format }: SecretIntent): string | undefined {
  return fact !== undefined && isRecoverable(fact)
    ? `is a key of the format ${format} that always holds \${${fact}}: choose another key`
    : undefined;
}
