/** How positive or negative texts are. */
import { describe, expect, test } from 'vitest';
import { scoreSentiment } from '../../../src/analysis/sentiment/score-sentiment.ts';

describe('scoreSentiment', () => {
  test.each([
    ['fr', 'negative', 'Quelle arnaque, remboursez-nous !'],
    ['fr', 'negative', 'Ma box est en panne depuis trois jours et le service client est injoignable.'],
    ['fr', 'negative', 'Ce n’est pas bon du tout.'],
    ['fr', 'negative', 'Je ne suis pas satisfaite de cette offre.'],
    ['fr', 'negative', 'PLUS JAMAIS chez eux'],
    ['fr', 'negative', 'Encore un scandale : leurs réponses sont HONTEUSES'],
    ['fr', 'negative', 'degueulasse et inadmissible'],
    ['fr', 'positive', 'Rien à redire, livraison rapide et soignée.'],
    ['fr', 'positive', 'Je n’ai jamais été déçue.'],
    ['fr', 'positive', 'Merci à l’équipe, un dépannage impeccable.'],
    ['fr', 'neutral', 'Le groupe publie ses résultats mardi.'],
    ['fr', 'neutral', 'La boutique ouvre à neuf heures.'],
    ['en', 'negative', 'What a scam, never again.'],
    ['en', 'negative', 'This phone is not good.'],
    ['en', 'negative', 'I don’t like the new app.'],
    ['en', 'negative', 'Third outage this week, total ripoff.'],
    ['en', 'positive', 'Great phone, I love it.'],
    ['en', 'positive', 'Nothing to complain about, highly recommend.'],
    ['en', 'neutral', 'The shop opens at nine.'],
    ['es', 'negative', 'Es un servicio terrible y horrible.'],
    ['it', 'positive', 'Un servizio eccellente e molto bello.'],
  ] as const)('%s, %s: %s', (language, label, text) => {
    expect(scoreSentiment({ text, language }).label).toBe(label);
  });

  test('a long article is as angry as its words, however many neutral ones stand between', () => {
    const filler = 'Le conseil se réunit mardi dans la salle du premier étage. '.repeat(60);
    const text = `${filler} Un scandale. ${filler} Une arnaque honteuse. ${filler} Des clients furieux.`;
    const sentiment = scoreSentiment({ text, language: 'fr' });
    expect(sentiment.label).toBe('negative');
    expect(sentiment.score).toBeLessThan(-0.5);
  });

  test('more opinion words make it surer', () => {
    const one = scoreSentiment({ text: 'arnaque', language: 'fr' });
    const many = scoreSentiment({ text: 'arnaque, scandale, honteux, inadmissible', language: 'fr' });
    expect(many.confidence).toBeGreaterThan(one.confidence);
    expect(many.confidence).toBeLessThanOrEqual(1);
  });

  test('a language that is not read, or none at all, is neutral without confidence, and says so', () => {
    const unknown = { label: 'neutral', score: 0, confidence: 0, judgedBy: 'nobody' };
    expect(scoreSentiment({ text: 'Katastrofa i skandal', language: 'pl' })).toEqual(unknown);
    expect(scoreSentiment({ text: 'arnaque', language: null })).toEqual(unknown);
    expect(scoreSentiment({ text: 'arnaque', language: 'constructor' })).toEqual(unknown);
    expect(scoreSentiment({ text: '', language: 'fr' })).toEqual(unknown);
  });

  test.each(['fr', 'en', 'de', 'es', 'it', 'pt'])('emoji speak in %s', (language) => {
    expect(scoreSentiment({ text: '😡😡🤬', language }).label).toBe('negative');
    expect(scoreSentiment({ text: '👍🏽 ❤️', language }).label).toBe('positive');
  });

  test.each(['<p class="x">arnaque</p>&nbsp;', '\ud800 panne \udfff', '🙂', 'é', 'constructor __proto__ toString '])(
    'a megabyte of %j has a score between -1 and 1',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      for (const language of ['fr', 'en', 'de', 'nl', 'pt']) {
        const { score, confidence } = scoreSentiment({ text, language });
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    },
  );
});
