/** Themes on the wire: the general ones and an agency's own. */
import { type Static, Type } from 'typebox';
import { type OwnTheme, THEMES } from '../../domain/theme.ts';
import { QueryInput } from './brand.ts';
import { changesObject, inputObject, NullableId, NullableInstant, NullableText, named, textInput } from './fields.ts';

const THEME_NAME_CHARS_MAX = 60;

export const ThemeNameInput = textInput(THEME_NAME_CHARS_MAX);

export const ThemeWire = named(
  'Theme',
  Type.Object({
    id: Type.Unsafe<string | null>({ ...NullableId, description: 'null for a general theme' }),
    name: Type.String({ description: 'what mentions are asked for by' }),
    isGeneral: Type.Boolean({ description: 'every agency has it, and none can change it' }),
    query: Type.Unsafe<string | null>({
      ...NullableText,
      description: 'looked for in the passages about the brand; null for a general theme',
    }),
    createdAt: NullableInstant,
    updatedAt: NullableInstant,
  }),
);

export const ThemeInput = inputObject({ name: ThemeNameInput, query: QueryInput });

export const ThemeChanges = changesObject({ name: ThemeNameInput, query: QueryInput });

export const GENERAL_THEMES: readonly Static<typeof ThemeWire>[] = THEMES.map((name) => ({
  ...{ id: null, name, isGeneral: true, query: null, createdAt: null, updatedAt: null },
}));

export function presentTheme(theme: OwnTheme): Static<typeof ThemeWire> {
  const { id, name, query } = theme;
  return {
    ...{ id, name, isGeneral: false, query },
    createdAt: theme.createdAt.toISOString(),
    updatedAt: theme.updatedAt.toISOString(),
  };
}
