/** What forums of every make call the parts of a post: the vocabulary by which an unknown one is understood. */
import type { Tag } from './forum-page.ts';
import { readEpoch } from './read-post-date.ts';

const NAME_CHARS_MAX = 300;

/** A link to a person's page, as engines write it. */
const PERSON_HREF =
  /(?:\/(?:u|users?|members?|profiles?|people|author|membre|perfil|profil|usuario|utilisateurs?)\/[^/?#]|\/user-\d|\/@[\w.-]+$|action=profile|viewprofile|member\.php\?|profile\.php\?|showuser=|userinfo|[?&]u(?:id|ser)?=\d|\/~[\w.-]+\/?$)/i;
const PERSON_NAME =
  /(?:^|[\s_-])(?:author|username|user-?name|user-?link|poster|nick(?:name)?|creator|byline|postedby|posted-by|posteruser|bigusername|display-?name|auteur|autor|pseudo)(?:$|[\s_-])/i;
const DATE_NAME =
  /(?:^|[\s_-])(?:date|time|datetime|timestamp|timeago|time-?ago|ago|posted|postdate|post-?date|created|age|relative-?time|published|permalink-?date|when)(?:$|[\s_-])/i;
const DATE_TEXT =
  /\b(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d|\b\d{1,2}:\d{2}\b|\b(?:\d+\s?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|[hdwmy]|mo|yr?)\b.{0,8}\bago\b|ago\b|yesterday|il y a \d|hier\b|vor \d|gestern|hace \d|ayer|\d+ \w+ fa\b|ieri|ontem)/i;
const DATE_TEXT_CHARS_MAX = 60;
/** Near a date: it is not of the post but of its author, or of a later hand. */
export const OTHER_DATE =
  /join|regist|member since|inscri|beigetreten|dabei seit|miembro|iscritt|membro|edit|modif|bearbeit|ge[aä]ndert|last (?:visit|seen|activ|online|post|reply)|letzte|derni[eè]re|expires|birth/i;

/** What a post's own words stand in: a noun of forums with a word for content, or one of the engines' own names. */
const BODY_NAME =
  /(?:post|message|msg|comment|reply|replies|answer|question|topic|entry|thread|discussion|commentary|item|forum|node|field--?name)s?(?:[\w-]{0,12})(?:body|text|content|contents|message|copy|markdown|html|inner|main|words)|^(?:body|message|text|content|markdown|md|prose|s-prose|usertext|usertext-body|bbwrapper|richtext|rich-text|userhtml|usercontent|user-content|user_content|postcontent|posttext|postbody|messagetext|msgtxt|commtext|cooked|bbcode|formatted-text|narrow|wysiwyg)$/i;
const NOUN = /post|message|msg|comment|reply|answer|question/i;

/** Words that an element goes by: its classes and its id. */
export function namesOf(tag: Tag): string {
  const { class: classes = '', id = '' } = tag.attribs;
  return `${classes} ${id}`.slice(0, NAME_CHARS_MAX);
}

export function isPersonMark(tag: Tag): boolean {
  const { attribs } = tag;
  if (attribs.itemprop === 'author' || attribs.itemprop === 'creator' || attribs.rel === 'author') return true;
  if (attribs['data-username'] !== undefined || attribs['data-author'] !== undefined) return true;
  if (tag.name === 'a')
    return PERSON_HREF.test((attribs.href ?? '').slice(0, NAME_CHARS_MAX)) || PERSON_NAME.test(namesOf(tag));
  return isInline(tag) && PERSON_NAME.test(namesOf(tag));
}

export function isDateMark(tag: Tag): boolean {
  const { attribs } = tag;
  if (tag.name === 'time' || /^date(?:Published|Created|Modified)$/.test(attribs.itemprop ?? '')) return true;
  if (readEpoch(attribs['data-time']) !== null || readEpoch(attribs['data-timestamp']) !== null) return true;
  return isInline(tag) && DATE_NAME.test(namesOf(tag));
}

/** Whether a text of the page is short and looks like a date, absolute or relative. */
export function isDateText(text: string): boolean {
  return text.length <= DATE_TEXT_CHARS_MAX && DATE_TEXT.test(text);
}

/** 2 for a name that means the text of a post, 1 for one that only speaks of posts, 0 for any other. */
export function weighBodyName(name: string): 0 | 1 | 2 {
  if (BODY_NAME.test(name)) return 2;
  return NOUN.test(name) ? 1 : 0;
}

/** Elements that carry a name or a date and not a whole post. */
function isInline(tag: Tag): boolean {
  return INLINE.has(tag.name);
}

const INLINE: ReadonlySet<string> = new Set(
  'a abbr b cite dt em font h3 h4 h5 i li p small span strong td div'.split(' '),
);
