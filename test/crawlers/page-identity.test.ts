/** Which URLs are one page: pairs written for this test, and how many of them are told right. */
import { describe, expect, test } from 'vitest';
import { toPageIdentity } from '../../src/crawlers/canonical-url.ts';

type Pair = readonly [string, string];

const ARTICLE = 'https://www.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html';

const SAME: readonly Pair[] = [
  // spelling
  [ARTICLE, 'http://www.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'https://gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'HTTPS://WWW.Gazette.Example:443/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'https://www.gazette.example./economie//2026/06/01/panne-geante-du-reseau-4711.html'],
  ['https://blog.example/billet', 'https://blog.example/billet/'],
  ['https://blog.example/dossier/', 'https://blog.example/dossier/index.html'],
  ['https://blog.example/dossier', 'https://blog.example/dossier/index.php'],
  ['https://blog.example/%7Ejeanne/caf%c3%a9', 'https://blog.example/~jeanne/caf%C3%A9'],
  ['https://blog.example/café', 'https://blog.example/caf%C3%A9'],
  ['https://forum.example/t.php?id=7&page=2', 'https://forum.example/t.php?page=2&id=7'],
  ['https://blog.example/billet?', 'https://blog.example/billet'],
  ['https://lecteur:secret@blog.example/billet', 'https://blog.example/billet'],
  // fragments
  [ARTICLE, `${ARTICLE}#commentaires`],
  [ARTICLE, `${ARTICLE}#:~:text=trois%20d%C3%A9partements`],
  [ARTICLE, `${ARTICLE}#xtor=RSS-3208`],
  // where the reader came from
  [ARTICLE, `${ARTICLE}?utm_source=rss&utm_medium=feed&utm_campaign=une`],
  [ARTICLE, `${ARTICLE}?fbclid=IwAR0x&mibextid=Zxz2cZ`],
  [ARTICLE, `${ARTICLE}?gclid=abc&gad_source=1`],
  [ARTICLE, `${ARTICLE}?xtor=AL-32280270&at_medium=custom7`],
  [ARTICLE, `${ARTICLE}?ref=rss`],
  [ARTICLE, `${ARTICLE}?CMP=share_btn_tw`],
  [ARTICLE, `${ARTICLE}?mod=rss_markets_main`],
  [ARTICLE, `${ARTICLE}?feedType=RSS&feedName=topNews`],
  [ARTICLE, `${ARTICLE}?smid=tw-share&partner=rss&emc=rss`],
  [ARTICLE, `${ARTICLE}?ocid=socialflow&ns_mchannel=social`],
  [ARTICLE, `${ARTICLE}?guccounter=1&guce_referrer=aHR0cHM6Ly9`],
  [ARTICLE, `${ARTICLE}?mc_cid=42&mc_eid=43&mkt_tok=eyJ`],
  [ARTICLE, `${ARTICLE}?igshid=1a2b&ref_src=twsrc%5Etfw`],
  [ARTICLE, `${ARTICLE}?wt.mc_id=red.soc.x&WT.tsrc=email`],
  ['https://f.example/t.php?t=1&sid=0123456789abcdef0123456789abcdef', 'https://f.example/t.php?t=1'],
  // AMP twins
  [ARTICLE, 'https://amp.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'https://www.gazette.example/amp/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'https://www.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.amp.html'],
  [ARTICLE, `${ARTICLE}?amp=1`],
  [ARTICLE, `${ARTICLE}?amp`],
  [ARTICLE, `${ARTICLE}?outputType=amp`],
  [ARTICLE, `${ARTICLE}?amp_js_v=0.1&usqp=mq331AQKKAFQArAB`],
  ['https://blog.example/2026/06/ma-panne-de-box/', 'https://blog.example/2026/06/ma-panne-de-box/amp/'],
  ['https://blog.example/2026/06/ma-panne-de-box', 'https://blog.example/2026/06/ma-panne-de-box/amp?utm_source=x'],
  [
    ARTICLE,
    'https://www-gazette-example.cdn.ampproject.org/c/s/www.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html',
  ],
  [
    ARTICLE,
    'https://cdn.ampproject.org/v/s/amp.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html?amp_js_v=0.1',
  ],
  [ARTICLE, 'https://www.google.com/amp/s/www.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  // mobile twins
  [ARTICLE, 'https://m.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  [ARTICLE, 'https://mobile.gazette.example/economie/2026/06/01/panne-geante-du-reseau-4711.html'],
  ['https://fr.encyclopedie.example/wiki/Panne_de_2026', 'https://fr.m.encyclopedie.example/wiki/Panne_de_2026'],
  ['https://moi.blogspot.com/2026/06/panne.html', 'https://moi.blogspot.com/2026/06/panne.html?m=1'],
  // doors
  [ARTICLE, `https://www.google.com/url?rct=j&sa=t&url=${encodeURIComponent(ARTICLE)}&ct=ga&usg=AOv`],
  [ARTICLE, `https://www.google.fr/url?q=${encodeURIComponent(ARTICLE)}&sa=U`],
  [ARTICLE, `https://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=${encodeURIComponent(ARTICLE)}&c=2`],
  [ARTICLE, `https://www.bing.com/ck/a?!&&p=1&u=a1${Buffer.from(ARTICLE).toString('base64url')}&ntb=1`],
  [ARTICLE, `https://l.facebook.com/l.php?u=${encodeURIComponent(`${ARTICLE}?fbclid=1`)}&h=AT0`],
  [ARTICLE, `https://www.youtube.com/redirect?event=video_description&q=${encodeURIComponent(ARTICLE)}`],
  [ARTICLE, `https://duckduckgo.com/l/?uddg=${encodeURIComponent(ARTICLE)}&rut=1`],
  [ARTICLE, `https://out.reddit.com/t3_1?url=${encodeURIComponent(ARTICLE)}&token=x`],
  // not found: nothing in the URL says it
  ['https://court.example/4fGh', ARTICLE],
  ['https://www.gazette.example/economie/panne-geante-du-reseau', ARTICLE],
];

const DIFFERENT: readonly Pair[] = [
  ['https://forum.example/t.php?id=7&page=2', 'https://forum.example/t.php?id=7&page=3'],
  ['https://forum.example/t.php?t=1', 'https://forum.example/t.php?p=1'],
  ['https://forum.example/find?s=shoes', 'https://forum.example/find?s=boots'],
  ['https://blog.example/?p=123', 'https://blog.example/?p=124'],
  ['https://blog.example/?p=123', 'https://blog.example/'],
  ['https://blog.example/feed', 'https://blog.example/?feed=rss2'],
  ['https://encyclopedie.example/wiki/amp', 'https://encyclopedie.example/wiki'],
  ['https://encyclopedie.example/wiki/AMP', 'https://encyclopedie.example/wiki/amp'],
  ['https://magasin.example/amp/', 'https://magasin.example/'],
  ['https://operateur.example/forfaits', 'https://mobile.operateur.example/forfaits'],
  ['https://operateur.example/', 'https://m.operateur.example/'],
  ['https://amp.dev/documentation/guide-1', 'https://dev/documentation/guide-1'],
  ['https://m.co.uk/article-sur-la-panne-1', 'https://co.uk/article-sur-la-panne-1'],
  ['https://a.blogs.example/2026/06/panne', 'https://b.blogs.example/2026/06/panne'],
  ['https://gazette.example/a-1', 'https://gazette.example/A-1'],
  ['https://gazette.example:8443/article-4711', 'https://gazette.example/article-4711'],
  ['https://gazette.example/article-4711', 'https://gazette.example/article-4712'],
  ['https://gazette.example/article-4711?ref=42', 'https://gazette.example/article-4711?ref=43'],
  ['https://gazette.example/article-4711?source=nord', 'https://gazette.example/article-4711?source=sud'],
  ['https://shop.example/p?campaign=noel', 'https://shop.example/p?campaign=paques'],
  ['https://gazette.example/article-4711?amp=2', 'https://gazette.example/article-4711'],
  ['https://app.example/#!/sujet/1', 'https://app.example/#!/sujet/2'],
  ['https://app.example/#/avis/1', 'https://app.example/#/avis/2'],
  ['https://archive.example/web/2026/https://a.example/', 'https://archive.example/web/2026/https://b.example/'],
  ['https://www.google.com/search?q=panne', 'https://www.google.com/search?q=reseau'],
  ['https://www.google.com/url?foo=1', 'https://www.google.com/url?foo=2'],
  ['https://www.youtube.com/watch?v=a1', 'https://www.youtube.com/watch?v=b2'],
  ['https://blog.example/c%2Fd', 'https://blog.example/c/d'],
  ['https://blog.example/a?x=1&x=2', 'https://blog.example/a?x=2&x=1'],
  ['https://m.gazette.example/t.php?id=1', 'https://gazette.example/t.php?id=1&vue=m'],
  ['https://en.gazette.example/article-4711', 'https://fr.gazette.example/article-4711'],
  ['https://gazette.example/2026/06/01/', 'https://gazette.example/2026/06/02/'],
];

function isSamePage([one, other]: Pair): boolean {
  return toPageIdentity(one) === toPageIdentity(other);
}

describe('toPageIdentity', () => {
  test('is right on 88 pairs: precision 100 %, recall 96 % (54 of 56)', () => {
    const merged = SAME.filter(isSamePage);
    const wronglyMerged = DIFFERENT.filter(isSamePage);
    expect(SAME.length + DIFFERENT.length).toBeGreaterThanOrEqual(60);
    expect(wronglyMerged).toEqual([]);
    expect(merged.length / SAME.length).toBeGreaterThanOrEqual(0.95);
    expect(SAME.filter((pair) => !isSamePage(pair))).toEqual(SAME.slice(-2));
  });

  test.each(['mailto:a@b.example', 'nonsense', 'ftp://example.org/', ''])('%s has none', (url) => {
    expect(toPageIdentity(url)).toBeNull();
  });

  test('a door within a door within a door ends', () => {
    let url = 'https://a.example/article-1';
    for (let depth = 0; depth < 6; depth += 1) url = `https://www.google.com/url?url=${encodeURIComponent(url)}`;
    expect(toPageIdentity(url)).toMatch(/^google\.com\/url/);
  });
});
