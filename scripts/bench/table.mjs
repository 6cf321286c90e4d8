// How figures are printed.

export function line({ name, value, unit, against, ratio, gate, ok, note }) {
  const parts = [
    `  ${gate === undefined ? '·' : ok ? '✔' : '✘'} ${name}`,
    `${round(value)} ${unit}`,
    against === undefined ? '' : `${against.name}: ${round(against.value)} ${unit}`,
    ratio === undefined ? '' : `${round(ratio)} ×`,
    gate === undefined ? '' : `gate ${gate}`,
  ];
  const widths = [62, 18, 38, 10, 0];
  const text = parts
    .map((part, index) => part.padEnd(widths[index]))
    .join(' ')
    .trimEnd();
  return note ? `${text}\n${note.replaceAll(/^/gm, '      ')}` : text;
}

export function round(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
