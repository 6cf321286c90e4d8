import type { DescribeInstancesCommand, Reservation } from '@aws-sdk/client-ec2';
import type { Instance } from '../../engine/ports';
import { bytesOf, isAnswer, isStream } from '../answer';

/** The answer of EC2 cut into what is before, between and after its reservations. */
export interface CutAnswer {
  readonly head: Buffer;
  readonly reservations: readonly CutReservation[];
  readonly tail: Buffer;
}

export interface CutReservation {
  readonly id: string;
  /** Where it is in the answer. */
  readonly start: number;
  /** From `<item>` to `</item>`. */
  readonly xml: Buffer;
}

/**
 * Cuts the XML of DescribeInstances, as bytes: turning megabytes into text takes longer than looking for tags in them.
 * Undefined if it isn't formatted as EC2 does: then it is parsed completely.
 * @param knownLength bytes of the reservation of this id that is known to be at this position, and needn't be parsed
 */
export function cutAnswer(
  xml: Buffer,
  knownLength: (id: string, start: number) => number | undefined = () => undefined,
): CutAnswer | undefined {
  const from = xml.indexOf(open);
  const to = xml.lastIndexOf('</reservationSet>');
  if (from < 0 || to < from) return undefined;
  const starts: number[] = [];
  const ids: string[] = [];
  // Text between tags is escaped, so a tag found is a tag.
  for (let at = xml.indexOf(reservationIdStart, from); at >= 0 && at < to; ) {
    const start = xml.lastIndexOf(item, at);
    if (start < from || !isBlank(xml.subarray(start + item.length, at))) return undefined;
    const id = xml.toString(
      'latin1',
      at + reservationIdStart.length,
      xml.indexOf('<', at + reservationIdStart.length),
    );
    starts.push(start);
    ids.push(id);
    at = xml.indexOf(
      reservationIdStart,
      Math.max(at + reservationIdStart.length, start + (knownLength(id, start) ?? 0)),
    );
  }
  const [first] = starts;
  if (first === undefined || !isBlank(xml.subarray(from + open.length, first))) return undefined;
  return {
    head: xml.subarray(0, first),
    reservations: starts.map((start, place) => {
      const end = xml.lastIndexOf(itemEnd, (starts[place + 1] ?? to) - 1) + itemEnd.length;
      return { id: ids[place] ?? '', start, xml: xml.subarray(start, end) };
    }),
    tail: xml.subarray(to),
  };
}

const open = '<reservationSet>';
const item = '<item>';
const itemEnd = '</item>';
/** Every reservation begins with it: docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const reservationIdStart = '<reservationId>';

const isBlank = (bytes: Buffer): boolean => bytes.toString('latin1').trim() === '';

/** The text of a reservation, and its parsed content. */
interface Told {
  readonly xml: Buffer;
  readonly instances: readonly Instance[];
}

/** By id; pages may cut one in two, so that it arrives in parts. */
type Memory = ReadonlyMap<string, readonly Told[]>;

/** What reservations said the last time: of a thousand instances at rest none is read twice. */
export class ReservationMemory {
  #known: Memory = new Map();

  /** Begins to read the pages of one answer. */
  reading(instancesOf: (reservation: Reservation) => readonly Instance[]): ReservationReading {
    return new ReservationReading(this.#known, instancesOf, (known) => {
      this.#known = known;
    });
  }
}

/** The pages of one DescribeInstances. */
class ReservationReading {
  readonly #seen = new Map<string, Told[]>();
  readonly #found: Instance[] = [];
  #cut: CutAnswer | undefined;
  /** Known reservations of the page, by their position. */
  #recalled: ReadonlyMap<number, Told> = new Map();
  #fresh: readonly CutReservation[] = [];

  constructor(
    private readonly known: Memory,
    private readonly instancesOf: (reservation: Reservation) => readonly Instance[],
    private readonly remember: (seen: Memory) => void,
  ) {}

  /** Hands the SDK only those reservations of this command's answer that are not known. */
  watch(command: DescribeInstancesCommand): void {
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result;
        this.#cut = undefined;
        if (!isAnswer(response) || !isStream(response.body)) return result;
        const xml = await bytesOf(response.body);
        const recalled = new Map<number, Told>();
        const cut = cutAnswer(xml, (id, start) => {
          const told = this.known.get(id)?.find((one) => startsWith(xml.subarray(start), one.xml));
          if (told !== undefined) recalled.set(start, told);
          return told?.xml.length;
        });
        this.#cut = cut;
        this.#recalled = recalled;
        this.#fresh = cut?.reservations.filter((one) => this.#recall(one) === undefined) ?? [];
        response.body =
          cut === undefined ? xml : Buffer.concat([cut.head, ...this.#fresh.map((one) => one.xml), cut.tail]);
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
    const fresh = new Map(this.#fresh.map((one, place) => [one, read[place] ?? []]));
    for (const one of cut.reservations) {
      const instances = fresh.get(one) ?? this.#recall(one)?.instances ?? [];
      const told = { xml: one.xml, instances };
      const parts = this.#seen.get(one.id);
      if (parts === undefined) this.#seen.set(one.id, [told]);
      else parts.push(told);
      this.#found.push(...instances);
    }
  }

  /** Every instance of all pages. */
  end(): readonly Instance[] {
    this.remember(this.#seen);
    return this.#found;
  }

  #recall({ start, xml }: CutReservation): Told | undefined {
    const told = this.#recalled.get(start);
    return told?.xml.length === xml.length ? told : undefined;
  }
}

const startsWith = (bytes: Buffer, head: Buffer): boolean => bytes.subarray(0, head.length).equals(head);
