/** Most entries of a list that an assistant gets: each costs its reader something. */
const most = 100;

/** The same JSON with the first entries of each long list, and how many were omitted; other text as it is. */
export function shortened(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text.trim();
    throw error;
  }
  return JSON.stringify(value, (_key, part: unknown) =>
    Array.isArray(part) && part.length > most
      ? [...part.slice(0, most), `${part.length - most} more were left out`]
      : part,
  );
}
