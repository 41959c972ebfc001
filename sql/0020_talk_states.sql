-- What each brand's talk is usually like, learned from its volumes; and buzzes that fall, come back, praise or fall silent.

create table talk_states (
  agency_id uuid not null,
  brand_id uuid not null,
  -- every bucket before it is learned
  settled_until timestamptz not null,
  -- as toStoredTalk writes it; nothing here is not in the volumes
  state bytea not null,
  -- volumes that were learned have changed since
  is_stale boolean not null default false,
  -- when it was last learned from the beginning
  rebuilt_at timestamptz not null,
  constraint talk_states_pkey primary key (agency_id, brand_id),
  constraint talk_states_brand_fkey foreign key (agency_id, brand_id) references brands on delete cascade
);

alter table buzzes
  add column kind text not null default 'negative',
  add column present_level smallint,
  add column present_level_at timestamptz,
  add column reopen_count integer not null default 0;
update buzzes set present_level = level, present_level_at = last_abnormal_at;
alter table buzzes
  alter column kind drop default,
  alter column present_level set not null,
  alter column present_level_at set not null,
  add constraint buzzes_kind_check check (kind in ('negative', 'positive', 'silence')),
  add constraint buzzes_present_level_check check (present_level between 1 and 4),
  drop constraint buzzes_pending_change_check,
  add constraint buzzes_pending_change_check check (pending_change in ('opened', 'escalated', 'reopened', 'resolved'));
drop index buzzes_brand_unresolved_key;
-- a brand has one buzz of a kind at a time, whatever two workers do at once
create unique index buzzes_brand_unresolved_key on buzzes (agency_id, brand_id, kind) where status <> 'resolved';
-- what may be reopened
create index buzzes_brand_resolved_at_idx on buzzes (agency_id, brand_id, resolved_at);

alter table buzz_events
  -- null: not a judgement, or one from before evidence was kept
  add column evidence jsonb,
  drop constraint buzz_events_kind_check,
  add constraint buzz_events_kind_check check (
    kind in ('opened', 'escalated', 'fell', 'reopened', 'told', 'acknowledged', 'resolved', 'marked')
  );

alter table alerts
  -- how often its buzz had come back: each time the same may be told again
  add column round integer not null default 0,
  drop constraint alerts_buzz_reason_level_key,
  add constraint alerts_buzz_reason_level_key unique (agency_id, buzz_id, reason, level, round),
  drop constraint alerts_reason_check,
  add constraint alerts_reason_check check (reason in ('first-notice', 'worse', 'reopened', 'resolved'));

-- figures as they are told from now on; what was not counted then is nothing
update buzzes set figures = '{
  "positiveCount": 0, "usualNegatives": {"from": 0, "until": 0}, "probability": 0, "mentionProbability": 0,
  "highestNegativeCount": null, "negativeRatioMin": 0, "voiceCount": 0, "newcomerCount": 0, "expectedNewcomerCount": 0, "crisisVoiceCount": 0, "pressSiteCount": 0,
  "nationalPressSiteCount": 0, "hourlyNegativeCounts": [], "basis": "own", "campaignName": null, "metRules": [],
  "nextLevel": null
}'::jsonb || figures;
update buzz_events set figures = '{
  "positiveCount": 0, "usualNegatives": {"from": 0, "until": 0}, "probability": 0, "mentionProbability": 0,
  "highestNegativeCount": null, "negativeRatioMin": 0, "voiceCount": 0, "newcomerCount": 0, "expectedNewcomerCount": 0, "crisisVoiceCount": 0, "pressSiteCount": 0,
  "nationalPressSiteCount": 0, "hourlyNegativeCounts": [], "basis": "own", "campaignName": null, "metRules": [],
  "nextLevel": null
}'::jsonb || figures where figures is not null;
update alerts set content = jsonb_set(content, '{figures}', '{
  "positiveCount": 0, "usualNegatives": {"from": 0, "until": 0}, "probability": 0, "mentionProbability": 0,
  "highestNegativeCount": null, "negativeRatioMin": 0, "voiceCount": 0, "newcomerCount": 0, "expectedNewcomerCount": 0, "crisisVoiceCount": 0, "pressSiteCount": 0,
  "nationalPressSiteCount": 0, "hourlyNegativeCounts": [], "basis": "own", "campaignName": null, "metRules": [],
  "nextLevel": null
}'::jsonb || (content -> 'figures'));
