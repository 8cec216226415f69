/** Joins sentences into one line of about `room` characters: always the first, and a count of those that do not fit. */
export function joinSentences(sentences: readonly string[], room: number): string {
  const told: string[] = [];
  let left = room;
  for (const sentence of sentences) {
    left -= sentence.length;
    if (left < 0 && told.length > 0) break;
    told.push(sentence);
  }
  const rest = sentences.length - told.length;
  if (rest > 0) told.push(`and ${rest} more`);
  return told.join('; ');
}
