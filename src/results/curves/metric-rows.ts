/** What one line of a chunk says. */
export interface MetricRow {
  /** Number of the line in what the run wrote, from 1. */
  readonly line: number;
  /** When it was written, in milliseconds since the epoch. */
  readonly time: number;
  /** By name; NaN is a gap. */
  readonly values: ReadonlyMap<string, number>;
}

/** When the lines of a chunk were written: between these times, in milliseconds since the epoch. */
export interface ChunkSpan {
  readonly since: number;
  readonly until: number;
}

/** Names of one line that are read; the agent keeps as many of a run. */
const mostNames = 200;

/**
 * Reads the lines of a chunk. What an instance writes is data: lines that aren't objects of numbers are skipped. A line
 * without its own time gets one within the span of the chunk, by its place.
 */
export function readRows(text: string, { since, until }: ChunkSpan): readonly MetricRow[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const rows: MetricRow[] = [];
  let line = 0;
  for (const [place, source] of lines.entries()) {
    const found = parsed(source);
    if (found === undefined) continue;
    const own = found.get('_line');
    line = own !== undefined && Number.isSafeInteger(own) && own > line ? own : line + 1;
    const written = timeIn(found);
    const values = new Map(
      [...found].filter(([name]) => !name.startsWith('_line') && name !== '_time').slice(0, mostNames),
    );
    rows.push({
      line,
      time: written ?? Math.round(since + ((until - since) * (place + 1)) / lines.length),
      values,
    });
  }
  return rows;
}

function parsed(line: string): ReadonlyMap<string, number> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(
    Object.entries(value).flatMap(([name, one]: [string, unknown]): [string, number][] =>
      typeof one === 'number'
        ? [[name, Number.isFinite(one) ? one : Number.NaN]]
        : one === null
          ? [[name, Number.NaN]]
          : [],
    ),
  );
}

/** Names under which loggers write the time of a line, in seconds since the epoch: the agent, and W&B. */
const timeNames = ['_time', '_timestamp', 'timestamp'];
/** 2001-09-09: smaller numbers are durations. */
const leastTime = 1e9;

function timeIn(values: ReadonlyMap<string, number>): number | undefined {
  for (const name of timeNames) {
    const seconds = values.get(name);
    if (seconds === undefined || !(seconds > leastTime)) continue;
    return seconds > leastTime * 1000 ? seconds : seconds * 1000;
  }
  return undefined;
}

/** Names that count or time lines, and aren't metrics themselves. */
export const isTimeName = (name: string): boolean => timeNames.includes(name);
