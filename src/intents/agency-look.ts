/** How an agency's digests look: its colour, its sender, its logo. */
import { Resvg } from '@resvg/resvg-js';
import { imageSize } from 'image-size';
import { AppError } from '../base/errors.ts';
import {
  type AgencyLook,
  LOGO_BYTES_MAX,
  LOGO_HEIGHT_PX_MAX,
  LOGO_WIDTH_PX_MAX,
  type Logo,
  readColor,
} from '../domain/agency-look.ts';
import { updateLook } from '../store/agency-looks.ts';
import { toEmailAddress } from './channel-address.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** A picture of a few kilobytes may claim to be as large as a wall, and fill the memory when it is drawn. */
const LOGO_SIDE_PX_MAX = 4_000;
const KINDS: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg' };

export type LookChanges = Partial<Pick<AgencyLook, 'color' | 'senderName' | 'replyTo'>>;

/** Errors: INPUT_INVALID, with the field, for a colour that is none and for what is no e-mail address. */
export async function changeLook(deps: IntentDeps, agencyId: string, changes: LookChanges): Promise<AgencyLook> {
  const { color, replyTo } = changes;
  const read = {
    ...changes,
    ...(typeof color === 'string' ? { color: toColor(color) } : {}),
    ...(typeof replyTo === 'string' ? { replyTo: toReplyAddress(replyTo) } : {}),
  };
  return await inTransaction(deps, (db, { now }) => updateLook(db, agencyId, { now }, read));
}

function toColor(text: string): string {
  const color = readColor(text);
  if (color !== null) return color;
  throw new AppError('INPUT_INVALID', `"color" is ${JSON.stringify(text)}: give six digits such as "#23395b".`, {
    details: { field: 'color' },
  });
}

function toReplyAddress(text: string): string {
  try {
    return toEmailAddress(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `"replyTo": ${error.message}`, { details: { field: 'replyTo' }, cause: error });
  }
}

/** Errors: INPUT_INVALID, see drawLogo. */
export async function setLogo(
  deps: IntentDeps,
  agencyId: string,
  file: Readonly<{ bytes: Buffer; type: string }>,
): Promise<AgencyLook> {
  const logo = drawLogo(file);
  return await inTransaction(deps, (db, { now }) => updateLook(db, agencyId, { now }, { logo }));
}

export async function removeLogo(deps: IntentDeps, agencyId: string): Promise<AgencyLook> {
  return await inTransaction(deps, (db, { now }) => updateLook(db, agencyId, { now }, { logo: null }));
}

/**
 * The picture drawn anew, no larger than it is shown: so whatever else the file holds is left behind, and what cannot be drawn
 * is found out now and not in a client's mail.
 *
 * Errors:  INPUT_INVALID for a file that is too large, is no PNG or JPEG, is another one than it says, has too many pixels,
 *          or holds nothing that can be seen.
 */
export function drawLogo({ bytes, type }: Readonly<{ bytes: Buffer; type: string }>): Logo {
  if (bytes.length > LOGO_BYTES_MAX) {
    throw wrongLogo(
      `The logo has ${Math.ceil(bytes.length / 1_024)} kB: give one of at most ${LOGO_BYTES_MAX / 1_024} kB.`,
    );
  }
  const { kind, width, height, turn } = measure(bytes);
  if (kind !== type)
    throw wrongLogo(`The logo is said to be ${type || 'nothing'} and is ${kind}: send it as what it is.`);
  if (Math.max(width, height) > LOGO_SIDE_PX_MAX) {
    throw wrongLogo(`The logo is ${width} by ${height} pixels: give one of at most ${LOGO_SIDE_PX_MAX} each way.`);
  }
  const [shownWidth, shownHeight] = turn.isOnItsSide ? [height, width] : [width, height];
  const scale = Math.min(1, LOGO_WIDTH_PX_MAX / shownWidth, LOGO_HEIGHT_PX_MAX / shownHeight);
  const toPx = (side: number): number => Math.max(1, Math.round(side * scale));
  const [widthPx, heightPx] = [toPx(shownWidth), toPx(shownHeight)];
  const [lyingWidth, lyingHeight] = turn.isOnItsSide ? [heightPx, widthPx] : [widthPx, heightPx];
  const picture = `data:${kind};base64,${bytes.toString('base64')}`;
  const transform = `translate(${widthPx / 2} ${heightPx / 2}) matrix(${turn.matrix} 0 0) translate(${-lyingWidth / 2} ${-lyingHeight / 2})`;
  const drawn = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><image href="${picture}" width="${lyingWidth}" height="${lyingHeight}" transform="${transform}"/></svg>`,
    { font: { loadSystemFonts: false } },
  ).render();
  if (!drawn.pixels.some((value, index) => index % 4 === 3 && value > 0)) {
    throw wrongLogo('Nothing of the logo can be seen: it is broken, or transparent all over. Give another one.');
  }
  return { png: drawn.asPng(), widthPx, heightPx };
}

/** How a camera or a drawing program says that a picture is to be turned; its pixels lie as they were taken. */
type Turn = Readonly<{ matrix: string; isOnItsSide: boolean }>;

/** By the number that a JPEG says: x' = a·x + c·y, y' = b·x + d·y. Source: Exif 2.32, tag 0x0112 (orientation). */
const TURNS: Readonly<Record<number, Turn>> = {
  2: { matrix: '-1 0 0 1', isOnItsSide: false },
  3: { matrix: '-1 0 0 -1', isOnItsSide: false },
  4: { matrix: '1 0 0 -1', isOnItsSide: false },
  5: { matrix: '0 1 1 0', isOnItsSide: true },
  6: { matrix: '0 1 -1 0', isOnItsSide: true },
  7: { matrix: '0 -1 -1 0', isOnItsSide: true },
  8: { matrix: '0 -1 1 0', isOnItsSide: true },
};
const UPRIGHT: Turn = { matrix: '1 0 0 1', isOnItsSide: false };

function measure(bytes: Buffer): Readonly<{ kind: string; width: number; height: number; turn: Turn }> {
  const wrong = wrongLogo('The logo is no PNG or JPEG that can be read: give one of these.');
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes);
    const kind = KINDS[type];
    if (kind === undefined || width < 1 || height < 1) throw wrong;
    return { kind, width, height, turn: TURNS[orientation] ?? UPRIGHT };
  } catch (error) {
    throw error === wrong ? wrong : wrongLogo(wrong.message, error);
  }
}

function wrongLogo(message: string, cause?: unknown): AppError {
  return new AppError('INPUT_INVALID', message, {
    details: { field: 'logo' },
    ...(cause === undefined ? {} : { cause }),
  });
}
