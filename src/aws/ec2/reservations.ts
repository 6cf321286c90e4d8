import type { DescribeInstancesCommand, Reservation } from '@aws-sdk/client-ec2';
import type { Instance } from '../../engine/ports';

/** The answer of EC2 cut into what stands before, between and behind its reservations. */
export interface CutAnswer {
  readonly head: string;
  /** Each from `<item>` to `</item>`. */
  readonly reservations: readonly string[];
  readonly tail: string;
}

/** Cuts the XML of DescribeInstances. Undefined where it is not written as EC2 writes it: then it is read whole. */
export function cutAnswer(xml: string): CutAnswer | undefined {
  const open = '<reservationSet>';
  const from = xml.indexOf(open);
  const to = xml.lastIndexOf('</reservationSet>');
  if (from < 0 || to < from) return undefined;
  const starts: number[] = [];
  // Text between tags is escaped, so a tag found is a tag.
  for (let at = xml.indexOf(ID, from); at >= 0 && at < to; at = xml.indexOf(ID, at + ID.length)) {
    const start = xml.lastIndexOf(ITEM, at);
    if (start < from || xml.slice(start + ITEM.length, at).trim() !== '') return undefined;
    starts.push(start);
  }
  const [first] = starts;
  if (first === undefined || xml.slice(from + open.length, first).trim() !== '') return undefined;
  return {
    head: xml.slice(0, first),
    reservations: starts.map((start, place) => xml.slice(start, starts[place + 1] ?? to).trimEnd()),
    tail: xml.slice(to),
  };
}

const ITEM = '<item>';
/** Every reservation begins with it: docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const ID = '<reservationId>';

/** What reservations said the last time, by their XML: of a thousand instances at rest none is read twice. */
export class ReservationMemory {
  #known: ReadonlyMap<string, readonly Instance[]> = new Map();

  /** Begins to read the pages of one answer. */
  reading(instancesOf: (reservation: Reservation) => readonly Instance[]): ReservationReading {
    return new ReservationReading(this.#known, instancesOf, (known) => {
      this.#known = known;
    });
  }
}

/** The pages of one DescribeInstances. */
export class ReservationReading {
  readonly #seen = new Map<string, readonly Instance[]>();
  readonly #found: Instance[] = [];
  #cut: CutAnswer | undefined;
  #fresh: readonly string[] = [];

  constructor(
    private readonly known: ReadonlyMap<string, readonly Instance[]>,
    private readonly instancesOf: (reservation: Reservation) => readonly Instance[],
    private readonly remember: (seen: ReadonlyMap<string, readonly Instance[]>) => void,
  ) {}

  /** Hands the SDK only those reservations of this command's answer that are not known. */
  watch(command: DescribeInstancesCommand): void {
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result;
        this.#cut = undefined;
        if (!isAnswer(response) || !isStream(response.body)) return result;
        const xml = await textOf(response.body);
        const cut = cutAnswer(xml);
        this.#cut = cut;
        this.#fresh = cut?.reservations.filter((text) => !this.known.has(text)) ?? [];
        const left = cut === undefined ? xml : [cut.head, ...this.#fresh, cut.tail].join('');
        response.body = Buffer.from(left);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'spawnReservationMemory' },
    );
  }

  /** Takes what the SDK made of a watched command's answer. */
  take(reservations: readonly Reservation[]): void {
    const read = reservations.map(this.instancesOf);
    const cut = this.#cut;
    if (cut === undefined || read.length !== this.#fresh.length) {
      this.#found.push(...read.flat());
      return;
    }
    const fresh = new Map(this.#fresh.map((text, place) => [text, read[place] ?? []]));
    for (const text of cut.reservations) {
      const instances = this.known.get(text) ?? fresh.get(text) ?? [];
      this.#seen.set(text, instances);
      this.#found.push(...instances);
    }
  }

  /** Every instance of all pages. */
  end(): readonly Instance[] {
    this.remember(this.#seen);
    return this.#found;
  }
}

/** A success; its body is a stream that has not been read yet. */
const isAnswer = (response: unknown): response is { body: unknown } =>
  typeof response === 'object' &&
  response !== null &&
  'statusCode' in response &&
  response.statusCode === 200 &&
  'body' in response;

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
