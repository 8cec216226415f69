import { redactUrl } from '../lib/redact.js';

const LONGEST = 60;

/** A person's text in quotes: on one line, and cut if it is long. */
export function quote(text: string): string {
  // Redacted before it is cut: the rest of a URL may not look like one.
  const told = redactUrl(text);
  return told.length > LONGEST ? `${JSON.stringify(told.slice(0, LONGEST))}…` : JSON.stringify(told);
}
