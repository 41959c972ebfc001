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
  const { kind, width, height } = measure(bytes);
  if (kind !== type)
    throw wrongLogo(`The logo is said to be ${type || 'nothing'} and is ${kind}: send it as what it is.`);
  if (Math.max(width, height) > LOGO_SIDE_PX_MAX) {
    throw wrongLogo(`The logo is ${width} by ${height} pixels: give one of at most ${LOGO_SIDE_PX_MAX} each way.`);
  }
  const scale = Math.min(1, LOGO_WIDTH_PX_MAX / width, LOGO_HEIGHT_PX_MAX / height);
  const [widthPx, heightPx] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const picture = `data:${kind};base64,${bytes.toString('base64')}`;
  const drawn = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><image href="${picture}" width="${widthPx}" height="${heightPx}"/></svg>`,
    { font: { loadSystemFonts: false } },
  ).render();
  if (!drawn.pixels.some((value, index) => index % 4 === 3 && value > 0)) {
    throw wrongLogo('Nothing of the logo can be seen: it is broken, or transparent all over. Give another one.');
  }
  return { png: drawn.asPng(), widthPx, heightPx };
}

function measure(bytes: Buffer): Readonly<{ kind: string; width: number; height: number }> {
  const wrong = wrongLogo('The logo is no PNG or JPEG that can be read: give one of these.');
  try {
    const { type = '', width, height } = imageSize(bytes);
    const kind = KINDS[type];
    if (kind === undefined || width < 1 || height < 1) throw wrong;
    return { kind, width, height };
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
