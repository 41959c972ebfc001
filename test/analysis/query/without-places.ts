/** A parsed query as its meaning alone: without where its parts stand in the text. */

const PLACES = ['start', 'end'];

export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([name]) => !PLACES.includes(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutPlaces(each)]));
}
