/** Shell and AWS CLI commands that shut down or terminate the machine that they run on. */
const ends = /(?:^|[^\w-])(?:shutdown|poweroff|halt|init 0|(?:terminate|stop)-instances)(?:[^\w-]|$)/;

/** Whether the last command of a script ends its instance, so that its work is done by then. False if a `trap` can do so at any time. */
export function endsInstance(script: string): boolean {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !/^exit[ 0]*$/.test(line));
  return ends.test(lines.at(-1) ?? '') && !lines.some((line) => line.includes('trap') && ends.test(line));
}
