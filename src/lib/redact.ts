// Shorter values would hit ordinary words, and no generated password is that short.
const SHORTEST = 8;

/** Makes a function that takes every one of these secrets out of a text. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  // The longest first, so that a secret that contains another goes as a whole.
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return (text) =>
    known.reduce(
      (rest, secret) => rest.replaceAll(secret, '[redacted]'),
      text.replace(/:\/\/[^\s@/]+@/g, '://[redacted]@'),
    );
}
