import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import { BlockList, connect, isIPv6, type Socket } from 'node:net';
import type { InternetAccess } from './internet-access';

/** Milliseconds in which a server, or a proxy, has to answer. */
const patience = 20_000;

/**
 * Addresses that aren't public (iana.org/assignments/iana-ipv4-special-registry and the one for IPv6): this computer,
 * its network, and the metadata service of the cloud that it may be running in.
 */
const notPublic = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(address, bits, 'ipv4');
// Of IPv6, only public networks, without those that map to IPv4.
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  notPublic.addSubnet(address, bits, 'ipv6');

export function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !notPublic.check(address, 'ipv4');
  return publicV6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** Web servers on the Internet, directly or through the proxy of this computer's programs (`HTTPS_PROXY`). */
export function publicWeb(environment: NodeJS.ProcessEnv): InternetAccess {
  const proxy = proxyOf(environment);
  return {
    knows: async (name) => proxy !== undefined || (await publicAddress(name)) !== undefined,
    async connect(name, port) {
      if (proxy !== undefined) return throughProxy(proxy, name, port);
      const address = await publicAddress(name);
      if (address === undefined) throw new Error(`${name} is not a host on the Internet.`);
      // The address that was checked, since the name can resolve to another one a moment later.
      const socket = connect({ host: address, port });
      await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
      return socket;
    },
  };
}

async function publicAddress(name: string): Promise<string | undefined> {
  const found = await lookup(name, { all: true }).catch(() => []);
  // A name that also resolves to a private address isn't trusted.
  return found.every(({ address }) => isPublic(address)) ? found[0]?.address : undefined;
}

function proxyOf(environment: NodeJS.ProcessEnv): URL | undefined {
  const text = environment['HTTPS_PROXY'] ?? environment['https_proxy'] ?? '';
  return URL.canParse(text) && new URL(text).protocol === 'http:' ? new URL(text) : undefined;
}

async function throughProxy(proxy: URL, name: string, port: number): Promise<Socket> {
  const { hostname, password, port: proxyPort, username } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const asked = request({
    host: hostname,
    port: proxyPort === '' ? 80 : Number(proxyPort),
    method: 'CONNECT',
    path: `${name}:${port}`,
    headers: {
      host: `${name}:${port}`,
      ...(username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
  });
  asked.end();
  const [answer, socket] = await once(asked, 'connect', { signal: AbortSignal.timeout(patience) });
  if (answer.statusCode !== 200) {
    socket.destroy();
    throw new Error(`The proxy of this computer refuses ${name} (${answer.statusCode}).`);
  }
  return socket;
}
