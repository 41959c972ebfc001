/** Which text a document keeps. */
import { describe, expect, test } from 'vitest';
import { toFullText } from '../../../src/crawlers/articles/to-full-text.ts';
import type { ParsedDocument } from '../../../src/domain/document.ts';
import { PARAGRAPHS, TITLE } from './sample-page.ts';

const TEASER: ParsedDocument = {
  guid: 'gazette-4711',
  url: 'https://gazette.example/economie/panne-4711?utm_source=rss',
  title: TITLE,
  text: 'Depuis mardi matin, les abonnés d’Ondelia n’ont plus ni téléphone ni internet dans trois départements du Sud-Est…',
  html: null,
  author: null,
  publishedAt: new Date('2026-06-02T06:15:00Z'),
  updatedAt: null,
};

const ARTICLE: ParsedDocument = {
  guid: null,
  url: 'https://gazette.example/economie/panne-4711',
  title: 'Panne : le récit',
  text: PARAGRAPHS.join('\n'),
  html: '<p>…</p>',
  author: 'Léa Martin',
  publishedAt: new Date('2026-06-02T06:20:00Z'),
  updatedAt: new Date('2026-06-02T09:00:00Z'),
};

const WALL =
  `Nous respectons votre vie privée. Nous et nos 812 partenaires utilisons des cookies pour mesurer l’audience et
  afficher des publicités. Vous pouvez accepter, refuser ou régler vos choix à tout moment dans les paramètres du site.`.repeat(
    3,
  );

describe('toFullText', () => {
  test('takes the text of the article, and keeps what the feed said of it', () => {
    expect(toFullText(TEASER, ARTICLE)).toEqual({
      ...TEASER,
      text: ARTICLE.text,
      html: ARTICLE.html,
      author: 'Léa Martin',
      updatedAt: ARTICLE.updatedAt,
    });
  });

  test.each([
    ['Lire la suite…'],
    ['Continuer la lecture'],
    ['Read more'],
    [`${TEASER.text} […] L’article ${TITLE} est apparu en premier sur La Gazette des Vallées et des Plateaux.`],
    [`${TEASER.text} Continue reading`],
    [''],
  ])('looks past what feeds put behind a teaser, or in its place: « %s »', (text) => {
    const article = { ...ARTICLE, title: TITLE };
    expect(toFullText({ ...TEASER, text }, article).text).toBe(ARTICLE.text);
    const other = { ...article, title: 'Fromages', text: 'La laiterie Belvaux rappelle ses fromages. '.repeat(30) };
    expect(toFullText({ ...TEASER, text }, other).text).toBe(text);
  });

  test.each([
    ['a cookie wall', { text: WALL }],
    [
      'a log-in page',
      { text: 'Connectez-vous ou créez un compte pour lire la suite de cet article réservé aux abonnés. '.repeat(5) },
    ],
    [
      'another article',
      { text: 'La laiterie Belvaux rappelle des fromages frais vendus dans les Vosges en février. '.repeat(9) },
    ],
    ['less than the teaser', { text: TEASER.text.slice(0, 60) }],
    ['nothing', { text: '' }],
  ])('keeps the teaser where the page gives %s', (_, page) => {
    expect(toFullText(TEASER, { ...ARTICLE, title: 'Bienvenue', ...page })).toBe(TEASER);
  });

  test('asks the title where the feed gives no text', () => {
    const titled = { ...TEASER, text: '', title: 'Les abonnés d’Ondelia sans téléphone dans trois départements' };
    expect(toFullText(titled, ARTICLE).text).toBe(ARTICLE.text);
    expect(toFullText(titled, { ...ARTICLE, title: null, text: WALL })).toBe(titled);
  });

  test('takes what comes for an entry that is a link and nothing else', () => {
    const bare = { ...TEASER, title: null, text: '' };
    expect(toFullText(bare, ARTICLE)).toMatchObject({ title: ARTICLE.title, text: ARTICLE.text });
  });
});
