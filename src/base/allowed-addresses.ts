/**
 * Which addresses a request may reach: the public internet, plus the ranges an operator opened. Pure, so that every
 * spelling of a private address is one line of a table in a test.
 */
import { BlockList, isIP } from 'node:net';
import { AppError } from './errors.ts';

export type AllowedAddresses = Readonly<{
  /** Whether the address, on this port, may be connected to. Anything that is no IP address may not. */
  isAllowed: (address: string, port: number) => boolean;
}>;

/** Services of other protocols live below 1024: a crawl that reached them would be a port scan at best. */
const WELL_KNOWN_PORTS_MAX = 1023;
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

/** IANA IPv4 special-purpose registry, multicast, reserved, and Azure's virtual host (168.63.129.16). */
const FORBIDDEN_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

/** Only global unicast is public; inside it, what tunnels IPv4 or is set aside for documentation is not. */
const PUBLIC_IPV6 = ['2000::/3'] as const;
const FORBIDDEN_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const;

/**
 * The judge of addresses for one process.
 *
 * IPv4 is a list of what is forbidden because nearly all of it is public; IPv6 is a list of what is allowed because
 * nearly all of it is not. An IPv4 address in IPv6 clothes (`::ffff:127.0.0.1`) is judged as the IPv4 address it is.
 * In a range that the operator opened every port is free: it is the operator's own network.
 *
 * Shape:   allowedRanges: CIDR, IPv4 or IPv6, such as `127.0.0.0/8` or `fd00::/8`; empty opens nothing.
 * Errors:  CONFIG_INVALID for a range that is not CIDR.
 * Source:  IANA special-purpose address registries; RFC 4291 section 2.5.5.2 (mapped addresses).
 *
 * @example makeAllowedAddresses([]).isAllowed('169.254.169.254', 80)  // false
 */
export function makeAllowedAddresses(allowedRanges: readonly string[]): AllowedAddresses {
  const opened = toBlockList(allowedRanges);
  const forbidden = toBlockList([...FORBIDDEN_IPV4, ...FORBIDDEN_IPV6]);
  const publicIpv6 = toBlockList(PUBLIC_IPV6);

  return {
    isAllowed: (address, port) => {
      const plain = toPlainAddress(address);
      const version = isIP(plain);
      if (version === 0) return false;
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (opened.check(plain, family)) return true;
      if (port <= WELL_KNOWN_PORTS_MAX && !WEB_PORTS.has(port)) return false;
      if (forbidden.check(plain, family)) return false;
      return version === 4 || publicIpv6.check(plain, family);
    },
  };
}

/** Without brackets and zone, and IPv4 where it is mapped. */
function toPlainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) return bare;
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return canonical;
  const high = Number.parseInt(mapped[1] ?? '', 16);
  const low = Number.parseInt(mapped[2] ?? '', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.trim().split('/');
    const version = isIP(network);
    const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (version === 0 || !(prefixBits <= (version === 4 ? 32 : 128))) {
      throw new AppError(
        'CONFIG_INVALID',
        `"${range}" is not an address range: write it as in 127.0.0.0/8 or fd00::/8.`,
      );
    }
    list.addSubnet(network, prefixBits, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
