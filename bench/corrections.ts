/** npm run bench:corrections: what a reader's corrections of a brand's jargon are worth for the rest of its mentions. */
import { type Habit, JARGON_BRANDS, readMentions, simulateReader } from './simulated-reader.ts';

const CORRECTION_COUNTS = [25, 50, 100, 200];
const HABITS: readonly Habit[] = ['only-corrects', 'handles-the-rest'];
/** The mentions are read in so many orders, each beginning at another place. */
const ORDER_COUNT = 6;

const write = (line: string): boolean => process.stdout.write(`${line}\n`);

write('points of macro-F1 that the mentions gain which the reader did not come to: mean (worst) of six orders');
for (const brand of JARGON_BRANDS) {
  const mentions = readMentions(brand);
  const orders = Array.from({ length: ORDER_COUNT }, (_, order) => {
    const start = Math.floor((order * mentions.length) / ORDER_COUNT);
    return [...mentions.slice(start), ...mentions.slice(0, start)];
  });
  for (const habit of HABITS) {
    const figures = CORRECTION_COUNTS.map((correctionCount) => {
      const simulated = orders.map((each) => simulateReader(each, { habit, correctionCount }));
      const gains = simulated.map(({ before, after }) => after - before);
      const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
      return `${correctionCount}: ${mean.toFixed(1)} (${Math.min(...gains).toFixed(1)})`;
    });
    write(`${brand.name.padEnd(10)} ${habit.padEnd(16)} ${figures.join('   ')}`);
  }
}
