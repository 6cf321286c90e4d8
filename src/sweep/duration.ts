const unitSeconds = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;

/** Maximum `ttl`: 30 days, in seconds. */
export const longestTtlSeconds = 30 * unitSeconds.d;

/** `1h30m` → 5400. Whole seconds, rounded up; undefined if the text isn't a duration. */
export function parseDuration(text: string): number | undefined {
  const compact = text.trim();
  if (!/^(?:\d+(?:\.\d+)?[dhms]\s*)+$/.test(compact)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)) {
    seconds += Number(amount) * (unitSeconds[unit as keyof typeof unitSeconds] ?? 0);
  }
  // 0.1h is 360 s, although 0.1 × 3600 is a little more.
  return Math.max(0, Math.ceil(seconds - 1e-6));
}

const unitWords: Readonly<Record<string, keyof typeof unitSeconds>> = {
  ...{ day: 'd', days: 'd', hour: 'h', hours: 'h', hr: 'h', hrs: 'h', minute: 'm', minutes: 'm', min: 'm' },
  ...{ mins: 'm', second: 's', seconds: 's', sec: 's', secs: 's', d: 'd', h: 'h', m: 'm', s: 's' },
};

/** `PT1H30M`, the ISO 8601 format. */
const iso = /^p(?=.)(?:(?<d>\d+)d)?(?:t(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+)s)?)?$/;
/** `1:30:00`, or Slurm's `2-12:00:00`. */
const clock = /^(?:(?<d>\d+)-)?(?<h>\d+):(?<m>[0-5]\d):(?<s>[0-5]\d)$/;
/** `1h30`: the next smaller unit is missing. */
const open = /^(?:(?<d>\d+)d\s*(?<h>\d+)|(?<h2>\d+)h\s*(?<m>\d+)|(?<m2>\d+)m\s*(?<s>\d+))$/;

/** The probable intent of `2 hours` or `90 min`; undefined if it isn't clear. */
export function guessDuration(text: string): string | undefined {
  const words = text
    .toLowerCase()
    .replaceAll(/\band\b|,/g, ' ')
    .trim();
  const other = iso.exec(words) ?? clock.exec(words) ?? open.exec(words);
  if (other !== null) {
    const { d, h, h2 = h, m, m2 = m, s } = other.groups ?? {};
    const parts = Object.entries({ d, h: h2, m: m2, s }).filter(([, amount]) => Number(amount ?? 0) > 0);
    return parts.length === 0
      ? undefined
      : parts.map(([unit, amount]) => `${Number(amount)}${unit}`).join('');
  }
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/.test(words)) return undefined;
  let guess = '';
  for (const [, amount, word] of words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = unitWords[word ?? ''];
    if (unit === undefined) return undefined;
    guess += `${amount}${unit}`;
  }
  return guess;
}
