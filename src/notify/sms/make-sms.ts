/** The SMS providers: a new one is one file here, its variables in base/sms-config.ts, and one line in this registry. */
import type { SmsConfig } from '../../base/sms-config.ts';
import { makeBrevoSms } from './brevo.ts';
import { makeGenericSms } from './generic.ts';
import { makeOvhSms } from './ovh.ts';
import { makeUnconfiguredSms, type SmsDeps, type SmsSender } from './sms-sender.ts';
import { makeTwilioSms } from './twilio.ts';

type Makers = Readonly<{
  [Provider in SmsConfig['provider']]: (
    deps: SmsDeps,
    settings: Extract<SmsConfig, Readonly<{ provider: Provider }>>,
  ) => SmsSender;
}>;

const PROVIDERS: Makers = {
  twilio: makeTwilioSms,
  ovh: makeOvhSms,
  brevo: makeBrevoSms,
  generic: makeGenericSms,
};

/** The sender that the configuration names; one that lets everything wait where it names none. */
export function makeSms(deps: SmsDeps, config: SmsConfig | null): SmsSender {
  if (config === null) return makeUnconfiguredSms();
  const make = PROVIDERS[config.provider] as (deps: SmsDeps, settings: SmsConfig) => SmsSender;
  return make(deps, config);
}
