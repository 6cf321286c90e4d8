import * as https from 'node:https';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

const variables = ['https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/**
 * Uses the proxy that the environment sets for a host (HTTPS_PROXY, ALL_PROXY), and connects directly to the hosts of
 * NO_PROXY. The SDK doesn't read these variables.
 */
class ProxyByHost extends Agent {
  readonly #direct = new https.Agent({ keepAlive: true });
  readonly #proxies = new Map<string, HttpsProxyAgent<string>>();

  override connect(_request: unknown, { host, port }: AgentConnectOpts) {
    const url = getProxyForUrl(`https://${host}:${port}`);
    if (url === '') return this.#direct;
    const known = this.#proxies.get(url) ?? new HttpsProxyAgent(url, { keepAlive: true });
    this.#proxies.set(url, known);
    return known;
  }

  override destroy(): void {
    this.#direct.destroy();
    for (const agent of this.#proxies.values()) agent.destroy();
    super.destroy();
  }
}

/** Undefined if the environment sets no proxy. */
export function proxyAgent(environment: NodeJS.ProcessEnv = process.env): ProxyByHost | undefined {
  return variables.some((name) => (environment[name] ?? '') !== '') ? new ProxyByHost() : undefined;
}
