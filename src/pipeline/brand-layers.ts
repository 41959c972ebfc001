/** What corrections taught of each brand's sentiment, kept in this process. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Layer, learnCorrections } from '../analysis/sentiment/learn-corrections.ts';
import type { TaughtCorrection } from '../store/corrections.ts';

type LearnedLayer = Readonly<{ layer: Layer; taughtBy: string }>;

/** Holds the layers, each with a fingerprint of what taught it. */
export function makeBrandLayers() {
  const byBrand = new Map<string, LearnedLayer>();
  return {
    /** Learns only from what is not known yet, and lets others work in between: a brand's may take half a second. */
    learn: async (
      corrections: ReadonlyMap<string, readonly TaughtCorrection[]>,
    ): Promise<ReadonlyMap<string, LearnedLayer>> => {
      const learned = new Map<string, LearnedLayer>();
      for (const [brandId, ofBrand] of corrections) {
        const taughtBy = createHash('sha256').update(JSON.stringify(ofBrand)).digest('hex');
        const known = byBrand.get(brandId);
        if (known?.taughtBy === taughtBy) {
          learned.set(brandId, known);
          continue;
        }
        learned.set(brandId, { layer: learnCorrections(ofBrand), taughtBy });
        await setImmediate();
      }
      return learned;
    },
    replace: (brandIds: readonly string[], learned: ReadonlyMap<string, LearnedLayer>): void => {
      for (const id of brandIds) byBrand.delete(id);
      for (const [id, layer] of learned) byBrand.set(id, layer);
    },
    get: (brandId: string): Layer | undefined => byBrand.get(brandId)?.layer,
  };
}
