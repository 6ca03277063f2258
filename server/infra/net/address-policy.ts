import ipaddr from 'ipaddr.js';

/** `private`: loopback and private networks too, for what legitimately runs beside us. `public`: the internet alone. */
export type AddressPolicy = 'private' | 'public';

/** Addresses at which clouds hand out credentials beside the link-local one. */
const METADATA = ['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'].map((address) =>
  ipaddr.parse(address).toNormalizedString(),
);

/** Why a resolved address may not be called; null: it may. */
export function refusalOf(address: string, policy: AddressPolicy): string | null {
  if (!ipaddr.isValid(address)) return `"${address}" is not an address`;
  for (const one of facesOf(ipaddr.parse(address))) {
    const range = one.range();
    if (range === 'linkLocal') return `${address} is a link-local address, where clouds hand out credentials`;
    if (METADATA.includes(one.toNormalizedString())) return `${address} is the metadata service of a cloud`;
    if (range === 'multicast' || range === 'broadcast') return `${address} is no address of one machine`;
    if (policy === 'public' && range !== 'unicast') return `${address} is not on the internet (${range})`;
  }
  return null;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address and the one it carries: IPv4 is found inside IPv6 in four ways (mapped, compatible, NAT64, 6to4). */
function facesOf(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4) return [address];
  const bytes = address.toByteArray();
  const at = (start: number) => new ipaddr.IPv4(bytes.slice(start, start + 4));
  if (address.isIPv4MappedAddress()) return [address.toIPv4Address()];
  const range = address.range();
  if (range === 'rfc6052') return [at(12)];
  if (range === '6to4') return [address, at(2)];
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 15).some((byte) => byte !== 0);
  return isCompatible ? [address, at(12)] : [address];
}
