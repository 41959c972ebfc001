/** What is told of a forum engine, so that its pages are read. */

export type ForumEngine = Readonly<{
  name: string;
  /** Any of these on the page says that this engine wrote it. */
  signs: string;
  post: Readonly<{
    /** The element that holds one post with its author and date. */
    item: string;
    /** Where author and date stand in an element of their own right before the item: that element. */
    head?: string;
    /** Within the item; the first that is there. */
    text: string;
    /** Within the text: quotes, signatures, notes of editing, buttons. */
    noise: string;
    author: string;
    /** The first that is there; what is missing is looked for around the text. */
    date?: string;
    /** A link whose address, or an element whose id, names the post. */
    permalink: string;
    /** The permalink of post number N where no link on the page has it; {topic} is the topic's address. */
    permalinkPattern: string | null;
    /** Items stand within the items that they answer. */
    isNested?: true;
    /** A post that is a link: the item, and within it the title that is all its author said. */
    linkPost?: Readonly<{ item: string; title: string }>;
    /**
     * Which items open a thread and which answer in one, where the engine marks them. What matches neither is told by its
     * place on the page.
     */
    types?: Readonly<{ post: string; comment: string }>;
  }>;
  /** What a board's page lists; null where the engine's boards come as feeds. */
  topic: Readonly<{ item: string; link: string; author: string; date?: string }>;
}>;
