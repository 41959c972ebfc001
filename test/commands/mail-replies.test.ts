/** vigie mail-replies: the address, and mailboxes taken apart. */
import { expect, test } from 'vitest';
import { mailRepliesCommand, splitMailbox } from '../../src/commands/mail-replies.ts';
import { makeMailRepliesUrl } from '../../src/domain/mail-replies-address.ts';
import { makeCommandIo } from '../support/command-io.ts';
import { OPERATOR_KEY, OPERATOR_URL, stubOperatorEnvironment } from '../support/operator-environment.ts';

stubOperatorEnvironment();

test('prints the address that the service answers to', async () => {
  const io = makeCommandIo();
  expect(await mailRepliesCommand.run([], io)).toBe(0);
  expect(io.written).toEqual([makeMailRepliesUrl(OPERATOR_KEY, OPERATOR_URL)]);
});

test('names a file that is not there', async () => {
  await expect(mailRepliesCommand.run(['nowhere.eml'], makeCommandIo())).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});

const split = (text: string) => splitMailbox(Buffer.from(text)).map((mail) => Buffer.from(mail).toString());

test('a mail alone is itself, a mailbox is its mails', () => {
  expect(split('From: a@b\n\nbonjour')).toEqual(['From: a@b\n\nbonjour']);
  expect(split('')).toEqual(['']);
  const box =
    'From a@b Tue Jun  2\nSubject: un\n\nbonjour\n>From là\n>>From ici\n> From\n\nFrom c@d Tue Jun  2\nSubject: deux\n\nsalut\n';
  expect(split(box)).toEqual(['Subject: un\n\nbonjour\nFrom là\n>From ici\n> From\n\n', 'Subject: deux\n\nsalut\n']);
  expect(split('From a@b\r\nSubject: un\r\n\r\nx\r\n\r\nFrom c@d\r\nSubject: deux\r\n')).toEqual([
    'Subject: un\r\n\r\nx\r\n\r\n',
    'Subject: deux\r\n',
  ]);
});
