/** Parameters of a URL that only say where the reader came from: without them the same page opens. */

/** Whatever their value. Names of what each network, shop of campaigns and publisher appends; lower case. */
const NAMES: ReadonlySet<string> = new Set(
  // advertising clicks
  (
    'dclid ef_id epik gad_campaignid gad_source gbraid gclid gclsrc li_fat_id msclkid rb_clickid rdt_cid s_kwcid ' +
    'srsltid ttclid twclid wbraid wickedid yclid ysclid _openstat ' +
    // networks
    '__twitter_impression _branch_match_id fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbclid igsh ' +
    'igshid mibextid ref_src ref_url soc_src soc_trk ' +
    // mailings and campaign tools
    '__hsfp __hssc __hstc __s _bta_c _bta_tid _hsenc _hsmi _ke _kx cmpid hsctatracking mkt_tok nr_email_referer ' +
    's_cid sfmc_id spjobid spmailingid spreportid spuserid vero_conv vero_id ' +
    // analytics
    '_ga _gl wt_mc wt_mc_id wt_zmc xtatc xtcr xtmc xtnp xtor xtref xts ' +
    // publishers
    'feedname feedtype ftag guccounter guce_referrer guce_referrer_sig icid int_cid intcid intcmp ito mbid ncid ' +
    'ns_campaign ns_fee ns_linkname ns_mchannel ns_source ocid phpsessid smid smtyp ' +
    // AMP viewers
    'amp_gsa amp_js_v amp_latest_update_time amp_tf usqp'
  ).split(' '),
);

/** Google Analytics, Mailchimp, Matomo and Piwik, HubSpot, AT Internet (French press), Omeda, Webtrends, Eloqua. */
const PREFIXES = ['utm_', 'mc_', 'mtm_', 'pk_', 'piwik_', 'hsa_', 'at_', 'oly_', 'wt.', 'elqtrack', 'itm_'] as const;

/** Names that mean something on other sites: only with a value that says "from a feed" or "shared". */
const AMBIGUOUS_NAMES: ReadonlySet<string> = new Set(
  'campaign cmp emc from medium mod origin partner ref referer referrer source src via'.split(' '),
);
const ORIGIN_VALUE =
  /^(?:rss|feed|atom|newsletter|e-?mail|twitter|facebook|linkedin|whatsapp|telegram|flipboard|googlenews|social|share[ds]?)(?:$|[-_.\d])/i;

/** Forums put a visitor's session into every link; a parameter of this name that is no session stays. */
const SESSION_NAMES: ReadonlySet<string> = new Set(['sid', 's', 'jsessionid']);
const SESSION_VALUE = /^(?:[a-z](?::|%3a))?[0-9a-f]{32}(?:\.\w+)?$/i;

/**
 * Whether the parameter, as it stands in the URL (`name=value` or `name`), leads to no other page.
 *
 * @example isTracking('utm_source=rss')  // true
 */
export function isTracking(parameter: string): boolean {
  const separatorAt = parameter.indexOf('=');
  const name = (separatorAt < 0 ? parameter : parameter.slice(0, separatorAt)).toLowerCase();
  const value = separatorAt < 0 ? '' : parameter.slice(separatorAt + 1);
  if (NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
  if (AMBIGUOUS_NAMES.has(name)) return ORIGIN_VALUE.test(value);
  return SESSION_NAMES.has(name) && SESSION_VALUE.test(value);
}
