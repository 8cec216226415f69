import type { Output } from './streams.js';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** How a piece of text looks on a terminal. */
export type Style = keyof typeof CODES;

/** Gives a text a style, where the output shows any. */
export type Paint = (style: Style, text: string) => string;

/** Paints with the escape codes every terminal knows. */
export const paintAnsi: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;

/** Leaves every text as it is. */
export const paintNothing: Paint = (_style, text) => text;

/** Paints on a terminal, unless the person there wants no colours (NO_COLOR). */
export function paintFor(output: Output, noColor: boolean): Paint {
  return output.isTTY === true && !noColor ? paintAnsi : paintNothing;
}

// The provider passes Terraform's coloured output on; printed as it is, it would move a person's cursor about.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u001f\u007f-\u009f]+/g;

/** A text as one line without control characters. */
export function oneLine(text: string): string {
  return text
    .replace(ESCAPES, (found) => (found.startsWith('\u001b') ? '' : ' '))
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The style of a condition's status. */
export function styleOf(status: string): Style {
  return status === 'True' ? 'green' : 'yellow';
}
