const LONGEST = 60;

/** A person's text between quotes: one line whatever stands in it, and cut, since it can be huge. */
export function quote(text: string): string {
  return text.length > LONGEST ? `${JSON.stringify(text.slice(0, LONGEST))}…` : JSON.stringify(text);
}
