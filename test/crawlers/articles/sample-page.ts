/** An article's page with all that stands around an article, to be told apart from it. */

export const PARAGRAPHS: readonly string[] = [
  'Depuis mardi matin, les abonnés d’Ondelia n’ont plus ni téléphone ni internet dans trois départements du Sud-Est, et l’opérateur ne promet rien avant la nuit.',
  'Dans les rues de Toulon, les commerçants refusent la carte et notent les commandes sur des carnets, comme le raconte Karim, boulanger depuis vingt ans.',
  'La préfecture assure que les numéros d’urgence restent joignables depuis les autres réseaux, à condition de trouver un téléphone qui les capte.',
  'Une association de consommateurs demande que chaque client soit indemnisé sans avoir à le réclamer, et prépare une action commune devant le tribunal.',
];

export const TITLE = 'Une panne géante prive de réseau trois départements';

/** What must never be taken for the article. */
export const NOISE = {
  menu: 'Accueil Économie Sports Météo',
  date: 'Publié le mardi 2 juin 2026 à 8h15',
  caption: 'Un magasin fermé mardi à Toulon, faute de paiement par carte.',
  readAlso: 'Lire aussi : Ondelia, un opérateur en trois dates',
  newsletter: 'Abonnez-vous à notre newsletter du matin et recevez l’essentiel.',
  related: 'Le vélo électrique séduit les retraités du Var',
  copyright: '© 2026 La Gazette. Tous droits réservés.',
} as const;

export type PageParts = Readonly<{ head?: string; body?: string; title?: string }>;

/** A page as newspapers make them, unless the body is given. */
export function makePage(parts: PageParts = {}): string {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8">
    <title>${parts.title ?? `${TITLE} - La Gazette`}</title>${parts.head ?? ''}</head>
    <body>${parts.body ?? makeBody(PARAGRAPHS)}</body></html>`;
}

export function makeBody(paragraphs: readonly string[]): string {
  const [first = '', second = '', ...others] = paragraphs.map((paragraph) => `<p>${paragraph}</p>`);
  return `
    <nav><ul><li><a href="/">${NOISE.menu}</a></li></ul></nav>
    <article class="story">
      <h1>${TITLE}</h1>
      <p class="meta">${NOISE.date}</p>
      ${first}
      <figure><img src="/photos/toulon.jpg"><figcaption>${NOISE.caption}</figcaption></figure>
      <p><strong><a href="/ondelia-dates">${NOISE.readAlso}</a></strong></p>
      ${second}
      <div class="newsletter-box"><p>${NOISE.newsletter}</p></div>
      ${others.join('\n')}
      <h2>Sur le même sujet</h2>
      <ul><li><a href="/velo">${NOISE.related}</a></li></ul>
    </article>
    <footer><p>${NOISE.copyright}</p></footer>`;
}
