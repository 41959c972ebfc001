/**
 * The rows as they lie in the database (snake_case), for Kysely. sql/*.sql is the truth; a test compares the two.
 *
 * `jsonb` columns are written with `toJsonb` and come back parsed; instants are Date, `date` columns ISO text.
 */

import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Weekday } from '../base/zoned-time.ts';
import type { Language, MemberRole } from '../domain/agency.ts';
import type {
  AlertContent,
  AlertReason,
  ChannelKind,
  DeliveryFailureReason,
  DeliveryStatus,
  TestKind,
  UnreachableReason,
} from '../domain/alert.ts';
import type { AlertRuleCounts } from '../domain/alert-rule.ts';
import type { BrandKind, Sensitivity } from '../domain/brand.ts';
import type {
  BuzzChange,
  BuzzEventKind,
  BuzzFigures,
  BuzzKind,
  BuzzLevel,
  BuzzMark,
  BuzzReason,
  BuzzStatus,
} from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import type { CrisisWeight } from '../domain/crisis.ts';
import type { DigestContent, DigestPeriod, DigestScope } from '../domain/digest.ts';
import type { DocumentType } from '../domain/document-facts.ts';
import type { HubSubscriptionState } from '../domain/hub-subscription.ts';
import type { LogbookAuthor, LogbookFacts, LogbookKind, LogbookVia } from '../domain/logbook.ts';
import type {
  MentionStatus,
  Passage,
  Sentiment,
  SentimentJudge,
  SentimentLabel,
  SetAsideBy,
  Span,
} from '../domain/mention.ts';
import type { OutletWeight } from '../domain/outlet.ts';
import type { QuietReason } from '../domain/quiet-reason.ts';
import type { SearchServiceName } from '../domain/search-service.ts';
import type { Sector } from '../domain/sector.ts';
import type { ReceiptState } from '../domain/sms-receipt.ts';
import type {
  FetchFailureReason,
  ReaderName,
  ReaderSettings,
  SourceKind,
  SourceProposal,
  SourceWishes,
} from '../domain/source.ts';
import type { SummaryDraft } from '../domain/summary-draft.ts';
import type { Theme } from '../domain/theme.ts';
import type { VolumePartKind } from '../domain/volume.ts';

/** Written as an expression (see toJsonb), read as the parsed value. */
type Json<T> = ColumnType<T, T, T>;

export type Tables = Readonly<{
  agencies: {
    id: string;
    name: string;
    language: Language;
    time_zone: string;
    digest_weekday: Weekday;
    digest_hour: number;
    next_digest_at: Date;
    digest_leased_until: Generated<Date>;
    proves_sms: Generated<boolean>;
    created_at: Date;
    sms_daily_segment_max: number | null;
  };
  agency_looks: {
    agency_id: string;
    color: Generated<string | null>;
    sender_name: Generated<string | null>;
    reply_to: Generated<string | null>;
    logo_png: Generated<Buffer | null>;
    logo_width_px: Generated<number | null>;
    logo_height_px: Generated<number | null>;
    updated_at: Date;
  };
  members: {
    agency_id: string;
    id: string;
    name: string;
    email: string;
    role: MemberRole;
    password_hash: string;
    created_at: Date;
  };
  sessions: { agency_id: string; token_hash: Buffer; member_id: string; created_at: Date; expires_at: Date };
  api_keys: {
    agency_id: string;
    id: string;
    name: string;
    key_hash: Buffer;
    hint: string;
    created_at: Date;
    last_used_at: Date | null;
  };
  setup_links: { token_hash: Buffer; created_at: Date; used_at: Date | null };
  brands: {
    agency_id: string;
    id: string;
    name: string;
    kind: BrandKind;
    query: string;
    query_set_version: Generated<number>;
    relevance_threshold: Generated<number>;
    sector: Sector | null;
    sensitivity: Generated<Sensitivity>;
    country: string | null;
    products: Generated<readonly string[]>;
    handles: Generated<readonly string[]>;
    hashtags: Generated<readonly string[]>;
    competitors: Generated<readonly string[]>;
    register: string | null;
    language: string | null;
    created_at: Date;
    updated_at: Date;
  };
  query_sets: { id: number; version: number };
  query_set_removals: { version: number; brand_id: string };
  query_versions: { agency_id: string; brand_id: string; version: number; query: string; created_at: Date };
  saved_queries: { agency_id: string; id: string; name: string; query: string; created_at: Date; updated_at: Date };
  crisis_terms: {
    agency_id: string;
    id: string;
    sector: Sector | null;
    query: string;
    weight: CrisisWeight;
    created_at: Date;
  };
  themes: {
    agency_id: string;
    id: string;
    name: string;
    name_key: string;
    query: string;
    created_at: Date;
    updated_at: Date;
  };
  campaigns: {
    agency_id: string;
    id: string;
    brand_id: string;
    name: string;
    starts_at: Date;
    ends_at: Date;
    created_by: string;
    created_at: Date;
  };
  logbook_entries: {
    agency_id: string;
    id: string;
    brand_id: string | null;
    on_date: string;
    kind: LogbookKind;
    via: LogbookVia;
    author_kind: LogbookAuthor['kind'];
    author_id: string | null;
    author_name: string;
    text: string | null;
    facts: Json<LogbookFacts>;
    count: number;
    mention_ids: readonly string[];
    buzz_id: string | null;
    source_key: string;
    made_at: Date;
    edited_at: Date | null;
  };
  priorities: {
    agency_id: string;
    id: string;
    brand_id: string;
    text: string;
    for_date: string;
    author_name: string;
    source_key: string;
    made_at: Date;
    done_at: Date | null;
    done_on: string | null;
    done_by: string | null;
  };
  marks: {
    agency_id: string;
    brand_id: string;
    document_id: string;
    is_about: boolean;
    title: string | null;
    excerpt: string;
    spans: Json<readonly Span[]>;
    marked_at: Date;
  };
  corrections: {
    agency_id: string;
    brand_id: string;
    document_id: string;
    story_id: string;
    label: SentimentLabel;
    judged: Json<Sentiment>;
    model_sentiment: Json<Sentiment>;
    text: string;
    language: string | null;
    source_kind: SourceKind;
    site: string;
    corrected_by: string;
    corrected_at: Date;
  };
  contacts: {
    agency_id: string;
    id: string;
    name: string;
    language: Language;
    is_digest_reader: boolean;
    is_client: Generated<boolean>;
    quiet_from_minute: number | null;
    quiet_until_minute: number | null;
    time_zone: string | null;
    created_at: Date;
    digest_periods: Generated<readonly DigestPeriod[]>;
    digest_scope: Generated<DigestScope>;
  };
  contact_brands: { agency_id: string; contact_id: string; brand_id: string };
  channels: {
    agency_id: string;
    id: string;
    contact_id: string;
    kind: ChannelKind;
    address: string;
    min_level: BuzzLevel;
    secret_encrypted: Buffer | null;
    secret_fingerprint: Generated<string>;
    last_proof_at: Generated<Date | null>;
    last_failed_at: Generated<Date | null>;
    last_failed_reason: Generated<DeliveryFailureReason | null>;
    last_failed_message: Generated<string | null>;
    unreachable_since: Generated<Date | null>;
    unreachable_why: Generated<UnreachableReason | null>;
    next_proof_at: Generated<Date>;
    created_at: Date;
  };
  hosts: { host: string; bucket: number; next_turn_at: Date; leased_until: Generated<Date> };
  sources: {
    id: string;
    url: string;
    host: GeneratedAlways<string>;
    kind: SourceKind;
    reader: ReaderName;
    owner_agency_id: string | null;
    settings: ReaderSettings | null;
    secret_encrypted: Buffer | null;
    is_polled: Generated<boolean>;
    wishes: SourceWishes | null;
    read_until: Date | null;
    reset_at: Date | null;
    proposals: readonly SourceProposal[] | null;
    moved_to: string | null;
    first_url: string | null;
    urgent_until: Date | null;
    gap_seconds: number | null;
    longest_gap_seconds: number | null;
    arrival_count: Generated<number>;
    rhythm_since: Date | null;
    silent_after: Date | null;
    lag_seconds: number | null;
    missed_at: Date | null;
    hub_lease_until: Date | null;
    title: string | null;
    site_url: string | null;
    next_check_at: Date;
    interval_seconds: number;
    etag: string | null;
    last_modified: string | null;
    last_checked_at: Date | null;
    last_success_at: Date | null;
    last_document_at: Date | null;
    last_error_at: Date | null;
    last_error_reason: FetchFailureReason | null;
    last_error_message: string | null;
    failing_since: Date | null;
    failure_count: Generated<number>;
    created_at: Date;
  };
  hub_subscriptions: {
    source_id: string;
    hub_url: string;
    hub_host: GeneratedAlways<string>;
    topic_url: string;
    state: HubSubscriptionState;
    asked_at: Date | null;
    lease_until: Date | null;
    next_ask_at: Date;
    leased_until: Generated<Date>;
    failure_count: Generated<number>;
    news_at: Date | null;
  };
  subscriptions: {
    agency_id: string;
    id: string;
    source_id: string;
    brand_id: string | null;
    wants_full_text: Generated<boolean>;
    search_id: string | null;
    tags: Generated<readonly string[]>;
    created_at: Date;
  };
  searches: {
    agency_id: string;
    id: string;
    brand_id: string;
    service: SearchServiceName;
    language: string;
    country: string;
    instance_url: string | null;
    secret_encrypted: Buffer | null;
    is_exact: boolean;
    is_whole: boolean;
    created_at: Date;
  };
  article_visits: {
    document_id: string;
    arrived_at: Date;
    url: string;
    host: GeneratedAlways<string>;
    due_at: Date;
    failure_count: Generated<number>;
  };
  document_keys: {
    key_hash: Buffer;
    document_id: string;
    arrived_at: Date;
    content_hash: Buffer | null;
    told_at: Date;
    teller_source_id: string | null;
    is_teller_own_site: Generated<boolean>;
  };
  documents: {
    id: string;
    arrived_at: Date;
    published_at: Date;
    is_published_at_known: boolean;
    is_backlog: boolean;
    url: string | null;
    site: string;
    title: string | null;
    text: string;
    author: string | null;
    type: DocumentType | null;
    has_full_text: Generated<boolean>;
    language: string | null;
    story_id: string | null;
    analysed_at: Date | null;
    analysis_leased_until: Generated<Date>;
    analysis_round: Generated<number>;
  };
  document_sources: { document_id: string; source_id: string; arrived_at: Date };
  story_bands: { band_hash: string; document_id: string; story_id: string; arrived_at: Date };
  mentions: {
    agency_id: string;
    id: string;
    brand_id: string;
    document_id: string;
    arrived_at: Date;
    published_at: Date;
    language: string | null;
    sentiment_label: SentimentLabel;
    sentiment_score: number;
    sentiment_confidence: number;
    sentiment_by: SentimentJudge;
    model_sentiment: Json<Sentiment | null>;
    corrected_by: string | null;
    corrected_at: Date | null;
    corrected_from: Json<Sentiment | null>;
    passages: Json<readonly Passage[]>;
    themes: readonly Theme[];
    spans: Json<readonly Span[]>;
    status: MentionStatus;
    title: string | null;
    excerpt: string;
    url: string | null;
    author: string | null;
    site: string;
    source_kind: SourceKind;
    story_id: string;
    is_backlog: boolean;
    relevance: number | null;
    set_aside_by: SetAsideBy | null;
    crisis_weight: Generated<0 | CrisisWeight>;
    crisis_terms: Generated<readonly string[]>;
    own_themes: Generated<readonly string[]>;
    outlet_weight: Generated<OutletWeight>;
    is_newcomer: Generated<boolean>;
  };
  volumes: {
    agency_id: string;
    brand_id: string;
    bucket_at: Date;
    mention_count: number;
    negative_count: number;
    positive_count: number;
    story_count: number | null;
    author_count: number | null;
    site_count: number | null;
    outlet_weight: Generated<number>;
    newcomer_count: Generated<number>;
  };
  volume_parts: {
    agency_id: string;
    brand_id: string;
    part_kind: VolumePartKind;
    bucket_at: Date;
    part: string;
    mention_count: number;
    negative_count: number;
    positive_count: number;
  };
  brand_authors: { agency_id: string; brand_id: string; author_hash: string; first_heard_at: Date };
  sentiment_budget_days: { day: string; asked_count: number; granted_count: number };
  judgements: {
    agency_id: string;
    brand_id: string;
    judge_at: Date | null;
    leased_until: Generated<Date>;
    round: Generated<number>;
  };
  talk_states: {
    agency_id: string;
    brand_id: string;
    settled_until: Date;
    state: Uint8Array;
    is_stale: Generated<boolean>;
    rebuilt_at: Date;
  };
  buzzes: {
    agency_id: string;
    id: string;
    brand_id: string;
    kind: BuzzKind;
    level: BuzzLevel;
    present_level: BuzzLevel;
    present_level_at: Date;
    reopen_count: Generated<number>;
    status: BuzzStatus;
    reasons: Json<readonly BuzzReason[]>;
    figures: Json<BuzzFigures>;
    opened_at: Date;
    level_since: Date;
    last_abnormal_at: Date;
    acknowledged_at: Date | null;
    acknowledged_by: string | null;
    resolved_at: Date | null;
    pending_change: BuzzChange | null;
    decision_leased_until: Generated<Date>;
    mark: BuzzMark | null;
    marked_by: string | null;
    marked_at: Date | null;
    acknowledged_level: BuzzLevel | null;
    snoozed_until: Date | null;
    resolved_by: string | null;
  };
  buzz_events: {
    agency_id: string;
    id: string;
    buzz_id: string;
    at: Date;
    kind: BuzzEventKind;
    level: BuzzLevel;
    by: string | null;
    reasons: Json<readonly BuzzReason[]>;
    figures: Json<BuzzFigures> | null;
    evidence: Json<BuzzEvidence> | null;
    mark: BuzzMark | null;
    withheld_reason: QuietReason | null;
  };
  alert_rules: {
    agency_id: string;
    id: string;
    brand_id: string | null;
    name: string;
    counts: AlertRuleCounts;
    query: string | null;
    count_min: number;
    window_minutes: number;
    level: BuzzLevel;
    created_at: Date;
  };
  missed_buzzes: {
    agency_id: string;
    id: string;
    brand_id: string;
    started_at: Date;
    note: string | null;
    reported_by: string;
    reported_at: Date;
  };
  alerts: {
    agency_id: string;
    id: string;
    buzz_id: string;
    brand_id: string;
    reason: AlertReason;
    level: BuzzLevel;
    round: Generated<number>;
    sequence: number;
    content: Json<AlertContent>;
    decided_at: Date;
  };
  rotas: {
    agency_id: string;
    id: string;
    name: string;
    time_zone: string;
    hand_over_weekday: Weekday;
    hand_over_hour: number;
    starts_on: string;
    created_at: Date;
  };
  rota_members: { agency_id: string; rota_id: string; position: number; contact_id: string };
  rota_overrides: {
    agency_id: string;
    id: string;
    rota_id: string;
    contact_id: string;
    starts_at: Date;
    ends_at: Date;
    created_by: string;
    created_at: Date;
  };
  escalation_chains: { agency_id: string; id: string; brand_id: string | null; created_at: Date };
  escalation_steps: {
    agency_id: string;
    chain_id: string;
    position: number;
    wait_minutes: number;
    min_level: BuzzLevel;
  };
  escalation_targets: {
    agency_id: string;
    chain_id: string;
    position: number;
    id: string;
    contact_id: string | null;
    rota_id: string | null;
  };
  silences: {
    agency_id: string;
    id: string;
    brand_id: string | null;
    reason: string;
    starts_at: Date;
    ends_at: Date;
    created_by: string;
    created_at: Date;
  };
  escalations: {
    agency_id: string;
    buzz_id: string;
    step: number | null;
    reminder_count: number;
    withheld_reason: QuietReason | null;
    next_at: Date;
    leased_until: Generated<Date>;
  };
  digests: {
    agency_id: string;
    id: string;
    brand_id: string | null;
    period: DigestPeriod;
    time_zone: string;
    period_starts_on: string;
    content: Json<DigestContent>;
    summary_draft: ColumnType<SummaryDraft | null, SummaryDraft | null | undefined, SummaryDraft | null>;
    created_at: Date;
  };
  deliveries: {
    agency_id: string;
    id: string;
    alert_id: string | null;
    digest_id: string | null;
    test_kind: Generated<TestKind | null>;
    contact_id: string;
    contact_name: string;
    language: Language;
    channel_id: string;
    channel_kind: ChannelKind;
    address: string;
    status: DeliveryStatus;
    attempt_count: number;
    next_attempt_at: Date;
    leased_until: Generated<Date>;
    accepted_at: Date | null;
    provider_id: string | null;
    last_error_reason: DeliveryFailureReason | null;
    last_error_message: string | null;
    created_at: Date;
    acknowledged_at: Date | null;
    segment_count: number | null;
    receipt: ReceiptState | null;
    received_at: Date | null;
    reply_number: number | null;
    fall_back_at: Date | null;
    instead_of_id: string | null;
    resent_at: Date | null;
    let_out_at: Date | null;
    bundled_into_id: string | null;
  };
  sms_replies: { provider: string; message_id: string; address: string; came_at: Date; is_explained: boolean };
  sms_spending: { agency_id: string; day: string; segment_count: number };
  migrations: { name: string; checksum: string; applied_at: Date };
}>;
