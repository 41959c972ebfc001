/** The posts of a page whose engine nobody described: what repeats, and has an author and a date around it. */
import { findFirst } from '../../base/find-first.ts';
import { type ForumPage, isTag, type PageNode, type Tag } from './forum-page.ts';
import { isDateMark, isDateText, isPersonMark, weighBodyName } from './page-marks.ts';

/** One post as it stands on the page. */
export type FoundPost = Readonly<{
  /** What holds the post with its author and date. */
  item: Tag;
  /** Within the item, or the item itself: what the author wrote. */
  body: Tag;
}>;

export const THREAD_POSTS_MAX = 500;
/** Groups that are weighed, those with the most text first. */
const GROUPS_MAX = 300;
const CLASSES_MAX = 8;
const NAME_CHARS_MAX = 60;
const POST_TEXT_CHARS_MIN = 2;
const GROUP_TEXT_CHARS_MIN = 60;
const OPENING_TEXT_CHARS_MIN = 20;
const LINK_TEXT_CHARS_MAX = 300;

/** What goes by a name of forums and holds no post. */
const NOT_BODY =
  /(?:^|[_-])(?:nav|page|pages|pagination|pager|header|heading|title|info|meta|tools?|actions?|buttons?|menu|related|sidebar|breadcrumbs?|counts?|stats?|form|login|register)(?:$|[_-])/i;

const SKIPPED = toSet('script style template nav svg select textarea button option iframe head form-control dialog');
const BODY_TAGS = toSet('div td article section p blockquote span li dd main figure pre shreddit-comment');

/** The page, flattened: element number N opens before N + 1, and its subtree ends before ends[N]. */
type Flat = {
  tags: Tag[];
  parents: number[];
  ends: number[];
  /** Characters of text in the subtree, outside and inside of links. */
  textChars: number[];
  linkChars: number[];
  /** Numbers of the elements that name a person or a date, ascending. */
  persons: number[];
  dates: number[];
};

type Group = { name: string; members: number[]; textChars: number; linkChars: number };
type Thread = Readonly<{ members: readonly number[]; items: readonly number[]; score: number }>;

/**
 * The posts of a thread of any engine, in the order of the page; empty where nothing on it looks like a thread.
 *
 * Elements that go by the same name (a class, an itemprop, an id up to its number) are a group. The post bodies are
 * the group with the most text of its own which has, within the largest part of the page that is each member's alone,
 * an author or a date outside of the member: a group of whole posts has them inside, one of paragraphs has none.
 * The first post is often made otherwise than its answers, so it is looked for separately in front of them.
 *
 * Errors:  none: total. Time grows with the number of elements, which the page's loader bounds.
 */
export function findThread(page: ForumPage): readonly FoundPost[] {
  const flat = flatten(page.$('body')[0] ?? page.$.root()[0]);
  const best = findBestGroup(flat);
  if (best === null) return [];
  const opening = findOpening(flat, best);
  const posts = best.members.map((member, at) => toPost(flat, best.items[at] ?? member, member));
  return (opening === null ? posts : [toPost(flat, opening.item, opening.body), ...posts]).slice(0, THREAD_POSTS_MAX);
}

function toPost(flat: Flat, item: number, body: number): FoundPost {
  return { item: flat.tags[item] as Tag, body: flat.tags[body] as Tag };
}

function flatten(root: PageNode | undefined): Flat {
  const flat: Flat = { tags: [], parents: [], ends: [], textChars: [], linkChars: [], persons: [], dates: [] };
  if (isTag(root)) visit(flat, root, -1);
  return flat;
}

/** Recursion is safe: the loader refuses pages deeper than 200. */
function visit(flat: Flat, tag: Tag, parent: number): void {
  const at = flat.tags.length;
  flat.tags.push(tag);
  flat.parents.push(parent);
  flat.textChars.push(0);
  flat.linkChars.push(0);
  if (isPersonMark(tag)) flat.persons.push(at);
  let isDate = isDateMark(tag);
  let text = 0;
  let link = 0;
  for (const child of tag.children) {
    if (child.type === 'text') {
      const words = child.data.trim();
      text += words.length;
      if (!isDate && words !== '' && isDateText(words)) isDate = true;
    } else if (isTag(child) && !SKIPPED.has(child.name)) {
      const number = flat.tags.length;
      visit(flat, child, at);
      text += flat.textChars[number] ?? 0;
      link += flat.linkChars[number] ?? 0;
    }
  }
  if (isDate) flat.dates.push(at);
  // a link that nobody closed goes on to the end of the page: it is none
  const isLink = tag.name === 'a' && text + link <= LINK_TEXT_CHARS_MAX;
  flat.textChars[at] = isLink ? 0 : text;
  flat.linkChars[at] = isLink ? text + link : link;
  flat.ends[at] = flat.tags.length;
}

function findBestGroup(flat: Flat): Thread | null {
  flat.dates.sort((a, b) => a - b);
  let best: Thread | null = null;
  for (const group of listGroups(flat)) {
    const thread = weigh(flat, group);
    if (thread !== null && thread.score > (best?.score ?? 0)) best = thread;
  }
  return best;
}

/** By name, the outermost elements that go by it; those with the most text first. */
function listGroups(flat: Flat): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [at, tag] of flat.tags.entries()) {
    const text = flat.textChars[at] ?? 0;
    if (text < POST_TEXT_CHARS_MIN || !BODY_TAGS.has(tag.name)) continue;
    for (const name of toGroupNames(tag)) {
      const group = groups.get(name) ?? { name, members: [], textChars: 0, linkChars: 0 };
      const last = group.members.at(-1);
      if (last !== undefined && at < (flat.ends[last] ?? 0)) continue;
      group.members.push(at);
      group.textChars += text;
      group.linkChars += flat.linkChars[at] ?? 0;
      groups.set(name, group);
    }
  }
  return [...groups.values()]
    .filter((group) => group.members.length >= 2 && group.textChars >= GROUP_TEXT_CHARS_MIN)
    .sort((a, b) => b.textChars - a.textChars)
    .slice(0, GROUPS_MAX);
}

function toGroupNames(tag: Tag): readonly string[] {
  const { class: classes = '', id, itemprop, component } = tag.attribs;
  const names = classes.slice(0, NAME_CHARS_MAX * CLASSES_MAX).split(/\s+/, CLASSES_MAX);
  const named = names.filter((name) => name !== '').map((name) => `${tag.name}.${toStem(name)}`);
  if (id !== undefined && /\d/.test(id)) named.push(`${tag.name}#${toStem(id)}`);
  if (itemprop !== undefined) named.push(`[${itemprop.slice(0, NAME_CHARS_MAX)}]`);
  if (component !== undefined) named.push(`${tag.name}%${component.slice(0, NAME_CHARS_MAX)}`);
  if (named.length === 0 && isTag(tag.parent)) {
    const parent = tag.parent.attribs.class?.split(/\s+/, 1)[0] ?? '';
    if (parent !== '') named.push(`${tag.parent.name}.${toStem(parent)}>${tag.name}`);
  }
  return named;
}

function toStem(name: string): string {
  return name.slice(0, NAME_CHARS_MAX).replace(/\d+/g, '0');
}

/** How much like the bodies of a thread's posts the group is; null where it is not. */
function weigh(flat: Flat, group: Group): Thread | null {
  const { members } = group;
  const items = members.map((member, at) => toItem(flat, member, members[at - 1], members[at + 1]));
  let outside = 0;
  let bothOutside = 0;
  let inside = 0;
  for (const [at, member] of members.entries()) {
    const item = items[at] ?? member;
    const person = isAround(flat, flat.persons, item, member);
    const date = isAround(flat, flat.dates, item, member);
    if (person || date) outside += 1;
    if (person && date) bothOutside += 1;
    if (isInside(flat, flat.persons, member) && isInside(flat, flat.dates, member)) inside += 1;
  }
  const count = members.length;
  if (outside / count < 0.5) return null;
  const bodyName = weighBodyName(group.name.replace(/^[\w-]+[.#%>]|^\[|\]$/g, ''));
  const isText = /^\[(?:text|articleBody|reviewBody|commentText)\]$/.test(group.name);
  const words = group.textChars / (group.textChars + group.linkChars);
  const score =
    group.textChars *
    words ** 2 *
    (0.4 * (outside / count) + 0.6 * (bothOutside / count)) *
    (1 - 0.8 * (inside / count)) *
    (isText || bodyName === 2 ? 1.6 : bodyName === 1 ? 1.1 : 0.9);
  return { members, items, score };
}

/** The largest part of the page that holds this member and neither of its neighbours. */
function toItem(flat: Flat, member: number, before: number | undefined, after: number | undefined): number {
  let item = member;
  for (;;) {
    const parent = flat.parents[item] ?? -1;
    if (parent <= 0) return item;
    if (before !== undefined && before >= parent) return item;
    if (after !== undefined && after < (flat.ends[parent] ?? 0)) return item;
    // a table cell's or list's only member: the whole page would be its own
    if (before === undefined && after === undefined) return item;
    if (flat.tags[parent]?.name === 'body' || flat.tags[parent]?.name === 'main') return item;
    item = parent;
  }
}

function isAround(flat: Flat, marks: readonly number[], item: number, body: number): boolean {
  const from = firstAtOrAfter(marks, item);
  const inItem = firstAtOrAfter(marks, flat.ends[item] ?? 0) - from;
  const inBody = firstAtOrAfter(marks, flat.ends[body] ?? 0) - firstAtOrAfter(marks, body);
  return inItem > inBody;
}

function isInside(flat: Flat, marks: readonly number[], body: number): boolean {
  return firstAtOrAfter(marks, flat.ends[body] ?? 0) > firstAtOrAfter(marks, body);
}

function firstAtOrAfter(numbers: readonly number[], number: number): number {
  return findFirst(numbers, (each) => each >= number);
}

/** The post that the others answer, where it goes by another name than they do. */
function findOpening(flat: Flat, thread: Thread): Readonly<{ item: number; body: number }> | null {
  const first = thread.items[0] ?? 0;
  let body = -1;
  for (let at = 0; at < first; at += 1) {
    const tag = flat.tags[at];
    if (tag === undefined || (flat.ends[at] ?? 0) > first || !BODY_TAGS.has(tag.name)) continue;
    const text = flat.textChars[at] ?? 0;
    if (text < OPENING_TEXT_CHARS_MIN || (flat.linkChars[at] ?? 0) > text) continue;
    const names = `${tag.attribs.class ?? ''} ${tag.attribs.id ?? ''}`.slice(0, 300).split(/\s+/);
    const isNamed = names.some((name) => weighBodyName(name) === 2);
    const isText = /^(?:text|articleBody)$/.test(tag.attribs.itemprop ?? '');
    if ((!isNamed && !isText) || names.some((name) => NOT_BODY.test(name))) continue;
    if (text > (body === -1 ? 0 : (flat.textChars[body] ?? 0))) body = at;
  }
  if (body === -1) return null;
  let item = body;
  for (let parent = flat.parents[item] ?? -1; parent > 0; parent = flat.parents[item] ?? -1) {
    if ((flat.ends[parent] ?? 0) > first) break;
    item = parent;
  }
  const isMarked = isAround(flat, flat.persons, item, body) || isAround(flat, flat.dates, item, body);
  return isMarked ? { item, body } : null;
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
