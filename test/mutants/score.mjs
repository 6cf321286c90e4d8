const tested = new Set(['Killed', 'Timeout', 'Survived', 'NoCoverage']);
const noticed = new Set(['Killed', 'Timeout']);

const mutantsIn = (report) =>
  Object.entries(report.files).flatMap(([file, { mutants, source }]) =>
    mutants.map((mutant) => ({ ...mutant, file, source })),
  );

/** One line of docs/mutation-testing.md: room, all mutants, those tested, those noticed, and their share. */
export function rowOf(name, report) {
  const all = mutantsIn(report);
  const counted = all.filter(({ status }) => tested.has(status));
  const killed = counted.filter(({ status }) => noticed.has(status)).length;
  const share = counted.length === 0 ? '' : `${((100 * killed) / counted.length).toFixed(1)} %`;
  return `| ${name} | ${all.length} | ${counted.length} | ${killed} | ${share} |`;
}

/** Those that nothing noticed, with the text that was replaced: a line each. */
export function survivorsOf(report) {
  return mutantsIn(report)
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ file, location: { end, start }, replacement, source, status }) => {
      const lines = source.split('\n').slice(start.line - 1, end.line);
      lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column - 1);
      lines[0] = (lines[0] ?? '').slice(start.column - 1);
      const short = (text) => {
        const flat = text.replaceAll(/\s+/g, ' ');
        return flat.length > 90 ? `${flat.slice(0, 87)}...` : flat;
      };
      const why = status === 'NoCoverage' ? 'no test runs it' : 'no test notices';
      return `${file}:${start.line}:${start.column} ${short(lines.join('\n'))} → ${short(replacement ?? '')} (${why})`;
    });
}
