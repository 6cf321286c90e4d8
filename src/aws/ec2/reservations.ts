import type { DescribeInstancesCommand, Reservation } from '@aws-sdk/client-ec2';
import type { Instance } from '../../engine/ports';
import { bytesOf, isAnswer, isStream } from '../answer';

/** EC2's answer, split into the text before, between, and after its reservations. */
export interface CutAnswer {
  readonly head: Buffer;
  readonly reservations: readonly CutReservation[];
  readonly tail: Buffer;
}

export interface CutReservation {
  readonly id: string;
  /** Its position in the answer. */
  readonly start: number;
  /** From `<item>` to `</item>`. */
  readonly xml: Buffer;
}

/**
 * Splits the XML of DescribeInstances as bytes: decoding megabytes takes longer than searching them for tags. Undefined
 * if the answer isn't formatted like EC2's, and has to be parsed completely.
 * @param knownLength length in bytes of the known reservation with this ID at this position, which doesn't need to be
 * parsed
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
  // Text between tags is escaped, so every tag that is found is really a tag.
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

/** A parsed reservation, and its XML. */
interface ParsedReservation {
  readonly xml: Buffer;
  readonly instances: readonly Instance[];
}

/** By ID. A reservation that spans pages arrives in several parts. */
type Memory = ReadonlyMap<string, readonly ParsedReservation[]>;

/** The reservations of the last answer: of a thousand unchanged instances, none is parsed twice. */
export class ReservationMemory {
  #known: Memory = new Map();

  /** Starts reading the pages of one answer. */
  reading(instancesOf: (reservation: Reservation) => readonly Instance[]): ReservationReading {
    return new ReservationReading(this.#known, instancesOf, (known) => {
      this.#known = known;
    });
  }
}

/** The pages of one DescribeInstances. */
class ReservationReading {
  readonly #seen = new Map<string, ParsedReservation[]>();
  readonly #found: Instance[] = [];
  #cut: CutAnswer | undefined;
  /** Known reservations of the page, by their position. */
  #recalled: ReadonlyMap<number, ParsedReservation> = new Map();
  #fresh: readonly CutReservation[] = [];

  constructor(
    private readonly known: Memory,
    private readonly instancesOf: (reservation: Reservation) => readonly Instance[],
    private readonly remember: (seen: Memory) => void,
  ) {}

  /** Passes only the unknown reservations of this command's answer to the SDK. */
  watch(command: DescribeInstancesCommand): void {
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result;
        this.#cut = undefined;
        if (!isAnswer(response) || !isStream(response.body)) return result;
        const xml = await bytesOf(response.body);
        const recalled = new Map<number, ParsedReservation>();
        const cut = cutAnswer(xml, (id, start) => {
          const known = this.known.get(id)?.find((one) => startsWith(xml.subarray(start), one.xml));
          if (known !== undefined) recalled.set(start, known);
          return known?.xml.length;
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

  /** Takes the SDK's output for a watched command. */
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
      const known = { xml: one.xml, instances };
      const parts = this.#seen.get(one.id);
      if (parts === undefined) this.#seen.set(one.id, [known]);
      else parts.push(known);
      this.#found.push(...instances);
    }
  }

  /** Every instance of all pages. */
  end(): readonly Instance[] {
    this.remember(this.#seen);
    return this.#found;
  }

  #recall({ start, xml }: CutReservation): ParsedReservation | undefined {
    const known = this.#recalled.get(start);
    return known?.xml.length === xml.length ? known : undefined;
  }
}

const startsWith = (bytes: Buffer, head: Buffer): boolean => bytes.subarray(0, head.length).equals(head);
