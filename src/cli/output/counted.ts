/** `one` for a single thing, `many` for any other number: whole sentences, since languages differ in what else changes. */
export const counted = (count: number, one: string, many: string): string => (count === 1 ? one : many);
