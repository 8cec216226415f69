import { redactUrl } from '../lib/redact.js';

const LONGEST = 60;

/** A person's text between quotes: one line whatever stands in it, and cut, since it can be huge. */
export function quote(text: string): string {
  // Before it is cut: what is left of a URL may not look like one.
  const told = redactUrl(text);
  return told.length > LONGEST ? `${JSON.stringify(told.slice(0, LONGEST))}…` : JSON.stringify(told);
}
