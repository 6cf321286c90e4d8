import {
  namespaceFlags,
  newestCall,
  personalities,
  type RefusedCalls,
  refusedCalls,
  refusedFamilies,
  type SeccompErrno,
  typingRequests,
  uncountedMemory,
} from './profile';

/** Differences between processors. */
interface Architecture {
  /** Column of its system call numbers in the profile. */
  readonly column: 0 | 1;
  /** AUDIT_ARCH_… of linux/audit.h. */
  readonly audit: number;
  readonly clone: number;
  readonly ioctl: number;
  readonly socket: number;
  readonly personality: number;
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: { column: 0, audit: 0xc000_003e, clone: 56, ioctl: 16, socket: 41, personality: 135 },
  arm64: { column: 1, audit: 0xc000_00b7, clone: 220, ioctl: 29, socket: 198, personality: 92 },
};

/** An instruction of the classic BPF (linux/filter.h, struct sock_filter): code, jumps, operand. */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, operand: number];

/** BPF_LD | BPF_W | BPF_ABS; BPF_JMP with BPF_JEQ, BPF_JGT and BPF_JSET; BPF_RET. */
const codes = { load: 0x20, equal: 0x15, greater: 0x25, anyBit: 0x45, answer: 0x06 } as const;

/** SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS and SECCOMP_RET_ERRNO with its number (linux/seccomp.h). */
const allow = 0x7fff_0000;
const kill = 0x8000_0000;
const answers: Readonly<Record<SeccompErrno, number>> = { EPERM: 0x0005_0001, ENOSYS: 0x0005_0026 };

/** Offsets in struct seccomp_data; of arguments, the lower half counts on both processors. */
const numberAt = 0;
const architectureAt = 4;
const argumentAt = (index: number): number => 16 + 8 * index;

const load = (offset: number): Instruction => [codes.load, 0, 0, offset];
const answer = (value: number): Instruction => [codes.answer, 0, 0, value];
/** Returns the action if the loaded value matches the condition; continues otherwise. */
const when = (code: number, operand: number, value: number): readonly Instruction[] => [
  [code, 0, 1, operand],
  answer(value),
];

/**
 * A filter for bubblewrap's `--seccomp` that refuses system calls that no job needs, see `profile.ts`. Programs of
 * another architecture than the computer's are killed, since system call numbers have another meaning there. Undefined
 * for processors without a list.
 * @param countsMemory whether a control group counts all memory of the instance
 */
export function seccompFilter(
  countsMemory: boolean,
  architecture: string = process.arch,
): Buffer | undefined {
  const here = architectures[architecture];
  if (here === undefined) return undefined;
  const lists = countsMemory ? refusedCalls : [...refusedCalls, uncountedMemory];
  const program: readonly Instruction[] = [
    load(architectureAt),
    [codes.equal, 1, 0, here.audit],
    answer(kill),
    load(numberAt),
    ...when(codes.greater, newestCall, answers.ENOSYS),
    ...lists.flatMap((list) => refusing(list, here)),
    ...looking(here.clone, 0, when(codes.anyBit, namespaceFlags, answers.EPERM)),
    ...looking(
      here.ioctl,
      1,
      typingRequests.flatMap((request) => when(codes.equal, request, answers.EPERM)),
    ),
    ...looking(
      here.socket,
      0,
      refusedFamilies.flatMap((family) => when(codes.equal, family, answers.EPERM)),
    ),
    ...looking(here.personality, 0, [
      ...personalities.flatMap((known) => when(codes.equal, known, allow)),
      answer(answers.EPERM),
    ]),
    answer(allow),
  ];
  return Buffer.concat(program.map(bytesOf));
}

const refusing = ({ answer: refusal, calls }: RefusedCalls, { column }: Architecture) =>
  Object.values(calls)
    .flatMap((numbers) => numbers[column] ?? [])
    .flatMap((number) => when(codes.equal, number, answers[refusal]));

/** Checks an argument of one call; values without an action are allowed. */
const looking = (call: number, argument: number, checks: readonly Instruction[]): readonly Instruction[] => [
  [codes.equal, 0, checks.length + 2, call],
  load(argumentAt(argument)),
  ...checks,
  answer(allow),
];

function bytesOf([code, whenTrue, whenFalse, operand]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(whenTrue, 2);
  bytes.writeUInt8(whenFalse, 3);
  bytes.writeUInt32LE(operand, 4);
  return bytes;
}
