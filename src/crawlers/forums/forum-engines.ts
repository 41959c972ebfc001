/**
 * The forum engines that are read, one table of selectors each. To add one: a row here, a page of your own writing in
 * the fixtures, a line in the test.
 */

export type ForumEngine = Readonly<{
  name: string;
  /** Any of these on the page says that this engine wrote it. */
  signs: string;
  post: Readonly<{
    /** The element that holds one post with its author and date. */
    item: string;
    /** Within the item; the first that is there. */
    text: string;
    /** Within the text: quotes, signatures, notes of editing, buttons. */
    noise: string;
    author: string;
    /** A link whose address, or an element whose id, names the post. */
    permalink: string;
    /** The permalink of post number N where no link on the page has it; {topic} is the topic's address. */
    permalinkPattern: string | null;
  }>;
  /** What a board's page lists; null where the engine's boards come as feeds. */
  topic: Readonly<{ item: string; link: string; author: string }>;
}>;

export const FORUM_ENGINES: readonly ForumEngine[] = [
  {
    name: 'XenForo',
    signs: 'html[data-app="public"][id="XF"], html#XF, html#XenForo, [data-xf-init], html.XenForo',
    post: {
      item: 'article.message--post, article.message[data-content^="post-"], li.message[id^="post-"]',
      text: '.message-body .bbWrapper, .bbWrapper, .messageText',
      noise:
        '.bbCodeBlock--quote, .bbCodeQuote, blockquote.bbCodeBlock, .bbCodeBlock-expandLink, .message-signature, .js-selectToQuoteEnd',
      author: '.message-name .username, .message-name, .userText .username',
      permalink: '.message-attribution-main a[href*="post-"], a.datePermalink, .message-attribution a[href*="post-"]',
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
      permalink: 'a.post-date',
      permalinkPattern: '{topic}/{number}',
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
      permalink:
        'a[name^="post"][href], a.postcounter[href], a[id^="postcount"][href], a[href*="#post"], a.b-post__count[href]',
      permalinkPattern: null,
    },
    topic: {
      item: 'li.threadbit, tr:has(a[id^="thread_title_"]), tr.topic-item',
      link: 'a[id^="thread_title_"], a.title, a.topic-title',
      author: '.author a.username, .smallfont span[onclick*="member"], .topic-info a',
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
      permalink: '[id^="subject_"] a[href*="#msg"], .postinfo a[href*="#msg"], a[href*="#msg"]',
      permalinkPattern: null,
    },
    topic: {
      item: '#messageindex tr:has(td.subject), #topic_container > div',
      link: 'span[id^="msg_"] a, .message_index_title a',
      author: 'td.subject p a, .info_block p a',
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
      permalink: 'h2 a[href*="#p"]',
      permalinkPattern: null,
    },
    topic: { item: '#vf tbody tr', link: '.tclcon a', author: '.byuser' },
  },
];
