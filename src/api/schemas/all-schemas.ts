/** Every schema that has a name: what `ref` may point to, and what OpenAPI lists under components. */

import { AgencyWire, ApiKeyWire, NewApiKeyWire, SetUpWire } from './agency.ts';
import { LookWire } from './agency-look.ts';
import { AlertWire, DeliveryWire } from './alert.ts';
import { AlertRuleWire } from './alert-rule.ts';
import { BacktestedBuzzWire, BacktestWire } from './backtest.ts';
import { BrandWire, EmergingTermWire, VolumePartWire, VolumeWire } from './brand.ts';
import { BuzzDetailWire, BuzzEventWire, BuzzFiguresWire, BuzzWire } from './buzz.ts';
import { BuzzEvidenceWire } from './buzz-evidence.ts';
import { CampaignWire } from './campaign.ts';
import { ChannelWire, ContactWire, NewContactWire, PushKeyWire } from './contact.ts';
import { CrisisTermWire } from './crisis-term.ts';
import { DIGEST_PARTS, DigestReportWire, DigestWire } from './digest.ts';
import { EscalationChainWire } from './escalation-chain.ts';
import { GuardReasonWire, GuardVerdictWire } from './guard.ts';
import { DebriefWire, LogbookEntryWire, PriorityWire } from './logbook.ts';
import { MentionWire, SentimentWire } from './mention.ts';
import { DetectionQualityWire, MissedBuzzWire } from './missed-buzz.ts';
import { Problem } from './problem.ts';
import { PreviewWire, QueryVersionWire, SavedQueryWire } from './query.ts';
import { BlindSourceWire, QuotedMentionWire } from './quoted.ts';
import { BrandReliabilityWire, ReliabilityWire } from './reliability.ts';
import { RotaDetailWire, RotaOverrideWire, RotaWire } from './rota.ts';
import { SearchServiceWire, SearchWire } from './search.ts';
import { SilenceWire } from './silence.ts';
import { CoverageWire, SourceWire, SubscriptionWire } from './source.ts';
import { ThemeWire } from './theme.ts';
import { WarningWire } from './warning.ts';

export const SCHEMAS = [
  Problem,
  AgencyWire,
  SetUpWire,
  ApiKeyWire,
  NewApiKeyWire,
  BrandWire,
  VolumeWire,
  VolumePartWire,
  EmergingTermWire,
  CampaignWire,
  SavedQueryWire,
  QueryVersionWire,
  PreviewWire,
  CrisisTermWire,
  ThemeWire,
  SubscriptionWire,
  CoverageWire,
  SourceWire,
  SearchServiceWire,
  SearchWire,
  ChannelWire,
  ContactWire,
  NewContactWire,
  PushKeyWire,
  EscalationChainWire,
  RotaWire,
  RotaDetailWire,
  RotaOverrideWire,
  SilenceWire,
  SentimentWire,
  GuardReasonWire,
  GuardVerdictWire,
  MentionWire,
  ReliabilityWire,
  BrandReliabilityWire,
  QuotedMentionWire,
  BlindSourceWire,
  BuzzFiguresWire,
  BuzzEvidenceWire,
  BuzzWire,
  BuzzEventWire,
  BuzzDetailWire,
  MissedBuzzWire,
  DetectionQualityWire,
  BacktestedBuzzWire,
  BacktestWire,
  AlertRuleWire,
  AlertWire,
  DeliveryWire,
  LookWire,
  ...DIGEST_PARTS,
  DigestWire,
  DigestReportWire,
  LogbookEntryWire,
  PriorityWire,
  DebriefWire,
  WarningWire,
] as const;
