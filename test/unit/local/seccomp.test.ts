import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { seccompFilter } from '../../../src/local/compute/seccomp/filter';
import {
  namespaceFlags,
  newestCall,
  personalities,
  refusedCalls,
  refusedFamilies,
  typingRequests,
  uncountedMemory,
} from '../../../src/local/compute/seccomp/profile';

const allow = 0x7fff_0000;
const kill = 0x8000_0000;
const errno = { EPERM: 0x5_0001, ENOSYS: 0x5_0026 } as const;

const architectures = [
  { name: 'x64', column: 0, audit: 0xc000_003e, clone: 56, ioctl: 16, socket: 41, personality: 135 },
  { name: 'arm64', column: 1, audit: 0xc000_00b7, clone: 220, ioctl: 29, socket: 198, personality: 92 },
] as const;

/** What the kernel's interpreter of the classic BPF (man 2 seccomp) makes of a call. */
function verdict(program: Buffer, audit: number, call: number, words: readonly number[] = []): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call >>> 0, 0);
  data.writeUInt32LE(audit, 4);
  for (const [index, word] of words.entries()) data.writeBigUInt64LE(BigInt(word >>> 0), 16 + 8 * index);
  let held = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8);
    const [yes, no] = [program.readUInt8(at * 8 + 2), program.readUInt8(at * 8 + 3)];
    const operand = program.readUInt32LE(at * 8 + 4);
    const jump = (holds: boolean) => {
      at += holds ? yes : no;
    };
    if (code === 0x20) held = data.readUInt32LE(operand);
    else if (code === 0x15) jump(held === operand);
    else if (code === 0x25) jump(held > operand);
    else if (code === 0x45) jump((held & operand) !== 0);
    else if (code === 0x06) return operand;
    else assert.fail(`There is no instruction ${code}.`);
  }
  return assert.fail('The program has no end.');
}

describe('the filter of system calls', () => {
  for (const { audit, clone, column, ioctl, name, personality, socket } of architectures) {
    it(`refuses the calls of the profile, and no others, on ${name}`, () => {
      const [counted, uncounted] = [true, false].map(
        (counts) => seccompFilter(counts, name) ?? Buffer.alloc(0),
      );
      assert.ok(counted !== undefined && uncounted !== undefined && counted.length > 0);
      const refused = new Map(
        refusedCalls.flatMap(({ answer, calls }) =>
          Object.values(calls).flatMap((both): [number, number][] =>
            both[column] === undefined ? [] : [[both[column], errno[answer]]],
          ),
        ),
      );
      const memory = Object.values(uncountedMemory.calls).map((both) => both[column] ?? -1);
      const looked: readonly number[] = [clone, ioctl, socket, personality];
      for (let call = 0; call <= newestCall; call++) {
        if (looked.includes(call)) continue;
        const expected = refused.get(call) ?? allow;
        assert.equal(verdict(counted, audit, call), expected, `call ${call}`);
        assert.equal(
          verdict(uncounted, audit, call),
          memory.includes(call) ? errno.ENOSYS : expected,
          `call ${call}`,
        );
      }
      for (const call of [newestCall + 1, 0x4000_0000, 0xffff_ffff])
        assert.equal(verdict(counted, audit, call), errno.ENOSYS, `call ${call}`);
      assert.equal(verdict(counted, 0x4000_0003, 1), kill, 'another architecture');
    });

    it(`looks at the arguments of calls that are good for both, on ${name}`, () => {
      const program = seccompFilter(true, name) ?? Buffer.alloc(0);
      const told = (call: number, ...words: number[]) => verdict(program, audit, call, words);
      for (let bit = 0; bit < 32; bit++) {
        const flag = (1 << bit) >>> 0;
        assert.equal(told(clone, flag), (flag & namespaceFlags) === 0 ? allow : errno.EPERM, `clone ${flag}`);
      }
      for (const request of [0x5401, 0x5411, ...typingRequests])
        assert.equal(
          told(ioctl, 0, request),
          typingRequests.some((one) => one === request) ? errno.EPERM : allow,
        );
      for (let family = 0; family < 46; family++)
        assert.equal(
          told(socket, family),
          refusedFamilies.some((one) => one === family) ? errno.EPERM : allow,
        );
      for (const persona of [...personalities, 0x4_0000, 1])
        assert.equal(
          told(personality, persona),
          personalities.some((one) => one === persona) ? allow : errno.EPERM,
        );
    });
  }

  it('has the numbers of the kernel’s own headers, where this computer has them', function () {
    const headers = ['/usr/include/x86_64-linux-gnu/asm/unistd_64.h', '/usr/include/asm-generic/unistd.h'];
    if (!headers.every((file) => existsSync(file))) return this.skip();
    // Those that came later than these headers are not in them.
    const known = headers.map((file) => {
      const text = readFileSync(file, 'utf8');
      return new Map(
        [...text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gm)].map(([, call = '', number]) => [
          call,
          Number(number),
        ]),
      );
    });
    const all = [...refusedCalls, uncountedMemory].flatMap(({ calls }) => Object.entries(calls));
    const checked = all.flatMap(([call, both]) =>
      both.map((number, column) => {
        const official = known[column]?.get(call);
        if (official !== undefined || number === undefined || number < 451)
          assert.equal(number, official, `${call} ${headers[column]}`);
        return official;
      }),
    );
    assert.ok(checked.filter((number) => number !== undefined).length > 100);
  });

  it('is not there for a processor without a list', () => {
    assert.equal(seccompFilter(true, 'riscv64'), undefined);
  });
});
