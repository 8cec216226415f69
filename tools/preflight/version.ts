/** Whether a version such as `2.4.0-rc.1` is this one or newer, by its three numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [own, other] = [numbersOf(version), numbersOf(least)];
  for (const index of [0, 1, 2]) {
    const difference = (own[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The version in the tag of a package or an image, without a `v`. */
export function versionIn(image: string): string | undefined {
  return /:v?(\d+\.\d+\.\d+[^@/]*)(?:@.*)?$/.exec(image)?.[1];
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split(/[.+-]/).slice(0, 3).map(Number);
}
