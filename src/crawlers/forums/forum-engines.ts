/**
 * The forum engines that are read, one table of selectors each. To add one: a row here or in a neighbour, a page of your
 * own writing in the fixtures, a line in the test.
 */
import { COMMUNITY_ENGINES } from './community-engines.ts';
import type { ForumEngine } from './forum-engine.ts';

export const FORUM_ENGINES: readonly ForumEngine[] = [
  {
    name: 'XenForo',
    signs:
      'html#XF, html#XenForo, [data-xf-init], html.XenForo, .MessageCard .bbWrapper, [data-xf-list-type], article.message .bbWrapper',
    post: {
      item: 'article.message--post, article.message[data-content^="post-"], li.message[id^="post-"], .MessageCard[id^="js-post-"]',
      text: '.message-body .bbWrapper, .bbWrapper, .messageText',
      noise:
        '.bbCodeBlock--quote, .bbCodeBlock--unfurl, .bbCodeQuote, blockquote.bbCodeBlock, .bbCodeBlock-expandLink, .message-signature, .js-selectToQuoteEnd, script, style, noscript',
      author: '.message-name .username, .message-name, .userText .username, .MessageCard__user-info__name, a.username',
      date: '.message-attribution time, .message-date time, .MessageCard__date-created, time.u-dt, .datePermalink [data-time], .datePermalink .DateTime, .messageMeta .DateTime',
      permalink:
        '.message-attribution-main a[href*="post-"], a.datePermalink, .message-attribution a[href*="post-"], a[href*="#post-"], a[href*="/post-"]',
      permalinkPattern: null,
    },
    topic: {
      item: '.structItem--thread, li.discussionListItem',
      link: '.structItem-title a[href*="threads/"], .structItem-title a:last-of-type, h3.title a.PreviewTooltip, h3.title a:last-of-type',
      author: '.structItem-minor .username, .posterDate .username',
    },
  },
  {
    name: 'Discourse',
    signs: 'meta[name="generator"][content^="Discourse"], meta[name="discourse_theme_id"], .crawler-post',
    post: {
      item: '.crawler-post, article[data-post-id]',
      text: '.post[itemprop="text"], .post, .cooked',
      noise: 'aside.quote, aside.onebox, .meta, .lightbox-wrapper .meta',
      author: '.creator [itemprop="name"], .creator, .names .username',
      date: 'time[itemprop="datePublished"], time.post-time, .post-infos time, time',
      permalink: 'a.post-date',
      permalinkPattern: '{topic}/{number}',
      types: { post: '#post_1', comment: '[id^="post_"]:not(#post_1)' },
    },
    topic: {
      item: 'tr.topic-list-item, .topic-list tr',
      link: 'a.title, a.raw-topic-link',
      author: '.posters a, .creator a',
    },
  },
  {
    name: 'vBulletin',
    signs:
      'meta[name="generator"][content^="vBulletin"], [id^="post_message_"], #vbulletin_html, .b-post__content, [id^="threadbits_forum_"], #vb_meta_bburl',
    post: {
      item: 'li.postcontainer, li.b-post, div[id^="edit"]:has([id^="post_message_"]), table[id^="post"]:has([id^="post_message_"])',
      text: 'blockquote.postcontent, [id^="post_message_"], .js-post__content-text',
      noise:
        '.bbcode_quote, .bbcode_container:has(.bbcode_quote), .quote_container, div:has(> .smallfont):has(> table .alt2), .signature, .tapatalkSignatur, .postbit_lastedit',
      author:
        '.username_container .username strong, .username_container .username, a.bigusername, .author [itemprop="name"], .author a',
      date: '.postdate .date, .posthead .date, .date, td.thead, time',
      permalink:
        'a[name^="post"][href], a.postcounter[href], a[id^="postcount"][href], a[href*="#post"], a.b-post__count[href]',
      permalinkPattern: null,
    },
    topic: {
      item: 'li.threadbit, tr:has(a[id^="thread_title_"]), tr.topic-item, li.forumbit_post',
      link: 'a[id^="thread_title_"], a.title, a.topic-title, .lastposttitle a, .forumlastpost a[href*="thread"]',
      author: '.author a.username, .smallfont span[onclick*="member"], .topic-info a, .lastpostby a',
    },
  },
  {
    name: 'SMF',
    signs:
      'script[src*="/scripts/script.js"][src*="fin"], link[href*="Themes/"][href*="index.css"], [id^="subject_"] a[href*="#msg"], [id^="msg_"].inner',
    post: {
      item: 'div.post_wrapper, div[id^="msg"]:has(.inner)',
      text: '.inner[id^="msg_"], .inner',
      noise: '.bbc_standard_quote, .quoteheader, .quotefooter, blockquote, .signature, .moderatorbar, .modified',
      author: '.poster h4 a, .poster h4',
      date: '.postinfo, .keyinfo .smalltext, .keyinfo, time',
      permalink: '[id^="subject_"] a[href*="#msg"], .postinfo a[href*="#msg"], a[href*="#msg"]',
      permalinkPattern: null,
    },
    topic: {
      item: '#messageindex tr:has(td.subject), #topic_container > div, tr[id^="board_"]:has(.lastpost)',
      link: 'span[id^="msg_"] a, .message_index_title a, .lastpost a[href*="topic"]',
      author: 'td.subject p a, .info_block p a, .lastpost a[href*="profile"]',
    },
  },
  {
    name: 'phpBB',
    signs:
      'body#phpbb, link[href*="prosilver"], [id^="post_content"].postbody, body[class*="section-viewtopic"], body[class*="section-viewforum"]',
    post: {
      item: '.post[id^="p"]:has(.postbody)',
      text: '.postbody .content, .content',
      noise: 'blockquote, .signature, .notice, .codebox > p, dl.attachbox, .inline-attachment',
      author:
        '.author .username, .author .username-coloured, .postprofile .username, .postprofile .username-coloured, .author strong a, .author strong, .thread-user-name [itemprop="name"], .thread-user-name',
      date: '.author time, p.author, .author, .postbody time',
      permalink: '.author a[href*="#p"], h3 a[href*="#p"], a[href*="#p"]',
      permalinkPattern: null,
    },
    topic: {
      item: 'ul.topics li.row, li.row:has(a.topictitle)',
      link: 'a.topictitle',
      author:
        '.topic-poster .username, .topic-poster .username-coloured, dt a.username, dt a[href*="viewprofile"], dt br ~ a',
    },
  },
  {
    name: 'FluxBB',
    signs: '#punviewtopic, #punviewforum, .pun .blockpost',
    post: {
      item: 'div.blockpost',
      text: '.postmsg',
      noise: '.quotebox, .postsignature, .postedit',
      author: '.postleft dt strong',
      date: 'h2 a',
      permalink: 'h2 a[href*="#p"]',
      permalinkPattern: null,
    },
    topic: { item: '#vf tbody tr', link: '.tclcon a', author: '.byuser' },
  },
  ...COMMUNITY_ENGINES,
];
