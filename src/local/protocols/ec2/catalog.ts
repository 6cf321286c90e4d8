import tsv from '../../../../media/prices/ec2-us-east-1.tsv';

/** Properties of an instance type. */
export interface TypeRow {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly architectures: readonly string[];
  readonly spot: boolean;
  readonly hibernation: boolean;
  readonly currentGeneration: boolean;
  /** On-Demand price, Linux, us-east-1; missing if AWS publishes none. */
  readonly usdPerHour?: number;
}

export type Catalog = ReadonlyMap<string, TypeRow>;

/** The instance types in the price table of the extension. */
export function readCatalog(): Catalog {
  const rows = tsv
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(rowOf)
    .filter((row) => row !== undefined);
  return new Map(rows.map((row) => [row.name, row]));
}

function rowOf(line: string): TypeRow | undefined {
  const [name, vcpus, memoryGib, flags = '', usd] = line.split('\t');
  if (name === undefined || vcpus === undefined || memoryGib === undefined || !/^\d/.test(vcpus))
    return undefined;
  const architectures = [
    ...(flags.includes('i') ? ['i386'] : []),
    ...(flags.includes('x') ? ['x86_64'] : []),
    ...(flags.includes('a') ? ['arm64'] : []),
  ];
  return {
    name,
    vcpus: Number(vcpus),
    memoryMib: Math.round(Number(memoryGib) * 1024),
    architectures,
    spot: flags.includes('s'),
    hibernation: flags.includes('h'),
    currentGeneration: !flags.includes('o'),
    ...(usd === undefined || usd === '' ? {} : { usdPerHour: Number(usd) }),
  };
}
