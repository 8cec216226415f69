// Shorter values would hit ordinary words, and no generated password is that short.
const SHORTEST = 8;

/** Makes a function that takes every one of these secrets out of a text. They are gathered for the first text that is not empty. */
export function redactor(secrets: () => Iterable<string>): (text: string) => string {
  let known: readonly string[] | undefined;
  return (text) => {
    if (text === '') return text;
    known ??= longestFirst(secrets());
    return known.reduce(
      (rest, secret) => rest.replaceAll(secret, '[redacted]'),
      text.replace(/:\/\/[^\s@/]+@/g, '://[redacted]@'),
    );
  };
}

/** The longest first, so that a secret that contains another goes as a whole. */
function longestFirst(secrets: Iterable<string>): readonly string[] {
  return [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
}
