/** More engines of the table (see forum-engines.ts): the younger ones, question sites, and what blogs use as forum. */
import type { ForumEngine } from './forum-engine.ts';

const QUOTES = 'blockquote';
const CONTROLS = 'script, style, noscript, form, button';

export const COMMUNITY_ENGINES: readonly ForumEngine[] = [
  {
    name: 'Invision',
    signs:
      '[id^="elComment_"], .ipsDataList [data-rowid], .ipsEntry, .ipsData__item, .ipsComment, body.ipsApp, div.post_block .entry-content, #ipboard_body',
    post: {
      item: 'article[id^="elComment_"], div.post_block[id^="post_id_"], .ipsComment[data-commentid]',
      text: '[data-role="commentContent"], .ipsComment_content .ipsType_richText, .ipsEntry__post .ipsRichText, .post.entry-content, .entry-content',
      noise: `.ipsQuote, blockquote.ipsQuote, blockquote.ipsBlockquote, p.citation, blockquote.built, [data-role="edited"], .ipsEdited, .edit, .signature, [data-role="memberSignature"], .ipsItemControls, .ipsHide, ${CONTROLS}`,
      author:
        '.ipsComment_author .cAuthorPane_author a, .cAuthorPane_author a, .cAuthorPane_author, .ipsEntry__username a, .ipsEntry__username, .ipsUsername, .author.vcard, [itemprop="creator"] [itemprop="name"], .post_username',
      date: '.ipsComment_meta time, .ipsEntry__date time, .ipsEntry__header time, abbr.published, .published[title], time[datetime]',
      permalink: 'a[href*="findComment"], a[href*="#comment-"], a[rel="bookmark"], .post_id a, a[href*="#entry"]',
      permalinkPattern: null,
    },
    topic: {
      item: '.ipsDataItem[data-rowid], li.ipsData__item, tr[data-tid]',
      link: '.ipsDataItem_title a[href*="topic"], .ipsDataItem_title a, .ipsData__title a, a.topic_title, h4 a',
      author:
        '.ipsDataItem_meta a[href*="profile"], .ipsData__meta a[href*="profile"], a[href*="profile"], a[href*="showuser"]',
    },
  },
  {
    name: 'MyBB',
    signs:
      '#posts_container, .post_body[id^="pid_"], td.trow1 [id^="tid_"], td.trow2 [id^="tid_"], span[id^="tid_"].subject_new, span.subject_old[id^="tid_"]',
    post: {
      item: '.post[id^="post_"], table[id^="post_"], div[id^="post_"]',
      text: '.post_body[id^="pid_"], .post_body, [id^="pid_"]',
      noise: `blockquote.mycode_quote, blockquote:has(> cite), .signature, .post_edit, .edited_post, .codeblock > .title, ${CONTROLS}`,
      author:
        '.author_information .largetext a, .author_information .largetext, .author_information strong a, .post_author strong a, .largetext a',
      date: '.post_date, .smalltext.post_date, .tcat .smalltext',
      permalink: 'a[href*="#pid"]',
      permalinkPattern: null,
    },
    topic: {
      item: 'tr.inline_row',
      link: '[id^="tid_"] a',
      author: '.author a, .author',
      date: '.thread_start_datetime',
    },
  },
  {
    name: 'NodeBB',
    signs: '[component="topic"], [component="post"][data-pid], [component="category/topic"], [component="category"]',
    post: {
      item: '[component="topic"] [component="post"], [component="post"][data-pid]',
      text: '[component="post/content"]',
      noise: `${QUOTES}, [component="post/parent/content"], ${CONTROLS}`,
      author: '[itemprop="author"] [itemprop="name"], [data-username], a[href*="/user/"]',
      date: 'meta[itemprop="datePublished"], .timeago[title], time',
      permalink: 'a.permalink, a[href*="/post/"]',
      permalinkPattern: null,
      types: { post: '[data-index="0"]', comment: '[data-index]:not([data-index="0"])' },
    },
    topic: {
      item: '[component="category/topic"]',
      link: '[component="topic/header"] a, h3 a, h2 a',
      author: 'a[href*="/user/"][data-username], a[href*="/user/"]',
      date: '.timeago[title]',
    },
  },
  {
    name: 'Flarum',
    signs: '#flarum-content, #flarum-loading, .App-content .PostStream, .DiscussionList-discussions',
    post: {
      item: '.PostStream-item[data-id], #flarum-content article',
      text: '.Post-body',
      noise: `${QUOTES}, .PostMention--deleted, ${CONTROLS}`,
      author: '.PostUser-name .username, .PostUser-name',
      date: '.PostMeta time, time',
      permalink: '.PostMeta-permalink, a[href*="/d/"]',
      permalinkPattern: null,
      types: { post: '[data-number="1"]', comment: '[data-number]:not([data-number="1"])' },
    },
    topic: {
      item: '.DiscussionListItem, #flarum-content li',
      link: '.DiscussionListItem-main, a',
      author: '.DiscussionListItem-author .username',
    },
  },
  {
    name: 'Reddit',
    signs:
      '.commentarea .thing.comment, #siteTable .thing[data-fullname], shreddit-post, shreddit-comment, .Comment .usertext-body',
    post: {
      item: 'shreddit-post, shreddit-comment, .thing.comment, #siteTable .thing.self',
      text: '[slot="text-body"] .md, [id$="-post-rtjson-content"], [slot="comment"] .md, .usertext-body .md',
      noise: `${QUOTES}, ${CONTROLS}`,
      author: '.tagline a.author, a.author, [slot="commentMeta"] a[href*="/user/"], a[href*="/user/"]',
      date: '.tagline time, time, faceplate-timeago',
      permalink: 'a.bylink, a[data-event-action="comments"], a[slot="full-post-link"], a[href*="/comments/"]',
      permalinkPattern: null,
      isNested: true,
      linkPost: {
        item: 'body.comments-page #siteTable .thing.link:not(:has(.usertext-body .md)), shreddit-post:not(:has(.md))',
        title: '[slot="title"], h1, a.title',
      },
      types: { post: 'shreddit-post, .thing.link, .thing.self', comment: 'shreddit-comment, .thing.comment' },
    },
    topic: {
      item: '#siteTable .thing.link, shreddit-post',
      link: 'a.title, a[slot="full-post-link"], a[href*="/comments/"]',
      author: 'a.author, a[href*="/user/"]',
    },
  },
  {
    name: 'Stack Exchange',
    signs: '#question[data-questionid], .answer[data-answerid] .js-post-body, .s-post-summary[data-post-id]',
    post: {
      // what stands below a post in small print asks and notes; questions and answers are what is said
      item: '#question[data-questionid], .answer[data-answerid]',
      text: '.js-post-body, .post-text, .s-prose',
      noise: `.js-post-notice, .snippet-ctas, .s-notice, ${CONTROLS}`,
      author:
        '[itemprop="author"] [itemprop="name"], .post-signature.owner .user-details a, .post-signature:last-of-type .user-details a, .user-details a',
      date: '[itemprop="dateCreated"], .post-signature.owner .relativetime, .post-signature:last-of-type .relativetime, .user-action-time .relativetime',
      permalink: 'a.js-share-link, a.short-link',
      permalinkPattern: null,
      types: { post: '#question', comment: '.answer' },
    },
    topic: {
      item: '.s-post-summary, .question-summary',
      link: '.s-post-summary--content-title a, a.question-hyperlink',
      author: '.s-user-card--link a, .user-details a',
      date: '.s-user-card--time .relativetime, .relativetime',
    },
  },
  {
    name: 'Lemmy',
    signs: '.comment-node .md-div, #postContent .md-div, .post-listing .post-title, .post-listings .post-listing',
    post: {
      item: '.post:not(body) .post-listing:has(#postContent), .comment-node',
      text: '#postContent .md-div, #postContent, .comment-content .md-div, .comment-content',
      noise: `${QUOTES}, ${CONTROLS}`,
      author: '.person-listing',
      date: '.moment-time[data-tippy-content], .moment-time, time',
      permalink: 'a[href*="/comment/"], .post-title a[href^="/post/"]',
      permalinkPattern: null,
      types: { post: '.post-listing', comment: '.comment-node' },
    },
    topic: { item: '.post-listing', link: '.post-title a, a[href*="/post/"]', author: '.person-listing' },
  },
  {
    name: 'Hacker News',
    signs: '#hnmain, table.comment-tree',
    post: {
      item: 'tr.athing.comtr, table.fatitem',
      text: '.commtext, .toptext',
      noise: `.reply, ${CONTROLS}`,
      author: 'a.hnuser',
      date: '.age[title]',
      permalink: '.age a[href*="item?id="]',
      permalinkPattern: null,
      types: { post: '.fatitem:has(.toptext)', comment: '.comtr, .fatitem:has(.commtext)' },
    },
    topic: { item: 'tr.athing:not(.comtr)', link: '.titleline > a, a.titlelink', author: 'a.hnuser' },
  },
  {
    name: 'Vanilla',
    signs: '.MessageList .ItemComment, .MessageList.Discussion, .ItemDiscussion .Message, ul.DataList.Discussions',
    post: {
      item: '.ItemDiscussion, .ItemComment',
      text: '.Message.userContent, .Message',
      noise: `blockquote.UserQuote, blockquote.Quote, .QuoteAuthor, .js-quoteEmbed, .UserSignature, .Signature, ${CONTROLS}`,
      author: '.Author a.Username, a.Username, .Author a',
      date: '.DateCreated time, .CommentInfo time, .DiscussionMeta time, time',
      permalink: 'a.Permalink',
      permalinkPattern: null,
      types: { post: '.ItemDiscussion', comment: '.ItemComment' },
    },
    topic: {
      item: 'li.ItemDiscussion, tr.ItemDiscussion',
      link: '.Title a, a.Title',
      author: '.DiscussionAuthor a, .FirstUser a, a.UserLink',
      date: '.FirstUser time',
    },
  },
  {
    name: 'bbPress',
    signs: '#bbpress-forums',
    post: {
      item: '#bbpress-forums div.reply:has(.bbp-reply-content), #bbpress-forums div.topic:has(.bbp-topic-content), #bbpress-forums div.hentry:has(.bbp-reply-content)',
      head: '.bbp-reply-header, .bbp-topic-header',
      text: '.bbp-reply-content, .bbp-topic-content',
      noise: `.bbp-reply-revision-log, .bbp-topic-revision-log, .d4p-bbp-signature, .bbp-signature, blockquote.d4pbbc-quote, ${CONTROLS}`,
      author: '.bbp-author-name, .bbp-reply-author a.bbp-author-link, .bbp-author-link',
      date: '.bbp-reply-post-date, .bbp-topic-post-date',
      permalink: 'a.bbp-reply-permalink, a.bbp-topic-permalink',
      permalinkPattern: null,
      types: { post: '.topic, .type-topic', comment: '.reply, .type-reply' },
    },
    topic: {
      item: '#bbpress-forums ul.topic',
      link: 'a.bbp-topic-permalink',
      author: '.bbp-topic-started-by .bbp-author-name, .bbp-topic-started-by a',
    },
  },
  {
    name: 'WoltLab',
    signs: 'article.wbbPost, body[id^="tpl_wbb"], body[id^="tplBoard"], body[id^="tplThread"], .wbbThreadPostList',
    post: {
      item: 'article.wbbPost, article.message[data-object-id], li[id^="post"] article.message',
      text: '.messageText, .messageBody',
      noise: `blockquote.quoteBox, .quoteBox, .messageSignature, .messageFooterNotes, .messageFooter, ${CONTROLS}`,
      author: '.messageSidebar .username, .messageAuthor .username, a.username, .username',
      date: '.messagePublicationTime time, time.datetime, time, .datetime',
      permalink: 'a[href*="postID="], a.messagePublicationTime, a[href*="#post"]',
      permalinkPattern: null,
    },
    topic: {
      item: 'ol.wbbThread, .wbbThreadList .wbbThread, li.wbbThread',
      link: 'a.wbbTopicLink, h3 a',
      author: '.messageGroupAuthor .username, .username',
      date: '.messageGroupTime time',
    },
  },
  {
    name: 'phpBB subsilver',
    signs: '#pagecontent .postbody, link[href*="subsilver"], #pagecontent a.topictitle, td .postbody, .postdetails',
    post: {
      item: 'tr:has(> td .postbody)',
      head: 'tr:has(.postauthor), tr:has(.postername), tr:has(b.name)',
      text: '.postbody',
      noise: `.quotetitle, .quotecontent, .quote, .signature, ${CONTROLS}`,
      author: '.postauthor, .postername, .name b, b.name, .name',
      date: '.gensmall, .postdetails',
      permalink: 'a[href*="#p"], a[href*="#"]',
      permalinkPattern: null,
    },
    topic: { item: 'tr:has(a.topictitle)', link: 'a.topictitle', author: '.topicauthor a, .topicauthor, .name a' },
  },
];
