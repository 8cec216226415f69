// The provider's messages carry Terraform's colours and frames, the request's address, and an id that differs at each
// retry: a condition with it would never be steady.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const ESCAPES = /\u001b\[[0-9;]*m/g;
const FRAMES = /[\u2500-\u257f]/g;
const REQUEST = /\b(?:GET|POST|PUT|PATCH|DELETE) https?:\/\/\S+:? /g;
const REQUEST_ID = /\(request "[^"]*"\) ?/g;
const STEPS =
  /^(?:(?:observe|create|update|delete|apply|refresh|import|plan) failed: |async \w+ failed: |cannot run \w+: )+/;
// The port of this end of a connection differs at each try.
const LOCAL_ADDRESS = /(?:\b\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\]):\d{1,5}->/g;
const LONGEST = 400;
/** More of it nobody reads, and no pattern has to be tried on it. */
const LONGEST_RAW = 4096;

/** The provider's own error in one readable line, the same at each retry. */
export function providerError(message: string): string {
  const plain = message
    .slice(0, LONGEST_RAW)
    .replace(ESCAPES, '')
    .replace(FRAMES, ' ')
    .replace(REQUEST, '')
    .replace(REQUEST_ID, '')
    .replace(LOCAL_ADDRESS, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing but text belongs into a line
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .replace(STEPS, '')
    .replace(/[\s:]+$/, '');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
