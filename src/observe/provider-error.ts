import { inWords } from './provider-phrases.js';
import { causeIn } from './terraform-output.js';

// The provider's messages contain Terraform's colours and progress, the URL of the request, and details that differ at each
// retry: a condition with those would never be steady.
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/[\u2500-\u257f]/g, ' '],
  // The provider redacts a configured endpoint, as if it were a secret.
  [/\b(?:GET|POST|PUT|PATCH|DELETE) (?:https?:\/|REDACTED)\/\S+:? /g, ''],
  [/\b(?:Get|Head|Post|Put|Patch|Delete) "REDACTED\/[^"\s]*": /g, ''],
  [/\(request "[^"]*"\) ?/g, ''],
  [/;? ?\bgiving up after \d+ attempt\(s\):? ?/g, ''],
  // The host of an unanswered request is worth knowing. Its address differs at each try, and so does the local port.
  [/\b(?:Get|Head|Post|Put|Patch|Delete) "https?:\/\/([^"/\s]*)(?:\/[^"\s]*)?": /g, '$1: '],
  [/(?:\b\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\]):\d{1,5}->/g, ''],
  [/\b(tcp|udp) (?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\]):\d{1,5}(?=:)/g, '$1'],
  [/ that started at [^\n]{1,100}? is still running/g, ' is still running'],
  [/\/plugin\d+\b/g, '/plugin'],
  [/\b\d+ errors? occurred:\s*\* /g, ''],
  [/\n[ \t]*\* /g, '; '],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line holds only text
  [/[\s\u0000-\u001f\u007f]+/g, ' '],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const ESCAPES = /\u001b\[[0-9;]*m/g;
const STEPS =
  /^(?:(?:observe|create|update|delete|apply|destroy|refresh|import|plan) failed: |async \w+ failed: |cannot run \w+: )+/;
const LONGEST = 400;
/** Nobody reads further, so no pattern has to match there. A stack trace begins before that. */
const LONGEST_RAW = 16_384;

/**
 * The provider's error in one line, the same at each retry: what failed, which field of the spec it is about, and what to do.
 * `kind` is the Kubernetes kind of the resource. The resource has the provider's own words.
 */
export function providerError(message: string, kind?: string): string {
  let plain = causeIn(message.slice(0, LONGEST_RAW).replace(ESCAPES, ''));
  for (const [pattern, instead] of NOISE) plain = plain.replace(pattern, instead);
  const line = inWords(withoutEnd(plain.trim().replace(STEPS, '')), kind);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Without colons and spaces at the end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ': '.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
