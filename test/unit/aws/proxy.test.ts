import assert from 'node:assert/strict';
import * as https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { proxyAgent } from '../../../src/aws/proxy';

const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'];

describe('the way to AWS', () => {
  const before = new Map(names.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of names) delete process.env[name];
  });
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  /** Where a request to a host goes: `http://proxy:3128/`, or directly. */
  function wayTo(host: string): string {
    const agent = proxyAgent();
    if (agent === undefined) return 'direct';
    const chosen = agent.connect(undefined, { host, port: 443, secureEndpoint: true });
    agent.destroy();
    return chosen instanceof HttpsProxyAgent
      ? chosen.proxy.href
      : chosen instanceof https.Agent
        ? 'direct'
        : '?';
  }

  it('is direct without a proxy, and where its variable is empty', () => {
    assert.equal(wayTo('ec2.us-east-1.amazonaws.com'), 'direct');
    process.env['HTTPS_PROXY'] = '';
    assert.equal(wayTo('ec2.us-east-1.amazonaws.com'), 'direct');
    process.env['HTTP_PROXY'] = 'http://plain:1';
    assert.equal(wayTo('ec2.us-east-1.amazonaws.com'), 'direct');
    delete process.env['HTTP_PROXY'];
  });

  it('is the proxy, but for the hosts of NO_PROXY', () => {
    process.env['HTTPS_PROXY'] = 'http://user:secret@proxy.example:3128';
    process.env['NO_PROXY'] = 's3.eu-west-1.amazonaws.com,.vpce.amazonaws.com, localhost';
    assert.equal(wayTo('ec2.eu-west-1.amazonaws.com'), 'http://user:secret@proxy.example:3128/');
    assert.equal(wayTo('s3.eu-west-1.amazonaws.com'), 'direct');
    assert.equal(wayTo('vpce-1.ec2.eu-west-1.vpce.amazonaws.com'), 'direct');
    assert.equal(wayTo('localhost'), 'direct');
    process.env['NO_PROXY'] = '*';
    assert.equal(wayTo('ec2.eu-west-1.amazonaws.com'), 'direct');
  });
});
