/** Longer texts are no misspelling of anything; the bound keeps the work small. */
const MAX_CHARACTERS = 64;

/** Up to three names that a mistyped one may have meant, nearest first: a third of its letters may differ. */
export function nearestNames(typed: string, names: readonly string[]): readonly string[] {
  if (typed.length > MAX_CHARACTERS) return [];
  const plain = typed.toLowerCase().replaceAll(/[_ ]/g, "-");
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  return names
    .map((name) => ({ name, distance: editDistance(plain, name) }))
    .filter(({ distance }) => distance <= allowed && distance < plain.length)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters inserted, removed, replaced, or two neighbours swapped (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = previous[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1])
        current[column] = Math.min(current[column]!, (before[column - 2] ?? Infinity) + 1);
    }
    before = previous;
    previous = current;
  }
  return previous[right.length]!;
}
