// What Terraform writes for people: lines about its progress, then each error in a frame of its own; and, where its provider
// crashed, a stack trace without a frame.

/**
 * What Terraform's output says of why it failed; a text that is no such output stays as it is. Left out is its progress, and
 * what it quotes of its configuration, which the provider has written and which may hold a token.
 */
export function causeIn(output: string): string {
  const unparsed = unparsedIn(output);
  const crash = crashIn(unparsed ?? output);
  if (crash !== undefined) return crash;
  if (unparsed !== undefined) return `Terraform wrote "${unparsed}…"`;
  const errors = framed(output).flatMap((text) => errorIn(text) ?? []);
  return errors.length > 0 ? errors.join('; ') : output;
}

/** The texts in frames; the last one may have been cut. */
function framed(output: string): readonly string[] {
  const [, ...blocks] = output.split('╷');
  return blocks.map((block) => block.split('╵', 1)[0] ?? '');
}

const ERROR = 'Error: ';
const PLACE = /^(?:with \S+,(?: on |$)|on \S+ line \d)/;

/** The error in a frame: what failed, and below it why. A warning is none. */
function errorIn(text: string): string | undefined {
  const [what = '', ...below] = paragraphsIn(text);
  if (!what.startsWith(ERROR)) return undefined;
  const why = below.filter((paragraph) => !PLACE.test(paragraph)).join(' ');
  return what.slice(ERROR.length) + (why && `: ${why}`);
}

function paragraphsIn(text: string): readonly string[] {
  const found: string[] = [];
  let open = false;
  for (const line of text.split('\n').map((each) => each.replace('│', '').trim())) {
    if (line !== '') found.push(open ? `${found.pop()} ${line}` : line);
    open = line !== '';
  }
  return found;
}

/** What the provider's parser of Terraform's log could not read, a few dozen characters of it. */
function unparsedIn(message: string): string | undefined {
  const [, rest] = message.split(', bigger context ...|', 2);
  return rest?.split('|...', 1)[0];
}

/** What a crash of Terraform's provider comes from; the rest of a stack trace has addresses that differ each time. */
function crashIn(output: string): string | undefined {
  const start = output.indexOf('Stack trace from the ');
  if (start < 0) return undefined;
  const trace = output.slice(start).split('\n');
  const panic = trace.find((line) => line.startsWith('panic: '))?.slice('panic: '.length);
  const call = trace.find((line) => line.startsWith('github.com/digitalocean/'));
  const [crashed, place] = [
    'the Terraform provider crashed',
    call?.slice(call.slice(0, call.lastIndexOf('(')).lastIndexOf('/') + 1, call.lastIndexOf('(')),
  ];
  if (panic === undefined) return `${crashed}; where it runs with --debug, its log has the stack trace`;
  return place === undefined ? `${crashed}: ${panic}` : `${crashed}: ${panic}, in ${place}`;
}
