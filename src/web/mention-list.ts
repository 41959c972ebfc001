/** Mentions under each other, as a brand's page and a buzz's page show them. */
import { type Html, html } from '../base/html.ts';
import { type Mention, SENTIMENT_LABELS } from '../domain/mention.ts';
import type { QuotedMention } from '../domain/quoted-mention.ts';
import { renderCrisis, renderSentiment, renderSentimentSign, renderStandIn } from './badges.ts';
import { renderAction } from './fields.ts';
import { highlight } from './highlight.ts';
import { webLink } from './web-link.ts';
import type { Words } from './words.ts';

/** back: the path to come back to. themeNames: by id, of the agency's own themes. */
type Around = Readonly<{ back: string; themeNames: ReadonlyMap<string, string> }>;

/** With matches marked, and a button to set each aside or bring it back. */
export function renderMentions(words: Words, mentions: readonly Mention[], around: Around): Html {
  return html`<ol class="mentions">${mentions.map((mention) => renderMention(words, mention, around))}</ol>`;
}

function renderMention(words: Words, mention: Mention, { back, themeNames }: Around): Html {
  const messages = words.messages.brand;
  const isIrrelevant = mention.status === 'irrelevant';
  const name = mention.title ?? mention.excerpt;
  const ownThemes = mention.ownThemeIds.flatMap((id) => themeNames.get(id) ?? []);
  return html`<li id="mention-${mention.id}" class="mention${isIrrelevant ? ' irrelevant' : ''}">
<div class="about">${isIrrelevant ? renderSentiment(words, mention.sentiment) : renderCorrection(words, mention, back)}${mention.themes.map((theme) => html` <span class="badge theme">${words.messages.themes[theme]}</span>`)}${ownThemes.map((theme) => html` <span class="badge theme">${theme}</span>`)}${renderCrisis(words, mention.crisis)}${isIrrelevant ? html` <span class="badge">${messages.setAsideBy[mention.setAsideBy ?? 'reader']}</span>` : null}
${renderOrigin(words, mention)}
${isIrrelevant ? null : renderConfirm(words, mention, back)}
${renderAction({
  path: `/mentions/${mention.id}/status`,
  label: isIrrelevant ? messages.bringBack : messages.setAside,
  title: isIrrelevant ? messages.bringBackLabel(name) : messages.setAsideLabel(name),
  className: 'quiet small',
  fields: { status: isIrrelevant ? 'new' : 'irrelevant', back },
})}</div>
<div lang="${mention.language ?? ''}">${mention.title === null ? null : html`<h3>${webLink(mention.url, highlight(mention.title, mention.spans, 'title'))}</h3>`}
<p>${highlight(mention.excerpt, mention.spans, 'text')}</p></div>
</li>`;
}

/** The three labels, each a button; the one that stands is pressed, and a click on it confirms it. */
function renderCorrection(words: Words, mention: Mention, back: string): Html {
  const { correction, sentiment } = mention;
  const messages = words.messages.brand;
  const name = mention.title ?? mention.excerpt;
  const path = `/mentions/${mention.id}/correction`;
  const isUnread = sentiment.judgedBy === 'nobody';
  return html`${isUnread ? renderSentiment(words, sentiment) : null}<form method="post" action="${path}" class="labels" role="group" aria-label="${messages.sentimentOf(name)}"><input type="hidden" name="back" value="${back}">${SENTIMENT_LABELS.map(
    (label) => {
      const isPressed = !isUnread && label === sentiment.label;
      return html`<button name="label" value="${label}" class="badge ${label}" aria-pressed="${isPressed ? 'true' : 'false'}" title="${(isPressed ? messages.keepLabel : messages.sayLabel)(words.messages.sentiments[label])}">${renderSentimentSign(label)} ${words.messages.sentiments[label]}</button>`;
    },
  )}</form>${renderStandIn(words, (mention.modelSentiment ?? sentiment).judgedBy)}${
    correction === null
      ? null
      : html` <span class="soft">${messages.correctedBy(correction.by, correction.at)}</span>${renderAction({ path, label: messages.takeBack, title: messages.takeBackLabel(name), className: 'quiet small', fields: { label: 'none', back } })}`
  }`;
}

/** A mark for the brand, while there is something to learn. */
function renderConfirm(words: Words, mention: Mention, back: string): Html {
  const messages = words.messages.brand;
  return renderAction({
    path: `/mentions/${mention.id}/status`,
    label: messages.confirm,
    title: messages.confirmLabel(mention.title ?? mention.excerpt),
    className: 'quiet small',
    fields: { about: 'yes', back },
  });
}

/** How many documents told the same, where that is known. */
type Quoted = QuotedMention & Readonly<{ copyCount?: number }>;

/** As an alert quoted them: frozen, without marks or buttons. */
export function renderQuoted(words: Words, mentions: readonly Quoted[]): Html {
  return html`<ol class="mentions">${mentions.map(
    (mention) => html`<li class="mention">
<div class="about">${renderOrigin(words, { ...mention, publishedAt: new Date(mention.publishedAt) })}${renderCopies(words, mention)}</div>
${mention.title === null ? null : html`<h3>${webLink(mention.url, mention.title)}</h3>`}
<p>${mention.excerpt}</p>
</li>`,
  )}</ol>`;
}

function renderCopies(words: Words, { copyCount = 1 }: Quoted): Html | null {
  return copyCount > 1 ? html`<span class="soft">${words.messages.buzz.copies(copyCount)}</span>` : null;
}

/** Where, who and when; the place is the link where there is no title to be one. */
function renderOrigin(
  words: Words,
  origin: Readonly<{
    title: string | null;
    url: string | null;
    site: string;
    author: string | null;
    publishedAt: Date;
  }>,
): Html {
  const messages = words.messages.brand;
  const site = origin.site || (origin.title === null ? messages.openPage : '');
  return html`<p class="origin"><span>${origin.title === null ? webLink(origin.url, site) : site}</span><span>${origin.author ?? messages.unknownAuthor}</span><time datetime="${origin.publishedAt.toISOString()}">${words.formats.shortInstant(origin.publishedAt)}</time></p>`;
}
