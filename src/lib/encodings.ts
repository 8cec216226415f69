import { percentEncode } from './percent-encode.js';

/**
 * The forms in which this function, Kubernetes and the provider write a text: as it is, in a URI, between quotes, in a line
 * of a password file, and in base64, also somewhere inside a longer text in base64.
 */
export function formsOf(text: string): readonly string[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  return [
    text,
    percentEncode(text),
    encodeURIComponent(text),
    quoted,
    // Go escapes these three in JSON, too.
    quoted.replace(/[&<>]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    text.replace(/[\\:]/g, '\\$&'),
    ...base64Forms(text).flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
}

/** Three bytes become four characters, so what stands before a text decides which characters it becomes. */
function base64Forms(text: string): readonly string[] {
  const whole = Buffer.from(text).toString('base64');
  return [whole, whole.replace(/=+$/, ''), ...[0, 1, 2].map((before) => base64Within(text, before))];
}

/** The characters that depend on nothing but the text, where so many bytes of a group of three stand before it. */
function base64Within(text: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const firstOwn = Math.ceil((before * 8) / 6);
  const afterLastOwn = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(firstOwn, afterLastOwn);
}
