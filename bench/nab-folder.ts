/** Series and labels of a folder of the Numenta benchmark's form: `*.csv` of timestamp,value and `labels.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NabWindow } from './nab-score.ts';

export type NabSeries = Readonly<{
  /** Without folder and ending. */
  name: string;
  rows: readonly Readonly<{ at: number; value: number }>[];
  windows: readonly NabWindow[];
}>;

/** Sorted by name. Errors: throws where a file has no labels, or a label no row. */
export function readNabFolder(folder: string): readonly NabSeries[] {
  const labels: Readonly<Record<string, readonly (readonly [string, string])[]>> = JSON.parse(
    readFileSync(path.join(folder, 'labels.json'), 'utf8'),
  );
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv'));
  return files.toSorted().map((file) => {
    const rows = readFileSync(path.join(folder, file), 'utf8').trimEnd().split(/\r?\n/).slice(1).map(toRow);
    const found = Object.entries(labels).find(([name]) => path.basename(name) === file);
    if (found === undefined) throw new Error(`labels.json says nothing of ${file}`);
    const windows = found[1].map(([from, to]) => ({ from: rowOf(rows, from, file), to: rowOf(rows, to, file) }));
    return { name: path.basename(file, '.csv').replace('Twitter_volume_', ''), rows, windows };
  });
}

function toRow(line: string): NabSeries['rows'][number] {
  const [timestamp = '', value = ''] = line.split(',');
  return { at: toInstant(timestamp), value: Number(value) };
}

function rowOf(rows: NabSeries['rows'], timestamp: string, file: string): number {
  const index = rows.findIndex(({ at }) => at === toInstant(timestamp));
  if (index < 0) throw new Error(`${file} has no row of ${timestamp}, which labels.json names`);
  return index;
}

/** "2015-03-03 04:37:53" or with microseconds, in UTC. */
function toInstant(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 19).replace(' ', 'T')}Z`);
}
