/** What a document says, all of it in one text: what its language and its sentiment are told from. */

export function wholeTextOf(document: Readonly<{ title: string | null; text: string }>): string {
  return document.title === null ? document.text : `${document.title}\n${document.text}`;
}
