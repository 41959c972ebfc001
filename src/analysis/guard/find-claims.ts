/** What a draft promises or boasts of: during a bad buzz that is what readers throw back. */

/** Letters and figures around it are looked at, not word boundaries of ASCII. */
const CLAIMS: readonly RegExp[] = [
  /n\s?[°º]\s?1(?!\p{N})|num[ée]ro un(?!\p{L})|number one|(?<!\p{L})no\.? ?1(?!\p{N})/giu,
  /(?<!\p{L})z[ée]ro (?:panne|d[ée]faut|souci|probl[èe]me|risque|attente|frais|compromis)s?|zero (?:outage|downtime|hassle|risk|fees)s?/giu,
  /(?<!\p{L})garantie?s?(?! de (?:compte|r[ée]serve))(?!\p{L})|(?<!\p{L})guaranteed?(?!\p{L})/giu,
  /(?<!\p{L})(?:le|la|les) (?:meilleure?s?|plus (?:rapide|fiable|s[ûu]re?|performante?|[ée]cologique|belle|beau|avanc[ée]e?)s?)(?!\p{L})/giu,
  /(?<!\p{L})the (?:best|fastest|safest|most (?:reliable|advanced|trusted)|cheapest)(?!\p{L})/giu,
  /(?<!\p{L})(?:imbattables?|in[ée]gal[ée]e?s?|leader|incomparables?|unbeatable|world[- ]class|award[- ]winning|[ée]lue? (?:service client|meilleure?))(?!\p{L})/giu,
  /[-–−]\s?\d{1,2}\s?%|\d{1,2}\s?% (?:de (?:remise|r[ée]duction)|off)(?!\p{L})/giu,
  /(?<!\p{L})(?:promo(?:tion)?s?|offre (?:sp[ée]ciale|exceptionnelle|exclusive)|soldes|ventes? flash|special offer|flash sale|bon plan)(?!\p{L})/giu,
  /(?<!\p{L})(?:100\s?% (?:fiable|s[ûu]r|satisf\w+|gratuit)|toujours fiable|jamais en panne|never fails|always on)(?!\p{L})/giu,
];
/** Whoever apologises or explains boasts of nothing, whatever figures he names. */
const APOLOGY_PATTERN =
  /d[ée]sol[ée]|excus(?:er|ez|es|ons)|pardon|regrett|nous mettons tout en [œo]e?uvre|sommes mobilis|apolog|(?<!\p{L})sorry(?!\p{L})|rappel (?:de )?produit|incident|r[ée]tabli|retour [àa] la normale|rembours(?:er|é|ement|és)|we are aware|investigating/iu;

export type Claim = Readonly<{ start: number; end: number }>;

/** By rising start; none in a draft that apologises or informs of a trouble. */
export function findClaims(text: string): readonly Claim[] {
  if (APOLOGY_PATTERN.test(text)) return [];
  return CLAIMS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length })),
  ).toSorted((one, other) => one.start - other.start);
}
