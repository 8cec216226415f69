import { formsOf } from './encodings.js';

// Shorter values would match ordinary words, and no generated password is that short.
const SHORTEST = 8;

/** Makes a function that removes these secrets from a text, in every form that `formsOf` knows. They are gathered for the first text that is not empty. */
export function redactor(secrets: () => Iterable<string>): (text: string) => string {
  let known: readonly string[] | undefined;
  return (text) => {
    if (text === '') return text;
    known ??= longestFirst(secrets());
    return known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), redactUrls(text));
  };
}

/** Removes user and password from every URL in a text. */
export function redactUrls(text: string): string {
  return text.includes('@') ? text.replace(/\S+/g, redactUrl) : text;
}

/** Removes user and password from a text that may be a URL: up to the last `@`, since a handwritten password may hold anything. */
export function redactUrl(text: string): string {
  const start = text.indexOf('://');
  const end = text.lastIndexOf('@');
  return start >= 0 && end > start ? `${text.slice(0, start)}://[redacted]${text.slice(end)}` : text;
}

/** The longest first, so that a secret that contains another goes as a whole. */
function longestFirst(secrets: Iterable<string>): readonly string[] {
  const long = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST);
  const forms = new Set(long.flatMap(formsOf));
  return [...forms].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}
