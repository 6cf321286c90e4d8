import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../src/local/signing/sha256';
import type { Bench, Figure } from './bench';
import { type CloudProcess, startCloudProcess } from './cloud-process';
import { atMost } from './figure';
import { elapsed, inTurn, median } from './measure';
import { startShipped } from './shipped-cloud';

/** Asks a cloud over one connection, without the SDK's own work. */
class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly url: URL;
  private readonly signer: SignatureV4;

  constructor(at: CloudProcess['connection']) {
    this.url = new URL(at.endpoint);
    this.signer = new SignatureV4({
      credentials: at.credentials,
      region: at.region,
      service: 'ec2',
      sha256: Sha256,
    });
  }

  /** Signs a call. @returns what sends it and answers its text */
  async prepare(action: string, more: Readonly<Record<string, string>> = {}): Promise<() => Promise<string>> {
    const { url } = this;
    const body = new URLSearchParams({ Action: action, Version: '2016-11-15', ...more }).toString();
    const { headers } = await this.signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: '/',
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    return async () => {
      const sent = request(url, { method: 'POST', headers, agent: this.agent });
      sent.end(body);
      const [response] = await once(sent, 'response');
      const answer = await text(response);
      if (response.statusCode !== 200) throw new Error(answer);
      return answer;
    };
  }

  close(): void {
    this.agent.destroy();
  }
}

const tags = Object.fromEntries(
  Array.from({ length: 8 }, (_, index): [string, string][] => [
    [`TagSpecification.1.Tag.${index + 1}.Key`, `sweep:key-${index}`],
    [`TagSpecification.1.Tag.${index + 1}.Value`, `value ${index}`],
  ]).flat(),
);

/** The local cloud's own pace: what tests and sweeps on it wait for. */
const local: Bench = {
  name: 'local',
  quick: true,
  run: async ({ quick }) => [
    ...(await calls(quick ? 15 : 40)),
    await crowd(),
    await coldStart(quick ? 3 : 7),
  ],
};

/** A call for a hundred instances, and one that asks at no cost, in turn. */
async function calls(rounds: number): Promise<Figure[]> {
  const cloud = await startCloudProcess();
  const caller = new Caller(cloud.connection);
  try {
    const image = await imageOf(caller);
    const timed = async (action: string, more?: Readonly<Record<string, string>>) => {
      const send = await caller.prepare(action, more);
      return elapsed(send);
    };
    const launch = (round: string) => timed('RunInstances', launchOf(image, round));
    for (let warm = 0; warm < 5; warm++) {
      await launch(`warm-${warm}`);
      await timed('DescribeKeyPairs');
    }
    let round = 0;
    const { ours, theirs } = await inTurn(
      rounds,
      () => {
        round += 1;
        return launch(String(round));
      },
      () => timed('DescribeKeyPairs'),
    );
    const figure = atMost('RunInstances for 100 instances', ours, 'ms', theirs * 8);
    return [
      {
        ...figure,
        against: { name: 'a call that lists nothing', value: theirs },
        ratio: ours / theirs,
        gate: '≤ 8 × slower',
      },
    ];
  } finally {
    caller.close();
    await cloud.stop();
  }
}

/** Memory of a cloud that holds the largest sweep. */
async function crowd(): Promise<Figure> {
  const cloud = await startCloudProcess();
  const caller = new Caller(cloud.connection);
  try {
    const image = await imageOf(caller);
    for (let call = 0; call < 15; call++)
      await (await caller.prepare('RunInstances', launchOf(image, `${call}`)))();
    for (let poll = 0; poll < 10; poll++) {
      const answer = await (await caller.prepare('DescribeInstances', { MaxResults: '1000' }))();
      if (answer.split('<instanceId>').length !== 1001) throw new Error('not every instance is there');
    }
    const status = await fs.readFile(`/proc/${cloud.pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    return atMost('memory with 1,500 simulated instances, polled', kilobytes / 1024, 'MB', 150);
  } finally {
    caller.close();
    await cloud.stop();
  }
}

/** From its start as a process to its first answer, as users get it. */
async function coldStart(rounds: number): Promise<Figure> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-bench-'));
    try {
      samples.push(await startShipped(folder));
    } finally {
      await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return atMost('cold start to first answer', median(samples), 'ms', 1000);
}

const launchOf = (image: string, token: string): Record<string, string> => ({
  MinCount: '100',
  MaxCount: '100',
  ImageId: image,
  InstanceType: 't3.micro',
  UserData: Buffer.alloc(4_000, 7).toString('base64'),
  ClientToken: token,
  'TagSpecification.1.ResourceType': 'instance',
  ...tags,
});

async function imageOf(caller: Caller): Promise<string> {
  const describe = await caller.prepare('DescribeImages', {
    'Filter.1.Name': 'architecture',
    'Filter.1.Value.1': 'x86_64',
  });
  return /<imageId>(ami-[0-9a-f]+)/.exec(await describe())?.[1] ?? '';
}

export default [local];
