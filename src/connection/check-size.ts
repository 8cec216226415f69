import type { EngineBinding } from '../api/binding.js';
import type { CaSource, SecretIntent } from '../api/connection.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import type { Issue } from '../lib/issue.js';
import { isBlock } from './fact-table.js';
import { slotsOf } from './formats.js';
import { LONGEST_CA } from './pem.js';
import { templateFacts } from './template.js';

const MEBIBYTE = 1_048_576;
/** What Kubernetes takes. */
const LARGEST_SECRET = MEBIBYTE;
/** An answer may have 4 MiB, the request after it too; base64 makes a third more of the Secrets, and they are not alone in it. */
const LARGEST_ANSWER = 2.25 * MEBIBYTE;

/** How long facts are taken to be before they are known, in bytes. */
interface Lengths {
  readonly line: number;
  readonly certificate: number;
}

/** Longer than any: hosts, names and passwords have their bounds at DigitalOcean. */
const AT_MOST: Lengths = { line: 1024, certificate: LONGEST_CA };
const USUALLY: Lengths = { line: 256, certificate: 4096 };

/** Secrets that Kubernetes would not take, whatever the facts will be, and more of them than an answer has room for. */
export function checkSizes(
  { engine, connection: { ca, credentials } }: EngineBinding,
  intents: readonly SecretIntent[],
): readonly Issue[] {
  const profile = profileOf(engine);
  const tooLarge = intents.flatMap((intent): readonly Issue[] => {
    const size = sizeOf(profile, ca, intent, AT_MOST);
    const message = `makes a Secret of up to ${mebibytes(size)} MiB, Kubernetes takes 1: use fewer facts`;
    return size > LARGEST_SECRET ? [{ path: `${intent.path}.keys`, message }] : [];
  });
  if (tooLarge.length > 0) return tooLarge;
  const all = credentials.flatMap(({ secrets }) => secrets);
  const total = all.reduce((sum, intent) => sum + sizeOf(profile, ca, intent, USUALLY), 0);
  if (total <= LARGEST_ANSWER) return [];
  const message = `makes ${all.length} Secrets of about ${mebibytes(total)} MiB, an answer has room for ${mebibytes(LARGEST_ANSWER)}: use fewer users, Secrets, keys or certificates`;
  return [{ path: 'spec.connection', message }];
}

/** How large a Secret can become. */
function sizeOf(profile: EngineProfile, ca: CaSource | undefined, intent: SecretIntent, lengths: Lengths): number {
  const ofFact = (fact: string): number => {
    if (!isBlock(fact)) return lengths.line;
    return fact === 'ca.crt' || !profile.clientCertificate ? ofCa(ca, lengths) : lengths.certificate;
  };
  const own = slotsOf(profile, intent).map(({ fact }) => ofFact(fact.name));
  const further = intent.keys.map(([, template]) =>
    templateFacts(template).map(ofFact).reduce(add, Buffer.byteLength(template)),
  );
  return [...own, ...further].reduce(add, 0);
}

function ofCa(ca: CaSource | undefined, { certificate }: Lengths): number {
  if (ca === undefined) return 0;
  return ca.from === 'inline' ? Buffer.byteLength(ca.pem) : certificate;
}

function add(sum: number, size: number): number {
  return sum + size;
}

function mebibytes(bytes: number): string {
  return String(Math.ceil((bytes / MEBIBYTE) * 100) / 100);
}
