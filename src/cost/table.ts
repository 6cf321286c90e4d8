import type { InstanceType, Price, Prices } from './price';

/** Hours of the month by which AWS prices storage (aws.amazon.com/ebs/pricing). */
const hoursPerMonth = 730;

/** USD per GiB and month of gp3 storage (aws.amazon.com/ebs/pricing), by region. */
const gp3UsdPerMonth: Readonly<Record<string, number>> = { 'us-east-1': 0.08 };

/** USD per hour of one public IPv4 address, in every region that bills in dollars (aws.amazon.com/vpc/pricing). */
const publicIpv4UsdPerHour = 0.005;

/** AWS bills in yuan in China, and in euros in the European Sovereign Cloud. */
const billedInUsd = (region: string): boolean => !/^(?:cn|eusc)-/.test(region);

const architectureOfFlag = { x: 'x86_64', a: 'arm64', i: 'i386' } as const;

interface PriceTable {
  readonly region: string;
  readonly date: string;
  readonly rows: ReadonlyMap<string, InstanceTypeRow>;
}

interface InstanceTypeRow {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly flags: string;
  readonly usdPerHour?: number;
  readonly gpus?: string;
}

/** The prices of the dated table in `media/prices`, parsed on first use. Prices of other regions and Spot prices are unknown. */
export function bundledPrices(tsvText: string): Prices {
  const table = lazily(() => parseTable(tsvText));
  const priced = (usdPerHour: number | undefined): Price | undefined =>
    usdPerHour === undefined ? undefined : { usdPerHour, source: 'bundled table', asOf: table().date };
  return {
    onDemand: (instanceType, region) =>
      region === table().region ? priced(table().rows.get(instanceType)?.usdPerHour) : undefined,
    spot: () => undefined,
    volume: (region) =>
      Object.hasOwn(gp3UsdPerMonth, region)
        ? priced((gp3UsdPerMonth[region] ?? Number.NaN) / hoursPerMonth)
        : undefined,
    publicIpv4: (region) => (billedInUsd(region) ? priced(publicIpv4UsdPerHour) : undefined),
  };
}

/** Every instance type of the table by name. Mac types have no architecture, since no Linux image fits them. */
export function instanceTypes(tsvText: string): ReadonlyMap<string, InstanceType> {
  return new Map([...parseTable(tsvText).rows].map(([name, row]) => [name, instanceTypeOf(row)]));
}

function instanceTypeOf(row: InstanceTypeRow): InstanceType {
  return {
    name: row.name,
    vcpus: row.vcpus,
    memoryGib: row.memoryGib,
    architectures: Object.entries(architectureOfFlag)
      .filter(([flag]) => row.flags.includes(flag))
      .map(([, architecture]) => architecture),
    ...(row.gpus === undefined ? {} : { gpus: row.gpus }),
    spot: row.flags.includes('s'),
    hibernation: row.flags.includes('h'),
    previousGeneration: row.flags.includes('o'),
  };
}

/** @throws Error if the text isn't a valid price table */
function parseTable(text: string): PriceTable {
  const fact = (name: string): string => {
    const value = new RegExp(`^# ${name}: (.+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`The price table does not say its ${name}.`);
    return value;
  };
  const rows = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map(parseRow);
  return {
    region: fact('region'),
    date: fact('date'),
    rows: new Map(rows.map((row) => [row.name, row])),
  };
}

function parseRow(line: string): InstanceTypeRow {
  const [name = '', vcpus, memoryGib, flags = '', usdPerHour = '', gpus = ''] = line.split('\t');
  return {
    name,
    vcpus: Number(vcpus),
    memoryGib: Number(memoryGib),
    flags,
    ...(usdPerHour === '' ? {} : { usdPerHour: Number(usdPerHour) }),
    ...(gpus === '' ? {} : { gpus }),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
