/** Commands that end the machine that they run on, of the shell and of AWS's CLI. */
const ends = /(?:^|[^\w-])(?:shutdown|poweroff|halt|init 0|(?:terminate|stop)-instances)(?:[^\w-]|$)/;

/**
 * Whether the last thing that a script does is to end its instance, so that its work is done by then. Not where a `trap` may do
 * so at any time.
 */
export function endsInstance(script: string): boolean {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !/^exit[ 0]*$/.test(line));
  return ends.test(lines.at(-1) ?? '') && !lines.some((line) => line.includes('trap') && ends.test(line));
}
