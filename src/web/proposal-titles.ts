/** What the crawlers propose, in the reader's language; a title that stands on the page itself stays as it is. */
import type { Language } from '../domain/agency.ts';

const FRENCH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'The videos of this channel': 'Les vidéos de cette chaîne',
    'The reviews of this app': 'Les avis sur cette application',
    'This topic': 'Ce sujet',
    'This page': 'Cette page',
    'New posts of this board': 'Les nouveaux messages de ce forum',
    'New posts of the whole forum': 'Les nouveaux messages de tout le forum',
    'New posts as a feed': 'Les nouveaux messages, en flux',
    'New posts of this page': 'Les nouveaux messages de cette page',
    'New posts of this instance': 'Les nouveaux messages de cette instance',
    'Topics with new posts': 'Les sujets qui ont de nouveaux messages',
    'Topics of this board': 'Les sujets de ce forum',
    'Topics of the whole forum': 'Les sujets de tout le forum',
    'Recent topics as a feed': 'Les sujets récents, en flux',
    'New topics of this board': 'Les nouveaux sujets de ce forum',
    'New threads of this board': 'Les nouveaux sujets de ce forum',
    'New threads of the whole forum': 'Les nouveaux sujets de tout le forum',
    'Threads of this board': 'Les sujets de ce forum',
    'Threads of the whole forum': 'Les sujets de tout le forum',
    'Discussions of this tag': 'Les discussions de cette étiquette',
    'Discussions with new posts': 'Les discussions qui ont de nouveaux messages',
    'New discussions': 'Les nouvelles discussions',
    'This question and its answers': 'Cette question et ses réponses',
    'New questions of the whole site': 'Les nouvelles questions de tout le site',
    'The front page': 'La page d’accueil',
    'A feed': 'Un flux',
  }),
);

export function toProposalTitle(title: string, language: Language): string {
  return language === 'fr' ? (FRENCH.get(title) ?? title) : title;
}
