import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { DescribeInstancesCommand, EC2Client, type Reservation } from '@aws-sdk/client-ec2';
import { cutAnswer, ReservationMemory } from '../../../src/aws/ec2/reservations';
import type { Instance } from '../../../src/engine/ports';

interface Row {
  readonly id: string;
  readonly state: string;
}

const reservation = (name: string, rows: readonly Row[]): string =>
  `<item>\n  <reservationId>${name}</reservationId><groupSet><item><groupId>sg</groupId></item></groupSet><instancesSet>${rows
    .map(
      ({ id, state }) =>
        `<item><instanceId>${id}</instanceId><instanceState><name>${state}</name></instanceState><tagSet><item><key>a</key><value>&lt;reservationId&gt;</value></item></tagSet></item>`,
    )
    .join('')}</instancesSet></item>`;

const answer = (reservations: readonly string[], next = ''): string =>
  `<?xml version="1.0"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${Math.random()}</requestId><reservationSet>${reservations.join('\n')}</reservationSet>${next === '' ? '' : `<nextToken>${next}</nextToken>`}</DescribeInstancesResponse>`;

const toInstance = ({ Instances }: Reservation): readonly Instance[] =>
  (Instances ?? []).map(({ InstanceId, State }) => ({
    id: InstanceId ?? '',
    region: 'us-east-1',
    availabilityZone: '',
    type: '',
    state: State?.Name ?? '',
    launchIndex: 0,
    launchedAt: 0,
    spot: false,
    tags: {},
  }));

describe('reservations that EC2 returns repeatedly', () => {
  let pages: string[] = [];
  let read: string[] = [];
  const client = new EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
    requestHandler: {
      handle: async () => ({
        response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(pages.shift() ?? '')]) },
      }),
    },
  });
  after(() => client.destroy());

  async function ask(memory: ReservationMemory): Promise<readonly string[]> {
    read = [];
    const reading = memory.reading((one) => {
      read.push(one.ReservationId ?? '');
      return toInstance(one);
    });
    let more = true;
    while (more) {
      const command = new DescribeInstancesCommand({});
      reading.watch(command);
      const page = await client.send(command);
      reading.take(page.Reservations ?? []);
      more = page.NextToken !== undefined && page.NextToken !== '';
    }
    return reading.end().map(({ id, state }) => `${id} ${state}`);
  }

  const first = reservation('r-1', [
    { id: 'i-1', state: 'running' },
    { id: 'i-2', state: 'running' },
  ]);
  const second = reservation('r-2', [{ id: 'i-3', state: 'pending' }]);
  const third = reservation('r-2', [{ id: 'i-3', state: 'running' }]);

  it('are parsed when they are new or have changed, and are returned in order', async () => {
    const memory = new ReservationMemory();
    pages = [answer([first, second])];
    assert.deepEqual(await ask(memory), ['i-1 running', 'i-2 running', 'i-3 pending']);
    assert.deepEqual(read, ['r-1', 'r-2']);
    pages = [answer([first, third])];
    assert.deepEqual(await ask(memory), ['i-1 running', 'i-2 running', 'i-3 running']);
    assert.deepEqual(read, ['r-2']);
    pages = [answer([third, first])];
    assert.deepEqual(await ask(memory), ['i-3 running', 'i-1 running', 'i-2 running']);
    assert.deepEqual(read, []);
  });

  it('are known across pages, and forgotten once they are gone', async () => {
    const memory = new ReservationMemory();
    pages = [answer([first], 'more'), answer([second])];
    assert.deepEqual(await ask(memory), ['i-1 running', 'i-2 running', 'i-3 pending']);
    pages = [answer([first], 'more'), answer([])];
    assert.deepEqual(await ask(memory), ['i-1 running', 'i-2 running']);
    assert.deepEqual(read, []);
    pages = [answer([first, second])];
    assert.deepEqual(await ask(memory), ['i-1 running', 'i-2 running', 'i-3 pending']);
    assert.deepEqual(read, ['r-2']);
  });

  it('are read whole where the answer is not written as EC2 writes it', () => {
    assert.equal(
      cutAnswer(Buffer.from('<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>')),
      undefined,
    );
    const strange = answer([first]).replace('<reservationId>', '<ownerId>1</ownerId><reservationId>');
    assert.equal(cutAnswer(Buffer.from(strange)), undefined);
    const cut = cutAnswer(Buffer.from(answer([first, second])));
    assert.deepEqual(
      cut?.reservations.map(({ id, xml }) => [id, String(xml)]),
      [
        ['r-1', first],
        ['r-2', second],
      ],
    );
  });
});
