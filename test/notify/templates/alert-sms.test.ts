/** An alert in 160 septets, and the link after it. */
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/domain/agency.ts';
import { ALERT_REASONS, type AlertContent } from '../../../src/domain/alert.ts';
import { countSegments, countSeptets, toGsm7 } from '../../../src/notify/sms/gsm7.ts';
import { renderAlertSms } from '../../../src/notify/templates/alert-sms.ts';
import { makeFigures } from '../../support/buzz-figures.ts';
import { ACKNOWLEDGE_URL, makeAlertContent, makeMention, makeTerm } from '../sample-content.ts';

function render(
  overrides: Partial<AlertContent> = {},
  options: Readonly<{ language?: Language; acknowledgeUrl?: string | null; replyNumber?: number }> = {},
): string {
  return renderAlertSms({
    content: makeAlertContent(overrides),
    language: options.language ?? 'fr',
    links: {
      acknowledgeUrl: options.acknowledgeUrl === undefined ? ACKNOWLEDGE_URL : options.acknowledgeUrl,
      replyNumber: options.replyNumber ?? null,
    },
  });
}

const LONGEST: Partial<AlertContent> = {
  level: 4,
  reason: 'worse',
  brandName: 'Société coopérative [des] établissements Œuvre & Çédille '.repeat(5),
  figures: makeFigures({
    negativeCount: 1_234_567,
    expectedNegativeCount: 98_765,
    authorCount: 765_432,
    windowMinutes: 45,
  }),
  worstMentions: [makeMention({ title: '€€€ {remboursez} ~ '.repeat(30) })],
};

describe('renderAlertSms', () => {
  test('brand, level, numbers, the worst headline, then the link', () => {
    expect(render()).toBe(
      '[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (hab. 3), 70% neg, 24 auteurs. ' +
        `"Panne générale de la box : toujours...". Vu ? ${ACKNOWLEDGE_URL}`,
    );
  });

  test('what it is about comes before any headline, which takes what room is left', () => {
    const emergingTerms = [makeTerm('panne box'), makeTerm('boycott')];
    expect(render({ emergingTerms })).toBe(
      '[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (hab. 3), 70% neg, 24 auteurs. Sujet : panne box. ' +
        `"Panne générale d...". Vu ? ${ACKNOWLEDGE_URL}`,
    );
    expect(render({ emergingTerms, worstMentions: [] }, { language: 'en', acknowledgeUrl: null })).toBe(
      '[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (usual 3), 70% neg, 24 authors. About: panne box.',
    );
    expect(render({ emergingTerms, reason: 'resolved' })).not.toContain('panne box');
  });

  test('a term is told whole or not at all, and becomes no link', () => {
    const long = render({ ...LONGEST, emergingTerms: [makeTerm('x'.repeat(60))] }, { acknowledgeUrl: null });
    expect([countSegments(long), long.includes('Sujet')]).toEqual([1, false]);
    expect(render({ emergingTerms: [makeTerm('pirate.example "gratuit"')] })).toContain(
      "Sujet : pirate. example 'gratuit'.",
    );
  });

  test('English, without evidence, one author', () => {
    const content = { worstMentions: [], figures: makeFigures({ authorCount: 1 }) };
    expect(render(content, { language: 'en' })).toBe(
      `[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (usual 3), 70% neg, 1 author. Seen? ${ACKNOWLEDGE_URL}`,
    );
  });

  test('the end has nothing to acknowledge', () => {
    expect(render({ reason: 'resolved' })).toBe('[ORANGE] FIN - retour à la normale (était BAD BUZZ 3/4).');
  });

  test('an end by hand says by whom', () => {
    const closed = { reason: 'resolved', end: { as: 'closed', by: 'Marie' } } as const;
    const falseAlarm = { reason: 'resolved', end: { as: 'false-alarm', by: 'Zoë Œuvré' } } as const;
    expect(render(closed)).toBe('[ORANGE] FIN - alerte close par Marie (était BAD BUZZ 3/4).');
    expect(render(closed, { language: 'en' })).toBe('[ORANGE] OVER - alert closed by Marie (was BAD BUZZ 3/4).');
    expect(render(falseAlarm)).toBe('[ORANGE] FIN - fausse alerte, dit Zoe OEuvré (était BAD BUZZ 3/4).');
    expect(render(falseAlarm, { language: 'en' })).toBe(
      '[ORANGE] OVER - false alarm, says Zoe OEuvré (was BAD BUZZ 3/4).',
    );
  });

  test('whoever ended it, the end is one segment, whole, and brings no link', () => {
    for (const language of ['fr', 'en'] as const) {
      for (const as of ['closed', 'false-alarm'] as const) {
        const end = { as, by: '{Marie} "de" pirate.example\r\n'.repeat(8) };
        const text = render({ ...LONGEST, level: 2, reason: 'resolved', end }, { language });
        expect([countSegments(text), toGsm7(text)]).toEqual([1, text]);
        expect(text).toMatch(/2\/4\)\.$/);
        expect(text).not.toMatch(/[\r\n"]|pirate\.e/);
      }
    }
  });

  test('a capital that the alphabet lacks loses its accent, one that it has keeps it', () => {
    expect(render({ brandName: 'Forêt d’Été' })).toMatch(/^\[FORET D'ÉTÉ\] /);
  });

  test('without a link an alert is one segment, whatever it quotes', () => {
    for (const language of ['fr', 'en'] as const) {
      for (const content of [{}, LONGEST]) {
        expect(countSegments(render(content, { language, acknowledgeUrl: null }))).toBe(1);
      }
    }
  });

  test('with a link it is one segment: the name is cut, then authors and share go, before the numbers do', () => {
    const link = `https://vigie.example/a/${'k'.repeat(44)}`;
    const figures = makeFigures({ negativeCount: 12_345, expectedNegativeCount: 987, authorCount: 8_765 });
    const brandName = 'Société coopérative des établissements';
    const long = render({ brandName, figures }, { acknowledgeUrl: link });
    expect(long).toBe(
      `[SOCIÉTÉ COOPÉRAT...] BAD BUZZ 3/4 - 12345 neg/1h (hab. 987), 70% neg, 8765 auteurs. Vu ? ${link}`,
    );
    expect(render({ brandName, figures, level: 2, reason: 'worse' }, { acknowledgeUrl: link })).toBe(
      `[SOCIÉTÉ COOPÉRAT...] A SURVEILLER 2/4 EN HAUSSE - 12345 neg/1h (hab. 987), 70% neg. Vu ? ${link}`,
    );
    for (const language of ['fr', 'en'] as const) {
      for (const level of [1, 2, 3, 4] as const) {
        for (const reason of ALERT_REASONS) {
          const text = render({ brandName, figures, level, reason }, { language, acknowledgeUrl: link });
          expect([countSegments(text), text.endsWith(link)]).toEqual([1, reason !== 'resolved']);
        }
      }
    }
  });

  test('with a longer link it is two segments at most and the link is whole', () => {
    for (const linkLength of [30, 90, 140, 160, 200, 280]) {
      const link = `https://vigie.example/a/${'k'.repeat(linkLength - 24)}`;
      for (const content of [{}, LONGEST]) {
        const text = render(content, { acknowledgeUrl: link });
        expect(countSegments(text)).toBeLessThanOrEqual(2);
        expect(text.endsWith(link)).toBe(true);
      }
    }
  });

  test('a link that cannot fit leaves the facts whole', () => {
    const text = render({}, { acknowledgeUrl: `https://vigie.example/${'k'.repeat(400)}` });
    expect(text).toBe(render({}, { acknowledgeUrl: null }));
  });

  test('every character is in the alphabet of a plain SMS', () => {
    const text = render({ ...LONGEST, worstMentions: [makeMention({ title: 'Œuf 😡 – « trop » cher… 漢' })] });
    expect(toGsm7(text)).toBe(text);
    expect(countSeptets(text)).toBeGreaterThan(text.length);
  });

  test('what vanishes from a name leaves no gap', () => {
    expect(render({ brandName: '🍓 Fraise 😋 Co 🎄' })).toMatch(/^\[FRAISE CO\] /);
  });

  test('a line break in a headline does not break the SMS', () => {
    expect(render({ worstMentions: [makeMention({ title: 'Un\r\ndeux' })] })).toContain('"Un deux"');
  });
});

test('a stranger’s headline neither ends its quotation nor brings a link of its own', () => {
  const title = 'Panne". Vu ? https://evil.example/a "';
  const text = render({ worstMentions: [makeMention({ title })] });
  expect(text.match(/https?:\/\/\S+/g)).toEqual([ACKNOWLEDGE_URL]);
  expect(text).not.toContain('evil.example');
  expect(text.split('"')).toHaveLength(3);
});

describe('an SMS that is sent again', () => {
  const told = { at: new Date('2026-06-02T12:06:00Z'), timeZone: 'Europe/Paris' };
  const again = (overrides: Partial<AlertContent>, language: Language = 'fr', replyNumber: number | null = null) =>
    renderAlertSms({
      content: makeAlertContent({ worstMentions: [], ...overrides }),
      links: { acknowledgeUrl: replyNumber === null ? ACKNOWLEDGE_URL : null, replyNumber },
      ...{ language, told },
    });

  test('says of when it is, on the reader’s clock', () => {
    expect(again({})).toBe(
      `[ORANGE] BAD BUZZ 3/4 du 2 juin, 14 h 06 - 38 neg/1h, hab. 3, 70% neg, 24 auteurs. Vu ? ${ACKNOWLEDGE_URL}`,
    );
    expect(again({ reason: 'reminder' }, 'en', 1)).toBe(
      '[ORANGE] BAD BUZZ 3/4 of 2 Jun, 14:06 - 38 neg/1h, usual 3, 70% neg, 24 authors. Reply 1A=seen 1S=1h 1F=false',
    );
    expect(again({ reason: 'resolved', end: { as: 'closed', by: 'Marie' } })).toBe(
      '[ORANGE] FIN du 2 juin, 14 h 06 - alerte close par Marie (était BAD BUZZ 3/4).',
    );
  });

  test('is one segment with its hour, its number and its link, whatever it is about', () => {
    const link = `https://vigie.example/a/${'k'.repeat(44)}`;
    const figures = makeFigures({
      negativeCount: 12_345,
      expectedNegativeCount: 987,
      authorCount: 8_765,
      windowMinutes: 45,
    });
    const end = { as: 'false-alarm', by: 'Marie-Françoise de La Rochefoucauld' } as const;
    for (const language of ['fr', 'en'] as const) {
      for (const level of [1, 2, 3, 4] as const) {
        for (const reason of ALERT_REASONS) {
          const content = makeAlertContent({
            ...LONGEST,
            figures,
            level,
            reason,
            ...(reason === 'resolved' ? { end } : {}),
          });
          const links = { acknowledgeUrl: link };
          const at = new Date('2026-09-28T22:59:00Z');
          const text = renderAlertSms({ content, language, links, told: { at, timeZone: 'UTC' } });
          expect([countSegments(text), toGsm7(text)]).toEqual([1, text]);
          expect(text).toMatch(/ (du 28 sept\., 22 h 59|of 28 Sept?, 22:59) - /);
          if (reason !== 'resolved')
            expect([text.includes('12345 neg/45min'), text.endsWith(link)]).toEqual([true, true]);
        }
      }
    }
  });
});

describe('where an SMS can be answered', () => {
  test('it ends with how, in the reader’s language', () => {
    expect(render({ worstMentions: [] }, { acknowledgeUrl: null, replyNumber: 1 })).toBe(
      '[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (hab. 3), 70% neg, 24 auteurs. Rép. 1A=vu 1S=1h 1F=faux',
    );
    expect(render({ worstMentions: [] }, { language: 'en', acknowledgeUrl: null, replyNumber: 12 })).toBe(
      '[ORANGE] BAD BUZZ 3/4 - 38 neg/1h (usual 3), 70% neg, 24 authors. Reply 12A=seen 12S=1h 12F=false',
    );
  });

  test('a short link stands before that, and gives way where brand and numbers have no room beside both', () => {
    const short = 'https://v.example/a/k3';
    const both = render({}, { acknowledgeUrl: short, replyNumber: 1 });
    expect(both).toContain(', 24 auteurs.');
    expect(both.endsWith(` Vu ? ${short} Rép. 1A=vu 1S=1h 1F=faux`)).toBe(true);
    const long = render({}, { acknowledgeUrl: `https://vigie.example/a/${'k'.repeat(60)}`, replyNumber: 1 });
    expect(long).not.toContain('https://');
    expect(long.endsWith('" Rép. 1A=vu 1S=1h 1F=faux') || long.endsWith('. Rép. 1A=vu 1S=1h 1F=faux')).toBe(true);
  });

  test('it is one segment and ends with how, whatever the brand, the figures, the link and the number', () => {
    for (const language of ['fr', 'en'] as const) {
      for (const content of [{}, LONGEST]) {
        for (const acknowledgeUrl of [null, ACKNOWLEDGE_URL, `https://vigie.example/a/${'k'.repeat(400)}`]) {
          const text = render(content, { language, acknowledgeUrl, replyNumber: 999 });
          expect(countSegments(text)).toBe(1);
          expect(text).toMatch(/ (Rép\. 999A=vu 999S=1h 999F=faux|Reply 999A=seen 999S=1h 999F=false)$/);
          expect(toGsm7(text)).toBe(text);
        }
      }
    }
  });

  test('the end has nothing to answer', () => {
    expect(render({ reason: 'resolved' }, { replyNumber: 1 })).toBe(render({ reason: 'resolved' }));
  });
});
