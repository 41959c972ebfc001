/** How well two colours part, as the accessibility guidelines count it. */

/** Of text below 18 px bold or 24 px, level AA. */
export const TEXT_CONTRAST_MIN = 4.5;
/** Of larger text and of what is no text. */
export const LARGE_CONTRAST_MIN = 3;

/**
 * 1 (the same) to 21 (black and white).
 *
 * Shape:   two colours as `#rrggbb`, in any order.
 * Source:  WCAG 2.2, "contrast ratio" and "relative luminance".
 *
 * @example contrastOf('#000000', '#ffffff')  // 21
 */
export function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [toLuminance(one), toLuminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function toLuminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
