/** SMS that wait to be sent, about an alert of any level, without the talk that leads to one. */
import type { Agency } from '../../src/domain/agency.ts';
import type { Delivery } from '../../src/domain/alert.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { makeAlertContent } from '../notify/sample-content.ts';
import { makeFigures } from './buzz-figures.ts';
import { makeAgency } from './story.ts';
import type { TestWorld } from './test-world.ts';

export type SmsStage = Readonly<{
  agency: Agency;
  /** Decides an alert of this level for so many telephones; returns the new deliveries, nothing of them sent. */
  decide: (level: BuzzLevel, phoneCount: number) => Promise<readonly Delivery[]>;
  /** All of them, the newest first, as they are now. */
  list: () => Promise<readonly Delivery[]>;
}>;

export async function makeSmsStage(world: TestWorld, agencyName = 'Agence du Quai'): Promise<SmsStage> {
  const agency = await makeAgency(world, agencyName);
  const { id: brandId } = await addBrand(world, agency.id, { name: 'Orange', kind: 'client', query: 'orange' });
  const key = { agencyId: agency.id, brandId };
  const writeDeps = () => ({ newId: world.newId, now: world.clock.now() });
  const buzz = await openBuzz(
    world.db,
    writeDeps(),
    { ...key, kind: 'negative' },
    { level: 3, reasons: ['negative-volume'], figures: makeFigures(), evidence: null },
  );
  if (buzz === undefined) throw new Error('the buzz was not opened');
  const list = () => listDeliveries(world.db, { agencyId: agency.id }, { after: null, limit: 1_000 });
  let round = 0;
  return {
    agency,
    list,
    decide: async (level, phoneCount) => {
      const known = new Set((await list()).map(({ id }) => id));
      const content = makeAlertContent({ level });
      const alert = { ...key, buzzId: buzz.id, reason: 'first-notice', level, round, sequence: 0, content } as const;
      round += 1;
      const recipients = Array.from({ length: phoneCount }, (_, index) => ({
        contactId: world.newId(),
        contactName: `Marie ${index}`,
        language: 'fr' as const,
        channelId: world.newId(),
        channelKind: 'sms' as const,
        address: `+336123456${String(index).padStart(2, '0')}`,
      }));
      await recordAlert(world.db, writeDeps(), alert, recipients);
      return (await list()).filter(({ id }) => !known.has(id));
    },
  };
}
