// Terraform's output for people: lines about its progress, then each error in a frame; and, if its provider crashed, a
// stack trace without a frame.

/**
 * The cause in Terraform's output; any other text stays as it is. Leaves out the progress, and quotes from the
 * configuration, which the provider has written and which may hold a token.
 */
export function causeIn(output: string): string {
  const unparsed = unparsedIn(output);
  const crash = crashIn(unparsed ?? output);
  if (crash !== undefined) return crash;
  if (unparsed !== undefined) return `Terraform wrote "${unparsed}…"`;
  const errors = framed(output).flatMap((text) => errorIn(text) ?? []);
  return errors.length > 0 ? errors.join('; ') : output;
}

/** The texts in frames; the last one may be cut off. */
function framed(output: string): readonly string[] {
  const [, ...blocks] = output.split('╷');
  return blocks.map((block) => block.split('╵', 1)[0] ?? '');
}

const ERROR = 'Error: ';
const PLACE = /^(?:with \S+,(?: on |$)|on \S+ line \d)/;

/** The error in a frame: what failed, and below it why. Warnings do not count. */
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

/** A few dozen characters that the provider could not parse in Terraform's log. */
function unparsedIn(message: string): string | undefined {
  const [, rest] = message.split(', bigger context ...|', 2);
  return rest?.split('|...', 1)[0];
}

const CRASHED = 'the Terraform provider crashed';

/** The cause of a crash of Terraform's provider; the rest of a stack trace has addresses that differ each time. */
function crashIn(output: string): string | undefined {
  const start = output.indexOf('Stack trace from the ');
  if (start < 0) return undefined;
  const trace = output.slice(start).split('\n');
  const panic = trace.find((line) => line.startsWith('panic: '))?.slice('panic: '.length);
  if (panic === undefined) return `${CRASHED}; with --debug the provider logs the stack trace`;
  const call = trace.find((line) => line.startsWith('github.com/digitalocean/'));
  const place = call?.slice(0, call.lastIndexOf('(')).split('/').at(-1);
  return place === undefined ? `${CRASHED}: ${panic}` : `${CRASHED}: ${panic}, in ${place}`;
}
