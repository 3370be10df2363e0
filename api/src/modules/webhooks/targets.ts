/**
 * Which addresses may be called. Whoever makes a webhook chooses where this server connects to, so without
 * these rules it would open the office's own network, and the platform's metadata service, to them.
 * Names are resolved here, all their addresses must be allowed, and the connection is made to one of those that were
 * looked at: a name that changes its answer between check and use gains nothing.
 */
import dns from 'node:dns'
import net from 'node:net'

export type TargetFault = 'unknown_host' | 'address_refused'

export class TargetRefused extends Error {
  readonly fault: TargetFault
  constructor(fault: TargetFault) {
    super(fault)
    this.name = 'TargetRefused'
    this.fault = fault
  }
}

export interface Targets {
  /** Undefined when the address has the right form; names are not looked up. */
  faultOf(url: URL): TargetFault | undefined
  /** Addresses that may be connected to, in the order of the name service. @throws TargetRefused */
  resolve(host: string): Promise<readonly dns.LookupAddress[]>
  /** May this very address be connected to for that host? */
  permits(host: string, address: string): boolean
}

/** IANA's special-purpose registries (RFC 6890 and later), multicast and what is reserved: none of it is a public receiver. */
const REFUSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by carriers (CGNAT)
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, metadata services
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments, 192.0.0.192 is a metadata service
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
  ['168.63.129.16', 32], // a platform's metadata service at a public address
]
/** Only global unicast is public; of it these are not, or carry an IPv4 address inside that would have to be judged. */
const REFUSED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation
]

const refusedV4 = new net.BlockList()
for (const [prefix, bits] of REFUSED_V4) refusedV4.addSubnet(prefix, bits, 'ipv4')
const globalV6 = new net.BlockList()
globalV6.addSubnet('2000::', 3, 'ipv6')
const refusedV6 = new net.BlockList()
for (const [prefix, bits] of REFUSED_V6) refusedV6.addSubnet(prefix, bits, 'ipv6')

/** A public unicast address, by its number alone. IPv4 inside IPv6 (mapped, NAT64, 6to4) is never public. */
export function isPublicAddress(address: string): boolean {
  if (net.isIPv4(address)) return !refusedV4.check(address, 'ipv4')
  if (!net.isIPv6(address) || address.includes('%')) return false
  return globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6')
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()

/** @param allowed host names, addresses and networks, as the setting WEBHOOK_ALLOWED_HOSTS lists them */
export function createTargets(
  allowed: readonly string[],
  lookup: typeof dns.promises.lookup = dns.promises.lookup,
): Targets {
  const names = new Set<string>()
  const networks = { ipv4: new net.BlockList(), ipv6: new net.BlockList() }
  for (const entry of allowed) {
    const [prefix = '', bits] = entry.split('/')
    const version = net.isIP(prefix)
    if (version === 0) names.add(entry)
    else {
      const family = version === 4 ? 'ipv4' : 'ipv6'
      networks[family].addSubnet(prefix, bits === undefined ? (version === 4 ? 32 : 128) : Number(bits), family)
    }
  }
  const isAllowed = (address: string): boolean =>
    net.isIPv4(address)
      ? networks.ipv4.check(address, 'ipv4')
      : net.isIPv6(address) &&
        !address.includes('%') &&
        !address.toLowerCase().startsWith('::ffff:') &&
        networks.ipv6.check(address, 'ipv6')
  const permits = (hostname: string, address: string): boolean =>
    names.has(bare(hostname)) || isAllowed(address) || isPublicAddress(address)

  return {
    permits,
    faultOf(url) {
      const host = bare(url.hostname)
      const trusted = names.has(host) || isAllowed(host)
      const plain = url.protocol === 'http:' && trusted
      if (url.protocol !== 'https:' && !plain) return 'address_refused'
      if (url.username !== '' || url.password !== '' || url.hash !== '' || host === '') return 'address_refused'
      return net.isIP(host) !== 0 && !permits(host, host) ? 'address_refused' : undefined
    },
    async resolve(hostname) {
      const host = bare(hostname)
      const version = net.isIP(host)
      const found =
        version === 0
          ? await lookup(host, { all: true }).catch(() => {
              throw new TargetRefused('unknown_host')
            })
          : [{ address: host, family: version }]
      if (found.length === 0) throw new TargetRefused('unknown_host')
      // One bad address among good ones is a trick, not a receiver.
      if (!found.every(({ address }) => permits(host, address))) throw new TargetRefused('address_refused')
      return found
    },
  }
}
