/** A digest's figures as pictures. */
import { describe, expect, test } from 'vitest';
import type { ReportChart } from '../../../src/domain/digest-report.ts';
import { CHART_WIDTH_PX, drawChart, toChartHeightPx, toSvg } from '../../../src/notify/digest/draw-chart.ts';
import { toDigestReport } from '../../../src/notify/digest/to-digest-report.ts';
import { makeDigestContent } from '../sample-content.ts';

type Days = Extract<ReportChart, Readonly<{ kind: 'days' }>>;

function makeDays(counts: readonly (readonly [count: number, negativeCount: number])[]): Days {
  return {
    ...{ id: 'days', kind: 'days', alt: 'jours', legend: { negative: 'Négatives', other: 'Autres' } },
    bars: counts.map(([count, negativeCount], index) => ({ label: `j. ${index}`, count, negativeCount })),
  };
}

function makeVoices(labels: readonly string[]): ReportChart {
  return {
    ...{ id: 'voices', kind: 'voices', alt: 'voix' },
    bars: labels.map((label, index) => ({ label, share: 1 / labels.length, shareText: '9 %', isOwn: index === 0 })),
  };
}

/** Where each rectangle of the colour ends at the bottom, and how high it is. */
function listBars(svg: string, color: string): readonly Readonly<{ y: number; height: number }>[] {
  return [...svg.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="([^"]+)"/g)]
    .filter(([, , , fill]) => fill === color)
    .map(([, y, height]) => ({ y: Number(y), height: Number(height) }));
}

describe('a picture', () => {
  test('is a PNG of two and a half times the pixels that it is drawn with', () => {
    const chart = makeDays([[10, 4]]);
    const png = drawChart(chart);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2.5 * CHART_WIDTH_PX, 2.5 * toChartHeightPx(chart)]);
  });

  test('is the same for the same figures, and another for others', () => {
    const [one, other] = [makeDays([[10, 4]]), makeDays([[10, 5]])];
    expect(drawChart(one).equals(drawChart(makeDays([[10, 4]])))).toBe(true);
    expect(drawChart(one).equals(drawChart(other))).toBe(false);
  });

  test('is drawn once for readers who are written to one after the other, and kept no longer', () => {
    const make = (): ReportChart => makeDays([[7, 3]]);
    const first = drawChart(make());
    expect(drawChart(make())).toBe(first);
    for (let count = 100; count < 140; count += 1) drawChart(makeDays([[count, 1]]));
    const again = drawChart(make());
    expect([again === first, again.equals(first)]).toEqual([false, true]);
  });

  test('is drawn with letters: without its font there would be fewer colours', () => {
    const [written, blank] = [makeVoices(['Orange']), makeVoices([''])];
    expect(drawChart(written).length).toBeGreaterThan(drawChart(blank).length + 200);
    const arabic = drawChart(makeVoices(['أورنج']));
    expect(arabic.length).toBeGreaterThan(drawChart(blank).length + 200);
  });
});

test('a name that holds what is no character is drawn without it', () => {
  const report = toDigestReport(makeDigestContent({ brandName: 'Orange\uffff\ufffe' }), 'fr');
  const charts = report.sections.flatMap(({ chart }) => chart ?? []);
  expect(charts.map(({ kind }) => kind)).toContain('voices');
  expect(charts.map((chart) => drawChart(chart).subarray(1, 4).toString('latin1'))).toEqual(charts.map(() => 'PNG'));
});

describe('days', () => {
  test('are as high as their counts, the negative part at the bottom', () => {
    const svg = toSvg(
      makeDays([
        [100, 50],
        [50, 0],
        [0, 0],
      ]),
    );
    const [first, second, third] = listBars(svg, '#c0392b');
    const others = listBars(svg, '#71869f');
    expect(first?.height).toBeCloseTo(others[0]?.height ?? 0, 0);
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBeCloseTo(178, 0);
    expect([second?.height, third?.height, others[2]?.height]).toEqual([0, 0, 0]);
    expect(others[1]?.height).toBeCloseTo(others[0]?.height ?? 0, 0);
  });

  test('of a month stay within the picture', () => {
    const svg = toSvg(makeDays(Array.from({ length: 31 }, (_, index) => [index, 1])));
    for (const [, x, width] of svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)) {
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(CHART_WIDTH_PX);
    }
  });
});

describe('names', () => {
  test('of any kind are shown and never run', () => {
    const svg = toSvg(makeVoices(['<script>alert(1)</script>', '"/><image href="http://evil.example"/>', '&amp;']));
    expect(svg).not.toMatch(/<script|<image/);
    expect(drawChart(makeVoices(['<b>"\'&', '\ud800', 'أورنج', '橙', '🍊'])).length).toBeGreaterThan(0);
  });

  test('that are long are cut', () => {
    expect(toSvg(makeVoices(['x'.repeat(200)]))).toContain(`>${'x'.repeat(16)}…<`);
  });
});
