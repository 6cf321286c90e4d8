import { AwsError } from '../failure';
import type { CallRule, Capacity, Fault, Frequency, InstanceRule, Schedule } from '../faults/schedule';

const invalid = (message: string) => new AwsError('ValidationException', message);

type Tree = Readonly<Record<string, unknown>>;

/** Parses a schedule in JSON. @throws AwsError ValidationException that names the error */
export function readSchedule(value: unknown): Schedule {
  const tree = treeOf(value, 'A schedule');
  return {
    seed: numberOf(tree['seed'] ?? 0, 'seed'),
    calls: listOf(tree['calls']).map(callRule),
    instances: listOf(tree['instances']).map(instanceRule),
    capacity: listOf(tree['capacity']).map(capacity),
  };
}

function callRule(value: unknown): CallRule {
  const tree = treeOf(value, 'A rule for calls');
  return { on: textOf(tree['on'], 'on'), fault: fault(tree['fault']), ...frequency(tree) };
}

function fault(value: unknown): Fault {
  const tree = treeOf(value, 'A fault');
  const after = tree['after'] === true;
  switch (tree['kind']) {
    case 'drop':
      return { kind: 'drop', after };
    case 'slow':
      return { kind: 'slow', milliseconds: numberOf(tree['milliseconds'], 'milliseconds') };
    case 'error':
      return {
        kind: 'error',
        code: textOf(tree['code'], 'code'),
        after,
        ...(tree['status'] === undefined ? {} : { status: numberOf(tree['status'], 'status') }),
        ...(tree['message'] === undefined ? {} : { message: textOf(tree['message'], 'message') }),
      };
    default:
      throw invalid('The kind of a fault is "error", "drop" or "slow".');
  }
}

function instanceRule(value: unknown): InstanceRule {
  const tree = treeOf(value, 'A rule for instances');
  const { happens } = tree;
  if (happens !== 'interrupt' && happens !== 'die' && happens !== 'reboot')
    throw invalid('What happens to an instance is "interrupt", "die" or "reboot".');
  return { happens, afterMs: numberOf(tree['afterMs'] ?? 0, 'afterMs'), ...frequency(tree) };
}

function capacity(value: unknown): Capacity {
  const tree = treeOf(value, 'A capacity');
  return {
    available: numberOf(tree['available'], 'available'),
    ...(tree['instanceType'] === undefined
      ? {}
      : { instanceType: textOf(tree['instanceType'], 'instanceType') }),
    ...(tree['zone'] === undefined ? {} : { zone: textOf(tree['zone'], 'zone') }),
  };
}

const frequency = (tree: Tree): Frequency => ({
  ...(tree['chance'] === undefined ? {} : { chance: numberOf(tree['chance'], 'chance') }),
  ...(tree['skip'] === undefined ? {} : { skip: numberOf(tree['skip'], 'skip') }),
  ...(tree['times'] === undefined ? {} : { times: numberOf(tree['times'], 'times') }),
});

function treeOf(value: unknown, what: string): Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} is a JSON object.`);
  return Object.fromEntries(Object.entries(value));
}

const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid('Rules come as a list.');
  return value;
};

function numberOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value >= 0)) throw invalid(`"${name}" needs a number, 0 or more.`);
  return value;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(`"${name}" needs a text.`);
  return value;
}
