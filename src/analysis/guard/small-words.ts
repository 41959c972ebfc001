/** Words that tell who speaks, and how lists of words are written here: folded, with blanks between. */

export function toSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}

export const WE = toSet('nous on notre nos we our us');
