import type { EngineBinding } from '../../api/binding.js';
import type { CaSource, SecretIntent } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { Report } from '../../lib/issue.js';
import { isBlock } from '../facts/fact-table.js';
import { LONGEST_CA } from '../facts/pem.js';
import { oncePerFormat, slotsOf } from '../layout/formats.js';
import { templateFacts } from '../layout/template.js';

const MEBIBYTE = 1_048_576;
/** The largest that Kubernetes accepts. */
const LARGEST_SECRET = MEBIBYTE;
/** An answer and the next request may have 4 MiB each. Base64 makes Secrets a third larger, and there is more in an answer. */
const LARGEST_ANSWER = 2.5 * MEBIBYTE;

/** How long facts are assumed to be before they are known, in bytes. */
interface Lengths {
  readonly line: number;
  readonly certificate: number;
  readonly ca: number;
}

/** Longer than any: DigitalOcean limits hosts, names and passwords. */
const AT_MOST: Omit<Lengths, 'ca'> = { line: 1024, certificate: LONGEST_CA };
const USUALLY: Omit<Lengths, 'ca'> = { line: 256, certificate: 4096 };

/** Reports Secrets that may become too large for Kubernetes, or else more of them than fit into an answer. */
export function checkSizes(
  report: Report,
  { engine, connection: { ca, credentials } }: EngineBinding,
  intents: readonly SecretIntent[],
): void {
  const profile = profileOf(engine);
  const [most, usual] = [lengthsOf(AT_MOST, ca), lengthsOf(USUALLY, ca)];
  const tooLarge = intents.filter((intent) => sizeOf(profile, intent, most) > LARGEST_SECRET);
  for (const intent of tooLarge) {
    const size = mebibytes(sizeOf(profile, intent, most));
    report(`${intent.path}.keys`, `makes a Secret of up to ${size} MiB, Kubernetes allows 1: use fewer facts`);
  }
  if (tooLarge.length > 0) return;
  const secrets = credentials.flatMap((credential) => credential.secrets);
  let total = 0;
  for (const intent of secrets) total += sizeOf(profile, intent, usual);
  if (total > LARGEST_ANSWER)
    report(
      'spec.connection',
      `makes ${secrets.length} Secrets of about ${mebibytes(total)} MiB in total, at most ${mebibytes(LARGEST_ANSWER)} fit into an answer: use fewer users, Secrets, keys or certificates`,
    );
}

function lengthsOf({ line, certificate }: Omit<Lengths, 'ca'>, ca: CaSource | undefined): Lengths {
  if (ca === undefined) return { line, certificate, ca: 0 };
  return { line, certificate, ca: ca.from === 'inline' ? Buffer.byteLength(ca.pem) : certificate };
}

/** How large a Secret can become. */
function sizeOf(profile: EngineProfile, { format, keys }: SecretIntent, lengths: Lengths): number {
  let size = sizeOfFacts(formatFacts(profile, format), lengths);
  for (const [, template] of keys)
    size += Buffer.byteLength(template) + sizeOfFacts(countFacts(profile, templateFacts(template)), lengths);
  return size;
}

/** How many facts there are of each length. */
type Counts = Readonly<Record<keyof Lengths, number>>;

function sizeOfFacts({ line, certificate, ca }: Counts, lengths: Lengths): number {
  return line * lengths.line + certificate * lengths.certificate + ca * lengths.ca;
}

function countFacts(profile: EngineProfile, facts: readonly string[]): Counts {
  const count = { line: 0, certificate: 0, ca: 0 };
  for (const fact of facts) count[kindOf(profile, fact)] += 1;
  return count;
}

function kindOf({ clientCertificate }: EngineProfile, fact: string): keyof Lengths {
  if (!isBlock(fact)) return 'line';
  return fact === 'ca.crt' || !clientCertificate ? 'ca' : 'certificate';
}

/** The facts in a format's own keys. */
const formatFacts = oncePerFormat((profile, format) => {
  const { facts } = slotsOf(profile, { format, prefix: '' });
  return countFacts(
    profile,
    facts.map(({ name }) => name),
  );
});

function mebibytes(bytes: number): string {
  return String(Math.ceil((bytes / MEBIBYTE) * 100) / 100);
}
