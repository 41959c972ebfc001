/** How what an agency shows its clients looks, and from whom it comes. */

/** Drawn anew from what was sent: at most LOGO_WIDTH_PX_MAX by LOGO_HEIGHT_PX_MAX, shown at half of that. */
export type Logo = Readonly<{ png: Buffer; widthPx: number; heightPx: number }>;

export const LOGO_WIDTH_PX_MAX = 480;
export const LOGO_HEIGHT_PX_MAX = 160;
/** Of the file that is sent. */
export const LOGO_BYTES_MAX = 1_048_576;

/** What is null is as Vigie has it. */
export type AgencyLook = Readonly<{
  /** `#rrggbb`, of the band on top. */
  color: string | null;
  /** Named as the sender; the address stays the service's own, for which its mail server vouches. */
  senderName: string | null;
  /** Where answers go. */
  replyTo: string | null;
  logo: Logo | null;
}>;

export const PLAIN_LOOK: AgencyLook = { color: null, senderName: null, replyTo: null, logo: null };

/** The band of a digest without a colour of its own. */
export const BAND_COLOR = '#23395b';

const DARK_INK = '#1c2430';
const LIGHT_INK = '#ffffff';

/** `#rrggbb`, in small letters, of what somebody typed; null for what is no such colour. */
export function readColor(text: string): string | null {
  const color = text.trim().toLowerCase();
  return /^#[0-9a-f]{6}$/.test(color) ? color : null;
}

/**
 * White or nearly black, whichever is read better on the colour: whatever it is, one of them reaches a contrast of 4.5.
 *
 * Source:  WCAG 2.2, relative luminance and contrast ratio.
 *
 * @example inkOn('#ffcc00')  // '#1c2430'
 */
export function inkOn(color: string): string {
  return contrastOf(color, LIGHT_INK) >= contrastOf(color, DARK_INK) ? LIGHT_INK : DARK_INK;
}

function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
