/** Several buzzes as one SMS: how many, the worst brands by name, and the link or what to write back, in one segment. */
import type { Language } from '../../domain/agency.ts';
import { makeFormats } from '../../domain/formats.ts';
import type { BundleContent } from '../outgoing-message.ts';
import { countSeptets, cutToSeptets, SEGMENT_SEPTETS, toGsm7 } from '../sms/gsm7.ts';
import { chooseBundleWords } from '../words/bundle-words.ts';
import { chooseAlertWords } from '../words/choose-words.ts';
import { toPlainLine } from './alert-sms.ts';
import { listGoingOn } from './bundle-parts.ts';

const BRAND_LENGTH_MAX = 30;

type Named = Readonly<{ group: string; name: string }>;

/**
 * As many names as fit, the worst first, behind how many they are; what has no room is counted. A link that leaves no
 * room for a single name is left out where the message may be answered, and else the names are. One that is sent again
 * says of when it is.
 *
 * Errors:  none: total.
 *
 * @example renderBundleSms({ content, language: 'fr', timeZone: 'Europe/Paris' })
 *          // [3 ALERTES] CRISE 4/4 : ORANGE. BAD BUZZ 3/4 : LG +1. Vu ? https://vigie.example/a/k3 Rép. 0A=vu tout 0S=1h
 */
export function renderBundleSms(
  input: Readonly<{ content: BundleContent; language: Language; timeZone: string }>,
): string {
  const { content, language, timeZone } = input;
  const formats = makeFormats({ language, timeZone });
  const words = chooseAlertWords(language, formats);
  const bundleWords = chooseBundleWords(language, formats).sms;
  const named = content.alerts.map(({ content: { brandName, reason, level } }) => ({
    group: reason === 'resolved' ? bundleWords.over : words.shortLevel(level).toLocaleUpperCase(language),
    name: toPlainLine(toPlainLine(brandName, BRAND_LENGTH_MAX).toLocaleUpperCase(language), BRAND_LENGTH_MAX),
  }));
  const isOver = listGoingOn(content).length === 0;
  const start = `[${bundleWords.heading(content.alerts.length, content.toldAt)}]`;
  const tell = (tail: string, nameMin: number): string | null => {
    for (let shownCount = named.length; shownCount >= nameMin; shownCount -= 1) {
      const more = shownCount === named.length ? '' : `${shownCount === 0 ? '' : ' '}+${named.length - shownCount}`;
      const names = `${sayNames(named.slice(0, shownCount), bundleWords.colon)}${more}`;
      const text = `${toGsm7(names === '' ? start : `${start} ${names}.`)}${tail}`;
      if (countSeptets(text) <= SEGMENT_SEPTETS) return text;
    }
    return null;
  };
  const { acknowledgeUrl } = content;
  const link =
    acknowledgeUrl === null || isOver
      ? ''
      : ` ${toGsm7(words.sms.seen)} ${toGsm7(URL.parse(acknowledgeUrl)?.href ?? acknowledgeUrl)}`;
  const answer = content.canReply && !isOver ? ` ${toGsm7(bundleWords.answer)}` : '';
  return (
    tell(`${link}${answer}`, 1) ??
    tell(answer === '' ? link : answer, 0) ??
    cutToSeptets(toGsm7(start), SEGMENT_SEPTETS)
  );
}

/** `CRISE 4/4 : ORANGE. BAD BUZZ 3/4 : LG, SOSH` */
function sayNames(named: readonly Named[], colon: string): string {
  return [...Map.groupBy(named, ({ group }) => group)]
    .map(([group, ofGroup]) => `${group}${colon}${[...new Set(ofGroup.map(({ name }) => name))].join(', ')}`)
    .join('. ');
}
