/** A whole agency from one file: all of it, or nothing and a sentence that names the place. */

import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '../base/errors.ts';
import type { Agency } from '../domain/agency.ts';
import { CHANNEL_KINDS } from '../domain/alert.ts';
import { type Brand, SENSITIVITIES } from '../domain/brand.ts';
import { DIGEST_PERIODS, DIGEST_SCOPES } from '../domain/digest.ts';
import { SECTORS } from '../domain/sector.ts';
import { addBrand } from './brands.ts';
import { type AddedContact, addContact } from './contacts.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { createAgencyWithOwner, issueApiKey, makePassword, toPasswordHash } from './people.ts';
import { addSubscription, compareSourceUrls } from './subscriptions.ts';

const STRICT = { additionalProperties: false };
const NAME = Type.String({ minLength: 1, maxLength: 200 });
const LANGUAGE = Type.Enum(['fr', 'en']);
const LEVEL = Type.Enum([1, 2, 3, 4]);

/** The file's form, as JSON or YAML; the README shows one. */
export const AGENCY_FILE = Type.Object(
  {
    agency: Type.Object(
      {
        name: NAME,
        language: LANGUAGE,
        timeZone: Type.String(),
        digestWeekday: Type.Optional(Type.Enum([1, 2, 3, 4, 5, 6, 7])),
        digestHour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
      },
      STRICT,
    ),
    owner: Type.Object({ name: NAME, email: Type.String(), password: Type.Optional(Type.String()) }, STRICT),
    brands: Type.Array(
      Type.Object(
        {
          name: NAME,
          kind: Type.Optional(Type.Enum(['client', 'competitor'])),
          query: Type.String(),
          sector: Type.Optional(Type.Enum([...SECTORS])),
          sensitivity: Type.Optional(Type.Enum([...SENSITIVITIES])),
          country: Type.Optional(Type.String()),
        },
        STRICT,
      ),
    ),
    subscriptions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            url: Type.String(),
            kind: Type.Optional(Type.Enum(['feed', 'forum', 'search'])),
            brand: Type.Optional(Type.String()),
          },
          STRICT,
        ),
      ),
    ),
    contacts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: NAME,
            language: Type.Optional(LANGUAGE),
            digest: Type.Optional(Type.Boolean()),
            digestPeriods: Type.Optional(
              Type.Array(Type.Enum([...DIGEST_PERIODS]), { minItems: 1, uniqueItems: true }),
            ),
            digestScope: Type.Optional(Type.Enum([...DIGEST_SCOPES])),
            brands: Type.Optional(Type.Array(Type.String())),
            channels: Type.Array(
              Type.Object(
                {
                  kind: Type.Enum(CHANNEL_KINDS.filter((kind) => kind !== 'push')), // a browser registers itself
                  address: Type.String(),
                  token: Type.Optional(Type.String()),
                  minLevel: Type.Optional(LEVEL),
                },
                STRICT,
              ),
            ),
          },
          STRICT,
        ),
      ),
    ),
  },
  STRICT,
);

export type AgencyFile = Static<typeof AGENCY_FILE>;

export type ImportedAgency = Readonly<{
  agency: Agency;
  brandCount: number;
  subscriptionCount: number;
  contactCount: number;
  /** Shown once. */
  apiKey: string;
  /** The owner's, when the file gave none; shown once. */
  generatedPassword: string | null;
  webhookSecrets: AddedContact['webhookSecrets'];
}>;

/** Errors: IMPORT_INVALID for a file of another form; everything that the single intents refuse, with its place. */
export async function importAgency(deps: IntentDeps, value: unknown): Promise<ImportedAgency> {
  const file = readAgencyFile(value);
  const generatedPassword = file.owner.password === undefined ? makePassword(deps) : null;
  const passwordHash = await atPlace('owner.password', () =>
    toPasswordHash(deps, file.owner.password ?? generatedPassword ?? ''),
  );
  return await inTransaction(deps, async (db, writeDeps) => {
    const within = { ...deps, db };
    const { agency } = await atPlace('agency', () =>
      createAgencyWithOwner(db, writeDeps, { agency: file.agency, owner: file.owner, passwordHash }),
    );
    const brands = new Map<string, Brand>();
    for (const [index, given] of file.brands.entries()) {
      const brand = await atPlace(`brands[${index}]`, () => addBrand(within, agency.id, { kind: 'client', ...given }));
      brands.set(given.name, brand);
    }
    const subscriptions = [...(file.subscriptions ?? []).entries()];
    subscriptions.sort(([, one], [, other]) => compareSourceUrls(one.url, other.url));
    for (const [index, { url, kind = 'feed', brand }] of subscriptions) {
      await atPlace(`subscriptions[${index}]`, () =>
        addSubscription(within, agency.id, { url, kind, brandId: brand === undefined ? null : getId(brands, brand) }),
      );
    }
    const contacts = await importContacts(within, agency, { file, brands });
    const { key } = await issueApiKey(within, agency.id, 'import');
    return {
      agency,
      brandCount: brands.size,
      subscriptionCount: subscriptions.length,
      contactCount: contacts.length,
      apiKey: key,
      generatedPassword,
      webhookSecrets: contacts.flatMap((contact) => contact.webhookSecrets),
    };
  });
}

async function importContacts(
  deps: IntentDeps,
  agency: Agency,
  input: Readonly<{ file: AgencyFile; brands: ReadonlyMap<string, Brand> }>,
): Promise<readonly AddedContact[]> {
  const added: AddedContact[] = [];
  for (const [index, contact] of (input.file.contacts ?? []).entries()) {
    added.push(
      await atPlace(`contacts[${index}]`, () =>
        addContact(deps, agency.id, {
          name: contact.name,
          language: contact.language ?? agency.language,
          isDigestReader: contact.digest ?? false,
          ...(contact.digestPeriods === undefined ? {} : { digestPeriods: contact.digestPeriods }),
          ...(contact.digestScope === undefined ? {} : { digestScope: contact.digestScope }),
          brandIds: (contact.brands ?? []).map((name) => getId(input.brands, name)),
          channels: contact.channels,
        }),
      ),
    );
  }
  return added;
}

function readAgencyFile(value: unknown): AgencyFile {
  if (Value.Check(AGENCY_FILE, value)) return value;
  const problems = Value.Errors(AGENCY_FILE, value)
    // said again, and better, by the error of the very field
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .slice(0, PROBLEMS_MAX)
    .map(sayProblem);
  throw new AppError('IMPORT_INVALID', `${problems.join('; ')}. Correct it; nothing was imported.`);
}

const PROBLEMS_MAX = 5;

type SchemaProblem = ReturnType<typeof Value.Errors>[number];

/** `brands[0].kind must be one of client, competitor`. */
function sayProblem(problem: SchemaProblem): string {
  const place =
    problem.instancePath
      .slice(1)
      .replaceAll('/', '.')
      .replace(/\.(\d+)/g, '[$1]') || 'the file';
  // an unknown field is reported as one whose schema is `false`
  if (problem.keyword === 'boolean') return `${place} is no field that Vigie knows`;
  if (problem.keyword === 'enum') return `${place} must be one of ${problem.params.allowedValues.join(', ')}`;
  if (problem.keyword === 'required') return `${place} lacks ${problem.params.requiredProperties.join(', ')}`;
  if (problem.instancePath === '') return 'the file must hold the fields agency, owner and brands';
  const isUnquoted = problem.keyword === 'type' && problem.params.type === 'string';
  return `${place} ${problem.message}${isUnquoted ? ' (quote it)' : ''}`;
}

function getId(brands: ReadonlyMap<string, Brand>, name: string): string {
  const brand = brands.get(name);
  if (brand !== undefined) return brand.id;
  throw new AppError('IMPORT_INVALID', `"${name}" is none of the file's brands: name one of them, or leave it out.`);
}

/** Says where in the file it went wrong. */
async function atPlace<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${place}: ${error.message} Nothing was imported.`, { cause: error });
  }
}
