/** Letting people in, and in again. */
import { describe, expect, test } from 'vitest';
import { hashToken } from '../../src/base/secrets.ts';
import { importAgency } from '../../src/intents/import-agency.ts';
import { resetPassword, signIn } from '../../src/intents/people.ts';
import { findSessionMember } from '../../src/store/members.ts';
import { makeTestWorld } from '../support/test-world.ts';

const EMAIL = 'marie@agence.example';

describe('a member who forgot her password', () => {
  test('gets a new one that works, while the old one and her sessions do not any more', async () => {
    const world = await makeTestWorld();
    await importAgency(world, {
      agency: { name: 'Agence du Quai', language: 'fr', timeZone: 'Europe/Paris' },
      owner: { name: 'Marie', email: EMAIL, password: 'un mot de passe' },
      brands: [],
    });
    const { sessionToken } = await signIn(world, { email: EMAIL, password: 'un mot de passe' });
    const password = await resetPassword(world, 'Marie@Agence.example');

    await expect(signIn(world, { email: EMAIL, password: 'un mot de passe' })).rejects.toMatchObject({
      code: 'CREDENTIALS_WRONG',
    });
    expect((await signIn(world, { email: EMAIL, password })).member.email).toBe(EMAIL);
    expect(await findSessionMember(world.db, hashToken(sessionToken), world.clock.now())).toBeUndefined();
    await expect(resetPassword(world, 'nobody@agence.example')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
